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
    the encoding is found out. `metadata` says whether authors, dates, language, site and the like are looked for;
    without it an article has the title and the standfirst that its blocks give. `kept` is what follows: the labels
    that stay.

    Raises ValueError for an unknown label, family or encoding.
    """

    keep: frozenset[str] = frozenset()
    drop: frozenset[str] = frozenset()
    encoding: str | None = None
    metadata: bool = True
    kept: frozenset[Label] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "kept", kept_labels(self.keep, self.drop))
        if self.encoding is not None:
            check_encoding(self.encoding)
