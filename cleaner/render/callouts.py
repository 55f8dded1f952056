"""Callouts: notes, tips and warnings that a page sets off, which GitHub and Obsidian write as `> [!NOTE]`.

They are known by the class names of the programs that make them: GitHub, Obsidian, Docusaurus, Sphinx, MkDocs.
"""

from __future__ import annotations

from cleaner.container import Container

_NAMES = frozenset(("admonition", "callout"))
_KINDS = frozenset(
    "note tip important warning caution info danger hint success question failure bug abstract summary example todo "
    "attention error".split()
)
_TITLES = frozenset(("title", "heading"))
_NEAR_TITLE = 3  # elements


def callout_kind(element: Container) -> str:
    """The kind of callout that an element is, "" for any other: `<div class="admonition note">` is a note."""
    words = element.words
    if _NAMES.isdisjoint(words) and words[:2] != ("markdown", "alert"):
        return ""
    return next((word for word in words if word in _KINDS), "")


def is_title(container: Container) -> bool:
    """Whether a text in a callout is its title, by the name of the element that holds it."""
    around = (container, *container.ancestors[:_NEAR_TITLE])
    own = next((at for at, element in enumerate(around) if callout_kind(element)), len(around))
    return any(not _TITLES.isdisjoint(element.words) for element in around[:own])


def titles_callout(container: Container) -> bool:
    """Whether an element holds the title of a callout that is near around it."""
    around = (container, *container.ancestors[:_NEAR_TITLE])
    return is_title(container) and any(map(callout_kind, around))
