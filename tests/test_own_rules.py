"""What a user says about rules: own rules, disabled rules, and lines to keep."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest
from command import run
from ferry import FIRST, RULE, SECOND, SLOGAN

from cleaner import Options, clean, read_rules
from cleaner.document import Family, Label, LabelledBlock
from cleaner.label import labelling, reasons
from cleaner.label.overrides import KEEP_LIST
from cleaner.label.reasons import REASONS
from cleaner.options import check_rule_ids
from cleaner.render.as_text import as_text
from cleaner.rules import structure
from cleaner.rules.containers import boxes_around
from cleaner.rules.evidence import gather
from cleaner.rules.prompts import Prompt
from cleaner.rules.ruleset import BUILTIN, RuleSet, builtin_ids, matchers
from cleaner.rules.schema import RuleError
from cleaner.rules.structure import NeighbourPredicate, Predicate
from cleaner.segment.from_html import segment_html

SAMPLES = sorted((Path(__file__).parent.parent / "samples").glob("*.txt"))
SCRAPE = f"Share this article\n\n{FIRST}\n\nAdvertisement\n\n{SECOND}\n\n{SLOGAN}\n"
PAGE = (
    f'<html><body><article><p>{FIRST}</p><p>{SECOND}</p></article><div class="tide-table"><p>High water 6:14</p></div>'
    f'<div class="related-links"><p>{SLOGAN}</p></div></body></html>'
)

MARKUP = """
[[markup]]
id = "media_controls/tide-table"
words = ["tide-table"]
why = "The box with the hours of high water."
hits = ["c-tide-table"]
misses = ["tidy-tables"]
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return written(tmp_path / "courier.toml", RULE)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def block_of(source: str, text: str, options: Options) -> LabelledBlock:
    return next(block for block in clean(source, options=options).blocks if block.text == text)


def outcome(source: str, text: str, options: Options) -> tuple[str, str, bool]:
    block = block_of(source, text, options)
    return str(block.label), block.reason, block.kept


# Own rules


def test_an_own_certain_rule_pins_its_label(rules: Path) -> None:
    options = Options(rules=read_rules(rules))
    assert outcome(SCRAPE, SLOGAN, options) == ("newsletter", "newsletter/courier-slogan", False)
    assert clean(SCRAPE, options=options).text == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize("source", [SCRAPE, PAGE], ids=["text", "HTML"])
@pytest.mark.parametrize("label", ["body", "other", "correction", "navigation", "related"])
def test_an_own_certain_rule_overrides_all_other_evidence(tmp_path: Path, label: str, source: str) -> None:
    path = written(tmp_path / "own.toml", RULE.replace("newsletter/", f"{label}/"))
    block = block_of(source, SLOGAN, Options(rules=read_rules(path)))
    assert (block.label, block.reason) == (Label(label), f"{label}/courier-slogan")


def test_an_own_certain_rule_overrides_a_built_in_one(tmp_path: Path) -> None:
    text = RULE.replace("the courier, first with the tide", "share this article").replace(
        "The Courier - first with the tide!", "Share this article!"
    )
    options = Options(rules=read_rules(written(tmp_path / "own.toml", text)))
    assert outcome(SCRAPE, "Share this article", options) == ("newsletter", "newsletter/courier-slogan", False)


def test_a_rule_that_is_not_certain_is_only_evidence(tmp_path: Path) -> None:
    path = written(tmp_path / "own.toml", RULE.replace("certain = true", ""))
    table = read_rules(path)
    found = matchers(RuleSet(table)).phrases(SLOGAN)
    assert [(rule.id, rule.certain) for rule in found] == [("newsletter/courier-slogan", False)]
    page = f"{FIRST} The Courier, first with the tide.\n\n{SECOND}"
    assert clean(page, options=Options(rules=table)).text == page


