"""A step for pipelines of datatrove: the text of documents, HTML or plain, becomes the article's own text.

pipeline = [
    WarcReader("crawl/", glob_pattern="*.warc.gz"),
    ArticleCleaner(exclusion_writer=JsonlWriter("dropped/")),
    JsonlWriter("articles/"),
]
"""

from __future__ import annotations

from datatrove.data import Document, DocumentsPipeline
from datatrove.pipeline.filters.base_filter import BaseFilter
from datatrove.pipeline.writers.disk_base import DiskWriter

from cleaner.batch import TIMEOUT_SECONDS
from cleaner.batch.arrow import MAX_SIZE
from cleaner.batch.local import isolated
from cleaner.batch.record import Outcome, Request, Status
from cleaner.batch.rows import METADATA, columns, merged
from cleaner.batch.work import Task
from cleaner.files.read import Limits
from cleaner.options import Options

_BATCH = 256
_ADDED = (*METADATA, "confidence")


class ArticleCleaner(BaseFilter):
    """Cleans the text of documents, and drops those that are empty then or cannot be cleaned.

    A document that stays has the article's text, its own metadata, and also title, standfirst, authors, published,
    updated, language, site and confidence. Its own metadata take precedence; `confidence` is called
    `cleaner_confidence` if it has one. Its `url`, if it has one, helps to find title, date and site.

    `kind` is "auto", "html" or "text". With `keep_empty`, documents that are nothing but boilerplate stay, with an
    empty text. Documents are cleaned in a process beside the pipeline: one that takes more than `timeout` seconds, or
    crashes, fails alone. `exclusion_writer` gets the dropped documents unchanged, with `filter_reason` "empty" or
    "failed" and, if it failed, `error`.

    The statistics count documents, dropped ones by reason, characters before and after, and removed ones by label.
    """

    name = "🧹 Article cleaner"
    type = "🛢 - EXTRAC"

    def __init__(
        self,
        options: Options | None = None,
        *,
        kind: str = "auto",
        keep_empty: bool = False,
        timeout: float = TIMEOUT_SECONDS,
        exclusion_writer: DiskWriter | None = None,
    ) -> None:
        super().__init__(exclusion_writer, _BATCH)
        settings = options or Options()
        self.task = Task(settings, Limits(MAX_SIZE, settings.encoding), kind, columns=columns())
        self.keep_empty = keep_empty
        self._isolated = isolated(self.task, timeout)

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Clean all documents in one process beside this one."""
        with self._isolated:
            yield from super().run(data, rank, world_size)

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        """Clean one document: True if it stays, otherwise False and the reason."""
        return self.filter_batch([doc])[0]

    def filter_batch(self, batch: list[Document]) -> list[bool | tuple[bool, str]]:
        """Clean several documents: for each True if it stays, otherwise False and the reason."""
        outcomes = self._isolated.clean(self._request(doc) for doc in batch)
        return [self._settle(doc, outcome) for doc, outcome in zip(batch, outcomes, strict=True)]

    def _request(self, doc: Document) -> Request:
        url = doc.metadata.get("url")
        return Request(doc.id, doc.text, len(doc.text), url if isinstance(url, str) else None, self.task.kind)

    def _settle(self, doc: Document, outcome: Outcome) -> bool | tuple[bool, str]:
        self._count(outcome)
        if outcome.fields is None:
            doc.metadata["error"] = outcome.reason
            return False, "failed"
        if outcome.status is Status.EMPTY and not self.keep_empty:
            return False, "empty"
        doc.text = outcome.fields["text"]
        doc.metadata = merged(doc.metadata, None, {name: outcome.fields[name] for name in _ADDED})
        return True

    def _count(self, outcome: Outcome) -> None:
        if outcome.fields is not None:
            self.stat_update("characters", value=outcome.characters)
            self.stat_update("kept", value=outcome.kept)
        for label, characters in outcome.removed.items():
            self.stat_update(f"removed_{label}", value=characters)
