"""Labels -> which blocks are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cleaner.document import MAIN_CONTENT, Basis, Block, Family, Label, LabelledBlock, Verdict

DEFAULT: frozenset[Label] = MAIN_CONTENT
_USER = Basis.USER  # every block asks, and a member of an enumeration is slow to look up
_NEAR = 0.7  # of two names: the ratio of difflib, which "all" and "paywall" have at 0.6


def kept_labels(
    keep: Iterable[str] = (), drop: Iterable[str] = (), start: frozenset[Label] = DEFAULT
) -> frozenset[Label]:
    """The labels to keep: those of `start`, changed by the names of labels and families in `keep` and `drop`.

    A label overrides its family, and `drop` overrides `keep`. Raises ValueError for a name that is neither label nor
    family.
    """
    kept_names, dropped_names = _known(keep), _known(drop)
    kept = set(start)
    kept |= _of_families(kept_names)
    kept -= _of_families(dropped_names)
    kept |= _labels(kept_names)
    kept -= _labels(dropped_names)
    return frozenset(kept)


def stays(verdict: Verdict, kept: frozenset[Label]) -> bool:
    """Whether a block with this verdict is kept: for its label, or because the user listed the line."""
    return verdict.label in kept or verdict.basis is _USER


def select(blocks: Sequence[Block], verdicts: Sequence[Verdict], kept: frozenset[Label]) -> tuple[LabelledBlock, ...]:
    """Every block with its verdict, marked as kept or dropped."""
    return tuple(
        LabelledBlock(block, verdict, stays(verdict, kept)) for block, verdict in zip(blocks, verdicts, strict=True)
    )


def _known(names: Iterable[str]) -> set[str]:
    found = set(names)
    unknown = found - set(Label) - set(Family)
    if unknown:
        name = min(unknown)
        everything = f"there are the families {', '.join(Family)} and the labels {', '.join(Label)}"
        raise ValueError(f"unknown label {name!r}; {suggestion(name, (*Family, *Label)) or everything}")
    return found


def suggestion(name: str, known: Sequence[str]) -> str:
    """A question about a name that is not one of those known; "" if none of them is near.

    >>> suggestion("captions", ("caption", "credit"))
    'did you mean caption?'
    """
    # Imported late: hardly a call needs it.
    from difflib import get_close_matches

    nearest = get_close_matches(name.lower().replace("-", "_").replace(" ", "_"), known, n=1, cutoff=_NEAR)
    return f"did you mean {nearest[0]}?" if nearest else ""


def _of_families(names: set[str]) -> set[Label]:
    return {label for label in Label if label.family in names}


def _labels(names: set[str]) -> set[Label]:
    return {label for label in Label if label in names}
