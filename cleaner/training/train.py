"""The whole training: a corpus -> the files of `cleaner/model/weights`.

Some answers are given by the weights that are installed: the labels of boxes by their markup, weak gold, and what is
kept of pages that are no articles. The same corpus, the same rules and the same installed weights give the same files.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cleaner.document import Kind, LabelledBlock
from cleaner.model.confidence import WEIGHTS as CONFIDENCE_FILE
from cleaner.model.label_classifier import WEIGHTS as LABELS_FILE
from cleaner.model.scorer import to_bytes
from cleaner.training.alignment import GOLD, NOT_GOLD
from cleaner.training.corpus import CorpusError, CorpusPage, hosts_of_set, read_pages
from cleaner.training.evaluation import f1, results_by
from cleaner.training.fit_confidence import Observation, fit_confidence, observed, observed_others
from cleaner.training.fit_confidence import report as report_confidence
from cleaner.training.fit_labels import as_json, fit_labels, renderings_of
from cleaner.training.fit_model import body_of, cleaned, fit_model
from cleaner.training.hosts import fold_of_hosts, host_of
from cleaner.training.samples import Sample, samples_of, shortened
from cleaner.training.settings import MIN_HOSTS

LABELS = "labels"
PARTS = (*map(str, Kind), LABELS)


class TrainingCorpus(NamedTuple):
    """The corpus to train on: its folder, and a set whose hosts are left out."""

    folder: Path
    without: str | None = None

    def pages(self) -> Iterator[CorpusPage]:
        """Read the pages. Raises CorpusError and OSError."""
        left_out = hosts_of_set(self.folder, self.without) if self.without else frozenset()
        return (page for page in read_pages(self.folder) if host_of(page.url) not in left_out)


def train(source: TrainingCorpus, parts: Collection[str] = PARTS, by_host: bool = False) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file, and print reports; the confidence is learned only with all the parts.

    Raises CorpusError where the corpus is not enough, and OSError where it cannot be read.
    """
    fields = ("set", "form", "language", "host") if by_host else ("set", "form", "language")
    observations: list[Observation] = []
    for kind in Kind:
        if kind in parts:
            content, found = _train_model(list(samples_of(source.pages(), kind)), kind, fields)
            observations += found
            yield f"{kind}.model", content
    if LABELS in parts:
        _say("labels: reading")
        fitted = fit_labels(list(renderings_of(source.pages())))
        _print(f"labels: {line}" for line in fitted.report)
        yield LABELS_FILE.name, as_json(fitted.whole).encode()
    if set(parts) == set(PARTS):
        observations += observed_others(source.pages())
        weights = fit_confidence(observations)
        _print(f"confidence: {line}" for line in report_confidence(observations, weights))
        yield CONFIDENCE_FILE.name, (json.dumps(weights, indent=1) + "\n").encode()


def _train_model(samples: list[Sample], kind: Kind, fields: Sequence[str]) -> tuple[bytes, list[Observation]]:
    _check(samples, kind)
    folds = fold_of_hosts(sample.host for sample in samples)
    _say(f"{kind}: {len(samples)} samples of {len(folds)} hosts, {sum(len(s.blocks) for s in samples)} blocks")
    model = fit_model(samples, folds, kind)
    labelled = [cleaned(sample, model.without_fold[folds[sample.host]]) for sample in samples]
    _print(_report(kind, samples, labelled, fields))
    whole = [(sample, blocks) for sample, blocks in zip(samples, labelled, strict=True) if not sample.is_derived]
    short = [(one, cleaned(one, model.without_fold[folds[one.host]])) for one in _shortened(samples)]
    observations = [
        observation
        for sample, blocks in (*whole, *short)
        for observation in observed(blocks, kind, f1(body_of(blocks), sample))
    ]
    return to_bytes(model.whole), observations


def _shortened(samples: Iterable[Sample]) -> Iterator[Sample]:
    """One short text of each page."""
    pages: set[str] = set()
    for sample in samples:
        if sample.kind is Kind.TEXT and sample.page not in pages and (short := shortened(sample)):
            pages.add(sample.page)
            yield short


def _check(samples: Sequence[Sample], kind: Kind) -> None:
    for truth, what in ((GOLD, "some of the article"), (NOT_GOLD, "something beside the article")):
        hosts = {sample.host for sample in samples if truth in sample.truth}
        if len(hosts) < MIN_HOSTS:
            raise CorpusError(
                f"{kind}: pages of {MIN_HOSTS} hosts are needed of which {what} is known, and there are {len(hosts)}"
            )


def _report(
    kind: Kind, samples: Sequence[Sample], labelled: Sequence[Sequence[LabelledBlock]], fields: Sequence[str]
) -> Iterator[str]:
    """Yield a line for each value of each field; samples made from others are reported by form alone."""
    for is_derived in (True, False):
        chosen = [at for at, sample in enumerate(samples) if sample.is_derived is is_derived]
        some, kept = [samples[at] for at in chosen], [body_of(labelled[at]) for at in chosen]
        for field in ("form",) if is_derived else fields:
            for one in results_by(field, some, kept):
                yield (
                    f"{kind:5} {field:8} {one.name:40} F1 {one.f1:.4f}  P {one.precision:.4f}  R {one.recall:.4f}  "
                    f"empty {one.empty:3}  pages {one.pages:4}"
                )


def _print(lines: Iterator[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _say(message: str) -> None:
    sys.stderr.write(message + "\n")
