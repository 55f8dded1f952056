"""Which images of a page belong to what is kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.document import Container, Image, Label, LabelledBlock
from cleaner.render.addresses import Extras

# What stands beside a picture of the article and goes: its text.
_OF_PICTURES = (Label.CAPTION, Label.CREDIT)


class Picture(NamedTuple):
    """An image of the article; `behind` says that it stands behind the text of its block."""

    address: str
    text: str
    container: Container
    behind: bool


def pictures(blocks: Sequence[LabelledBlock], extras: Extras) -> dict[int, list[Picture]]:
    """The images of the article, by the number of the block with which or ahead of which they stand, each once.

    An image goes with the nearer of the blocks around it, in the page's own order of elements. It stays where that one
    is kept or is the text of a picture, and what is kept goes on behind it.
    """
    if not extras.images:
        return {}
    last = max((at for at, block in enumerate(blocks) if block.kept), default=-1)
    found: dict[int, list[Picture]] = {}
    seen: set[str] = set()
    for at, block in enumerate(blocks[: last + 1]):
        for image in block.block.images:
            address = extras.of_image(image.source)
            if address and address not in seen and _stays(image, blocks, at):
                seen.add(address)
                picture = Picture(address, image.alternative, image.container, image.behind)
                found.setdefault(at, []).append(picture)
    return found


def _stays(image: Image, blocks: Sequence[LabelledBlock], at: int) -> bool:
    around = blocks[at : at + 1] if image.behind else blocks[max(0, at - 1) : at + 1]
    shared = [_shared(image.container, block) for block in around]
    nearest = [block for block, depth in zip(around, shared, strict=True) if depth == max(shared)]
    return any(block.kept or block.label in _OF_PICTURES for block in nearest)


def _shared(container: Container, block: LabelledBlock) -> int:
    """How deep the innermost element lies that holds both."""
    if block.block.markup is None:
        return -1
    own: set[Container] = set()
    at: Container | None = container
    while at is not None:
        own.add(at)
        at = at.parent
    at = block.block.markup.container
    while at is not None and at not in own:
        at = at.parent
    return at.depth if at is not None else -1
