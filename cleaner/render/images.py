"""Selects the images of a page that belong to its article."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.container import Container
from cleaner.document import Image, Label, LabelledBlock
from cleaner.render.addresses import AddressResolver
from cleaner.segment.inline import NO_GLYPH

# These blocks are dropped, but an image beside one is the article's.
_BESIDE_IMAGES = (Label.CAPTION, Label.CREDIT)


def article_images(blocks: Sequence[LabelledBlock], resolver: AddressResolver) -> dict[int, list[Image]]:
    """The images of the article by the number of the block that they are in or precede, each address once.

    An image belongs to whichever neighbouring block shares the innermost element with it. It is the article's if that
    block is kept, is a caption or is a credit, and a later block is kept. `source` becomes an absolute address.
    """
    if not resolver.images:
        return {}
    last = max((at for at, block in enumerate(blocks) if block.kept), default=-1)
    found: dict[int, list[Image]] = {}
    seen: set[str] = set()
    for at, block in enumerate(blocks[: last + 1]):
        for image in block.block.images:
            address = resolver.image(image.source)
            if address and address not in seen and _is_of_article(image, blocks, at):
                seen.add(address)
                alternative = NO_GLYPH.sub("", image.alternative)
                found.setdefault(at, []).append(image._replace(source=address, alternative=alternative))
    return found


def _is_of_article(image: Image, blocks: Sequence[LabelledBlock], at: int) -> bool:
    around = blocks[at : at + 1] if image.behind else blocks[max(0, at - 1) : at + 1]
    shared = [_shared_depth(image.container, block) for block in around]
    nearest = [block for block, depth in zip(around, shared, strict=True) if depth == max(shared)]
    return any(block.kept or block.label in _BESIDE_IMAGES for block in nearest)


def _shared_depth(container: Container, block: LabelledBlock) -> int:
    """The depth of the innermost element that contains both; -1 if there is none."""
    if block.block.markup is None:
        return -1
    own = {container, *container.ancestors}
    other = block.block.markup.container
    return next((element.depth for element in (other, *other.ancestors) if element in own), -1)
