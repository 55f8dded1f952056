"""Which labels are kept, how `keep` and `drop` change that, and which options are refused."""

from __future__ import annotations

import dataclasses
from typing import Literal

import pytest

from cleaner import clean
from cleaner.container import Container
from cleaner.document import (
    FAMILY_OF,
    Basis,
    Block,
    DocumentError,
    Family,
    Kind,
    Label,
    Markup,
    Shape,
    Verdict,
)
from cleaner.options import Options
from cleaner.policy import DEFAULT, kept_labels, select

TEXT = {"body", "heading", "list_item", "quote", "table", "code", "formula", "footnote"}
FURNITURE = {
    "kicker",
    "title",
    "standfirst",
    "byline",
    "timestamp",
    "caption",
    "credit",
    "pull_quote",
    "author_bio",
    "correction",
}
BOILERPLATE = {
    "navigation",
    "breadcrumb",
    "share",
    "newsletter",
    "related",
    "ad",
    "paywall",
    "cookie_notice",
    "comments",
    "tags",
    "media_controls",
    "app_promo",
    "contact",
    "copyright",
    "other",
}
KEPT = TEXT | {"title", "standfirst", "correction"}


# Labels and families


@pytest.mark.parametrize(
    ("family", "labels"), [(Family.TEXT, TEXT), (Family.FURNITURE, FURNITURE), (Family.BOILERPLATE, BOILERPLATE)]
)
def test_every_label_has_its_family(family: Family, labels: set[str]) -> None:
    assert {str(label) for label in Label if label.family is family} == labels
    assert {str(label) for label, of in FAMILY_OF.items() if of is family} == labels


def test_no_label_is_without_a_family() -> None:
    assert {str(label) for label in Label} == TEXT | FURNITURE | BOILERPLATE
    assert [str(family) for family in Family] == ["text", "furniture", "boilerplate"]


def test_the_default_keeps_the_text_its_title_standfirst_and_corrections() -> None:
    assert {str(label) for label in DEFAULT} == KEPT
    assert kept_labels() == DEFAULT


# keep and drop


@pytest.mark.parametrize(
    ("keep", "drop", "kept"),
    [
        pytest.param({"caption"}, set(), KEPT | {"caption"}, id="keep-a-label"),
        pytest.param({"caption", "byline"}, {"quote"}, (KEPT | {"caption", "byline"}) - {"quote"}, id="both"),
        pytest.param({"furniture"}, set(), TEXT | FURNITURE, id="keep-a-family"),
        pytest.param({"text", "furniture", "boilerplate"}, set(), TEXT | FURNITURE | BOILERPLATE, id="keep-all"),
        pytest.param(set(), {"text", "furniture", "boilerplate"}, set(), id="drop-all"),
        pytest.param(set(), {"furniture"}, TEXT, id="drop-a-family"),
        pytest.param({"title"}, {"furniture"}, TEXT | {"title"}, id="a-kept-label-outweighs-its-dropped-family"),
        pytest.param(
            {"furniture"}, {"byline"}, (TEXT | FURNITURE) - {"byline"}, id="a-dropped-label-outweighs-its-kept-family"
        ),
        pytest.param({"quote"}, {"quote"}, KEPT - {"quote"}, id="drop-outweighs-keep-for-a-label"),
        pytest.param({"furniture"}, {"furniture"}, TEXT, id="drop-outweighs-keep-for-a-family"),
        pytest.param({"body"}, {"text"}, {"body", "title", "standfirst", "correction"}, id="one-label-of-a-family"),
        pytest.param({"body"}, {"ad"}, KEPT, id="what-holds-already"),
    ],
)
def test_keep_and_drop_change_the_default(keep: set[str], drop: set[str], kept: set[str]) -> None:
    assert {str(label) for label in kept_labels(keep, drop)} == kept


