"""Label -> keep or drop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cleaner.document import TEXT_FAMILY, Block, Family, Label, LabelledBlock, Verdict
from cleaner.label.overrides import KEEP_LIST

DEFAULT: frozenset[Label] = frozenset(
    label for label in Label if label in TEXT_FAMILY or label in (Label.TITLE, Label.STANDFIRST, Label.CORRECTION)
)


def kept_labels(
    keep: Iterable[str] = (), drop: Iterable[str] = (), start: frozenset[Label] = DEFAULT
) -> frozenset[Label]:
    """The labels that stay under the default policy, or another, changed by labels and families to keep and to drop.

    A label weighs more than a family, `drop` more than `keep`. Raises ValueError for a name that is neither.
    """
    kept_names, dropped_names = _known(keep), _known(drop)
    kept = set(start)
    kept |= _of_families(kept_names)
    kept -= _of_families(dropped_names)
    kept |= _labels(kept_names)
    kept -= _labels(dropped_names)
    return frozenset(kept)


def stays(verdict: Verdict, kept: frozenset[Label]) -> bool:
    """Whether a block with this verdict is kept: for its label, or because it stands in the keep list."""
    return verdict.label in kept or verdict.reason == KEEP_LIST


def select(blocks: Sequence[Block], verdicts: Sequence[Verdict], kept: frozenset[Label]) -> tuple[LabelledBlock, ...]:
    """Every block with its verdict, marked as kept or not."""
    return tuple(
        LabelledBlock(block, verdict, stays(verdict, kept)) for block, verdict in zip(blocks, verdicts, strict=True)
    )


def _known(names: Iterable[str]) -> set[str]:
    found = set(names)
    unknown = found - set(Label) - set(Family)
    if unknown:
        raise ValueError(
            f"unknown label {min(unknown)!r}; there are the families {', '.join(Family)} and the labels "
            f"{', '.join(Label)}"
        )
    return found


def _of_families(names: set[str]) -> set[Label]:
    return {label for label in Label if label.family in names}


def _labels(names: set[str]) -> set[Label]:
    return {label for label in Label if label in names}
