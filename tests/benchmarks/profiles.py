"""What profiles do for pages of sites of which several are there.

    python -m tests.benchmarks.profiles CORPUS [--sets sites-dev,fundus-dev] [--inputs html,wet] [--models FOLDER]

CORPUS is a folder of gzipped JSON lines with `url`, `html`, `text` (renderings by name), `gold` (paragraphs) and
`optional`. The pages of a host are cleaned without a profile, with one learned from all of them without their gold, and
each with one learned from the others. Prints a table in markdown: F1 over shingles of four words each time, by how much
the error changes, and the host that loses most recall.

Pages that the models were trained on flatter what is had without a profile; --models takes others, made without them
(`python -m cleaner.training CORPUS --without sites-dev --out FOLDER`).
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import cleaner.model.scorer
from cleaner import Options, clean
from cleaner.profile.collect import PageFacts, facts_of
from cleaner.profile.learn import SiteProfile, learn
from cleaner.profile.lookup import Profiles, site_of
from cleaner.training.evaluation import figures, precision_and_recall_of

HTML = "html"
_FEWEST = 3  # pages of a host
_LEARNED = {"all of them": lambda one, other: True, "the others": lambda one, other: one != other}

Page = Mapping[str, Any]
Pair = tuple[float | None, float]  # precision and recall


class Plain(NamedTuple):
    """A page without a profile: what it shows of its site, and how well it was cleaned."""

    facts: PageFacts | None
    pair: Pair


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--sets", default="sites-dev")
    parser.add_argument("--inputs", default="resiliparse,wet,html")
    parser.add_argument("--models", type=Path)
    arguments = parser.parse_args()
    if arguments.models:
        cleaner.model.scorer.FOLDER = arguments.models
    hosts = _hosts(arguments.corpus / f"{name}.jsonl.gz" for name in arguments.sets.split(","))
    _say(f"{sum(map(len, hosts.values()))} pages of {len(hosts)} hosts")
    _say("| input | learned from | F1 without | F1 with | error | recall falls most |")
    _say("| --- | --- | --- | --- | --- | --- |")
    for form in arguments.inputs.split(","):
        plain = {host: [_plain(page, form) for page in pages] for host, pages in hosts.items()}
        for name, holds in _LEARNED.items():
            after = {
                host: [
                    _with_profile(page, form, [p.facts for other, p in enumerate(plain[host]) if holds(at, other)])
                    for at, page in enumerate(pages)
                ]
                for host, pages in hosts.items()
            }
            _report(form, name, {host: [p.pair for p in of_host] for host, of_host in plain.items()}, after)


def _hosts(paths: Iterable[Path]) -> dict[str, list[Page]]:
    hosts: dict[str, list[Page]] = defaultdict(list)
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for page in map(json.loads, lines):
                if page["gold"] and page.get("text"):
                    hosts[site_of(page["url"])].append(page)
    return {host: pages for host, pages in hosts.items() if len(pages) >= _FEWEST}


def _source(page: Page, form: str) -> str:
    source: str = page[HTML] if form == HTML else page["text"][form]
    return source


def _pair(page: Page, text: str) -> Pair:
    return precision_and_recall_of(text, "\n".join(page["gold"]), tuple(page.get("optional") or ()))


def _plain(page: Page, form: str) -> Plain:
    article = clean(_source(page, form))
    return Plain(facts_of(article.blocks), _pair(page, article.text))


def _with_profile(page: Page, form: str, facts: Iterable[PageFacts | None]) -> Pair:
    profile = learn(SiteProfile(site_of(page["url"])), {one.key: one for one in facts if one})
    article = clean(_source(page, form), page["url"], options=Options(profiles=Profiles.of(profile)))
    return _pair(page, article.text)


def _report(form: str, name: str, before: Mapping[str, Sequence[Pair]], after: Mapping[str, Sequence[Pair]]) -> None:
    was, now = (figures([pair for pairs in of.values() for pair in pairs])[0] for of in (before, after))
    falls = {host: figures(before[host])[2] - figures(after[host])[2] for host in before}
    worst = max(falls, key=lambda host: falls[host])
    error = f"{100 * (was - now) / (1 - was):+.1f} %" if was < 1 else "none"
    _say(f"| {form} | {name} | {was:.4f} | {now:.4f} | {error} | {max(falls[worst], 0):.4f} ({worst}) |")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
