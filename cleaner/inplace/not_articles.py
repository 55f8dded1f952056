"""Files that are never rewritten in place, whatever the model makes of their lines: markup, data, programs, licences.

To pre-commit all of these are text, and cleaning any of them as an article would destroy it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from cleaner.document import Kind
from cleaner.segment.detect import detect


class RefusedError(Exception):
    """A file or record must not be cleaned and is left as it is; the message is the reason alone."""


_ANYWAY = "; --kind text cleans it anyway"
_HTML_NAMES = (".htm", ".html", ".shtml", ".xhtml", ".xml")
# Endings of programs and of data; a text may have any other ending.
_CODE_ENDINGS = (
    ".bash .bat .c .cc .cfg .cmake .conf .cpp .cs .css .csv .go .h .hpp .ini .java .js .json .lua .mjs .php .pl .ps1 "
    ".py .r .rb .rs .scala .scss .sh .sql .swift .tex .toml .ts .tsv .tsx .vue .yaml .yml .zsh"
).split()

# A licence begins with such words; an article about one does not.
_LICENCE_CHARACTERS = 700
_LICENCE = re.compile(
    r"permission is hereby granted, free of charge"
    r"|permission to use, copy, modify,? and(?:/or)? distribute"
    r"|redistribution and use in source and binary forms"
    r"|everyone is permitted to copy and distribute verbatim"
    r"|gnu (?:lesser |affero |library )?general public license version"
    r"|terms and conditions for use, reproduction, and distribution"
    r"|this is free and unencumbered software released into the public domain"
    r"|mozilla public license,? version"
    r"|eclipse public license - v"
    r"|european union public licence"
    r"|sil open font license version"
    r"|boost software license - version"
    r"|by exercising the licensed rights"
    r"|creative commons (?:corporation|legal code)"
    r"|licensed under the apache license, version"
    r"|\bthe (?:clarified )?artistic license\b"
)

_FEWEST_LINES = 3  # that are not blank, of a program or a table
_LEAST_CODE = 0.4  # share of the characters
_MOST_CODE_CHARACTERS = 300  # of a line that can count as code
_COMMENT = re.compile(r"\s*(?:#(?!\s*(?:define|else|endif|if|include|pragma|undef))|//|;|/\*|<!--)")
_COMMENT_BLOCK = re.compile(r'/\*.{0,5000}?\*/|""".{0,5000}?"""', re.S)
# The smallest share of lines that are not comments. A settings file may be all comments. Markdown marks headings with #
# as well, but no article is all headings.
_LEAST_UNCOMMENTED = 0.2
_SHEBANG = re.compile(r"#!\s*/|<\?php|<\?xml")
# Lines of programs, build files and settings.
_CODE = re.compile(
    r"""\s*(?:
      (?:import|from|package|using|include|require|use)\s[\w.:*{}<>"'/, ;]+(?:\simport\s.*)?$
    | \#\s*(?:define|else|endif|if|ifn?def|include|pragma|undef)\b
    | (?:def|class|function|fn|func|sub|struct|enum|interface|impl|module|namespace)\s+[\w.:]+\s*[({:<].*$
    | (?:async|await|return|raise|throw|yield|const|let|var|public|private|protected|static|void|int|char|double)\b
      .*[;{}()\[\]=,:]$
    | (?:if|elif|else|for|while|try|except|catch|finally|with|switch|case|do)\b.*[:{;)]$
    | (?:end|fi|done|esac|else|try|pass|break|continue)[;:]?$
    | @[\w.]+(?:\(.*)?$
    | [\w.$@*&>\-\[\]"']+(?:\s*:\s*[\w.\[\], |]+)?\s*(?:[-+*/|&:?~=!<>]?=|:=|=>|<-|->)\s*\S.*$
    | [\w.$:>!-]+\s*\(.*[);,{(\[]$
    | [\w.-]+:(?:\s+(?:\S+|".*"|'.*'|\[.*|\{.*))?$
    | \[[\w."' -]+\]$
    | \$\s?[a-z./]\S*.*
    | .*[;{}]$
    | [\])}>]+[,;:]?$
    )""",
    re.X,
)

_NUMBER = re.compile(r"\d")
_DELIMITERS = ",;\t|"
_LEAST_ALIKE = 0.9  # share of the rows that have the same number of fields
_MOST_SPACED = 0.25  # share of the fields that begin with a space
_MOST_ROWS = 200  # that are looked at


def why_html(text: str, name: str) -> str | None:
    """Why a text is left alone if it is HTML, by its content or by the name of its file; None for other text."""
    if name.lower().endswith(_HTML_NAMES) or detect(text) is Kind.HTML:
        return "this is HTML, and cleaning it makes a new document; print that, or write it with --output"
    return None


def why_no_article(text: str, name: str = "") -> str | None:
    """Why a text is left alone by the name of its file or by its looks; None if it may be an article."""
    ending = name.lower()[name.rfind(".") :] if "." in name else ""
    if ending in _CODE_ENDINGS:
        return f"a name that ends in {ending} is not that of an article{_ANYWAY}"
    for what, looks_like, hint in _LOOKS:
        if looks_like(text):
            return f"this looks like {what}, not like an article{hint}"
    return None


def _is_licence(text: str) -> bool:
    start = " ".join(text[: 2 * _LICENCE_CHARACTERS].lower().split())  # twice as much, since white space is removed
    return _LICENCE.search(start[:_LICENCE_CHARACTERS]) is not None


def is_json(text: str) -> bool:
    """Whether a text is JSON, or begins with lines of JSON."""
    start = text.lstrip()
    if start[:1] not in ("{", "["):
        return False
    return _parses(start) or all(line[0] in "{[" and _parses(line) for line in _filled(start)[:3])


def _parses(text: str) -> bool:
    import json

    try:
        json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return False
    return True


def _is_code(text: str) -> bool:
    """Whether much of it is code, counted in characters: in an article about a program, prose outweighs the samples."""
    if _SHEBANG.match(text):
        return True
    uncommented = _filled(_COMMENT_BLOCK.sub("", text))
    lines = [line for line in uncommented if not _COMMENT.match(line)]
    if len(lines) < _LEAST_UNCOMMENTED * len(uncommented):
        return True
    if len(lines) < _FEWEST_LINES:
        return False
    code = (line for line in lines if len(line) <= _MOST_CODE_CHARACTERS and _CODE.match(line))
    return _length(code) > _LEAST_CODE * _length(lines)


def _is_table(text: str) -> bool:
    rows = _filled(text)[:_MOST_ROWS]
    return len(rows) >= _FEWEST_LINES and any(_is_separated_by(delimiter, rows) for delimiter in _DELIMITERS)


def _is_separated_by(delimiter: str, rows: list[str]) -> bool:
    """Whether the rows have the same number of fields. In prose a space follows a comma, in data hardly ever."""
    if delimiter not in rows[0]:
        return False
    import csv

    try:
        parsed = list(csv.reader(rows, delimiter=delimiter))
    except csv.Error:
        return False
    width = Counter(map(len, parsed)).most_common(1)[0][0]
    alike = [row for row in parsed if len(row) == width]
    spaced = sum(field[:1].isspace() and not _NUMBER.search(field) for row in alike for field in row[1:])
    return width > 1 and len(alike) >= _LEAST_ALIKE * len(parsed) and spaced <= _MOST_SPACED * len(alike) * (width - 1)


def _filled(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _length(lines: Iterable[str]) -> int:
    return sum(len(line.strip()) for line in lines)


# What a text may look like, the function that recognises it, and what the user can do about it.
_LOOKS: tuple[tuple[str, Callable[[str], bool], str], ...] = (
    ("a licence", _is_licence, _ANYWAY),
    ("JSON", is_json, "; --text-field names the field to clean"),
    ("a program or a settings file", _is_code, _ANYWAY),
    ("a table of data", _is_table, _ANYWAY),
)
