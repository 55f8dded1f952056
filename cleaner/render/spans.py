"""Inline markup made fit to be written: spans that are nested, and the order in which they open and close."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cleaner.document import PLAIN, Inline, Style
from cleaner.render.addresses import Extras
from cleaner.segment.inline import Span, spans_of


class Rich(NamedTuple):
    """A text and its inline markup."""

    text: str
    inline: Inline = PLAIN


NO_TEXT = Rich("")


class Step(NamedTuple):
    """One step of writing a text: a span opens or closes, or without one the text from `start` to `end` follows."""

    start: int
    end: int
    span: Span | None = None
    opens: bool = False


# From the outside in, where several begin and end together.
_ORDER = (Style.LINK, Style.STRONG, Style.EMPHASIS, Style.CODE)


def tidy(rich: Rich, extras: Extras) -> list[Span]:
    """The spans of a text that are worth writing: without edges of white space, joined where they touch, nested.

    Links have the addresses that they are written with; code is on one line and holds no other markup.
    """
    found: list[Span] = []
    for span in spans_of(rich.inline):
        if span.style is Style.LINK:
            address = extras.of_link(span.target)
            if address:
                found.append(span._replace(target=address))
        elif span.style is Style.CODE:
            found += _lines(span, rich.text)
        else:
            found.append(span)
    trimmed = (_trimmed(span, rich.text) for span in found)
    return nested(_joined(span for span in trimmed if span.start < span.end))


def nested(spans: Sequence[Span]) -> list[Span]:
    """The spans from the outside in, without those that cross another or stand in code."""
    kept: list[Span] = []
    around: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end, _ORDER.index(span.style))):
        while around and around[-1].end <= span.start:
            around.pop()
        if not around or (span.end <= around[-1].end and around[-1].style is not Style.CODE):
            kept.append(span)
            around.append(span)
    return kept


def steps(text: str, spans: Sequence[Span]) -> Iterator[Step]:
    """The steps of writing a text with spans that are nested and in their order."""
    around: list[Span] = []
    done = 0
    for span in (*spans, None):
        upto = len(text) if span is None else span.start
        while around and around[-1].end <= upto:
            closing = around.pop()
            yield Step(done, closing.end)
            done = closing.end
            yield Step(done, done, closing)
        yield Step(done, upto)
        done = upto
        if span is not None:
            around.append(span)
            yield Step(done, done, span, opens=True)


def _lines(span: Span, text: str) -> Iterator[Span]:
    start = span.start
    for line in text[span.start : span.end].split("\n"):
        yield span._replace(start=start, end=start + len(line))
        start += len(line) + 1


def _trimmed(span: Span, text: str) -> Span:
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return span._replace(start=start, end=end)


def _joined(spans: Iterator[Span]) -> list[Span]:
    """Neighbours of one style are one span; two links are not, unless they point to the same address."""
    joined: list[Span] = []
    last: dict[Style, int] = {}
    for span in sorted(spans):
        at = last.get(span.style)
        if at is not None and joined[at].end >= span.start and joined[at].target == span.target:
            joined[at] = joined[at]._replace(end=max(joined[at].end, span.end))
        else:
            last[span.style] = len(joined)
            joined.append(span)
    return joined
