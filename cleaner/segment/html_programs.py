"""Programs as highlighters write them: without their header, their copy button and their line numbers.

A highlighter may put a header with the name of the language and a button into the <pre>, number every line, or lay the
lines out as a table. What is left is a <pre> that holds the program and nothing else.
"""

from __future__ import annotations

import re

from lxml import etree

from cleaner.segment.code_language import language_of
from cleaner.segment.html_elements import BLOCK_LEVEL, PREFORMATTED
from cleaner.segment.html_tree import remove, replace, text_within, texts_of
from cleaner.segment.inline import CONTROL
from cleaner.text.lazy_pattern import lazy_pattern
from cleaner.text.normalise import name_words

_LONGEST_HEADER_CHARS = 80
_MOST_SPACE_CHARS = 1_000  # of white space and headers around a program
_MOST_AROUND = 4  # elements with a class
_NUMBERS = re.compile(r"[\d\s.:|\u00a0]*")
_OF_NUMBERS = lazy_pattern(
    r"\b(?:lineno|linenos|linenumbers?|line-?nums?|line-numbers?|ln|lnt|lineno?s|gutter|hljs-ln-n|hljs-ln-numbers|blob-num|"
    r"crayon-nums?|rouge-gutter|code-line-number|row-?num|line_numbers?|react-syntax-highlighter-line-number|num|nu?mber-line)\b",
    re.I,
)
_HEADERS = frozenset(
    "header head toolbar bar title titlebar copy clipboard lang language label caption actions filename".split()
)
_COPIES = re.compile(r"\b(?:copy|clipboard|copied|copy-?(?:btn|button|code))\b", re.I)
_COPY_WORDS = lazy_pattern(
    r"copy(?: (?:code|to clipboard|snippet))?|copied!?|kopieren|copier|copiar|копировать|复制|コピー"
    r"|raw|wrap|expand|run",
    re.I,
)
_OF_PROGRAMS = lazy_pattern(
    r"code|highlight|snippet|prism|shiki|hljs|language-|syntax|crayon|codehilite|sourceCode", re.I
)
_OF_LINES = lazy_pattern(
    r"\b(?:code|blob-code\S*|hljs-ln-code|crayon-code|rouge-code|lntd|line-?content|code-cell)\b", re.I
)
_OF_LINE_STARTS = re.compile(r"line|row|gutter", re.I)
_UNSELECTABLE = re.compile(r"user-select\s*:\s*none", re.I)
_LINE_CLASSES = re.compile(r"\b(?:line|crayon-line|code-line|view-line|cm-line|ace_line)\b")


def clear_programs(root: etree._Element) -> None:
    """Leave nothing but the program in each <pre>, and make one of each table of lines. Changes the tree."""
    for table in list(root.iter("table")):
        _clear_table(table)
    for holder in list(root.iter("div")):
        if "crayon-pre" in (holder.get("class") or "").split():
            _make_program(holder, _lines_within(holder))
    for program in list(root.iter(*PREFORMATTED)):
        _clear_within(program)
        _clear_around(program)


def _clear_table(table: etree._Element) -> None:
    """Make a <pre> of a table whose rows are numbered lines of a program, or whose two cells are numbers and lines."""
    if next(table.iterdescendants("table"), None) is not None:
        return
    cells = list(table.iter("td", "th"))
    numbers = {cell for cell in cells if _is_numbers(cell)}
    lines = [cell for cell in cells if cell not in numbers and _OF_LINES.search(cell.get("class") or "")]
    if not numbers or not lines or len(lines) + len(numbers) < len(cells):
        return
    if len(lines) == 1 and next(lines[0].iter(*PREFORMATTED), None) is not None:
        # The column of numbers becomes a block of its own.
        for program in lines[0].iter(*PREFORMATTED):
            _set_language(program, table)
        return
    _make_program(table, "\n".join(_lines_within(cell) for cell in lines))


def _is_numbers(element: etree._Element) -> bool:
    named = _OF_NUMBERS.search(element.get("class") or "") or element.get("data-line-number")
    return bool(named) and _NUMBERS.fullmatch(text_within(element)) is not None


def _lines_within(cell: etree._Element) -> str:
    """The lines of a program in an element, which may hold an element for each."""
    lines = [line for line in cell.iter("div", "span", "code") if _LINE_CLASSES.search(line.get("class") or "")]
    among = set(lines)
    outermost = [line for line in lines if not any(around in among for around in line.iterancestors())]
    if not outermost:
        return text_within(cell).strip("\n")
    return "\n".join(text_within(line).rstrip("\n").replace("\u00a0", " ") for line in outermost)


def _make_program(element: etree._Element, text: str) -> None:
    around = element.iterancestors(*PREFORMATTED)
    program = etree.Element("span" if next(around, None) is not None else "pre")
    program.text = text
    _set_language(program, element)
    replace(element, program)


def _set_language(program: etree._Element, inside: etree._Element) -> None:
    """Take the language from the classes of the elements around a program, as far as these are made for it."""
    classes = [value for one in (inside, *inside.iterancestors()) if (value := one.get("class"))][:_MOST_AROUND]
    if language := language_of((), classes):
        program.set("data-lang", language)


