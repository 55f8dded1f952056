"""Writes a text and its inline markup as Markdown, with everything escaped that would be taken for other markup.

CommonMark recognises emphasis by delimiter runs of stars that are left-flanking where it opens and right-flanking
where it closes (https://spec.commonmark.org/0.31.2/#emphasis-and-strong-emphasis). Where stars at the edge of a span
would not be, the span is shrunk by its white space and punctuation or, failing that, left out: the text matters more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from cleaner.document import WRITTEN_OTHERWISE, Style
from cleaner.render.addresses import AddressResolver
from cleaner.render.spans import INNERMOST, RichText, inline_tokens, nested, tidy_spans
from cleaner.segment.inline import Span

_SPECIAL = re.compile(r"[\\`*_\[\]<>]|~(?=~)|(?<=~)~")
# Those that mean nothing where they are: a backslash before a letter, a star between spaces, an underscore within a
# word, "<" that opens no tag, ">" within a line, and brackets without an address, reference, note or task: we write no
# definitions of references, so "[this]" is text.
_HARMLESS = re.compile(
    r"""\\(?=[^\W_]|[ ])
    | (?<=\S[ ])\*(?=[ ])
    | (?<=[^\W_])_+(?=[^\W_])
    | <(?![A-Za-z/!?])
    | (?:(?<=\S)|(?<=\S[ ]))>
    | (?P<bracket>\[(?![\^\[]|[ xX]\]) | \](?![(\[:]))""",
    re.X,
)
# Signs that would open a heading, a list, a rule, a table or an underline at the start of a line.
_OPENING = re.compile(r"^\s*(?P<sign>#(?=#{0,5}(?:\s|$))|[-+=](?=\s|$|[-=])|[|:](?=[-|:\s]*$))", re.M)
_NUMBER = re.compile(r"^\s*\d{1,9}(?P<sign>[.)])(?=\s|$)", re.M)
_ENTITY = re.compile(r"&(?=#?\w+;)")
_STARS = {Style.STRONG: "**", Style.EMPHASIS: "*", Style.DELETED: "~~"}
# Signs that would be taken for markup beside that of the style (see `_delimiter` and `_otherwise`).
_BESIDE = {Style.FORMULA: "$", Style.DELETED: "~"}
_MAY_BE_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_UNESCAPED_DOLLAR = re.compile(r"(?<!\\)\$")


def inline_markdown(rich: RichText, resolver: AddressResolver, heading: bool = False) -> str:
    """The text with its markup; line breaks stay as they are.

    The text of a heading does not start its line, so "1." is no list there; and being bold as a whole adds nothing.
    """
    spans = _recognisable(rich.text, tidy_spans(rich, resolver)) if rich.inline.marks else []
    if heading:
        spans = _without_bold_of_all(rich.text, spans)
    signs = _escaped_signs(rich.text, spans, not heading)
    if not spans:
        return "".join(signs)
    parts: list[str] = []
    in_code = False
    otherwise = False
    _escape_beside(spans, signs)
    for token in inline_tokens(rich.text, spans):
        if token.span is not None and token.span.style in WRITTEN_OTHERWISE:
            otherwise = token.opens
            parts += [_otherwise(token.span)] if token.opens else []
        elif token.span is None:
            if otherwise:
                continue
            parts += rich.text[token.start : token.end] if in_code else signs[token.start : token.end]
        else:
            if token.opens and token.span.style is Style.LINK and parts and parts[-1] == "!":
                parts[-1] = "\\!"  # otherwise the link would be an image
            in_code = token.opens and token.span.style is Style.CODE
            parts.append(_delimiter(token.span, token.opens, rich.text))
    return "".join(parts)


def _without_bold_of_all(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans without those of bold type if nothing of the text is outside of them."""
    bold = [span for span in spans if span.style is Style.STRONG]
    inside = {at for span in bold for at in range(span.start, span.end)}
    if any(sign.strip() for at, sign in enumerate(text) if at not in inside):
        return list(spans)
    return [span for span in spans if span.style is not Style.STRONG]


def escape(text: str) -> str:
    """The text for the brackets of an image, with everything escaped that might be taken for markup."""
    signs = _escaped_signs(text, (), True)
    return "".join(f"\\{sign}" if sign in ("[", "]") else sign for sign in signs)


def escape_address(address: str) -> str:
    """An address for the parentheses of a link or image."""
    return _ENTITY.sub("&amp;", address)


def _escaped_signs(text: str, spans: Sequence[Span], starts_line: bool) -> list[str]:
    """The characters of a text, each as it is written: escaped if it would be taken for markup, otherwise as it is."""
    signs = list(text.replace("\0", "\ufffd"))
    harmless = _harmless(text, spans)
    for found in _SPECIAL.finditer(text):
        if found.start() not in harmless:
            signs[found.start()] = f"\\{found[0]}"
    for pattern in (_OPENING, _NUMBER) if starts_line else ():
        for found in pattern.finditer(text):
            signs[found.start("sign")] = f"\\{found['sign']}"
    for found in _ENTITY.finditer(text):
        signs[found.start()] = "&amp;"
    return signs


def _harmless(text: str, spans: Sequence[Span]) -> set[int]:
    """Where a special character is text; not beside the signs of a span, nor as a bracket where there are links."""
    beside = {at for span in spans for at in (span.start - 1, span.start, span.end - 1, span.end)}
    has_links = any(span.style is Style.LINK for span in spans)
    return {
        at
        for found in _HARMLESS.finditer(text)
        if not (has_links and found["bracket"])
        for at in range(*found.span())
        if at not in beside
    }


def formula_in_markdown(tex: str) -> str:
    """TeX in which a reader of Markdown that knows no formulas finds neither a tag nor a link."""
    return _MAY_BE_TAG.sub(r"\\lt ", tex).replace("](", "] (")


def _escape_beside(spans: Sequence[Span], signs: list[str]) -> None:
    for sign in {_BESIDE[span.style] for span in spans if span.style in _BESIDE}:
        signs[:] = [f"\\{sign}" if written == sign else written for written in signs]


def _otherwise(span: Span) -> str:
    """What stands in Markdown in the place of a text that is only a reading of it."""
    if span.style is Style.FORMULA:
        return f"${formula_in_markdown(span.target)}$"
    if span.style is Style.NOTE_MARK:
        return f"[^{span.target}]"
    tag = "sup" if span.style is Style.SUPERSCRIPT else "sub"
    return f"<{tag}>{escape(span.target)}</{tag}>"


def _delimiter(span: Span, opens: bool, text: str) -> str:
    if span.style is Style.LINK:
        return "[" if opens else f"]({escape_address(span.target)})"
    if span.style is Style.CODE:
        code = text[span.start : span.end]
        fence = "`" * (1 + max((len(run) for run in re.findall("`+", code)), default=0))
        edge = " " if code[0] == "`" or code[-1] == "`" else ""
        return fence + edge if opens else edge + fence
    return _STARS[span.style]


# --- Emphasis that CommonMark recognises


def _recognisable(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans with those of emphasis shrunk or left out where their stars would not be recognised."""
    # "[a`:]:`](/x)" at the start of a paragraph would define a link reference, and code cannot be escaped.
    defining = frozenset(span for span in spans if span.style is Style.CODE and "]:" in text[span.start : span.end])
    if defining and any(span.style is Style.LINK for span in spans):
        spans = [span for span in spans if span not in defining]
    spans = [span for span in spans if span.style is not Style.FORMULA or not _UNESCAPED_DOLLAR.search(span.target)]
    others = _Boundaries([span for span in spans if span.style not in _STARS])
    shrunk = (span if span.style not in _STARS else _shrunk(text, span, others) for span in spans)
    return list(_unambiguous(text, nested([span for span in shrunk if span is not None])))


def _unambiguous(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Leave out emphasis that starts where another ends, or is inside another within a word.

    In "*a***a*b***" nothing tells which star belongs to which span.
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


class _Boundaries:
    """Where links and code start and end: their brackets and backticks are punctuation beside the stars."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.starts = {span.start: span for span in spans}
        self.ends = {span.end: span for span in spans}


def _shrunk(text: str, span: Span, others: _Boundaries) -> Span | None:
    """The largest span within this one whose stars are recognised; None if that would take a word from it."""
    start, end = span.start, span.end
    while start < end and not _is_left_flanking(text, span._replace(start=start), others):
        if _is_word(text[start]):
            return None
        start += 1
    while start < end and not _is_right_flanking(text, span._replace(end=end), others):
        if _is_word(text[end - 1]):
            return None
        end -= 1
    return span._replace(start=start, end=end) if start < end else None


def _is_left_flanking(text: str, span: Span, others: _Boundaries) -> bool:
    at = span.start
    first = others.starts.get(at)
    is_inside = first is not None and (first.style in INNERMOST or first.end < span.end)
    if text[at].isspace():
        return False
    if not is_inside and _is_word(text[at]):
        return True
    return at == 0 or at in others.ends or (first is not None and not is_inside) or _is_gap(text[at - 1])


def _is_right_flanking(text: str, span: Span, others: _Boundaries) -> bool:
    at = span.end
    last = others.ends.get(at)
    is_inside = last is not None and (last.style in INNERMOST or last.start > span.start)
    if text[at - 1].isspace():
        return False
    if not is_inside and _is_word(text[at - 1]):
        return True
    return at == len(text) or at in others.starts or (last is not None and not is_inside) or _is_gap(text[at])


def _is_word(sign: str) -> bool:
    """Whether a character is neither white space nor punctuation; parsers differ in whether symbols are punctuation."""
    return unicodedata.category(sign)[0] not in "PSZC"


def _is_gap(sign: str) -> bool:
    """Whether a character is white space or punctuation for every parser."""
    return sign.isspace() or unicodedata.category(sign)[0] == "P" or (sign.isascii() and not sign.isalnum())