@pytest.mark.parametrize(
    "order", [("caption", "furniture"), ("furniture", "caption"), ("caption", "caption", "furniture")]
)
def test_the_order_of_names_makes_no_difference(order: tuple[str, ...]) -> None:
    assert kept_labels(order, ("byline",)) == kept_labels(set(order), ["byline"])


def test_names_may_be_strings_or_labels() -> None:
    assert kept_labels([Label.CAPTION], [Family.TEXT]) == kept_labels(["caption"], ["text"])


ALL_LABELS = "there are the families text, furniture, boilerplate and the labels body, heading, list_item"


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("captions", "did you mean caption?"),
        ("Caption", "did you mean caption?"),
        (" caption", "did you mean caption?"),
        ("BODY", "did you mean body?"),
        ("list-item", "did you mean list_item?"),
        ("", ALL_LABELS),
        ("all", ALL_LABELS),
    ],
)
def test_an_unknown_label_is_refused_with_the_nearest_or_all_of_them(name: str, answer: str) -> None:
    for keep, drop in (((name,), ()), ((), (name,))):
        with pytest.raises(ValueError, match=r"^unknown label ") as caught:
            kept_labels(keep, drop)
        assert str(caught.value).startswith(f"unknown label {name!r}; {answer}")


# Selection


def test_selection_marks_every_block() -> None:
    blocks = [Block("One.", Shape.PARAGRAPH), Block("Share", Shape.PARAGRAPH), Block("Two.", Shape.PARAGRAPH)]
    verdicts = [
        Verdict(Label.BODY, "score/own-words", 0.9, Basis.MODEL),
        Verdict(Label.SHARE, "share/share", 0.8, Basis.RULE),
        Verdict(Label.BYLINE, "byline/by", 0.1, Basis.RULE),
    ]
    selected = select(blocks, verdicts, frozenset((Label.BODY, Label.BYLINE)))
    assert [(b.text, b.label, b.family, b.reason, b.score, b.kept) for b in selected] == [
        ("One.", Label.BODY, Family.TEXT, "score/own-words", 0.9, True),
        ("Share", Label.SHARE, Family.BOILERPLATE, "share/share", 0.8, False),
        ("Two.", Label.BYLINE, Family.FURNITURE, "byline/by", 0.1, True),
    ]
    assert [b.block for b in selected] == blocks


@pytest.mark.parametrize(("basis", "kept"), [(Basis.USER, True), (Basis.RULE, False), (Basis.PROFILE, False)])
def test_a_line_that_the_user_lists_is_kept_whatever_its_label(basis: Basis, kept: bool) -> None:
    verdict = Verdict(Label.AD, "config/keep", 0.1, basis)
    assert [b.kept for b in select([Block("Ad", Shape.PARAGRAPH)], [verdict], frozenset())] == [kept]


def test_a_block_without_a_verdict_is_an_error() -> None:
    with pytest.raises(ValueError, match="shorter"):
        select([Block("One.", Shape.PARAGRAPH)], [], DEFAULT)


# Options


def test_options_compute_the_labels_to_keep() -> None:
    assert Options().kept == DEFAULT
    assert Options(keep=frozenset({"byline"}), drop=frozenset({"title"})).kept == (DEFAULT | {Label.BYLINE}) - {
        Label.TITLE
    }


def test_options_are_frozen_and_compare_by_value() -> None:
    options = Options(keep=frozenset({"byline"}))
    assert options == Options(keep=frozenset({"byline"}))
    assert options != Options()
    assert hash(options) == hash(Options(keep=frozenset({"byline"})))
    with pytest.raises(dataclasses.FrozenInstanceError):
        options.encoding = "utf-8"  # type: ignore[misc]


@pytest.mark.parametrize("name", ["kepe", "Text"])
def test_options_refuse_an_unknown_label(name: str) -> None:
    with pytest.raises(ValueError, match=f"unknown label '{name}'"):
        Options(keep=frozenset({name}))
    with pytest.raises(ValueError, match=f"unknown label '{name}'"):
        Options(drop=frozenset({name}))


