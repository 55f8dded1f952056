"""The same text as other tools would have written it: wrapped, joined, quoted, as Markdown, with mangled characters.

Each variant is a function of a text and a random generator that is seeded by the page. Variants leave the words of
prose as they are, so that gold stays gold. They are used to measure and to train.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Callable, Iterator
from random import Random

Variant = Callable[[str, Random], str]

_MARKER = re.compile(r"^([ \t]*)[•‣◦▪●·*+–-] +")
_SENTENCE_END = re.compile(r'(?<=[.!?]["”’]) (?=["“‘A-ZÀ-Þ])|(?<=[.!?]) (?=["“‘A-ZÀ-Þ])')
_WORD = re.compile(r"[^\W\d_]{4,}")
_MIN_PROSE_CHARACTERS = 60  # shorter lines are often menu items, headings or buttons
_MIN_LINK_CHARACTERS, _MAX_LINK_CHARACTERS = 3, 60
_ADDRESS = "https://www.example.org"
_SLUG = re.compile(r"[^\W_]+")


def variants(text: str, page_id: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every variant. The same text and page give the same variants."""
    for name in VARIANTS:
        yield name, variant(name, text, page_id)


def variant(name: str, text: str, page_id: str) -> str:
    """One variant of a text. Raises KeyError where there is none of this name."""
    return VARIANTS[name](text, Random(f"{name} {page_id}"))


# Lines


def _wrapped(width: int) -> Variant:
    return lambda text, chance: "\n".join(_wrap(line, width) for line in text.split("\n"))


def _wrap(line: str, width: int) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    lines = textwrap.wrap(line.strip(), width - len(indent), break_long_words=False, break_on_hyphens=False)
    return "\n".join(indent + line for line in lines)


def _quoted(text: str, chance: Random) -> str:
    """As in an answer to a mail: wrapped, with a mark before every line."""
    wrapped = _wrapped(70)(text, chance)
    return "".join(f"> {line}".rstrip() + "\n" for line in wrapped.split("\n"))


def _numbered(text: str, chance: Random) -> str:
    """With a number before every line."""
    return "".join(f"{number:6}\t{line}\n" for number, line in enumerate(text.split("\n"), 1))


def _one_line(text: str, chance: Random) -> str:
    return " ".join(text.split())


def _paragraphs_joined(text: str, chance: Random) -> str:
    """With each run of prose in one line, as by a tool that replaces line breaks with spaces."""
    return "\n\n".join(_runs(text, lambda line: len(line.strip()) >= _MIN_PROSE_CHARACTERS))


def _runs(text: str, belongs: Callable[[str], bool]) -> Iterator[str]:
    run: list[str] = []
    for line in filter(str.strip, text.split("\n")):
        if belongs(line):
            run.append(line.strip())
            continue
        if run:
            yield " ".join(run)
            run = []
        yield line
    if run:
        yield " ".join(run)


def _sentence_a_line(text: str, chance: Random) -> str:
    return "\n".join(_SENTENCE_END.sub("\n", line) for line in text.split("\n"))


def _blank_line_everywhere(text: str, chance: Random) -> str:
    return "\n\n".join(line for line in text.split("\n") if line.strip())


def _flat(text: str, chance: Random) -> str:
    """Without blank lines, indents and list markers."""
    return "\n".join(line.strip() for line in _no_markers(text, chance).split("\n") if line.strip())


def _no_markers(text: str, chance: Random) -> str:
    return "\n".join(_MARKER.sub(r"\1", line) for line in text.split("\n"))


