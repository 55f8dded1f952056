"""The data of the review page: a row for each block, a summary of each document, the most frequently dropped lines.

A page may hold thousands of documents. So rows are lists rather than objects, and labels and reasons are indices into
tables. `script/data.js` reads the rows by the same order.
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

# Characters that could end a script element, start a comment in it, or end a line of JavaScript.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}

# The range of scores, in hundredths, in which mistakes are most likely.
_UNSURE = (30, 70)

_LINES_SHOWN = 100
_LONGEST_LINE = 300  # characters
# Bounds the memory: most lines of many documents occur once.
_LINES_COUNTED = 200_000


class ReviewedDocument(NamedTuple):
    """A document for the page: its name, its article, and the HTML that it was read from ("" for plain text).

    `empty` says why nothing of it is kept; it is "" if something is.
    """

    name: str
    article: Article
    markup: str = ""
    empty: str = ""


class FailedInput(NamedTuple):
    """An input that could not be cleaned, and why."""

    name: str
    reason: str


def script_json(value: object) -> str:
    """JSON for a script element: nothing in it can end the element or start a comment."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


class Summary:
    """What the page shows of all documents together. It grows by a few hundred bytes a document."""

    def __init__(self) -> None:
        self.documents: list[Json] = []
        self._problems: list[Json] = []
        self._reasons: dict[str, int] = {}
        self._lines = _FrequentLines(_LINES_COUNTED)

    def add(self, document: ReviewedDocument) -> list[Json]:
        """Add a document and return its rows, one for each block.

        A row is label, reason, kept, score in hundredths, line, end_line, hidden, doubtful, text.
        """
        article = document.article
        if document.empty:
            self._problems.append([one_line(document.name), document.empty, len(self.documents)])
        facets: dict[tuple[int, int, int, int], list[int]] = {}
        rows: list[Json] = []
        for block in article.blocks:
            label, reason, kept = _NUMBER_OF[block.label], self._number(block.reason), int(block.kept)
            score = round(block.score * 100)
            unsure = int(block.doubtful or _UNSURE[0] <= score <= _UNSURE[1])
            counts = facets.setdefault((label, reason, kept, unsure), [0, 0])
            counts[0] += 1
            counts[1] += len(block.text)
            hidden = int(block.block.markup is not None and block.block.markup.hidden)
            place = [block.line, block.end_line]
            rows.append([label, reason, kept, score, *place, hidden, int(block.doubtful), _source_lines(block)])
        self._lines.add({_as_line(block): (block.label, block.reason) for block in article.blocks if not block.kept})
        self.documents.append(
            [
                one_line(document.name),
                one_line(article.title or ""),
                int(article.kind is Kind.HTML),
                round(article.confidence * 100),
                [[*facet, *counts] for facet, counts in facets.items()],
                article.expected_words,
            ]
        )
        return rows

    def add_failure(self, failed: FailedInput) -> None:
        """Add an input that could not be cleaned."""
        self._problems.append([one_line(failed.name), one_line(failed.reason), None])

    def as_json(self, page: str) -> str:
        """Everything but the rows. `page` is a digest of the rows, under which a browser stores the marks."""
        return script_json(
            {
                "page": page,
                "labels": [[str(label), str(label.family)] for label in LABELS],
                "unsure": _UNSURE,
                "documents": self.documents,
                "problems": self._problems,
                "lines": self._lines.most(_LINES_SHOWN, self._number),
                "reasons": list(self._reasons),
            }
        )

    def _number(self, reason: str) -> int:
        return self._reasons.setdefault(reason, len(self._reasons))


class _FrequentLines:
    """Counts the documents from which each line was dropped.

    When there are more than `capacity` lines, the rarer half is forgotten, so counts may be too low.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._counts: Counter[str] = Counter()
        self._verdicts: dict[str, tuple[Label, str]] = {}

    def add(self, lines: dict[str, tuple[Label, str]]) -> None:
        """Count the dropped lines of one document, each with its label and reason."""
        self._counts.update(lines.keys())
        self._verdicts.update(lines)
        if len(self._counts) > self._capacity:
            self._forget()

    def most(self, limit: int, number_of: Callable[[str], int]) -> list[Json]:
        """The lines dropped from two documents or more: text, label, reason, number of documents."""
        rows: list[Json] = []
        for line, count in self._counts.most_common(limit):
            if count > 1:
                label, reason = self._verdicts[line]
                rows.append([line, _NUMBER_OF[label], number_of(reason), count])
        return rows

    def _forget(self) -> None:
        kept = self._counts.most_common(self._capacity // 2)
        self._counts = Counter(dict(kept))
        self._verdicts = {line: self._verdicts[line] for line, _ in kept}


def _source_lines(block: LabelledBlock) -> str:
    """The lines of a block as they were in the input, with line feeds; for HTML, its text."""
    source = block.block.source
    return source.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n") if source else block.text


def _as_line(block: LabelledBlock) -> str:
    return " ".join(block.text[:_LONGEST_LINE].split())
