"""A text and its inline markup as markdown, on which nothing else is taken for markup.

CommonMark sees emphasis only where its stars stand at the edges of words. Where they cannot, the span is made smaller
by the punctuation at its edge, or goes: the text matters more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from cleaner.document import Style
from cleaner.render.addresses import Extras
from cleaner.render.spans import Rich, nested, steps, tidy
from cleaner.segment.inline import Span

_SPECIAL = re.compile(r"[\\`*_\[\]<>]|~(?=~)|(?<=~)~")
# What would open a heading, a list, a quote, a rule, a table or a fence at the start of a line, and is meant as it is.
_OPENS = re.compile(r"^\s*(?P<sign>#(?=#{0,5}(?:\s|$))|[-+=](?=\s|$|[-=])|[|:](?=[-|:\s]*$))", re.M)
_NUMBERED = re.compile(r"^\s*\d{1,9}(?P<sign>[.)])(?=\s|$)", re.M)
_ENTITY = re.compile(r"&(?=#?\w+;)")
_STARS = {Style.STRONG: "**", Style.EMPHASIS: "*"}


def markdown_text(rich: Rich, extras: Extras) -> str:
    """The text with its markup; line breaks stay as they are."""
    signs = _escaped_signs(rich.text)
    if not rich.inline.marks:
        return "".join(signs)
    parts: list[str] = []
    in_code = False
    for step in steps(rich.text, _anchored(rich.text, tidy(rich, extras))):
        if step.span is None:
            parts += rich.text[step.start : step.end] if in_code else signs[step.start : step.end]
        else:
            if step.opens and step.span.style is Style.LINK and parts and parts[-1] == "!":
                parts[-1] = "\\!"  # else it would be an image
            in_code = step.opens and step.span.style is Style.CODE
            parts.append(_sign(step.span, step.opens, rich.text))
    return "".join(parts)


def escaped(text: str) -> str:
    """Text in which nothing is taken for markup."""
    return "".join(_escaped_signs(text))


def escaped_address(address: str) -> str:
    """An address between the brackets of a link."""
    return _ENTITY.sub("&amp;", address)


def _escaped_signs(text: str) -> list[str]:
    """The characters of a text, each as it is written."""
    signs = list(text.replace("\0", "\ufffd"))
    for found in _SPECIAL.finditer(text):
        signs[found.start()] = f"\\{found[0]}"
    for pattern in (_OPENS, _NUMBERED):
        for found in pattern.finditer(text):
            signs[found.start("sign")] = f"\\{found['sign']}"
    for found in _ENTITY.finditer(text):
        signs[found.start()] = "&amp;"
    return signs


def _sign(span: Span, opens: bool, text: str) -> str:
    if span.style is Style.LINK:
        return "[" if opens else f"]({escaped_address(span.target)})"
    if span.style is Style.CODE:
        code = text[span.start : span.end]
        fence = "`" * (1 + max((len(run) for run in re.findall("`+", code)), default=0))
        edge = " " if code[0] == "`" or code[-1] == "`" else ""
        return fence + edge if opens else edge + fence
    return _STARS[span.style]


# Stars at the edges of words


def _anchored(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans, those of stars moved to where stars are seen."""
    # At the start of a paragraph this would define what a link means, and code cannot be escaped.
    defines = [span for span in spans if span.style is Style.CODE and "]:" in text[span.start : span.end]]
    if defines and any(span.style is Style.LINK for span in spans):
        defining = frozenset(defines)
        spans = [span for span in spans if span not in defining]
    brackets = _Brackets([span for span in spans if span.style not in _STARS])
    moved = (span if span.style not in _STARS else _moved(text, span, brackets) for span in spans)
    return list(_unmistakable(text, nested([span for span in moved if span is not None])))


def _unmistakable(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Without spans of stars that begin where others end, or stand in others in the middle of a word.

    Nobody could say which star is whose.
    """
    ends: set[int] = set()
    around: Span | None = None
    for span in spans:
        if span.style not in _STARS:
            yield span
            continue
        if around is not None and span.start >= around.end:
            around = None
        if span.start in ends or (around is not None and (_is_tight(text, span) or _is_tight(text, around))):
            continue
        ends.add(span.end)
        around = around or span
        yield span


def _is_tight(text: str, span: Span) -> bool:
    """Whether something other than white space touches the span."""
    return (
        not (text[max(0, span.start - 1) : span.start] or " ").isspace()
        or not (text[span.end : span.end + 1] or " ").isspace()
    )


class _Brackets:
    """Where links and code begin and end: stars beside them stand beside punctuation."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.begin = {span.start: span for span in spans}
        self.end = {span.end: span for span in spans}


def _moved(text: str, span: Span, brackets: _Brackets) -> Span | None:
    start, end = span.start, span.end
    while start < end and not _may_open(text, span._replace(start=start), brackets):
        if not _is_edge(text[start]):
            return None
        start += 1
    while start < end and not _may_close(text, span._replace(end=end), brackets):
        if not _is_edge(text[end - 1]):
            return None
        end -= 1
    return span._replace(start=start, end=end) if start < end else None


def _may_open(text: str, span: Span, brackets: _Brackets) -> bool:
    at = span.start
    first = brackets.begin.get(at)
    inside = first is not None and (first.style is Style.CODE or first.end < span.end)
    if text[at].isspace():
        return False
    if not inside and _is_word(text[at]):
        return True
    return at == 0 or at in brackets.end or (first is not None and not inside) or _is_gap(text[at - 1])


def _may_close(text: str, span: Span, brackets: _Brackets) -> bool:
    at = span.end
    last = brackets.end.get(at)
    inside = last is not None and (last.style is Style.CODE or last.start > span.start)
    if text[at - 1].isspace():
        return False
    if not inside and _is_word(text[at - 1]):
        return True
    return at == len(text) or at in brackets.begin or (last is not None and not inside) or _is_gap(text[at])


def _is_word(sign: str) -> bool:
    """Neither white space nor punctuation, whichever way symbols are counted."""
    return unicodedata.category(sign)[0] not in "PSZC"


def _is_gap(sign: str) -> bool:
    """White space or punctuation; symbols beyond ASCII are counted as either."""
    return sign.isspace() or unicodedata.category(sign)[0] == "P" or (sign.isascii() and not sign.isalnum())


def _is_edge(sign: str) -> bool:
    return sign.isspace() or not _is_word(sign)
