"""One frozen set of options, the same for every document of a call."""

from __future__ import annotations

from dataclasses import dataclass, field

from cleaner.decode import check_encoding
from cleaner.document import Label
from cleaner.policy import kept_labels


@dataclass(frozen=True, slots=True)
class Options:
    """How to clean.

    `keep` and `drop` change the default policy by label or by family ("caption", "furniture"); a label weighs more
    than its family, and `drop` more than `keep`. `encoding` decodes bytes that carry no byte-order mark; without it
    the encoding is found out. `kept` is what follows: the labels that stay.

    Raises ValueError for an unknown label, family or encoding.
    """

    keep: frozenset[str] = frozenset()
    drop: frozenset[str] = frozenset()
    encoding: str | None = None
    kept: frozenset[Label] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "kept", kept_labels(self.keep, self.drop))
        if self.encoding is not None:
            check_encoding(self.encoding)
