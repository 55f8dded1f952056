"""Fits the label classifier.

No page has to be labelled by hand. In HTML, the class and id words of boxes, certain phrases and telling elements name
most of what is dropped. The same lines stand in the plain-text renderings of the page, where only their words and their
place are left to tell them by. So pages without a gold text teach as well.
"""

from __future__ import annotations

import json
import warnings
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from cleaner.document import Basis, Kind, Label, Verdict
from cleaner.model.label_classifier import DecidedDocument, LabelClassifier, best_label, features_of
from cleaner.model.scorer import load
from cleaner.pipeline import Labeller
from cleaner.policy import DEFAULT
from cleaner.rules.evidence import gather
from cleaner.segment import segment
from cleaner.training.corpus import CorpusError, CorpusPage
from cleaner.training.hosts import fold_of_hosts, host_of
from cleaner.training.settings import (
    FOLDS,
    LABELS_BALANCE,
    LABELS_EVERY_NTH_RENDERING,
    LABELS_MIN_HOSTS,
    LABELS_MIN_WEIGHT,
    LABELS_PENALTY,
    LABELS_STEP,
)

# The labels that can be told apart. Kickers, pull quotes and corrections are told by their place or not at all, and
# "other" names what has no label.
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
_MIN_PIECE_CHARACTERS = 12  # a shorter line is not looked for inside longer blocks
_MIN_PAGE_BLOCKS = 20  # the blocks of a shorter page weigh no more


class Rendering(NamedTuple):
    """One text of a page: for each block its features, the number of its label or -1, and whether it stays."""

    host: str
    features: list[list[str]]
    truth: list[int]
    stays: list[bool]


class CrossFittedLabels(NamedTuple):
    """A classifier from everything, and the report of classifiers that had not seen the hosts."""

    whole: LabelClassifier
    report: list[str]


def renderings_of(pages: Iterable[CorpusPage]) -> Iterator[Rendering]:
    """Yield some renderings of every article."""
    for page in pages:
        if page.is_article:
            yield from _renderings(page)


def fit_labels(renderings: Sequence[Rendering]) -> CrossFittedLabels:
    """Fit a classifier to everything, and one without each fold. Raises CorpusError where too few labels are known."""
    folds = fold_of_hosts(rendering.host for rendering in renderings)
    hosts: dict[str, set[str]] = defaultdict(set)
    for rendering in renderings:
        for features in rendering.features:
            for feature in features:
                hosts[feature].add(rendering.host)
    known = sorted(feature for feature, of in hosts.items() if len(of) >= LABELS_MIN_HOSTS)
    table, truth, weight = _table(renderings, {feature: at for at, feature in enumerate(known)})
    fold = np.repeat([folds[r.host] for r in renderings], [sum(t >= 0 for t in r.truth) for r in renderings])
    if not known or any(np.unique(truth[fold != number]).size < 2 for number in range(FOLDS)):
        raise CorpusError("the markup of the pages names too few of their boxes to learn labels from")
    fits = [_fit(table[fold != number], truth[fold != number], weight[fold != number]) for number in range(FOLDS)]
    without_fold = [_classifier(fit, known) for fit in fits]
    found = [_labels_by(without_fold[folds[rendering.host]], rendering) for rendering in renderings]
    return CrossFittedLabels(_classifier(_fit(table, truth, weight), known), list(_report(renderings, found)))


def as_json(classifier: LabelClassifier) -> str:
    """The content of the file that `cleaner.model.label_classifier` reads."""
    labels = [str(label) for label in classifier.labels]
    fields = {"labels": labels, "bias": classifier.bias, "features": classifier.features}
    return json.dumps(fields, ensure_ascii=False, indent=0, separators=(",", ":")) + "\n"


def _renderings(page: CorpusPage) -> Iterator[Rendering]:
    blocks = segment(page.html, Kind.HTML)
    if not blocks:
        return
    by_markup = _MarkupLabels([_folded(block.text) for block in blocks], Labeller(load(Kind.HTML)).label(blocks))
    for form in page.every_nth_rendering(LABELS_EVERY_NTH_RENDERING):
        if lines := segment(page.text[form], Kind.TEXT):
            truth = [by_markup.label(_folded(line.text)) for line in lines]
            stays = [label in DEFAULT for label in truth]
            numbers = [_NUMBER.get(label, _UNKNOWN) if label else _UNKNOWN for label in truth]
            features = _features(DecidedDocument(lines, gather(lines), stays))
            yield Rendering(host_of(page.url), features, numbers, stays)


def _features(document: DecidedDocument) -> list[list[str]]:
    """The features of every block that does not stay, and none of one that does."""
    dropped = [at for at, stays in enumerate(document.stays) if not stays]
    of_dropped = dict(zip(dropped, features_of(document, dropped), strict=True))
    return [of_dropped.get(at, []) for at in range(len(document.blocks))]


