"""What a worker does with a request: read, clean, render. Whatever happens, there is an outcome."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, cast

from cleaner.batch.filters import NO_FILTERS, Filters
from cleaner.batch.record import Outcome, Request, Status
from cleaner.batch.rows import BLOCKS, METADATA, OF_REMOVED, REMOVED
from cleaner.decode import Decoded
from cleaner.document import DocumentError, Kind
from cleaner.files.formats import coding_of, is_remote
from cleaner.files.read import STDIN, InputError, Limits, check_size, note_of, read_file, text_of
from cleaner.options import Options
from cleaner.render.format import RENDERINGS, TEXT_ONLY, Extras, RenderOptions, rendered, renderings

if TYPE_CHECKING:
    from cleaner.document import Article
    from cleaner.profile.collect import PageFacts

# What workers need; a pool can load it once for all of them.
PRELOAD = ("cleaner.batch.warm",)
_LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Task:
    """What is done with every request of a batch.

    `kind` and `url` are for requests that have none. `output` is the format of documents; without it a document becomes
    a row, too. Rows get the fields that `columns` names, see rows.py; without any they are rendered like documents.
    `extras` are for columns that hold the article in another format. With `counts` an outcome has the facts of its
    page. `filters` leave articles out.
    """

    options: Options
    limits: Limits
    kind: str = "auto"
    url: str | None = None
    output: RenderOptions | None = None
    columns: tuple[str, ...] = ()
    extras: Extras = TEXT_ONLY
    counts: bool = False
    filters: Filters = NO_FILTERS


def worker_for(task: Task) -> Callable[[Request], Outcome]:
    """A function that answers requests; everything that it needs is loaded now."""
    for module in PRELOAD:
        import_module(module)
    return partial(clean_request, task=task)


def clean_request(request: Request, task: Task) -> Outcome:
    """Clean an input. Never raises: if something goes wrong, the outcome is a failure that says why."""
    began = time.perf_counter()
    outcome = Outcome(Status.FAILED, bytes_in=request.size)
    try:
        data = content_of(request, task.limits.max_size)
        outcome = outcome._replace(bytes_in=len(data), digest=hashlib.blake2b(data, digest_size=16).hexdigest())
        outcome = _cleaned(data, request, task, outcome)
    except Exception as error:
        outcome = outcome._replace(reason=why_failed(error))
    return outcome._replace(seconds=time.perf_counter() - began)


def content_of(request: Request, max_size: int) -> bytes:
    """The bytes of a request, or of its file. Raises InputError."""
    content = request.content
    if content is None:
        if coding_of(request.path) or is_remote(request.path):
            from cleaner.files.open import read_whole

            return read_whole(request.path, max_size)
        return read_file(request.path, max_size)
    return content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content


def _cleaned(data: bytes, request: Request, task: Task, outcome: Outcome) -> Outcome:
    from cleaner.pipeline import clean, why_empty

    decoded = _decoded(data, request, task.limits)
    text = decoded.text
    kind = task.kind if request.kind == "auto" else request.kind
    article = clean(text, request.url or task.url, cast(Literal["auto", "html", "text"], kind), task.options)
    confidence = round(article.confidence, 4)
    reason, left_out = why_empty(text, article), task.filters.why_not(article)
    if left_out and not reason:
        return outcome._replace(status=Status.FILTERED, reason=left_out, confidence=confidence)
    characters = sum(len(block.text) for block in article.blocks)
    removed: Counter[str] = Counter()
    for block in article.blocks:
        if not block.kept:
            removed[str(block.label)] += len(block.text)
    unchanged = Status.UNCHANGED if all(block.kept for block in article.blocks) else Status.DONE
    path = None if request.path == STDIN else request.path
    # Metadata take half as long as the text: they are looked for only if they are written.
    as_row = bool(task.columns) and (request.is_row or task.output is None)
    return outcome._replace(
        status=Status.EMPTY if reason else unchanged,
        reason=reason,
        note=note_of(decoded),
        is_guess=decoded.guessed and not decoded.replaced,
        output=None if left_out or as_row or task.output is None else rendered(article, task.output, path),
        fields=_fields(article, task) if as_row and not left_out else None,
        characters=characters,
        kept=characters - removed.total(),
        confidence=confidence,
        removed=dict(removed),
        reasons=dict(Counter(block.reason for block in article.blocks)),
        doubts=_doubts(article),
        facts=_facts(article) if task.counts else None,
        own_url=article.url if task.counts and article.kind is Kind.HTML else None,
    )


def _doubts(article: Article) -> dict[str, int]:
    """What `--explain` calls worth a look: passages dropped against their score, and words that are missing."""
    from cleaner.label.doubts import kept_words

    passages = sum(block.doubtful for block in article.blocks)
    doubts = {"passages": passages} if passages else {}
    if article.expected_words is not None:
        doubts["missing_words"] = article.expected_words - kept_words(article.blocks)
    return doubts


def _facts(article: Article) -> PageFacts | None:
    """What a page shows of its site, if it is an article."""
    from cleaner.model.confidence import UNSURE
    from cleaner.profile.collect import facts_of

    return facts_of(article.blocks) if article.confidence >= UNSURE else None


def _decoded(data: bytes, request: Request, limits: Limits) -> Decoded:
    """The text of a request, and how it was read."""
    if isinstance(request.content, str):
        check_size(len(data), limits.max_size)
        return Decoded(request.content, "utf-8", 0)
    return text_of(data, limits, request.charset)


def _fields(article: Article, task: Task) -> dict[str, Any]:
    """The columns of a row, in their order."""
    from cleaner.render.as_json import plain_block

    fields = {name: getattr(article, name) for name in (*METADATA, "url", "text")}
    fields |= {"authors": list(article.authors), "confidence": round(article.confidence, 4)}
    fields |= renderings(article, [form for form in RENDERINGS if form in task.columns], task.extras)
    if REMOVED in task.columns:
        blocks = [plain_block(block) for block in article.blocks if not block.kept]
        fields[REMOVED] = [{name: block[name] for name in OF_REMOVED} for block in blocks]
    if BLOCKS in task.columns:
        fields[BLOCKS] = [plain_block(block) for block in article.blocks]
    return {name: fields[name] for name in task.columns if name in fields}


def why_failed(error: Exception) -> str:
    """Why a document was not cleaned, in a few words for people."""
    if isinstance(error, InputError | DocumentError):
        return str(error)
    if isinstance(error, MemoryError):
        return "out of memory"
    fault = " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST_REASON]
    return f"a fault in cleaner itself, please report it: {fault}"
