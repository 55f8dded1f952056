"""What is not rewritten in place, whatever a model would say of its lines: markup, data, programs, licences.

All of these are text to a file system and to pre-commit, and none of them would survive being cleaned as an article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from cleaner.document import Kind
from cleaner.segment.detect import detect


class RefusedError(Exception):
    """A file or a record that is left as it is; the message is the reason alone."""


_ALL_THE_SAME = "; --kind text cleans it all the same"
_HTML_NAMES = (".htm", ".html", ".shtml", ".xhtml", ".xml")
# What names say of programs and of data; text may be called anything else.
_NAMES_OF_OTHERS = (
    ".bash .bat .c .cc .cfg .cmake .conf .cpp .cs .css .csv .go .h .hpp .ini .java .js .json .lua .mjs .php .pl .ps1 "
    ".py .r .rb .rs .scala .scss .sh .sql .swift .tex .toml .ts .tsv .tsx .vue .yaml .yml .zsh"
).split()

# A licence says what it is at its top; an article that speaks of one does not open with its text.
_LICENCE_WITHIN = 700
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

_FEWEST_LINES = 3
_MOSTLY = 0.4
_LONGEST_CODE = 300
_COMMENT = re.compile(r"\s*(?:#(?!\s*(?:define|else|endif|if|include|pragma|undef))|//|;|/\*|<!--)")
_COMMENT_BLOCK = re.compile(r'/\*.{0,5000}?\*/|""".{0,5000}?"""', re.S)
# A settings file may be all comments; no article is all headings.
_COMMENTED_OUT = 0.2
_SHEBANG = re.compile(r"#!\s*/|<\?php|<\?xml")
# Lines of programs, of their build files and of their settings.
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
_LIKE_ROWS = 0.9
_MOST_SPACED = 0.25
_ROWS_LOOKED_AT = 200


def why_html(text: str, name: str) -> str | None:
    """The reason to leave HTML alone, by its content or by the name of its file; None for text."""
    if name.lower().endswith(_HTML_NAMES) or detect(text) is Kind.HTML:
        return "this is HTML; cleaning it makes another document and is no edit: print it, without --in-place"
    return None


def why_no_article(text: str, name: str = "") -> str | None:
    """The reason to leave a text alone: what its name says, or what it looks like; None for what may be an article."""
    ending = name.lower()[name.rfind(".") :] if "." in name else ""
    if ending in _NAMES_OF_OTHERS:
        return f"by its name ({ending}) this is no article{_ALL_THE_SAME}"
    for what, looks_like in (
        ("a licence", _is_licence),
        ("JSON", _is_json),
        ("a program or a settings file", _is_code),
        ("a table of data", _is_table),
    ):
        if looks_like(text):
            hint = "; --text-field names the field to clean" if what == "JSON" else _ALL_THE_SAME
            return f"this looks like {what}, not like an article{hint}"
    return None


def _is_licence(text: str) -> bool:
    return _LICENCE.search(" ".join(text[: 2 * _LICENCE_WITHIN].lower().split())[:_LICENCE_WITHIN]) is not None


def _is_json(text: str) -> bool:
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
    """Whether most of it is lines of code. Characters are counted: an article about a program is prose with samples."""
    if _SHEBANG.match(text):
        return True
    uncommented = _filled(_COMMENT_BLOCK.sub("", text))
    lines = [line for line in uncommented if not _COMMENT.match(line)]
    if len(lines) < _COMMENTED_OUT * len(uncommented):
        return True
    if len(lines) < _FEWEST_LINES:
        return False
    return _length(line for line in lines if len(line) <= _LONGEST_CODE and _CODE.match(line)) > _MOSTLY * _length(
        lines
    )


def _is_table(text: str) -> bool:
    rows = _filled(text)[:_ROWS_LOOKED_AT]
    return len(rows) >= _FEWEST_LINES and any(_is_parted_by(delimiter, rows) for delimiter in _DELIMITERS)


def _is_parted_by(delimiter: str, rows: list[str]) -> bool:
    """Whether the rows have one number of fields. In prose a space follows a comma, in data hardly ever."""
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
    return width > 1 and len(alike) >= _LIKE_ROWS * len(parsed) and spaced <= _MOST_SPACED * len(alike) * (width - 1)


def _filled(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _length(lines: Iterable[str]) -> int:
    return sum(len(line.strip()) for line in lines)