def test_own_markup_rules_are_evidence_about_the_blocks_in_an_element(tmp_path: Path) -> None:
    table = read_rules(written(tmp_path / "own.toml", MARKUP))
    evidence = gather(segment_html(PAGE), RuleSet(table))
    assert [(item.markup, item.markup_by) for item in evidence] == [
        (None, ""),
        (None, ""),
        (Label.MEDIA_CONTROLS, "media_controls/tide-table"),
        (Label.RELATED, "related/markup"),
    ]


def test_own_boxes_come_before_built_in_ones(tmp_path: Path) -> None:
    text = MARKUP.replace("[[markup]]", "[[box]]").replace("media_controls/tide-table", "ad/tide-table")
    own = written(tmp_path / "own.toml", text + text.replace("tide-table", "related-links").replace("tidy-tables", "x"))
    ruleset = RuleSet(read_rules(own))
    assert [box and box.rule for box in boxes_around(segment_html(PAGE), ruleset)] == [
        None,
        None,
        "ad/tide-table",
        "ad/related-links",
    ]
    without = RuleSet(ruleset.own, frozenset({"ad/related-links"}))
    assert [box and box.rule for box in boxes_around(segment_html(PAGE), without)][3] == "related/box"


def test_files_with_rules_for_several_labels_become_one_table(tmp_path: Path) -> None:
    both = written(tmp_path / "both.toml", RULE + MARKUP)
    other = written(tmp_path / "other.toml", RULE.replace("newsletter/", "contact/"))
    table = read_rules(both, other)
    assert [(rule.id, rule.label) for rule in table.phrases] == [
        ("newsletter/courier-slogan", Label.NEWSLETTER),
        ("contact/courier-slogan", Label.CONTACT),
    ]
    assert table.ids == {"newsletter/courier-slogan", "contact/courier-slogan", "media_controls/tide-table"}


def test_no_files_give_no_rules() -> None:
    assert read_rules() == BUILTIN.own


def test_a_rule_with_the_id_of_a_built_in_one_replaces_it(tmp_path: Path) -> None:
    before = block_of(SCRAPE, "Advertisement", Options())
    assert before.label is Label.AD
    path = written(tmp_path / "own.toml", RULE.replace("newsletter/courier-slogan", before.reason))
    options = Options(rules=read_rules(path))
    assert outcome(SCRAPE, SLOGAN, options) == ("ad", before.reason, False)
    assert block_of(SCRAPE, "Advertisement", options).reason != before.reason


def test_options_with_rules_can_be_compared_and_pickled(rules: Path) -> None:
    options = Options(rules=read_rules(rules), disable=frozenset({"ad/label"}), keep_lines=frozenset({"Share"}))
    assert options == pickle.loads(pickle.dumps(options))
    assert hash(options) == hash(pickle.loads(pickle.dumps(options)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rule = 1", "write [[rule]] above each rule"),
        ("markup = [1]", "write [[markup]] above each markup"),
        ("[rule]\nid = 'ad/x'", "write [[rule]] above each rule"),
        ("[[rules]]\nid = 'ad/x'", "unknown table 'rules'"),
        ("[[rule]]", "a rule without id: id is missing"),
        (RULE.replace("why =", "wyh ="), "newsletter/courier-slogan: unknown key 'wyh'"),
        (RULE.replace("phrases = [", "pattern = ["), "newsletter/courier-slogan: unknown key 'pattern'"),
        (re.sub("why = .*", "", RULE), "newsletter/courier-slogan: why is missing"),
        (re.sub("hits = .*", "", RULE), "newsletter/courier-slogan: hits is missing"),
        (re.sub("misses = .*", "", RULE), "newsletter/courier-slogan: misses is missing"),
        (
            re.sub("misses = .*", "misses = []", RULE),
            "newsletter/courier-slogan: misses must be a list of at least one text",
        ),
        (RULE.replace("true", "1"), "newsletter/courier-slogan: certain must be true or false"),
        (RULE.replace('"en"', "['en']"), "newsletter/courier-slogan: language must be a text"),
        (RULE + "max_chars = 3.5", "newsletter/courier-slogan: max_chars must be a whole number"),
        (RULE.replace("newsletter/", "letters/"), "letters/courier-slogan: the id must have the form label/some-name"),
        (RULE.replace("courier-slogan", "Slogan"), "newsletter/Slogan: the id must have the form label/some-name"),
        (
            RULE.replace("the courier, first with the tide", "…"),
            "newsletter/courier-slogan: the phrase '…' contains no word",
        ),
        (
            RULE.replace("The Courier - first", "The Herald - first"),
            "newsletter/courier-slogan: does not match 'The Herald - first with the tide!', one of its hits",
        ),
        (
            RULE.replace("The Courier reported the tide first.", "The Courier, first with the tide."),
            "newsletter/courier-slogan: matches 'The Courier, first with the tide.', one of its misses",
        ),
        (
            MARKUP.replace("c-tide-table", "c-tide"),
            "media_controls/tide-table: does not match 'c-tide', one of its hit",
        ),
        (RULE + RULE, "newsletter/courier-slogan: the id is already used in "),
        ("[[rule]", "not TOML: "),
    ],
    ids=lambda text: re.sub(r"\s+", " ", text)[-40:],
)
def test_a_faulty_file_of_rules_is_refused_with_the_reason(tmp_path: Path, text: str, message: str) -> None:
    path = written(tmp_path / "own.toml", text)
    with pytest.raises(RuleError) as caught:
        read_rules(path)
    assert str(caught.value).startswith(f"{path}: {message}")


