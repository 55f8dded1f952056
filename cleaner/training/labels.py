"""Learns the likeliest label of what is dropped (`cleaner/model/labels.json`) and prints how often it is right.

    python -m cleaner.training.labels [CORPUS] [--out FILE]

CORPUS is a folder with the corpora (default: ../shared/corpus). No page has to be labelled by hand: in HTML the class
and id words of boxes, certain phrases and telling elements name most of what is dropped, and the same lines stand in
the plain-text renderings of the page, where nothing but their words and their place is left to tell them by. So pages
without a gold text teach as well. The report is of hosts that had not been seen.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from cleaner.document import Basis, Kind, Label, Verdict
from cleaner.model.label_classifier import WEIGHTS, Seen, Weights, best, features_of
from cleaner.model.scorer import load
from cleaner.pipeline import Labeller
from cleaner.policy import DEFAULT
from cleaner.rules.evidence import gather
from cleaner.segment import segment
from cleaner.training.corpus import host_of
from cleaner.training.folds import fold_of_hosts
from cleaner.training.settings import (
    FOLDS,
    LABELS_BALANCE,
    LABELS_EVERY_NTH_RENDERING,
    LABELS_FEWEST_HOSTS,
    LABELS_PENALTY,
    LABELS_SMALLEST,
    LABELS_STEP,
    RENDERINGS,
    WEIGHT_OF_SET,
)

# What can be told. Kickers, pull quotes and corrections are told by their place or not at all, and "other" is a name
# for what has none.
LABELS = (
    Label.NAVIGATION,
    Label.RELATED,
    Label.COMMENTS,
    Label.SHARE,
    Label.NEWSLETTER,
    Label.CAPTION,
    Label.AD,
    Label.TAGS,
    Label.BYLINE,
    Label.TIMESTAMP,
    Label.COOKIE_NOTICE,
    Label.CONTACT,
    Label.COPYRIGHT,
    Label.MEDIA_CONTROLS,
    Label.BREADCRUMB,
    Label.AUTHOR_BIO,
    Label.PAYWALL,
    Label.APP_PROMO,
)
_NUMBER = {label: number for number, label in enumerate(LABELS)} | {Label.CREDIT: LABELS.index(Label.CAPTION)}
_UNKNOWN = -1
# Verdicts that are guesses themselves.
_GUESSES = (Basis.MODEL, Basis.PLACE, Basis.SECTION)
_SHORTEST_PIECE = 12  # characters of a line that is looked for inside a longer block
_FEWEST = 20  # blocks: a page with fewer weighs no more a block


class Rows(NamedTuple):
    """The blocks of one rendering: features of each, the number of its label, or -1, and whether it stays."""

    host: str
    form: str
    features: list[list[str]]
    truth: list[int]
    stays: list[bool]


class Outcome(NamedTuple):
    """What was learned without each fold in turn and from everything, the folds, and what was found of unseen hosts."""

    without: list[Weights]
    whole: Weights
    folds: dict[str, int]
    report: list[str]


def main() -> None:
    """Read the arguments, learn, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="a folder of gzipped JSON lines")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    arguments = parser.parse_args()
    outcome = learn(list(read(arguments.corpus)))
    arguments.out.write_text(as_json(outcome.whole), encoding="utf-8")
    sys.stdout.writelines(f"{line}\n" for line in outcome.report)


def read(folder: Path) -> Iterator[Rows]:
    """Some renderings of every page of the corpora."""
    for name in WEIGHT_OF_SET:
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                yield from _renderings(json.loads(line), number)


def learn(of_pages: Sequence[Rows]) -> Outcome:
    """Learn without each fold in turn and from everything."""
    folds = fold_of_hosts(rows.host for rows in of_pages)
    hosts: dict[str, set[str]] = defaultdict(set)
    for rows in of_pages:
        for features in rows.features:
            for feature in features:
                hosts[feature].add(rows.host)
    known = sorted(feature for feature, of in hosts.items() if len(of) >= LABELS_FEWEST_HOSTS)
    table, truth, weight = _table(of_pages, {feature: at for at, feature in enumerate(known)})
    fold = np.repeat([folds[rows.host] for rows in of_pages], [sum(t >= 0 for t in rows.truth) for rows in of_pages])
    fits = [_fit(table[fold != number], truth[fold != number], weight[fold != number]) for number in range(FOLDS)]
    without = [_weights(fit, known) for fit in fits]
    told = [_told(rows, without[folds[rows.host]]) for rows in of_pages]
    return Outcome(without, _weights(_fit(table, truth, weight), known), folds, list(_report(of_pages, told)))


def as_json(weights: Weights) -> str:
    """The file that `cleaner.model.label_classifier` reads."""
    labels = [str(label) for label in weights.labels]
    fields = {"labels": labels, "bias": weights.bias, "features": weights.features}
    return json.dumps(fields, ensure_ascii=False, indent=0, separators=(",", ":")) + "\n"


