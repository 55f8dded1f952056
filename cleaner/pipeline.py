"""One document from start to finish: the stages in their order, a line each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from cleaner.decode import decode
from cleaner.document import Article, Block, Kind, Label, LabelledBlock
from cleaner.label.decide import Known, reconsider, settle
from cleaner.label.second_opinion import votes
from cleaner.model.confidence import UNSURE, confidence
from cleaner.options import Options
from cleaner.policy import select
from cleaner.render.as_text import body
from cleaner.segment import segment
from cleaner.segment.detect import detect

if TYPE_CHECKING:
    from cleaner.profile.site_evidence import Site

_DEFAULTS = Options()


def clean(
    source: bytes | str,
    url: str | None = None,
    kind: Literal["auto", "html", "text"] = "auto",
    options: Options | None = None,
) -> Article:
    """Clean one article.

    `source` is a page, HTML or plain text: bytes in any encoding, or a str. `url` is where it came from: it is passed
    on and tells something of title, date and site; nothing is fetched. `kind` says how it is written where "auto" would
    guess wrong.

    Never raises for what stands in the document, with one exception: DocumentError where a text has more than 200,000
    lines, or a page more than 50,000 blocks, a million tags, or thousands of attributes in an element. Raises
    ValueError for an unknown `kind`, TypeError for a source that is neither bytes nor str.
    """
    options = options or _DEFAULTS
    if not isinstance(source, bytes | str):
        raise TypeError(f"a source is bytes or str, not {type(source).__name__}")
    text = decode(source, options.encoding).text if isinstance(source, bytes) else source
    written = detect(text) if kind == "auto" else Kind(kind)
    blocks = segment(text, written)
    known = Known(options.ruleset, _site(options, url, blocks))
    labelled = select(blocks, settle(blocks, written, options.kept, known), options.kept)
    sure = confidence(labelled, written)
    if written is Kind.HTML and sure < UNSURE and (second := votes(text, blocks)):
        labelled = select(blocks, reconsider(blocks, second, known), options.kept)
        sure = min(sure, confidence(labelled, written))
    return Article(
        kind=written,
        text=body(labelled, written),
        blocks=labelled,
        standfirst=_first(labelled, Label.STANDFIRST),
        confidence=sure,
        _look=partial(_metadata, text, written, labelled, url),
    )


def _site(options: Options, url: str | None, blocks: Sequence[Block]) -> Site | None:
    """What is known of the site of a page, unless it is switched off."""
    if options.profiles is None:
        return None
    site = options.profiles.of_page(options.site, url, blocks)
    return None if site is None or site.reason in options.disable else site


def _metadata(text: str, kind: Kind, blocks: tuple[LabelledBlock, ...], url: str | None) -> dict[str, Any]:
    # Who wants the text alone should not wait for it to be loaded.
    from cleaner.metadata import metadata_of

    return metadata_of(text, kind, blocks, url)._asdict()


def _first(blocks: tuple[LabelledBlock, ...], label: Label) -> str | None:
    return next((" ".join(block.text.split()) for block in blocks if block.label is label), None)
