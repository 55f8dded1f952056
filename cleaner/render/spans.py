"""Prepares inline markup for writing: nested spans, and the order in which they open and close."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from cleaner.document import PLAIN, WRITTEN_OTHERWISE, Inline, Style
from cleaner.render.addresses import AddressResolver
from cleaner.segment.inline import Span, spans_of


class RichText(NamedTuple):
    """A text with its inline markup."""

    text: str
    inline: Inline = PLAIN


NO_TEXT = RichText("")


class InlineToken(NamedTuple):
    """The start or end of a span or, if `span` is None, a run of text from `start` to `end`."""

    start: int
    end: int
    span: Span | None = None
    opens: bool = False


# The outer one first, where several spans start and end together.
_NESTING = (Style.LINK, Style.STRONG, Style.EMPHASIS, Style.DELETED, Style.CODE, *sorted(WRITTEN_OTHERWISE))
# Within these is no other markup.
INNERMOST = frozenset((Style.CODE, *WRITTEN_OTHERWISE))


def tidy_spans(rich: RichText, resolver: AddressResolver) -> list[Span]:
    """The spans of a text that are worth writing: trimmed of white space, merged where they touch, nested.

    Links have their final addresses, and those without one are left out, as are the marks of notes that are not
    written. Code is on one line and contains no other
    markup.
    """
    found: list[Span] = []
    for span in spans_of(rich.inline):
        if span.style is Style.LINK:
            address = resolver.link(span.target)
            if address:
                found.append(span._replace(target=address))
        elif span.style is Style.CODE:
            found += _lines(span, rich.text)
        elif span.style is not Style.NOTE_MARK or span.target in resolver.notes:
            found.append(span)
    trimmed = (_trimmed(span, rich.text) for span in found)
    return nested(_merged(span for span in trimmed if span.start < span.end))


def nested(spans: Sequence[Span]) -> list[Span]:
    """The spans by where they start, the outer one first, without those that cross another or are inside code."""
    kept: list[Span] = []
    around: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end, _NESTING.index(span.style))):
        while around and around[-1].end <= span.start:
            around.pop()
        if not around or (span.end <= around[-1].end and around[-1].style not in INNERMOST):
            kept.append(span)
            around.append(span)
    return kept


def inline_tokens(text: str, spans: Sequence[Span]) -> Iterator[InlineToken]:
    """The tokens of a text whose spans are nested and in order.

    "to *be*" gives text 0 to 3, start of emphasis, text 3 to 5, end of emphasis, text 5 to 5.
    """
    around: list[Span] = []
    done = 0
    for span in (*spans, None):
        upto = len(text) if span is None else span.start
        while around and around[-1].end <= upto:
            closing = around.pop()
            yield InlineToken(done, closing.end)
            done = closing.end
            yield InlineToken(done, done, closing)
        yield InlineToken(done, upto)
        done = upto
        if span is not None:
            around.append(span)
            yield InlineToken(done, done, span, opens=True)


class InlineWriter(NamedTuple):
    """How a markup language writes a run of text, the start and end of a span, and what is WRITTEN_OTHERWISE."""

    text: Callable[[str], str]
    opening: Callable[[Span], str]
    closing: Callable[[Span], str]
    otherwise: Callable[[Span], str]


def inline_markup(rich: RichText, resolver: AddressResolver, writer: InlineWriter) -> str:
    """A text with its inline markup, as the writer writes it."""
    parts: list[str] = []
    otherwise = False
    for token in inline_tokens(rich.text, tidy_spans(rich, resolver)):
        if token.span is not None and token.span.style in WRITTEN_OTHERWISE:
            otherwise = token.opens
            parts += [writer.otherwise(token.span)] if token.opens else []
        elif otherwise:
            continue
        elif token.span is None:
            parts.append(writer.text(rich.text[token.start : token.end]))
        else:
            parts.append(writer.opening(token.span) if token.opens else writer.closing(token.span))
    return "".join(parts)


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


def _continues(one: Span, two: Span) -> bool:
    return one.target == two.target and one.style not in WRITTEN_OTHERWISE


def _merged(spans: Iterator[Span]) -> list[Span]:
    """Merge spans of one style that touch; links only if they point to the same address."""
    merged: list[Span] = []
    last: dict[Style, int] = {}
    for span in sorted(spans):
        at = last.get(span.style)
        if at is not None and merged[at].end >= span.start and _continues(merged[at], span):
            merged[at] = merged[at]._replace(end=max(merged[at].end, span.end))
        else:
            last[span.style] = len(merged)
            merged.append(span)
    return merged
