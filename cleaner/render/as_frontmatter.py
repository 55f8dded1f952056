"""What is known of an article as YAML, ahead of its text, as publishing systems read it."""

from __future__ import annotations

import json
import re

from cleaner.document import Article
from cleaner.render.as_json import as_record

# Of these, some are the text, and the others say how the record was made.
_NOT_OF_THE_ARTICLE = frozenset(("schema_version", "path", "kind", "text", "confidence", "blocks", "sources"))
# JSON leaves these as they are; YAML takes them for line ends, or does not take them at all.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def as_frontmatter(article: Article) -> str:
    """The fields that are known, a line each, between two lines of three dashes; "" where there are none.

    Every text is in double quotes, which YAML reads as JSON does: no title is taken for a number, a date or a list.
    """
    known = {
        name: value
        for name, value in as_record(article).items()
        if name not in _NOT_OF_THE_ARTICLE and isinstance(value, str | list) and value
    }
    lines = "".join(f"{name}: {_scalar(value)}\n" for name, value in known.items())
    return f"---\n{lines}---\n\n" if lines else ""


def _scalar(value: str | list[str]) -> str:
    written = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", _SURROGATE.sub("\ufffd", written))