def _tabs(text: str, chance: Random) -> str:
    """With tabs as indents and after list markers, a tab within some sentences, and menus in one line."""
    lines = []
    for run in _menus(text):
        if len(run) > 1:
            lines.append("\t".join(_MARKER.sub("", item).strip() for item in run))
            continue
        line = _MARKER.sub(r"\1•" + "\t", run[0])
        body = line.lstrip(" ")
        indent = "\t" * ((len(line) - len(body) + 1) // 2)
        if len(body) >= _MIN_PROSE_CHARACTERS and chance.random() < 0.3:
            body = "\t" + body.replace(". ", ".\t", 1)
        lines.append(indent + body)
    return "\n".join(lines)


def _menus(text: str) -> Iterator[list[str]]:
    """The lines in groups: a list of at least five short items is one group, any other line its own."""
    group: list[str] = []
    for line in [*text.split("\n"), ""]:
        if _MARKER.match(line) and len(line.strip()) < _MIN_PROSE_CHARACTERS:
            group.append(line)
            continue
        yield from [group] if len(group) >= 5 else [[one] for one in group]
        group = []
        yield [line]


# Markdown


def _markdown(text: str, chance: Random) -> str:
    """As Markdown, with links in menus and in prose, pictures, headings and bold words."""
    return "\n\n".join(_markdown_lines(text, chance))


def _markdown_lines(text: str, chance: Random) -> Iterator[str]:
    for line in filter(str.strip, text.split("\n")):
        found = _MARKER.match(line)
        content = line[found.end() :].strip() if found else line.strip()
        write = _prose_in_markdown if len(content) >= _MIN_PROSE_CHARACTERS else _short_in_markdown
        marked = write(content, chance)
        yield f"{found[1]}*   {marked}" if found else marked
        if not found and chance.random() < 0.04:
            yield _picture(content, chance)


def _prose_in_markdown(content: str, chance: Random) -> str:
    words = content.split(" ")
    for _ in range(chance.choice((0, 0, 1, 2))):
        start = chance.randrange(len(words))
        end = min(len(words), start + chance.randint(1, 4))
        piece = " ".join(words[start:end])
        if not set("[]()*_") & set(piece):
            words[start:end] = [chance.choice((f"[{piece}]({_address(piece, chance)})", f"**{piece}**", f"*{piece}*"))]
    return " ".join(words)


def _short_in_markdown(content: str, chance: Random) -> str:
    if not _MIN_LINK_CHARACTERS <= len(content) <= _MAX_LINK_CHARACTERS or set("[]()*_") & set(content):
        return content
    kind = chance.random()
    if kind < 0.75:
        return f"[{content}]({_address(content, chance)})"
    if kind < 0.85:
        return f"{'#' * chance.randint(2, 4)} {content}"
    return f"**{content}**" if kind < 0.9 else content


def _address(content: str, chance: Random) -> str:
    slug = "-".join(_SLUG.findall(content.lower()))[:60]
    title = f' "{content}"' if chance.random() < 0.1 and '"' not in content else ""
    return f"{_ADDRESS}/{chance.choice(('news', 'topic', 'a/b/2021', 'section'))}/{slug}{title}"


def _picture(content: str, chance: Random) -> str:
    source = f"{_ADDRESS}/images/{chance.randrange(10**6)}.jpg"
    words = " ".join(_WORD.findall(content)[:6])
    picture = chance.choice((f"![{words}]({source})", f"![]({source})", f"![Image {chance.randint(1, 40)}]({source})"))
    return picture if chance.random() < 0.6 else f"[{picture}]({_ADDRESS}/{chance.randrange(10**6)})"


def _reader(text: str, chance: Random) -> str:
    """As from a reader service: facts about the page first, then Markdown without blank lines between list items."""
    lines = list(_markdown_lines(text, chance))
    title = next((line for line in text.split("\n") if len(line.split()) > 4), "").strip()
    head = f"Title: {title}\n\nURL Source: {_ADDRESS}/a\n\nPublished Time: 2021-05-03T08:10:00Z\n\nMarkdown Content:\n"
    body = "".join(line + ("\n" if line.lstrip().startswith("*  ") else "\n\n") for line in lines)
    return f"{head}{title}\n{'=' * len(title)}\n\n{body}"


# Characters


def _line_ends(ending: str) -> Variant:
    return lambda text, chance: text.replace("\n", ending)


def _invisible(text: str, chance: Random) -> str:
    """With no-break spaces, invisible marks, trailing spaces, form feeds, and byte-order marks within the text."""
    lines = []
    for line in text.split("\n"):
        before = chance.choice(("", "", "", "", "\ufeff", "\u200b", "\x0c", "\u200e"))
        after = chance.choice(("", "", " ", "  \t", "\u200b", "\u00a0"))
        lines.append(before + _replaced(line, " ", "\u00a0", chance) + after)
    return "\n".join(lines)


def _entities(text: str, chance: Random) -> str:
    """Escaped as for HTML: characters beyond ASCII as numeric entities, some spaces as named ones."""
    escaped = html.escape(text)
    named = "".join(char if char.isascii() else f"&#{ord(char)};" for char in escaped)
    return "\n".join(_replaced(line, " ", "&nbsp;", chance) for line in named.split("\n"))


def _replaced(line: str, old: str, new: str, chance: Random) -> str:
    """Replace a tenth of one character by another."""
    return "".join(new if char == old and chance.random() < 0.1 else char for char in line)


def _misread(text: str, chance: Random) -> str:
    """UTF-8 that was decoded as Windows-1252."""
    return "".join(_one_byte(byte) for byte in text.encode("utf-8", "replace"))


def _one_byte(byte: int) -> str:
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


VARIANTS: dict[str, Variant] = {
    "wrapped-72": _wrapped(72),
    "wrapped-80": _wrapped(80),
    "quoted": _quoted,
    "numbered": _numbered,
    "one-line": _one_line,
    "paragraphs-joined": _paragraphs_joined,
    "sentence-a-line": _sentence_a_line,
    "blank-line-everywhere": _blank_line_everywhere,
    "flat": _flat,
    "no-markers": _no_markers,
    "tabs": _tabs,
    "markdown": _markdown,
    "reader": _reader,
    "crlf": _line_ends("\r\n"),
    "cr": _line_ends("\r"),
    "line-separators": _line_ends("\u2028"),
    "next-lines": _line_ends("\x85"),
    "invisible": _invisible,
    "entities": _entities,
    "misread": _misread,
}
