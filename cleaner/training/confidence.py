"""Learns how sure the result is, from what became of pages that the model had not seen."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from cleaner.document import Kind, LabelledBlock
from cleaner.model.confidence import BIAS, facts
from cleaner.model.scorer import logistic
from cleaner.pipeline import clean
from cleaner.training.settings import CONFIDENCE_OF_OTHERS


class Outcome(NamedTuple):
    """The facts of one cleaned page, and what the confidence should be: its F1, or less where it is no article."""

    facts: dict[str, float]
    worth: float
    article: bool


def outcome(blocks: Sequence[LabelledBlock], kind: Kind, worth: float, article: bool = True) -> Outcome | None:
    """None where nothing was kept: then the confidence is 0 without asking."""
    found = facts(blocks, kind)
    return Outcome(found, worth, article) if found else None


def others(corpus: Path) -> Iterator[Outcome]:
    """Pages that are no articles: shops, listings, services, and forums and documentation, which are half of one."""
    with gzip.open(corpus / "wcxb-others.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            page = json.loads(line)
            article = clean(page["html"], kind="html")
            worth = CONFIDENCE_OF_OTHERS.get(page["type"], 0.0)
            if found := outcome(article.blocks, Kind.HTML, worth, article=False):
                yield found


def learn(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """The weights: every page counts for sure by its worth, and for unsure by the rest."""
    names = list(outcomes[0].facts)
    table = np.array([[one.facts[name] for name in names] for one in outcomes])
    worth = np.array([one.worth for one in outcomes])
    scaler = StandardScaler().fit(table)
    scaled = scaler.transform(table)
    model = LogisticRegression(C=1.0, max_iter=1000)
    answers = np.repeat([1, 0], len(outcomes))
    model.fit(np.vstack([scaled, scaled]), answers, sample_weight=np.concatenate([worth**2, 1 - worth**2]))
    slopes = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - (slopes * scaler.mean_).sum())
    return {BIAS: round(bias, 3)} | {name: round(float(slope), 3) for name, slope in zip(names, slopes, strict=True)}


def how_well(outcomes: Sequence[Outcome], weights: dict[str, float]) -> Iterator[str]:
    """What the confidence is worth: whether poor results are among the least sure, and what it says of other pages."""
    sure = [weights[BIAS] + sum(weights[name] * value for name, value in one.facts.items()) for one in outcomes]
    of_articles = [(value, one.worth) for value, one in zip(sure, outcomes, strict=True) if one.article]
    poor = sorted(worth for _, worth in of_articles)[len(of_articles) // 10]
    unsure = sorted(value for value, _ in of_articles)[len(of_articles) // 5]
    worst = [value for value, worth in of_articles if worth <= poor]
    yield f"worst tenth of pages among the least sure fifth: {sum(v <= unsure for v in worst) / len(worst):.3f}"
    for name, article in (("articles", True), ("other pages", False)):
        values = sorted(logistic(v) for v, one in zip(sure, outcomes, strict=True) if one.article is article)
        quarters = [f"{values[len(values) * q // 4]:.2f}" for q in (1, 2, 3)]
        yield f"{name}: quartiles {' '.join(quarters)}"