def _clear_within(program: etree._Element) -> None:
    moved: set[etree._Element] = set()
    codes = list(program.iter("code"))
    within = set(codes[0].iter()) | set(codes[0].iterancestors()) if len(codes) == 1 else None
    for element in list(program.iter()):
        if element is program or not isinstance(element.tag, str) or not moved.isdisjoint(element.iterancestors()):
            continue
        if (
            element.tag == "button"
            or element.get("role") == "button"
            or _is_number(element)
            or _is_header(element)
            or _is_beside(element, within)
        ):
            if _is_number(element):
                # To remove thousands of them would join the text behind each to all before it.
                tail = element.tail
                element.clear()
                element.tail = tail
                element.tag = "span"
            else:
                moved.add(element)
                _take_language(program, element)
                _move_ahead(element, program)


def _move_ahead(control: etree._Element, program: etree._Element) -> None:
    """Put a header or button where it is no part of the program."""
    moved = etree.Element(CONTROL)
    moved.text = " ".join(part for text in texts_of(control) if (part := text.strip()))
    remove(control)
    program.addprevious(moved)


def _is_number(element: etree._Element) -> bool:
    """Whether an element within a program is the number of a line, or a column of numbers."""
    unselectable = _UNSELECTABLE.search(element.get("style") or "")
    classes = element.get("class") or ""
    if not unselectable and not _OF_NUMBERS.search(classes):
        return False
    text = text_within(element)
    if re.search(r"\b(?:num|number)\b", classes) and element.tag == "span" and not unselectable:
        return _OF_LINE_STARTS.search(classes) is not None and _NUMBERS.fullmatch(text) is not None
    return _NUMBERS.fullmatch(text) is not None


def _is_header(element: etree._Element) -> bool:
    """Whether an element is a header with a name of the language, or a button to copy the program."""
    text = text_within(element, _LONGEST_HEADER_CHARS).strip()
    if len(text) > _LONGEST_HEADER_CHARS or "\n" in text:
        return False
    classes = element.get("class") or ""
    if _COPIES.search(classes) and "token" not in classes.split() and not classes.startswith("hljs-"):
        return True
    is_named = not _HEADERS.isdisjoint(name_words(classes))
    has_button = next(element.iter("button", "svg"), None) is not None
    return is_named and (element.tag in BLOCK_LEVEL or has_button)


def _is_beside(element: etree._Element, within: set[etree._Element] | None) -> bool:
    """Whether an element stands beside the only <code> of a <pre>; `within` are the elements in that and around it."""
    if within is None or element in within or element.tag not in BLOCK_LEVEL:
        return False
    return len(text_within(element, _LONGEST_HEADER_CHARS).strip()) <= _LONGEST_HEADER_CHARS


def _clear_around(program: etree._Element) -> None:
    """Remove the header that stands beside a <pre> in an element made for both."""
    inside = program
    for around in list(program.iterancestors())[:3]:
        if around.tag not in ("div", "figure", "section", "figcaption") or not _is_made_for(around, program):
            return
        for child in list(around):
            if child is not inside and isinstance(child.tag, str) and _is_header_beside(child):
                _take_language(program, child)
                _move_ahead(child, program)
        inside = around


def _is_made_for(around: etree._Element, program: etree._Element) -> bool:
    """Whether an element holds a program and little else."""
    length = len(text_within(program))
    text = text_within(around, length + _MOST_SPACE_CHARS)
    rest = len(text.strip()) - length
    if len(text) > length + _MOST_SPACE_CHARS or next(around.iter("p", "h1", "h2", "h3"), None) is not None:
        return False
    named = _OF_PROGRAMS.search(f"{around.get('class') or ''} {around.get('data-language') or ''}")
    return rest <= (_LONGEST_HEADER_CHARS if named else _LONGEST_HEADER_CHARS // 2)


def _is_header_beside(child: etree._Element) -> bool:
    text = " ".join(text_within(child, _LONGEST_HEADER_CHARS).split())
    if child.tag == "button" or _COPY_WORDS.fullmatch(text):
        return True
    if len(text) > _LONGEST_HEADER_CHARS or next(child.iter(*PREFORMATTED, "table"), None) is not None:
        return False
    if any(one.get("role") == "tab" for one in child.iter()):
        return False  # the tabs over several programs
    words = name_words(child.get("class") or "")
    if language_of((text,), ()) in words or _is_language(text):
        return True
    has_button = next(child.iter("button"), None) is not None
    return has_button or bool(_COPIES.search(child.get("class") or "")) or ("toolbar" in words and bool(text))


def _is_language(text: str) -> bool:
    return bool(language_of((), (text,))) and len(text.split()) == 1


def _take_language(program: etree._Element, header: etree._Element) -> None:
    """Note the language that a header names, unless the program has one."""
    if program.get("data-lang"):
        return
    for text in texts_of(header):
        if _is_language(text.strip()):
            program.set("data-lang", language_of((), (text.strip(),)))
            return
