"""The metadata of an article as YAML front matter, which static site generators read ahead of a text."""

from __future__ import annotations

import json
import re

from cleaner.document import Article
from cleaner.render.as_json import as_record

# The fields of a record that are the text itself, or tell how the record was made.
_LEFT_OUT = frozenset(("schema_version", "path", "kind", "text", "confidence", "expected_words", "sources"))
# JSON leaves these characters as they are; YAML takes them for line endings or refuses them.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def as_frontmatter(article: Article) -> str:
    """The known fields, one a line, between two lines of three dashes, and a blank line; "" if none is known.

    Values are JSON strings, which are YAML too: no title is mistaken for a number, a date or a list.
    """
    known = {
        name: value
        for name, value in as_record(article).items()
        if name not in _LEFT_OUT and isinstance(value, str | list) and value
    }
    lines = "".join(f"{name}: {_scalar(value)}\n" for name, value in known.items())
    return f"---\n{lines}---\n\n" if lines else ""


def _scalar(value: str | list[str]) -> str:
    written = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", _SURROGATE.sub("\ufffd", written))
