"""What profiles do for pages of sites of which there are several pages.

    python -m tests.benchmarks.profiles CORPUS [--sets sites-dev,fundus-dev] [--inputs html,wet] [--models FOLDER]

CORPUS is a folder of sets as for `cleaner.training`. The pages of a host are cleaned three times: without a profile,
with one learned from all of them (not from their gold texts), and each with one learned from the others. Prints a table
in markdown: F1 over shingles of four words without and with the profile, by how much the error changes, and the host
that loses most recall.

Pages that the models were trained on flatter the result without a profile. --models takes models made without them
(`python -m cleaner.training CORPUS --without sites-dev --out FOLDER`).
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import cleaner.model.scorer
from cleaner import Options, clean
from cleaner.profile.collect import PageFacts, facts_of
from cleaner.profile.learn import SiteProfile, learn
from cleaner.profile.lookup import Profiles, site_of
from cleaner.training.corpus import CorpusPage
from cleaner.training.evaluation import PrecisionRecall, figures
from tests.benchmarks.common import chosen_sets, measured, pages_of, say, say_head, say_row, source_of

_MIN_PAGES = 3  # of a host
# Whether the profile of a page is learned from another page, by their numbers.
_LEARNED_FROM: dict[str, Callable[[int, int], bool]] = {
    "all of them": lambda page, other: True,
    "the others": lambda page, other: page != other,
}


class Unprofiled(NamedTuple):
    """A page cleaned without a profile: what it shows of its site, and how well it was cleaned."""

    facts: PageFacts | None
    pair: PrecisionRecall


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--sets", default="sites-dev", help="names, separated by commas")
    parser.add_argument("--inputs", default="resiliparse,wet,html", help="html or renderings, separated by commas")
    parser.add_argument("--models", type=Path, metavar="FOLDER")
    arguments = parser.parse_args()
    if arguments.models:
        cleaner.model.scorer.FOLDER = arguments.models
    hosts = _hosts(chosen_sets(arguments.corpus, arguments.sets))
    say(f"{sum(map(len, hosts.values()))} pages of {len(hosts)} hosts")
    say_head("input", "learned from", "F1 without", "F1 with", "error", "recall falls most")
    for form in arguments.inputs.split(","):
        plain = {host: [_unprofiled(page, form) for page in pages] for host, pages in hosts.items()}
        before = {host: [page.pair for page in pages] for host, pages in plain.items()}
        for name, learns_from in _LEARNED_FROM.items():
            after = {
                host: [
                    _profiled(page, form, [p.facts for other, p in enumerate(plain[host]) if learns_from(at, other)])
                    for at, page in enumerate(pages)
                ]
                for host, pages in hosts.items()
            }
            _report((form, name), before, after)


def _hosts(paths: Iterable[Path]) -> dict[str, list[CorpusPage]]:
    hosts: dict[str, list[CorpusPage]] = defaultdict(list)
    for path in paths:
        for page in pages_of(path):
            if page.gold and page.text:
                hosts[site_of(page.url)].append(page)
    return {host: pages for host, pages in hosts.items() if len(pages) >= _MIN_PAGES}


def _unprofiled(page: CorpusPage, form: str) -> Unprofiled:
    article = clean(source_of(page, form))
    return Unprofiled(facts_of(article.blocks), measured(page, article.text))


def _profiled(page: CorpusPage, form: str, facts: Iterable[PageFacts | None]) -> PrecisionRecall:
    profile = learn(SiteProfile(site_of(page.url)), {one.key: one for one in facts if one})
    article = clean(source_of(page, form), page.url, options=Options(profiles=Profiles.of(profile)))
    return measured(page, article.text)


def _report(
    names: tuple[str, str],
    before: Mapping[str, Sequence[PrecisionRecall]],
    after: Mapping[str, Sequence[PrecisionRecall]],
) -> None:
    was, now = (figures([pair for pairs in of.values() for pair in pairs])[0] for of in (before, after))
    falls = {host: figures(before[host])[2] - figures(after[host])[2] for host in before}
    worst = max(falls, key=lambda host: falls[host])
    error = f"{100 * (was - now) / (1 - was):+.1f} %" if was < 1 else "none"
    say_row(*names, f"{was:.4f}", f"{now:.4f}", error, f"{max(falls[worst], 0):.4f} ({worst})")


if __name__ == "__main__":
    main()