@pytest.mark.parametrize("encoding", ["nonsense", "", "rot13", "base64", "utf-8\0"])
def test_options_refuse_an_unknown_encoding(encoding: str) -> None:
    with pytest.raises(DocumentError, match="unknown encoding"):
        Options(encoding=encoding)


@pytest.mark.parametrize("encoding", [None, "utf-8", "UTF-16", "utf-32", "koi8-r", "x-sjis", "latin1"])
def test_options_take_any_text_encoding(encoding: str | None) -> None:
    assert Options(encoding=encoding).encoding == encoding


# Options at work


PROSE = (
    "The harbour council of Port Ellery voted on Tuesday night to reopen the ferry line that it had closed eleven "
    "years ago, and nobody in the old town was surprised, because the painters had painted the bench in March."
)
MORE = PROSE.replace("Tuesday", "Monday")
DOCUMENT = f"{PROSE}\n\nShare this article\n\n{MORE}\n\n© 2023 The Valley Courier. All rights reserved.\n"


def test_dropping_everything_still_lists_all_blocks() -> None:
    article = clean(DOCUMENT, options=Options(drop=frozenset(Family)))
    assert article.text == ""
    assert [block.kept for block in article.blocks] == [False] * 4
    assert article.confidence == 0.0


def test_keeping_everything_keeps_every_block() -> None:
    article = clean(DOCUMENT, options=Options(keep=frozenset(Family)))
    assert [block.kept for block in article.blocks] == [True] * 4
    assert article.text == DOCUMENT.rstrip("\n")


def test_the_policy_does_not_change_labels() -> None:
    share = clean(DOCUMENT, options=Options(keep=frozenset({"share"}))).blocks[1]
    assert (share.label, share.kept) == (Label.SHARE, True)
    share = clean(DOCUMENT).blocks[1]
    assert (share.label, share.kept) == (Label.SHARE, False)


def test_the_encoding_is_used_for_bytes_and_not_for_text() -> None:
    options = Options(encoding="koi8-r", keep=frozenset(Family))
    assert clean("Грач".encode("koi8-r"), options=options).blocks[0].text == "Грач"
    assert clean("Грач", options=options).blocks[0].text == "Грач"


@pytest.mark.parametrize("kind", ["htm", "", "HTML", "markdown"])
def test_an_unknown_kind_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match=f"'{kind}' is not a valid Kind"):
        clean("text", kind=kind)  # type: ignore[arg-type]


def test_a_given_kind_overrides_detection() -> None:
    assert clean("<p>One</p>").kind is Kind.HTML
    article = clean("<p>One</p>", kind="text")
    assert (article.kind, article.blocks[0].text) == (Kind.TEXT, "<p>One</p>")
    article = clean("One\n\ntwo", kind="html")
    assert (article.kind, [block.text for block in article.blocks]) == (Kind.HTML, ["One two"])


@pytest.mark.parametrize("kind", ["auto", "text", "html"])
@pytest.mark.parametrize("source", [None, 7, ["text"], bytearray(b"text")], ids=lambda source: type(source).__name__)
def test_a_source_is_bytes_or_text(source: object, kind: Literal["auto", "text", "html"]) -> None:
    with pytest.raises(TypeError, match=f"bytes or str, not {type(source).__name__}"):
        clean(source, kind=kind)  # type: ignore[arg-type]


# What a block is made of


def test_containers_know_what_is_around_them() -> None:
    outer = Container("div", ("story",), None, False)
    inner = Container("p", (), outer, True)
    assert Container("b", (), inner, True).ancestors == (inner, outer)
    assert outer.ancestors == ()
    assert (outer.depth, inner.depth, inner.parent) == (0, 1, outer)
    assert (Markup("p", outer, 0.0).hidden, Markup("p", inner, 0.0).hidden) == (False, True)