class _MarkupLabels:
    """The labels that the markup gives to the texts of a page."""

    def __init__(self, texts: Sequence[str], verdicts: Sequence[Verdict]) -> None:
        self._labels = [_certain(verdict) for verdict in verdicts]
        of_text: dict[str, Counter[Label | None]] = defaultdict(Counter)
        for text, label in zip(texts, self._labels, strict=True):
            of_text[text][label] += 1
        self._of_text = {text: labels.most_common(1)[0][0] for text, labels in of_text.items()}
        self._all = "\n".join(texts)
        self._starts = np.cumsum([0, *(len(text) + 1 for text in texts)])

    def label(self, text: str) -> Label | None:
        """The label of the block that has this text or contains it, or None where it is not known."""
        if text in self._of_text:
            return self._of_text[text]
        found = self._all.find(text) if len(text) >= _MIN_PIECE_CHARACTERS else -1
        return self._labels[int(np.searchsorted(self._starts, found, side="right")) - 1] if found >= 0 else None


def _certain(verdict: Verdict) -> Label | None:
    guess = verdict.label not in DEFAULT and verdict.basis in _GUESSES
    return None if guess else verdict.label


def _folded(text: str) -> str:
    return " ".join(text.split()).lower()


def _table(
    renderings: Sequence[Rendering], column: Mapping[str, int]
) -> tuple[sparse.csr_matrix, np.ndarray, np.ndarray]:
    """A row a block whose label is known, with its label and weight: more for rare labels, less on long pages."""
    columns: list[int] = []
    starts, truth, weight = [0], [], []
    for rendering in renderings:
        size = sum(number >= 0 for number in rendering.truth)
        for features, number in zip(rendering.features, rendering.truth, strict=True):
            if number >= 0:
                columns += sorted({column[feature] for feature in features if feature in column})
                starts.append(len(columns))
                truth.append(number)
                weight.append(max(_MIN_PAGE_BLOCKS, size) ** -0.5)
    numbers = np.array(truth, dtype=int)
    counts = np.maximum(np.bincount(numbers, minlength=len(LABELS)), 1)
    weights = np.array(weight) * counts[numbers] ** -LABELS_BALANCE
    ones = np.ones(len(columns), dtype=np.float32)
    table = sparse.csr_matrix((ones, columns, starts), shape=(len(truth), len(column)))
    return table, numbers, (weights / weights.mean()).astype(np.float32)


def _fit(table: sparse.csr_matrix, truth: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """One row a label: the weights of the features, then the bias."""
    model = LogisticRegression(C=LABELS_PENALTY, max_iter=25, tol=1e-3)
    with warnings.catch_warnings():
        # It stops after 25 iterations on purpose.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(table, truth, sample_weight=weight)
    found = np.zeros((len(LABELS), table.shape[1] + 1))
    found[:, -1] = model.intercept_.min() - 1.0
    found[model.classes_] = np.hstack([model.coef_, model.intercept_[:, None]])
    return found


def _classifier(fit: np.ndarray, known: Sequence[str]) -> LabelClassifier:
    codes = np.clip(np.rint(fit / LABELS_STEP) + 128, 0, 255).astype(np.uint8)
    strong = np.abs(fit).max(axis=0) >= LABELS_MIN_WEIGHT
    features = {name: _base64(codes[:, at]) for at, name in enumerate(known) if strong[at]}
    return LabelClassifier(LABELS, _base64(codes[:, -1]), features)


def _base64(codes: np.ndarray) -> str:
    return b64encode(codes.tobytes()).decode()


def _labels_by(classifier: LabelClassifier, rendering: Rendering) -> list[int | None]:
    pairs = zip(rendering.features, rendering.stays, strict=True)
    return [None if stays else best_label(classifier, features) for features, stays in pairs]


def _report(renderings: Sequence[Rendering], found: Sequence[Sequence[int | None]]) -> Iterator[str]:
    """Yield a line with recall and precision for every label."""
    pairs = Counter(
        (truth, label)
        for rendering, labels in zip(renderings, found, strict=True)
        for truth, label in zip(rendering.truth, labels, strict=True)
        if truth >= 0 and label is not None
    )
    for number, name in enumerate(LABELS):
        of_label = sum(count for (truth, _), count in pairs.items() if truth == number)
        called = sum(count for (_, label), count in pairs.items() if label == number)
        right = pairs[number, number]
        recall, precision = right / max(1, of_label), right / max(1, called)
        yield f"{name:15} blocks {of_label:7} recall {recall:.3f} precision {precision:.3f}"
