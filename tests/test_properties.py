"""What holds for every document: generated ones of all sorts, every sample and every case.

The slow ones take more than ten seconds with the examples of `.ci/run`, and less than five with those of a desk.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from casefile import HERE, case_files, read_cases
from hypothesis import example, given
from hypothesis import strategies as st
from pages import FRAGMENTS, HEADINGS, LINES, PAGES, SENTENCES, TEXTS

from cleaner import Article, Family, Label, Options, clean
from cleaner.decode import decode
from cleaner.render.as_explanation import as_explanation, doubts_of
from cleaner.render.as_json import as_json, as_record
from cleaner.render.as_markdown import as_markdown
from cleaner.render.as_text import as_text
from cleaner.segment.from_text import split_lines

EVERYTHING = Options(keep=frozenset(Family))
_NAMES = st.frozensets(st.sampled_from((*Label, *Family)), max_size=4)
POLICIES = st.builds(Options, keep=_NAMES, drop=_NAMES)


def text_of(source: str, options: Options | None = None) -> str:
    return as_text(clean(source, kind="text", options=options))


def blackened(text: str) -> str:
    """The text without its white space."""
    return "".join(text.split())


def is_subsequence(part: str, whole: str) -> bool:
    rest = iter(whole)
    return all(character in rest for character in part)


def filled_lines(text: str) -> list[str]:
    return [line for line in split_lines(text) if line.strip()]


class _Texts(HTMLParser):
    """All text of a page as the standard library reads it, shown or not."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def text_in_page(page: str) -> str:
    reader = _Texts()
    reader.feed(page)
    reader.close()
    return blackened("".join(reader.texts))


def is_sound(article: Article) -> bool:
    """What holds of every article: figures in their bounds, a reason everywhere, the policy followed."""
    blocks = article.blocks
    return 0 <= article.confidence <= 1 and all(
        0 <= block.score <= 1 and block.reason and block.text.strip() for block in blocks
    )


# Text


@given(TEXTS, POLICIES)
def test_the_kept_lines_of_a_text_are_lines_of_it_in_their_order(text: str, options: Options) -> None:
    rest = iter(split_lines(text.replace("\x00", "")))  # as browsers do
    assert [line for line in filled_lines(text_of(text, options)) if line not in rest] == []


@given(TEXTS, POLICIES)
@example(f"\n{SENTENCES[4]} {SENTENCES[5]}\n{SENTENCES[5]} {SENTENCES[4]}", Options())
@example(f"{HEADINGS[2]}\r\r{SENTENCES[0]}\r\r{SENTENCES[0]}", Options())
def test_cleaning_a_cleaned_text_changes_nothing(text: str, options: Options) -> None:
    cleaned = text_of(text, options)
    assert text_of(cleaned, options) == cleaned


@given(TEXTS)
def test_keeping_everything_loses_no_line_of_a_text(text: str) -> None:
    assert filled_lines(text_of(text, EVERYTHING)) == filled_lines(text.replace("\x00", ""))  # as browsers do


@given(LINES)
def test_line_endings_survive_in_text(lines: list[str]) -> None:
    with_line_feeds = text_of("\n".join(lines))
    assert text_of("\r\n".join(lines)) == with_line_feeds.replace("\n", "\r\n")
    assert text_of("\r".join(lines)) == with_line_feeds.replace("\n", "\r")


@given(TEXTS)
def test_blank_lines_around_a_text_change_nothing(text: str) -> None:
    assert text_of(f"\n \n{text}\n\n\t\n") == text_of(f"{text}\n")


@given(TEXTS)
def test_the_body_of_a_text_is_part_of_what_is_printed(text: str) -> None:
    article = clean(text, kind="text")
    assert is_subsequence(blackened(article.text), blackened(as_text(article)))


@given(TEXTS)
def test_blocks_of_a_text_know_their_lines(text: str) -> None:
    blocks = clean(text, kind="text").blocks
    text = text.replace("\x00", "")  # as browsers do
    lines = split_lines(text)
    numbers = [at for block in blocks for at in range(block.line or 0, (block.end_line or 0) + 1)]
    assert numbers == [at for at, line in enumerate(lines, 1) if line.strip()]
    assert [line for block in blocks for line in split_lines(block.block.source)] == filled_lines(text)


# HTML


@pytest.mark.slow
@given(PAGES)
def test_the_kept_text_of_a_page_is_a_subsequence_of_its_text(page: str) -> None:
    assert is_subsequence(blackened(clean(page, kind="html").text), text_in_page(page))


@given(FRAGMENTS)
def test_no_text_of_a_page_is_lost_or_moved_while_reading(page: str) -> None:
    blocks = clean(page, kind="html").blocks
    assert blackened("".join(block.text for block in blocks)) == text_in_page(page).replace("\u00ad", "")


@pytest.mark.slow
@given(PAGES)
def test_keeping_everything_loses_no_block_of_a_page(page: str) -> None:
    article = clean(page, kind="html", options=EVERYTHING)
    assert sorted(blackened(as_text(article))) == sorted(blackened("".join(block.text for block in article.blocks)))


# Any input


