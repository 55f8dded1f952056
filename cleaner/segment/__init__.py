"""Documents to blocks."""

from cleaner.document import Block, Kind
from cleaner.segment.from_text import segment_text


def segment(text: str, kind: Kind) -> list[Block]:
    """Part a document into its blocks, in order. Raises DocumentError where there are too many of them."""
    if kind is Kind.TEXT:
        return segment_text(text)
    # lxml is loaded for HTML only: a text page should not wait for it.
    from cleaner.segment.from_html import segment_html

    return segment_html(text)
