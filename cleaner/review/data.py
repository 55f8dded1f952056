"""What the review page is told: a row a block, a summary a document, and the lines that were dropped most often.

Rows are lists and not objects, and labels and reasons are numbers into tables, because a page may hold thousands of
documents. `script/data.js` reads them by the same order.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from cleaner.document import Article, Kind, Label, LabelledBlock
from cleaner.text.printable import one_line

Json = str | int | float | None | list["Json"]

LABELS = tuple(Label)
_NUMBER_OF = {label: number for number, label in enumerate(LABELS)}

# What a script element or a reader of JSON in a page could take for something else than a character of a string.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}

# Scores from the one to the other, in hundredths, are a toss-up, and the first place to look for mistakes.
_UNSURE = (30, 70)

_LINES_SHOWN = 100
_LONGEST_LINE = 300
# The lines of many documents are mostly different; those seen once make room for others.
_LINES_COUNTED = 200_000


class Reviewed(NamedTuple):
    """A document for the page: its name, what became of it, and the markup it was read from (none for text)."""

    name: str
    article: Article
    markup: str = ""


def as_json(value: object) -> str:
    """JSON that can stand within a script element: nothing in it opens, closes or hides an element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


class Summary:
    """What the page says of all documents together; grows by a few hundred bytes a document."""

    def __init__(self) -> None:
        self.documents: list[Json] = []
        self._reasons: dict[str, int] = {}
        self._lines = _Frequent(_LINES_COUNTED)

    def add(self, document: Reviewed) -> list[Json]:
        """Count one document in; returns its rows, one a block:

        label, reason, kept, score in hundredths, line, end_line, hidden, text.
        """
        article = document.article
        facets: dict[tuple[int, int, int, int], list[int]] = {}
        rows: list[Json] = []
        for block in article.blocks:
            label, reason, kept = _NUMBER_OF[block.label], self._number(block.reason), int(block.kept)
            score = round(block.score * 100)
            unsure = int(_UNSURE[0] <= score <= _UNSURE[1])
            counts = facets.setdefault((label, reason, kept, unsure), [0, 0])
            counts[0] += 1
            counts[1] += len(block.text)
            hidden = int(block.block.markup is not None and block.block.markup.hidden)
            rows.append([label, reason, kept, score, block.line, block.end_line, hidden, _lines_of(block)])
        self._lines.add({_line(block): (block.label, block.reason) for block in article.blocks if not block.kept})
        self.documents.append(
            [
                one_line(document.name),
                one_line(article.title or ""),
                int(article.kind is Kind.HTML),
                round(article.confidence * 100),
                [[*facet, *counts] for facet, counts in facets.items()],
            ]
        )
        return rows

    def as_json(self, page: str) -> str:
        """Everything but the rows, for the page whose digest is `page`."""
        return as_json(
            {
                "page": page,
                "labels": [[str(label), str(label.family)] for label in LABELS],
                "unsure": _UNSURE,
                "documents": self.documents,
                "lines": self._lines.most(_LINES_SHOWN, self._number),
                "reasons": list(self._reasons),
            }
        )

    def _number(self, reason: str) -> int:
        return self._reasons.setdefault(reason, len(self._reasons))


class _Frequent:
    """In how many documents each dropped line stands, in bounded memory: the rarest are forgotten on the way."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._counts: Counter[str] = Counter()
        self._verdicts: dict[str, tuple[Label, str]] = {}

    def add(self, lines: dict[str, tuple[Label, str]]) -> None:
        """Count the lines of one document, each with its label and reason."""
        self._counts.update(lines.keys())
        self._verdicts.update(lines)
        if len(self._counts) > self._room:
            self._forget()

    def most(self, limit: int, number_of: Callable[[str], int]) -> list[Json]:
        """The lines that stand in two documents or more: text, label, reason, number of documents."""
        rows: list[Json] = []
        for line, count in self._counts.most_common(limit):
            if count > 1:
                label, reason = self._verdicts[line]
                rows.append([line, _NUMBER_OF[label], number_of(reason), count])
        return rows

    def _forget(self) -> None:
        kept = self._counts.most_common(self._room // 2)
        self._counts = Counter(dict(kept))
        self._verdicts = {line: self._verdicts[line] for line, _ in kept}


def _lines_of(block: LabelledBlock) -> str:
    """The lines of plain text as they stood, for people and for cases; of a page, which has no lines, the text."""
    source = block.block.source
    return source.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n") if source else block.text


def _line(block: LabelledBlock) -> str:
    return " ".join(block.text[:_LONGEST_LINE].split())
