"""The elements of an HTML page, as its blocks see them: a module of its own, so that it can be compiled."""

from __future__ import annotations

from typing import Any


class Container:
    """One element of an HTML page, as the blocks inside it see it.

    `tag` is its name, `words` are those of its class and id attributes, `depth` counts the elements around it, and
    `in_figcaption` says that it is a <figcaption> or within. All blocks of a page share its containers, so whatever is
    computed for one is computed once.
    """

    __slots__ = ("_ancestors", "depth", "hidden", "in_figcaption", "parent", "tag", "words")

    def __init__(self, tag: str, words: tuple[str, ...], parent: Container | None, hidden: bool) -> None:
        self.tag = tag
        self.words = words
        self.parent = parent
        self.hidden = hidden
        self.depth: int = parent.depth + 1 if parent else 0
        self.in_figcaption: bool = tag == "figcaption" or (parent is not None and parent.in_figcaption)
        self._ancestors: tuple[Container, ...] | None = None

    def __reduce__(self) -> tuple[type[Container], tuple[Any, ...]]:
        return Container, (self.tag, self.words, self.parent, self.hidden)

    @property
    def ancestors(self) -> tuple[Container, ...]:
        """The elements around it, the innermost first."""
        # Computed when first asked for: most containers are never asked, and in the constructor the tuples of a page of
        # a million nested tags took 300 MB.
        if self._ancestors is None:
            found = []
            around = self.parent
            while around is not None:
                found.append(around)
                around = around.parent
            self._ancestors = tuple(found)
        return self._ancestors
