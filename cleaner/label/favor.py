"""A choice between precision and recall: the score from which a block is main content.

Every other threshold of the decision, such as that of a paragraph beside the article, moves along with this one. After
the model is trained again, `python -m tests.benchmarks.favor CORPUS` measures what each choice buys.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log
from types import MappingProxyType

from cleaner.document import Favor
from cleaner.model.scorer import Score, logistic

# A block with this score is as likely to stay as to go; 0.5 without a choice.
EVEN_SCORES: Mapping[Favor, float] = MappingProxyType({Favor.PRECISION: 0.75, Favor.RECALL: 0.25})
_SMALLEST = exp(-30.0)  # odds; scores of 0 and 1 have none


def favoured(scores: Sequence[Score], even: float) -> Sequence[Score]:
    """Scores on whose scale `even` is 0.5, in the same order: the odds of all are multiplied by the same factor.

    With `even` at 0.75, a score of 0.75 becomes 0.5, 0.9 becomes 0.75, and 0.5 becomes 0.25.
    """
    shift = log(even) - log(1.0 - even)
    return [Score(_shifted(score.first, shift), _shifted(score.final, shift)) for score in scores]


def _shifted(score: float, shift: float) -> float:
    return logistic(log(max(score, _SMALLEST)) - log(max(1.0 - score, _SMALLEST)) - shift)
