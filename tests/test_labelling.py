"""How labels are assigned: what a verdict rests on, which reasons are disabled, and which block is the title."""

from __future__ import annotations

from pathlib import Path

import pytest
from stories import BOILERPLATE, annals

from cleaner import Options, clean
from cleaner.document import Basis, Block, Label, Shape, Verdict
from cleaner.label import reasons
from cleaner.label.assign import PASSES
from cleaner.label.labelling import Labelling
from cleaner.label.second_opinion import OWN_SHARE, blend
from cleaner.model.confidence import DOUBTFUL
from cleaner.model.scorer import Score
from cleaner.rules.evidence import Evidence
from cleaner.rules.ruleset import RuleSet
from cleaner.rules.schema import load_builtin

PAGES = sorted((*Path(__file__).parent.rglob("*.html"), *(Path(__file__).parents[1] / "samples").glob("*.txt")))
# How reasons begin that are not the ids of rules.
BEGINNINGS = {
    "score": Basis.MODEL,
    "likeliest": Basis.MODEL,
    "place": Basis.PLACE,
    "section": Basis.SECTION,
    "markup": Basis.MARKUP,
}


def labelling(*texts: str, disabled: frozenset[str] = frozenset()) -> Labelling:
    """A plain text of paragraphs that are all labelled as other."""
    blocks = [Block(text, Shape.PARAGRAPH) for text in texts]
    verdicts = [Verdict(Label.OTHER, reasons.OWN_WORDS, 0.25, Basis.MODEL) for _ in blocks]
    return Labelling(blocks, [Evidence()] * len(blocks), verdicts, RuleSet(disabled=disabled))


def test_a_label_is_assigned_with_its_reason_and_basis_and_the_score_stays() -> None:
    page = labelling("News", "The ferry sails again")
    page.assign(1, Label.TITLE, reasons.TITLE, Basis.PLACE)
    assert page.verdicts[1] == (Label.TITLE, "place/title", 0.25, Basis.PLACE)
    assert page.verdicts[0].label is Label.OTHER


def test_a_disabled_reason_assigns_no_label() -> None:
    page = labelling("The ferry sails again", disabled=frozenset({reasons.TITLE}))
    before = page.verdicts[0]
    page.assign(0, Label.TITLE, reasons.TITLE, Basis.PLACE)
    assert page.verdicts[0] == before


@pytest.mark.parametrize("label", PASSES, ids=lambda label: label.__name__)
def test_no_pass_fails_on_an_empty_document(label: object) -> None:
    page = labelling()
    assert callable(label)
    label(page)
    assert list(page.verdicts) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_basis_of_a_verdict_is_what_its_reason_says(path: Path) -> None:
    of_markup = {rule.id for rule in (*load_builtin().markup, *load_builtin().boxes)}
    for block in clean(path.read_text(encoding="utf-8")).blocks:
        otherwise = Basis.MARKUP if block.reason in of_markup else Basis.RULE
        assert block.basis is BEGINNINGS.get(block.reason.partition("/")[0], otherwise), block.reason


def test_a_line_that_the_user_lists_rests_on_the_user() -> None:
    article = clean("Advertisement\n", options=Options(keep_lines=frozenset({"Advertisement"})))
    assert [(block.basis, block.kept) for block in article.blocks] == [(Basis.USER, True)]


def test_a_second_opinion_changes_the_final_score_by_its_share() -> None:
    assert blend([Score(0.1, 0.5), Score(0.2, 1.0)], [1.0, 0.0]) == [
        Score(0.1, OWN_SHARE * 0.5 + (1 - OWN_SHARE)),
        Score(0.2, OWN_SHARE),
    ]


_SEEN = (
    "<p>The cars are weighed on the old scale behind the depot, which was made for hay and is exact to ten pounds, and "
    "the figures are typed in by whoever comes first in the morning.</p>"
)
_AFTER = (
    "<p>What comes out is pinned to the door of the office. The drivers look at it once a week, mostly in order to see "
    "whose car has grown heavier since the last time, and why.</p>"
)


@pytest.mark.parametrize(
    "note",
    [
        "<p hidden>Only the staff of the paper may read this sentence about the cars.</p>",
        '<div style="visibility: hidden"><p>Only the staff of the paper may read this sentence.</p></div>',
        '<p style="opacity:0">Only the staff of the paper may read this sentence about the cars.</p>',
        '<p style="position:absolute; left:-9999px">Only the staff may read this sentence about the cars.</p>',
        "<p class=d-none>Only the staff of the paper may read this sentence about the cars.</p>",
    ],
)
def test_a_hidden_note_amid_visible_prose_goes(note: str) -> None:
    found = clean(f"<article><h1>The scale</h1>{_SEEN}{_AFTER}{note}{_SEEN}</article>", kind="html")
    assert "staff" not in found.text
    assert next(block for block in found.blocks if "staff" in block.text).reason == "structure/hidden-note"


@pytest.mark.parametrize(
    "hidden",
    [
        "<h2>Who weighs the cars?</h2><p hidden>Whoever comes first in the morning, says the clerk of the depot.</p>",
        "<p>Who weighs the cars of the depot?</p><p hidden>Whoever comes first in the morning, says the clerk.</p>",
        f"<div style='opacity:0.9'><p>Whoever comes first in the morning, says the clerk.</p></div>{_AFTER}",
    ],
    ids=["below-a-heading", "below-a-question", "nearly-opaque"],
)
def test_what_a_click_shows_is_no_hidden_note(hidden: str) -> None:
    found = clean(f"<article><h1>The scale</h1>{_SEEN}{_AFTER}{hidden}{_SEEN}</article>", kind="html")
    assert "Whoever comes first in the morning" in found.text


def test_an_article_that_a_script_will_show_stays() -> None:
    found = clean(f"<article style='visibility:hidden'><h1>The scale</h1>{_SEEN}{_AFTER}</article>", kind="html")
    assert "made for hay" in found.text


@pytest.mark.parametrize("years", [200, 700])
@pytest.mark.parametrize("kind", ["text", "html"])
def test_a_long_report_keeps_its_end(years: int, kind: str) -> None:
    paragraphs = annals(years)
    title, box = "The Annals of Oskelund", BOILERPLATE.split("\n\n")
    page = f"<article><h1>{title}</h1>{''.join(f'<p>{one}</p>' for one in paragraphs)}</article><div>{box}</div>"
    source = "\n\n".join((title, *paragraphs, *box)) if kind == "text" else page
    kept = clean(source, kind=kind)
    assert [block.text for block in kept.blocks if block.kept and block.text in paragraphs] == paragraphs
    assert kept.confidence > DOUBTFUL
