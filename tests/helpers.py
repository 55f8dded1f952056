"""Blocks and articles made by hand, for tests that must not depend on the labeller."""

from __future__ import annotations

import ast
import doctest
import gc
import importlib.util
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import cleaner
from cleaner.document import (
    Article,
    Basis,
    Block,
    Kind,
    Label,
    LabelledBlock,
    LazyMetadata,
    Metadata,
    Shape,
    Verdict,
)
from cleaner.policy import DEFAULT
from cleaner.render.as_text import body
from cleaner.segment.from_html import segment_html
from cleaner.segment.from_text import segment_text

_SHAPES = {
    Label.HEADING: Shape.HEADING,
    Label.LIST_ITEM: Shape.LIST_ITEM,
    Label.QUOTE: Shape.QUOTE,
    Label.TABLE: Shape.TABLE,
    Label.CODE: Shape.CODE,
}


def labelled(text: str, label: Label = Label.BODY, **fields: object) -> LabelledBlock:
    """One labelled block; `fields` are those of the block, or `kept`, `reason` and `score`."""
    kept = bool(fields.pop("kept", label in DEFAULT))
    reason, score = str(fields.pop("reason", "score/own-words")), float(str(fields.pop("score", 0.9)))
    verdict = Verdict(label, reason, score, Basis.MODEL)
    block = Block(text, _SHAPES.get(label, Shape.PARAGRAPH))._replace(**fields)
    return LabelledBlock(block, verdict, kept)


def item(text: str, level: int = 1, marker: str = "-", **fields: object) -> LabelledBlock:
    """An item of a list, on the line after the item before it."""
    return labelled(text, Label.LIST_ITEM, **{"level": level, "marker": marker, "gap": False, **fields})


def html_article(*blocks: LabelledBlock, **fields: object) -> Article:
    """An article of a page with these blocks; `fields` are those of the article and of its metadata."""
    article = Article(kind=Kind.HTML, text=body(blocks, Kind.HTML), blocks=blocks)
    return article_with(article, **fields)


def article_with(article: Article, **fields: object) -> Article:
    """The article with other values of these fields, which are its own or those of its metadata."""
    metadata = Metadata(**{name: fields.pop(name) for name in Metadata._fields if name in fields})  # type: ignore[arg-type]
    return replace(article, _metadata=LazyMetadata(lambda: metadata), **fields)  # type: ignore[arg-type]


def text_article(source: str, labels: dict[str, Label] | None = None, keep_all: bool = False) -> Article:
    """The article of a text, in which every block is body except those whose text is in `labels`."""
    blocks = tuple(
        LabelledBlock(block, Verdict(label, "score/own-words", 0.5, Basis.MODEL), keep_all or label in DEFAULT)
        for block in segment_text(source)
        for label in ((labels or {}).get(block.text, Label.BODY),)
    )
    return Article(kind=Kind.TEXT, text=body(blocks, Kind.TEXT), blocks=blocks)


def html_texts(page: str) -> list[str]:
    """The texts of the blocks of a page."""
    return [block.text for block in segment_html(page)]


def seen_texts(page: str) -> list[str]:
    """The texts of the blocks of a page that a browser would show."""
    return [block.text for block in segment_html(page) if block.markup and not block.markup.hidden]


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail if the body takes longer in processor time, which does not depend on other work on the machine."""
    gc.freeze()  # or the collector goes through whatever the tests before this one have left
    start = time.process_time()
    try:
        yield
        taken = time.process_time() - start
    finally:
        gc.unfreeze()
    assert taken < seconds


def assert_linear(work: Callable[[int], object], size: int) -> None:
    """Fail if the time of `work(size)` shows that it grows faster than its size.

    It is compared with the time that a sixteenth of the size takes in the same process, so that neither a busy machine
    nor a measured coverage matters: of quadratic work the second would take 256 times as long as the first.
    """
    start = time.process_time()
    work(size // 16)
    middle = time.process_time()
    work(size)
    assert time.process_time() - middle < 4 * 16 * (middle - start)


def run_examples(module: ModuleType) -> tuple[int, int]:
    """How many examples in the docstrings of a module fail, and how many there are.

    From the source, since doctest finds no docstrings of functions that are compiled.
    """
    source = Path(cleaner.__file__).parent.joinpath(*module.__name__.split(".")[1:]).with_suffix(".py")
    runner = doctest.DocTestRunner()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and (text := ast.get_docstring(node)):
            globs = vars(module).copy()
            runner.run(doctest.DocTestParser().get_doctest(text, globs, node.name, str(source), node.lineno))
    return runner.failures, runner.tries


def module_at(path: Path) -> ModuleType:
    """The module in a file that is in no package, loaded anew."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