def test_the_same_id_in_two_files_is_refused(tmp_path: Path) -> None:
    one, other = written(tmp_path / "one.toml", RULE), written(tmp_path / "other.toml", RULE)
    with pytest.raises(
        RuleError, match=re.escape(f"{other}: newsletter/courier-slogan: the id is already used in {one}")
    ):
        read_rules(one, other)


# Disabled rules and reasons


@pytest.mark.parametrize("source", [SCRAPE, PAGE.replace("High water 6:14", "Advertisement")], ids=["text", "HTML"])
def test_a_built_in_rule_can_be_disabled(source: str) -> None:
    reason = block_of(source, "Advertisement", Options()).reason
    assert reason == "ad/label"
    assert block_of(source, "Advertisement", Options(disable=frozenset({reason}))).reason != reason


def test_an_own_rule_can_be_disabled(rules: Path) -> None:
    options = Options(rules=read_rules(rules), disable=frozenset({"newsletter/courier-slogan"}))
    assert block_of(SCRAPE, SLOGAN, options).reason == block_of(SCRAPE, SLOGAN, Options()).reason


def test_a_markup_rule_and_a_box_can_be_disabled() -> None:
    blocks = segment_html(PAGE)
    off = RuleSet(disabled=frozenset({"related/markup", "related/box"}))
    assert (gather(blocks)[3].markup_by, gather(blocks, off)[3].markup_by) == ("related/markup", "")
    assert [box and box.rule for box in (boxes_around(blocks)[3], boxes_around(blocks, off)[3])] == [
        "related/box",
        None,
    ]
    assert outcome(PAGE, SLOGAN, Options())[:2] == ("related", "related/box")
    assert block_of(PAGE, SLOGAN, Options(disable=off.disabled)).reason not in off.disabled


def test_a_predicate_can_be_disabled() -> None:
    page = f"{FIRST}\n\nThe old pier at Eastmouth\nThe old pier at Eastmouth\n\n{SECOND}"
    pinned = block_of(page, "The old pier at Eastmouth", Options())
    assert pinned.reason == "structure/doubled-caption"
    options = Options(disable=frozenset({"structure/doubled-caption"}))
    assert block_of(page, "The old pier at Eastmouth", options).reason != "structure/doubled-caption"


