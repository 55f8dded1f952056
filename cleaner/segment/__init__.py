"""Documents to blocks, for HTML and for plain text."""

from cleaner.document import Block, Kind
from cleaner.segment.from_text import segment_text


def segment(text: str, kind: Kind) -> list[Block]:
    """Split a document into its blocks, in order. Raises DocumentError if it is larger than an article can be."""
    if kind is Kind.TEXT:
        return segment_text(text)
    # Imported late: plain text should not wait for lxml to load.
    from cleaner.segment.from_html import segment_html

    return segment_html(text)