@given(st.binary(max_size=400))
@example(b"\xff\xfe\x00")
@example(b"\xef\xbb\xbf<p>\xff")
@example(b"<meta charset=idna><p>x")
@example(b"<meta charset=utf-7>+AD")
def test_any_bytes_decode_and_clean(data: bytes) -> None:
    decoded = decode(data)
    assert decoded.replaced >= 0
    assert is_sound(clean(data))
    assert is_sound(clean(data, kind="html"))
    assert is_sound(clean(data, kind="text"))


@given(st.one_of(TEXTS, PAGES), st.sampled_from(("utf-8", "utf-16", "cp1252", "gb18030", "shift_jis", "koi8-r")))
def test_a_document_in_any_encoding_cleans(document: str, encoding: str) -> None:
    assert is_sound(clean(document.encode(encoding, "replace")))


@given(st.one_of(TEXTS, PAGES), POLICIES)
def test_every_format_can_be_written(document: str, options: Options) -> None:
    article = clean(document, options=options)
    assert as_json(as_record(article)).count("\n") == 1
    assert as_markdown(article).endswith("\n") is any(block.kept for block in article.blocks)
    assert as_explanation(article).count("\n") == len(article.blocks) + len(list(doubts_of(article)))


@given(st.one_of(TEXTS, PAGES), POLICIES)
def test_the_policy_decides_alone_what_is_kept(document: str, options: Options) -> None:
    blocks = clean(document, options=options).blocks
    assert [block for block in blocks if block.kept is not (block.label in options.kept)] == []


@pytest.mark.slow
@given(st.one_of(TEXTS, PAGES), st.one_of(TEXTS, PAGES))
def test_a_document_is_cleaned_alike_whatever_was_cleaned_before_it(one: str, other: str) -> None:
    before = as_json(as_record(clean(one)))
    clean(other)
    assert as_json(as_record(clean(one))) == before


# Samples and cases

SAMPLES = Path(__file__).parent.parent / "samples"


def _samples(suffix: str) -> list[object]:
    return [
        pytest.param(path.read_bytes().decode("utf-8"), id=f"samples/{path.name}")
        for path in sorted(SAMPLES.glob(f"*{suffix}"))
    ]


def _cases(is_html: bool) -> list[object]:
    cases = [case for path in case_files() for case in read_cases(path)]
    return [
        pytest.param(case.source, id=str(case.path.relative_to(HERE.parent)))
        for case in cases
        if case.is_html is is_html
    ]


REAL_TEXTS = _samples(".txt") + _cases(is_html=False)
REAL_PAGES = _samples(".html") + _cases(is_html=True)
# Raised figures (10⁶), formulas and the marks of footnotes ([1]) come out in other characters than the source has.
_WRITTEN_OTHERWISE = re.compile(r"<(?:sup|math|mjx)|math/tex|katex|mathjax|footnote|sidenote|marginnote", re.I)
LITERAL_PAGES = [page for page in REAL_PAGES if not _WRITTEN_OTHERWISE.search(str(page.values[0]))]


@pytest.mark.parametrize("text", REAL_TEXTS)
def test_the_kept_lines_of_a_sample_are_lines_of_it_in_their_order(text: str) -> None:
    rest = iter(split_lines(text))
    assert [line for line in filled_lines(text_of(text)) if line not in rest] == []


@pytest.mark.parametrize("text", REAL_TEXTS)
def test_cleaning_a_cleaned_sample_changes_nothing(text: str) -> None:
    cleaned = text_of(text)
    assert text_of(cleaned) == cleaned


@pytest.mark.parametrize("text", REAL_TEXTS)
def test_keeping_everything_loses_no_line_of_a_sample(text: str) -> None:
    assert filled_lines(text_of(text, EVERYTHING)) == filled_lines(text)


@pytest.mark.parametrize("text", REAL_TEXTS)
def test_line_endings_of_a_sample_survive(text: str) -> None:
    assert text_of(text.replace("\n", "\r\n")) == text_of(text).replace("\n", "\r\n")


@pytest.mark.parametrize("page", LITERAL_PAGES)
def test_the_kept_text_of_a_sample_page_is_a_subsequence_of_its_text(page: str) -> None:
    assert is_subsequence(blackened(clean(page, kind="html").text), text_in_page(page))


@pytest.mark.parametrize("page", LITERAL_PAGES)
def test_keeping_everything_loses_no_block_of_a_sample_page(page: str) -> None:
    article = clean(page, kind="html", options=EVERYTHING)
    assert sorted(blackened(as_text(article))) == sorted(blackened("".join(block.text for block in article.blocks)))


@pytest.mark.parametrize("document", REAL_TEXTS + REAL_PAGES)
def test_a_sample_is_sound_in_any_encoding(document: str) -> None:
    assert is_sound(clean(document.encode("utf-8")))
    assert is_sound(clean(document.encode("utf-16")))


@pytest.mark.parametrize("text", REAL_TEXTS)
def test_a_sample_of_text_is_known_as_text(text: str) -> None:
    assert clean(text).kind == "text"


@pytest.mark.parametrize("page", REAL_PAGES)
def test_a_sample_of_html_is_known_as_html(page: str) -> None:
    assert clean(page).kind == "html"