def _renderings(page: dict[str, Any], number: int) -> Iterator[Rows]:
    blocks = segment(page["html"], Kind.HTML)
    if not blocks:
        return
    verdicts = Labeller(load(Kind.HTML)).label(blocks)
    known = _Known([_folded(block.text) for block in blocks], verdicts)
    for at, form in enumerate(RENDERINGS):
        if (number + at) % LABELS_EVERY_NTH_RENDERING == 0 and (lines := segment(page["text"][form], Kind.TEXT)):
            truth = [known.label(_folded(line.text)) for line in lines]
            stays = [label in DEFAULT for label in truth]
            numbers = [_NUMBER.get(label, _UNKNOWN) if label else _UNKNOWN for label in truth]
            features = _features(Seen(lines, gather(lines), stays))
            yield Rows(host_of(page["url"]), form, features, numbers, stays)


def _features(seen: Seen) -> list[list[str]]:
    """The features of every block that does not stay, nothing of one that does."""
    dropped = [at for at, stays in enumerate(seen.stays) if not stays]
    of_dropped = dict(zip(dropped, features_of(seen, dropped), strict=True))
    return [of_dropped.get(at, []) for at in range(len(seen.blocks))]


class _Known:
    """What the markup says of the texts of a page."""

    def __init__(self, texts: Sequence[str], verdicts: Sequence[Verdict]) -> None:
        self._labels = [_certain(verdict) for verdict in verdicts]
        of_text: dict[str, Counter[Label | None]] = defaultdict(Counter)
        for text, label in zip(texts, self._labels, strict=True):
            of_text[text][label] += 1
        self._of_text = {text: labels.most_common(1)[0][0] for text, labels in of_text.items()}
        self._all = "\n".join(texts)
        self._starts = np.cumsum([0, *(len(text) + 1 for text in texts)])

    def label(self, text: str) -> Label | None:
        """The label of a line: of the block that reads so, or that holds it; None where it is not known."""
        if text in self._of_text:
            return self._of_text[text]
        found = self._all.find(text) if len(text) >= _SHORTEST_PIECE else -1
        return self._labels[int(np.searchsorted(self._starts, found, side="right")) - 1] if found >= 0 else None


def _certain(verdict: Verdict) -> Label | None:
    guess = verdict.label not in DEFAULT and verdict.basis in _GUESSES
    return None if guess else verdict.label


def _folded(text: str) -> str:
    return " ".join(text.split()).lower()


def _table(of_pages: Sequence[Rows], column: Mapping[str, int]) -> tuple[sparse.csr_matrix, np.ndarray, np.ndarray]:
    """A row a block whose label is known; every block of a long page weighs less, and one of a rare label more."""
    columns: list[int] = []
    starts, truth, weight = [0], [], []
    for rows in of_pages:
        size = sum(number >= 0 for number in rows.truth)
        for features, number in zip(rows.features, rows.truth, strict=True):
            if number >= 0:
                columns += sorted({column[feature] for feature in features if feature in column})
                starts.append(len(columns))
                truth.append(number)
                weight.append(max(_FEWEST, size) ** -0.5)
    numbers = np.array(truth)
    counts = np.maximum(np.bincount(numbers, minlength=len(LABELS)), 1)
    of_rows = np.array(weight) * counts[numbers] ** -LABELS_BALANCE
    ones = np.ones(len(columns), dtype=np.float32)
    table = sparse.csr_matrix((ones, columns, starts), shape=(len(truth), len(column)))
    return table, numbers, (of_rows / of_rows.mean()).astype(np.float32)


def _fit(table: sparse.csr_matrix, truth: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """One row a label: the weights of the features, then the bias."""
    model = LogisticRegression(C=LABELS_PENALTY, max_iter=25, tol=1e-3)
    model.fit(table, truth, sample_weight=weight)
    found = np.zeros((len(LABELS), table.shape[1] + 1))
    found[:, -1] = model.intercept_.min() - 1.0
    found[model.classes_] = np.hstack([model.coef_, model.intercept_[:, None]])
    return found


def _weights(fit: np.ndarray, known: Sequence[str]) -> Weights:
    codes = np.clip(np.rint(fit / LABELS_STEP) + 128, 0, 255).astype(np.uint8)
    strong = np.abs(fit).max(axis=0) >= LABELS_SMALLEST
    features = {name: _text(codes[:, at]) for at, name in enumerate(known) if strong[at]}
    return Weights(LABELS, _text(codes[:, -1]), features)


def _text(codes: np.ndarray) -> str:
    return b64encode(codes.tobytes()).decode()


def _told(rows: Rows, weights: Weights) -> list[int | None]:
    return [None if stay else best(weights, own) for own, stay in zip(rows.features, rows.stays, strict=True)]


def _report(of_pages: Sequence[Rows], told: Sequence[Sequence[int | None]]) -> Iterator[str]:
    """Recall and precision of every label."""
    pairs = Counter(
        (truth, found)
        for rows, labels in zip(of_pages, told, strict=True)
        for truth, found in zip(rows.truth, labels, strict=True)
        if truth >= 0 and found is not None
    )
    for number, label in enumerate(LABELS):
        is_so = sum(count for (truth, _), count in pairs.items() if truth == number)
        called = sum(count for (_, found), count in pairs.items() if found == number)
        right = pairs[number, number]
        recall, precision = right / max(1, is_so), right / max(1, called)
        yield f"{label:15} blocks {is_so:7} recall {recall:.3f} precision {precision:.3f}"


if __name__ == "__main__":
    main()