def test_a_place_can_be_disabled() -> None:
    page = f"# The Harbour Council Reopens the Ferry Line\n\n{FIRST}\n\n{SECOND}"
    assert clean(page).title == "The Harbour Council Reopens the Ferry Line"
    article = clean(page, options=Options(disable=frozenset({"place/title"})))
    assert article.title is None
    assert "place/title" not in {block.reason for block in article.blocks}


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("ad/lable", "ad/label"),
        ("structure/hiden", "structure/hidden"),
        ("place/titel", "place/title"),
        ("section/relatd", "section/related"),
        ("newsletter/courier-slogn", "newsletter/courier-slogan"),
        ("score/own-words", "score/"),
    ],
)
def test_an_unknown_rule_is_refused_and_the_nearest_is_named(rules: Path, name: str, nearest: str) -> None:
    with pytest.raises(ValueError, match=f"^unknown rule '{name}'; the nearest is ") as caught:
        Options(rules=read_rules(rules), disable=frozenset({name}))
    assert name.startswith("score/") or str(caught.value).endswith(nearest)


def test_predicates_about_shapes_can_be_disabled() -> None:
    ids = {"structure/picture", "structure/line-numbers"}
    page = f"{FIRST}\n\n![The old pier at low water](pier.jpg)\n\n{SECOND}\n"
    assert block_of(page, "The old pier at low water", Options()).reason == "structure/picture"
    assert block_of(page, "The old pier at low water", Options(disable=frozenset(ids))).reason not in ids


def test_every_predicate_can_be_disabled() -> None:
    groups = [value for value in vars(structure).values() if isinstance(value, tuple)]
    predicates = [one for group in groups for one in group if isinstance(one, Predicate | NeighbourPredicate | Prompt)]
    assert len(predicates) > 10
    assert {predicate.id for predicate in predicates} <= builtin_ids()


def test_every_reason_of_labelling_is_in_the_table_of_reasons() -> None:
    folder = Path(labelling.__file__).parent
    sources = [path.read_text(encoding="utf-8") for path in folder.glob("*.py") if path.name != "reasons.py"]
    assert [
        found for text in sources for found in re.findall(r'f?"(?:place|section|markup|likeliest)/[^"]*"', text)
    ] == []
    named = {value for name, value in vars(reasons).items() if name.isupper() and isinstance(value, str)}
    assert named - REASONS == {reasons.OWN_WORDS, reasons.NEIGHBOURS}


def test_every_reason_that_is_printed_can_be_disabled() -> None:
    folder = Path(__file__).parent
    pages = [*SAMPLES, *sorted((*folder.rglob("*.html"), *folder.parent.glob("samples/*.html")))]
    printed = {block.reason for path in pages for block in clean(path.read_text(encoding="utf-8")).blocks}
    assert {"place/title", "structure/figcaption", "related/box", "likeliest/navigation"} <= printed
    check_rule_ids(frozenset(printed) - {reasons.OWN_WORDS, reasons.NEIGHBOURS})


def test_no_reason_of_labelling_has_the_id_of_a_rule() -> None:
    assert builtin_ids() & REASONS == set()


def test_without_options_the_built_in_matchers_are_used_unchanged() -> None:
    ours = matchers(BUILTIN)
    assert ours.own == set()
    assert ours is matchers(Options().ruleset)


# Lines to keep


@pytest.mark.parametrize("line", ["Share this article", "  Share \u00a0this\tarticle "])
def test_a_listed_line_is_kept(line: str) -> None:
    options = Options(keep_lines=frozenset({line}))
    assert outcome(SCRAPE, "Share this article", options) == ("body", KEEP_LIST, True)
    assert clean(SCRAPE, options=options).text.startswith(f"Share this article\n\n{FIRST}\n\n{SECOND}")


def test_a_listed_line_is_kept_even_if_the_policy_drops_everything() -> None:
    options = Options(keep_lines=frozenset({"Advertisement"}), drop=frozenset(Family))
    assert [block.text for block in clean(SCRAPE, options=options).blocks if block.kept] == ["Advertisement"]


def test_a_listed_line_is_labelled_by_its_shape() -> None:
    page = PAGE.replace("<p>High water 6:14</p>", "<h3>More For You</h3>")
    assert outcome(page, "More For You", Options(keep_lines=frozenset({"More For You"}))) == (
        "heading",
        KEEP_LIST,
        True,
    )


