"""Fits the confidence to what became of pages that the model had not seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from cleaner.document import Kind, LabelledBlock
from cleaner.model.confidence import BIAS, facts
from cleaner.model.scorer import logistic
from cleaner.pipeline import clean
from cleaner.training.corpus import CorpusPage
from cleaner.training.settings import CONFIDENCE_OF_TYPE


class Observation(NamedTuple):
    """The facts of one cleaned page, and the confidence it should get: its F1, or less where it is no article."""

    facts: dict[str, float]
    worth: float
    is_article: bool


def observed(
    blocks: Sequence[LabelledBlock], kind: Kind, worth: float, is_article: bool = True
) -> Iterator[Observation]:
    """Yield an observation, or none where nothing is kept: then the confidence is 0 anyway."""
    if known := facts(blocks, kind):
        yield Observation(known, worth, is_article)


def observed_others(pages: Iterable[CorpusPage]) -> Iterator[Observation]:
    """Clean the pages that are no articles: shops, listings, services, and forums and documentation, which half are."""
    for page in pages:
        if not page.is_article:
            worth = CONFIDENCE_OF_TYPE.get(page.type, 0.0)
            yield from observed(clean(page.html, kind="html").blocks, Kind.HTML, worth, is_article=False)


def fit_confidence(observations: Sequence[Observation]) -> dict[str, float]:
    """The weight of each fact; every page counts as sure by the square of its worth, and as unsure by the rest."""
    names = list(observations[0].facts)
    table = np.array([[one.facts[name] for name in names] for one in observations])
    worth = np.array([one.worth for one in observations])
    scaler = StandardScaler().fit(table)
    scaled = scaler.transform(table)
    model = LogisticRegression(C=1.0, max_iter=1000)
    answers = np.repeat([1, 0], len(observations))
    model.fit(np.vstack([scaled, scaled]), answers, sample_weight=np.concatenate([worth**2, 1 - worth**2]))
    slopes = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - (slopes * scaler.mean_).sum())
    return {BIAS: round(bias, 3)} | {name: round(float(slope), 3) for name, slope in zip(names, slopes, strict=True)}


def report(observations: Sequence[Observation], weights: dict[str, float]) -> Iterator[str]:
    """Lines that tell whether poor results are among the least sure, and how sure articles and other pages come out."""
    sure = [weights[BIAS] + sum(weights[name] * value for name, value in one.facts.items()) for one in observations]
    of_articles = [(value, one.worth) for value, one in zip(sure, observations, strict=True) if one.is_article]
    poor = sorted(worth for _, worth in of_articles)[len(of_articles) // 10]
    unsure = sorted(value for value, _ in of_articles)[len(of_articles) // 5]
    worst = [value for value, worth in of_articles if worth <= poor]
    yield f"worst tenth of pages among the least sure fifth: {sum(v <= unsure for v in worst) / len(worst):.3f}"
    for name, is_article in (("articles", True), ("other pages", False)):
        values = sorted(logistic(v) for v, one in zip(sure, observations, strict=True) if one.is_article is is_article)
        if values:
            quarters = [f"{values[len(values) * q // 4]:.2f}" for q in (1, 2, 3)]
            yield f"{name}: quartiles {' '.join(quarters)}"
