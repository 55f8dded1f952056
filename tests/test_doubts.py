"""What is worth a look: passages dropped against their score, and less text than the page declares."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import run, run_on_terminal
from ferry import RULE, SLOGAN
from helpers import html_article, labelled
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Options, clean, read_rules
from cleaner.cli.explain_table import coloured
from cleaner.document import Label
from cleaner.label.doubts import mark_doubtful, trust
from cleaner.model.confidence import confidence
from cleaner.review.data import ReviewedDocument, Summary

STORY = (
    "The council of Eastmouth voted on Tuesday to bring back the ferry that has lain at the pier since the storm of "
    "2011, and the first boat is due in April.",
    "The mayor said after the vote that people had waited long enough, and she thanked the three engineers who had "
    "worked on the plan for two years.",
    "The first boat will carry forty passengers and eight bicycles, and it will not run in fog or when the wind is "
    "stronger than the captain likes.",
)
# Both read like the article, and a certain rule for advertisements drops them.
AFFILIATE = (
    "Some of the links in this article are affiliate ones. This means that the harbour earns a small share when you "
    "buy a ticket from our pages.",
    "This post contains affiliate links, and the harbour earns a little when you buy a ticket through them, which "
    "costs you nothing.",
)
NOTE = "Some of the links in this article are affiliate links, and the harbour is paid\nwhen you buy."
PROSE = "The ferry is back at the pier, said the mayor, and it is to stay there for the summer."


def page_of(*paragraphs: str, head: str = "") -> str:
    body = "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs)
    return f"<html><head>{head}</head><body><article><h1>The Ferry Is Back</h1>\n{body}</article></body></html>"


def json_ld(**fields: object) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def description(text: str) -> str:
    return f'<meta name="description" content="{text}">'


TEXT = "\n\n".join((STORY[0], NOTE, STORY[1]))
DOUBTED = page_of(*STORY[:2], *AFFILIATE, STORY[2])
SURE = page_of(*STORY)
SHORT = page_of(*STORY, head=json_ld(articleBody=" ".join(STORY * 3)))


@pytest.mark.parametrize(
    ("block", "doubtful"),
    [
        (labelled(PROSE, Label.RELATED, score=0.5), True),
        (labelled(PROSE, Label.NEWSLETTER, score=0.97), True),
        (labelled(PROSE, Label.RELATED, score=0.49), False),
        (labelled("Six Walks Along the Estuary", Label.RELATED, score=0.97), False),
        (labelled(PROSE, Label.CAPTION, score=0.97), False),
        (labelled(PROSE, Label.AUTHOR_BIO, score=0.97), False),
        (labelled(PROSE, Label.QUOTE, score=0.97, kept=False), False),
        (labelled(PROSE, Label.RELATED, score=0.97, kept=True), False),
        (labelled(PROSE, Label.RELATED, score=0.97, reason="related/mine"), False),
    ],
    ids=[
        "as-likely-as-not",
        "likely",
        "unlikely",
        "no-prose",
        "caption",
        "author-bio",
        "dropped-by-policy",
        "kept",
        "own-rule",
    ],
)  # fmt: skip
def test_prose_that_is_dropped_as_boilerplate_against_its_score_is_doubtful(block: object, doubtful: bool) -> None:
    (marked,) = mark_doubtful([block], {"related/mine"})  # type: ignore[list-item]
    assert marked.doubtful is doubtful


@pytest.mark.parametrize(
    ("source", "passages"), [(DOUBTED, AFFILIATE), (TEXT, (NOTE.replace("\n", " "),))], ids=["html", "text"]
)
def test_a_passage_that_a_rule_drops_lowers_the_confidence(source: str, passages: tuple[str, ...]) -> None:
    article = clean(source)
    assert tuple(block.text for block in article.blocks if block.doubtful) == passages
    assert article.confidence < confidence(article.blocks, article.kind)


def test_an_article_without_doubts_has_the_confidence_of_the_model() -> None:
    for source in (SURE, "\n\n".join(STORY), page_of(*STORY, head=json_ld(articleBody=" ".join(STORY)))):
        article = clean(source)
        assert not any(block.doubtful for block in article.blocks)
        assert article.expected_words is None
        assert article.confidence == confidence(article.blocks, article.kind) > 0


def test_what_an_own_rule_drops_is_not_in_doubt(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(RULE, encoding="utf-8")
    article = clean("\n\n".join((*STORY, SLOGAN)), options=Options(rules=read_rules(file)))
    slogan = article.blocks[-1]
    assert (slogan.text, slogan.kept, slogan.doubtful) == (SLOGAN, False, False)


words = st.integers(0, 400)


@given(kept=words, doubtful=words, expected=st.none() | st.integers(1, 1000), more=st.integers(0, 50))
def test_the_more_is_in_doubt_the_less_is_the_result_trusted(
    kept: int, doubtful: int, expected: int | None, more: int
) -> None:
    def trusted(kept: int, doubtful: int, expected: int | None) -> float:
        blocks = [labelled("so " * kept), labelled(f"{PROSE} " + "so " * doubtful, Label.AD)]
        return trust(mark_doubtful(blocks) if doubtful else blocks[:1], expected)

    now = trusted(kept, doubtful, expected)
    assert 0 <= now <= 1
    assert trusted(kept, doubtful + more if doubtful else 0, expected) <= now
    assert trusted(kept + more, doubtful, expected) >= now
    if expected is not None:
        assert trusted(kept, doubtful, expected + more) <= now <= trusted(kept, doubtful, None)


@pytest.mark.parametrize(
    "head",
    [
        json_ld(articleBody=" ".join(STORY * 3)),
        json_ld(articleBody="".join(f"<p>{one}</p>" for one in STORY * 3)),
        json_ld(articleBody="".join(f"&lt;p&gt;{one}&lt;/p&gt;" for one in STORY * 3)),
        json_ld(**{"@type": "WebPage", "mainEntity": {"@type": "BlogPosting", "articleBody": " ".join(STORY * 3)}}),
        json_ld(articleBody=" ".join(STORY * 3)).replace('"articleBody": ', '"articleBody"\n:'),
    ],
    ids=["text", "tags", "escaped-tags", "in-a-page", "spaced"],
)
def test_less_than_the_declared_body_is_in_doubt(head: str) -> None:
    article = clean(page_of(*STORY, head=head))
    kept = sum(len(block.text.split()) for block in article.blocks if block.kept)
    assert article.expected_words is not None
    assert article.expected_words == int(0.7 * sum(len(one.split()) for one in STORY * 3)) > kept
    assert article.confidence == pytest.approx(
        confidence(article.blocks, article.kind) * kept / article.expected_words, abs=0.001
    )


@pytest.mark.parametrize(
    "head",
    [
        json_ld(articleBody=" ".join(STORY)),
        json_ld(articleBody=""),
        json_ld(articleBody=["no", "text"]),
        json_ld(articleBody=" ".join(STORY * 3)).replace("}", ""),
        json_ld(relatedLink={"@type": "NewsArticle", "articleBody": " ".join(STORY * 3)}),
        json_ld(**{"@type": "VideoGame"}, articleBody=" ".join(STORY * 3)),
        '<meta itemprop="articleBody" content="' + " ".join(STORY * 3) + '">',
        description(STORY[0]),
    ],
    ids=["all-kept", "empty", "a-list", "broken", "another-article", "no-article", "an-attribute", "described"],
)
def test_pages_that_declare_no_more_than_is_kept_are_not_in_doubt(head: str) -> None:
    assert clean(page_of(*STORY, head=head)).expected_words is None


def test_less_than_the_description_is_in_doubt() -> None:
    summary = " ".join(STORY)[:280].rsplit(" ", 1)[0]
    article = clean(page_of("The ferry sails again in April, said the mayor.", head=description(summary)))
    assert article.expected_words == len(summary.split())
    assert article.confidence < confidence(article.blocks, article.kind)


def test_scripts_without_spaces_are_measured_by_characters() -> None:
    paragraph = "市議会は火曜日、二〇一一年の嵐以来、桟橋に係留されていた渡し船を復活させることを決めた。"
    whole = page_of(*[paragraph + str(at) for at in range(4)], head=json_ld(articleBody=paragraph * 4))
    assert clean(whole).expected_words is None
    part = page_of(paragraph, head=json_ld(articleBody=paragraph * 4))
    assert (clean(part).expected_words or 0) > 40


def test_explain_marks_doubtful_passages_and_counts_them() -> None:
    result = run("--explain", stdin=DOUBTED)
    *rows, last = result.text.splitlines()
    assert [row.split()[3][-1] == "?" for row in rows] == [False, False, False, True, True, False]
    assert last == "worth a look: 2 passages were dropped although they read like the article: blocks 4, 5"
    assert len({row.index(row.split()[4]) for row in rows}) == 1


def test_explain_names_the_lines_of_a_single_passage() -> None:
    last = run("--explain", stdin=TEXT).text.splitlines()[-1]
    assert last == "worth a look: 1 passage was dropped although it reads like the article: lines 3-4"


def test_explain_says_that_less_is_kept_than_the_page_declares() -> None:
    words = clean(SHORT).expected_words
    last = run("--explain", stdin=SHORT).text.splitlines()[-1]
    assert last == f"worth a look: less is kept than the page declares: the article should have at least {words} words"


def test_explain_says_nothing_more_without_doubts() -> None:
    assert all(row[0] in "+-" and "?" not in row[:30] for row in run("--explain", stdin=SURE).text.splitlines())


def test_explain_on_a_terminal_colours_doubts() -> None:
    result = run_on_terminal("--explain", stdin=DOUBTED.encode())
    assert result.out.count(b"?\x1b[0m ad") == 2
    assert b"\x1b[1;35mworth a look: 2 passages were dropped" in result.out


def test_explain_on_a_narrow_terminal_marks_doubts_beside_the_sign() -> None:
    table = coloured(clean(DOUBTED), None, width=60)
    assert table.count("-\x1b[0m\x1b[1;35m?\x1b[0m") == 2


def test_explain_in_colour_to_a_pipe_shows_what_the_plain_one_shows() -> None:
    piped = run("--explain", "--color", "always", stdin=DOUBTED).text
    assert "score" in piped.splitlines()[0]
    assert "…" not in "".join(line for line in piped.splitlines() if "reads like" in line or "read like" in line)


def test_json_marks_doubts() -> None:
    rows = [json.loads(line) for line in run("--explain", "-f", "jsonl", stdin=DOUBTED).text.splitlines()]
    assert [row["doubtful"] for row in rows] == [False, False, False, True, True, False]
    record = json.loads(run("-f", "json", "--blocks", stdin=SHORT).text)
    assert record["expected_words"] == clean(SHORT).expected_words
    assert [block["doubtful"] for block in record["blocks"]] == [False] * 4


def test_the_review_page_counts_doubtful_blocks_as_unsure() -> None:
    block = labelled(PROSE, Label.RELATED, score=0.97)
    summary = Summary()
    blocks = mark_doubtful([block, labelled(PROSE)])
    rows = summary.add(ReviewedDocument("a.html", html_article(*blocks, expected_words=90)))
    assert [row[7] for row in rows] == [1, 0]  # type: ignore[index, call-overload]
    (document,) = summary.documents
    facets, expected = document[4:]  # type: ignore[index]
    assert ([facet[3] for facet in facets], expected) == ([1, 0], 90)