def test_a_listed_title_is_still_the_title() -> None:
    title = "The Harbour Council Reopens the Ferry Line"
    page = f"# {title}\n\n{FIRST}\n\n{SECOND}"
    article = clean(page, options=Options(keep_lines=frozenset({f"# {title}"}), drop=frozenset({"title"})))
    assert (article.title, article.blocks[0].kept, article.blocks[0].reason) == (title, True, KEEP_LIST)


def test_a_listed_line_does_not_affect_other_lines() -> None:
    page = f"Share this article\n\n{FIRST}\n\nAdvertisement\n\n{SECOND}\n"
    article = clean(page, options=Options(keep_lines=frozenset({"Advertisement"})))
    assert [block.kept for block in article.blocks] == [False, True, True, True]


def test_a_listed_line_inside_a_block_keeps_the_block() -> None:
    wrapped = SCRAPE.replace("Advertisement", "Sign up for our newsletter\nand get it every morning before the tide")
    options = Options(keep_lines=frozenset({"and get it every morning before the tide"}), drop=frozenset({"text"}))
    kept = [block.text for block in clean(wrapped, options=options).blocks if block.kept]
    assert kept != []
    assert "and get it every morning before the tide" in " ".join(kept)


def test_a_listed_line_is_kept_when_the_cleaned_text_is_cleaned_again() -> None:
    options = Options(keep_lines=frozenset({"Share this article", "Advertisement"}))
    once = clean(SCRAPE, options=options).text
    assert clean(once, options=options).text == once


def test_a_listed_line_overrides_an_own_certain_rule(rules: Path) -> None:
    options = Options(rules=read_rules(rules), keep_lines=frozenset({SLOGAN}))
    assert outcome(SCRAPE, SLOGAN, options) == ("body", KEEP_LIST, True)


@pytest.mark.parametrize("line", ["", " \t", "\u00a0"])
def test_a_blank_line_cannot_be_listed(line: str) -> None:
    with pytest.raises(ValueError, match="a line to keep is blank"):
        Options(keep_lines=frozenset({line}))


# The command


def test_rules_and_disable_are_options(rules: Path) -> None:
    off = run(
        "--rules",
        str(rules),
        "--keep",
        "newsletter",
        "--disable",
        "place/title, newsletter/courier-slogan",
        stdin=SCRAPE,
    )
    on = run("--rules", str(rules), "--keep", "newsletter", "--drop", "text", stdin=SCRAPE)
    assert (on.code, on.text) == (0, f"{SLOGAN}\n")
    assert (off.code, off.text.startswith(FIRST)) == (0, True)


def test_a_faulty_file_of_rules_is_reported_in_one_line(tmp_path: Path) -> None:
    path = written(tmp_path / "own.toml", RULE.replace("why", "wyh"))
    result = run("--rules", str(path), stdin=SCRAPE)
    assert (result.code, result.out) == (2, b"")
    assert result.err == f"cleaner: {path}: newsletter/courier-slogan: unknown key 'wyh'\n"


def test_disabling_an_unknown_rule_is_a_usage_error() -> None:
    result = run("--disable", "ad/lable", stdin=SCRAPE)
    assert (result.code, result.out) == (2, b"")
    assert "unknown rule 'ad/lable'; the nearest is ad/label" in " ".join(result.err.split())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_cleaning_twice_changes_nothing_whatever_the_options(rules: Path, path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    blocks = clean(source).blocks
    options = Options(
        rules=read_rules(rules),
        disable=frozenset({block.reason for block in blocks[::3] if not block.reason.startswith("score/")}),
        keep_lines=frozenset(block.text for block in blocks[1::7]),
    )
    article = clean(source, options=options)
    assert [block.text for block in article.blocks if block.text in options.keep_lines and not block.kept] == []
    assert as_text(clean(as_text(article), options=options)) == as_text(article)
