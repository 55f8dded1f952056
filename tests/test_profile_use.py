"""What a profile drops and restores, which profile a page gets, and what a profile never touches."""

from __future__ import annotations

import pickle
from collections.abc import Sequence

import paper
import pytest

from cleaner import Options, clean
from cleaner.batch.fingerprint import of_settings
from cleaner.document import Basis, Block, Kind, Label, Shape, Verdict
from cleaner.model.scorer import Score
from cleaner.profile.collect import PageFacts, facts_of
from cleaner.profile.learn import LineCounts, PlaceCounts, SiteProfile, learn
from cleaner.profile.lookup import Profiles, site_of
from cleaner.profile.site_evidence import CompiledProfile, compile_profile
from cleaner.rules.evidence import Evidence, gather
from cleaner.segment import segment

SITE = "gannetpost.example"
REASON = f"profile/{SITE}"
FOUR = frozenset(("00000000", "00000001", "00000002", "00000003"))
SHORT = "Low water at noon"  # between paragraphs, a sub-heading to the model


def line(pages: int = 4, kept: int = 0, sure: int = 0, label: Label = Label.RELATED) -> LineCounts:
    """What is known of a line."""
    return LineCounts(pages, kept, sure, label, "…")


def site_with(
    lines: dict[str, LineCounts], places: dict[str, PlaceCounts] | None = None, pages: int = 4
) -> SiteProfile:
    """The profile of a site of some pages with these lines and places."""
    articles = frozenset(f"{number:08x}" for number in range(pages))
    return SiteProfile(SITE, articles, lines, {}, places or {})


def scores(site: CompiledProfile, blocks: Sequence[Block], *finals: float) -> list[float]:
    """The scores of blocks after the profile has had its say; no rule knows them."""
    given = [Score(final, final) for final in finals]
    evidence = site.weigh(blocks, [Evidence()] * len(blocks), given)
    return [round(score.final, 2) for score in evidence.scores]


def shown(*pages: str) -> dict[str, PageFacts]:
    """What these pages show of their site, by their keys."""
    found = [facts_of(clean(page).blocks) for page in pages]
    return {facts.key: facts for facts in found if facts is not None}


def of(*texts: str) -> list[Block]:
    """Paragraphs."""
    return [Block(text, Shape.PARAGRAPH) for text in texts]


def reasons(page: str, options: Options, url: str | None = None) -> dict[str, str]:
    """The reason of every block of a page."""
    return {block.text: block.reason for block in clean(page, url, options=options).blocks}


def verdicts(page: str, options: Options) -> list[tuple[str, Verdict, bool]]:
    """All that is said of every block of a page."""
    return [(block.text, block.verdict, block.kept) for block in clean(page, options=options).blocks]


FIRST, SECOND, THIRD = paper.paragraphs(0)
WITH = paper.page(0, within=SHORT)
KNOWN = Options(profiles=Profiles.of(site_with({"low water at noon": line(4, kept=3)})))


def test_a_known_line_is_dropped_with_the_label_and_reason_of_the_profile() -> None:
    (block,) = [block for block in clean(WITH, options=KNOWN).blocks if block.text == SHORT]
    assert (block.kept, block.label, block.reason) == (False, Label.RELATED, REASON)


def test_a_certain_rule_overrides_the_profile() -> None:
    known = Options(profiles=Profiles.of(site_with({"sign up for our newsletter": line()})))
    assert reasons(WITH, known)["Sign up for our newsletter!"].startswith("newsletter/")


def test_a_listed_line_is_kept_whatever_the_profile_says() -> None:
    options = Options(profiles=KNOWN.profiles, keep_lines=frozenset((SHORT,)))
    assert reasons(WITH, options)[SHORT] == "config/keep"


def test_a_disabled_profile_has_no_effect() -> None:
    options = Options(profiles=KNOWN.profiles, disable=frozenset((REASON,)))
    assert clean(WITH, options=options).blocks == clean(WITH).blocks


def test_a_struck_line_is_kept() -> None:
    struck = site_with({"low water at noon": line(4, kept=3)._replace(strike=True)})
    assert clean(WITH, options=Options(profiles=Profiles.of(struck))).text == clean(WITH).text


def test_a_profile_of_one_page_has_no_effect() -> None:
    for page in (paper.page(0), paper.html_page(0)):
        pages = shown(page)
        options = Options(profiles=Profiles.of(learn(SiteProfile(SITE), pages)))
        assert verdicts(page, options) == verdicts(page, Options())


def test_cleaning_twice_with_a_profile_changes_nothing() -> None:
    pages = shown(*map(paper.page, range(paper.COUNT)))
    options = Options(profiles=Profiles.of(learn(SiteProfile(SITE), pages)))
    for at in range(paper.COUNT):
        once = "".join(
            block.block.source + "\n" for block in clean(paper.page(at), options=options).blocks if block.kept
        )
        assert all(block.kept for block in clean(once, options=options).blocks)


@pytest.mark.parametrize(
    "extra", [paper.STANDING, paper.QUOTATION, paper.REFRAIN], ids=["column", "quotation", "refrain"]
)
@pytest.mark.parametrize("place", ["opening", "within", "closing"])
def test_a_profile_removes_nothing_from_the_articles_it_was_learned_from(place: str, extra: str) -> None:
    pages = [paper.page(at, **{place: extra}) for at in range(paper.COUNT)]
    facts = shown(*pages)
    options = Options(profiles=Profiles.of(learn(SiteProfile(SITE), facts)))
    for at, page in enumerate(pages):
        kept = clean(page, options=options).text
        assert [text for text in (*paper.paragraphs(at), extra) if text in clean(page).text and text not in kept] == []
        assert paper.PLEA not in kept


def test_a_line_that_reads_like_the_article_is_kept_if_the_profile_is_not_certain() -> None:
    seldom = compile_profile(site_with({"low water at noon": line(2)}, pages=10))
    assert scores(seldom, of(SHORT, SHORT), 0.7, 0.9) == [0.02, 0.9]


def test_a_line_that_reads_like_the_article_is_dropped_if_the_profile_is_certain() -> None:
    certain = compile_profile(site_with({"low water at noon": line(4, kept=3)}))
    assert scores(certain, of(SHORT), 0.9) == [0.02]


def test_an_unknown_line_inside_the_article_is_a_little_likelier() -> None:
    site = compile_profile(site_with({"low water at noon": line(2, 2, 2), "harbour tides": line()}))
    blocks = of("Harbour Tides", "Ahead of it", FIRST, "Nowhere else", SHORT, THIRD, "Behind it")
    assert scores(site, blocks, 0.4, 0.4, 0.9, 0.4, 0.4, 0.9, 0.4) == [0.02, 0.4, 0.9, 0.52, 0.4, 0.9, 0.4]


def test_every_unknown_line_of_a_cleaned_text_is_likelier() -> None:
    site = compile_profile(site_with({"low water at noon": line(2, 2, 2), "harbour tides": line()}))
    blocks = of("Ahead of it", FIRST, SHORT, THIRD, "Behind it")
    assert scores(site, blocks, 0.4, 0.9, 0.4, 0.9, 0.4) == [0.52, 0.94, 0.4, 0.94, 0.52]


def test_unknown_lines_mean_nothing_while_there_are_few_pages() -> None:
    site = compile_profile(site_with({}, pages=3))
    assert scores(site, of(FIRST, "Nowhere else", THIRD), 0.9, 0.4, 0.9) == [0.9, 0.4, 0.9]


def test_an_unknown_list_item_is_not_likelier() -> None:
    site = compile_profile(site_with({}))
    blocks = [*of(FIRST), Block("Nowhere else", Shape.LIST_ITEM), *of(THIRD)]
    assert scores(site, blocks, 0.9, 0.4, 0.9) == [0.94, 0.4, 0.94]


PLACES = {"div.copy.story p": PlaceCounts(4, 500, 10, "…"), "div.support.us": PlaceCounts(4, 0, 80, "…")}
HTML = (
    f'<div class="story-copy"><p>{FIRST}</p><p>Nowhere else</p><div class="box"><p>In a box</p></div>'
    f'<p>{THIRD}</p></div><div class="support-us"><p>Please give</p></div>'
)


def test_known_places_raise_or_lower_the_score_and_unknown_boxes_do_not() -> None:
    site = compile_profile(site_with({}, PLACES))
    blocks = segment(HTML, Kind.HTML)
    assert [block.text for block in blocks[1:]] == ["Nowhere else", "In a box", THIRD, "Please give"]
    assert scores(site, blocks, 0.9, 0.3, 0.3, 0.9, 0.6) == [0.9, 0.66, 0.41, 0.9, 0.36]


def test_a_block_that_reads_like_the_article_in_its_place_is_not_an_author_bio() -> None:
    site = compile_profile(site_with({}, PLACES))
    blocks = segment(f'<div class="story-copy"><p>{FIRST}</p><p>{THIRD}</p></div><p>{SECOND}</p>', Kind.HTML)
    evidence = site.weigh(blocks, gather(blocks), [Score(0.9, 0.9)] * 3)
    named = [Verdict(Label.AUTHOR_BIO, "place/author-bio", 0.9, Basis.PLACE)] * 3
    assert [verdict.label for verdict in evidence.relabel(named)] == [Label.BODY, Label.BODY, Label.AUTHOR_BIO]


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.Gannet.example/story", "gannet.example"),
        ("http://user@m.gannet.example:8080/", "gannet.example"),
        ("https://news.gannet.example./", "news.gannet.example"),
        ("gannet.example/story", ""),
        ("http://[gannet", ""),
        (f"http://{'long' * 100}.example/", ""),
        ("http://gannet\ud800.example/", "gannet?.example"),
        ("", ""),
    ],
    ids=["www", "mobile", "subdomain", "no-scheme", "no-address", "long", "surrogate", "nothing"],
)
def test_the_site_of_an_address_is_its_host(url: str, site: str) -> None:
    assert site_of(url) == site


OTHER = SiteProfile("other.example", FOUR, {"low water at noon": line(), "high water": line(), "ebb": line()}, {}, {})
BOTH = Profiles.of(site_with({"fish prices today": line(), "harbour tides": line(), SHORT.lower(): line()}), OTHER)


@pytest.mark.parametrize(
    ("url", "name", "found"),
    [
        (f"https://www.{SITE}/a", None, SITE),
        ("https://other.example/a", SITE, "other.example"),
        ("https://third.example/a", None, None),
        (None, "other.example", "other.example"),
        (None, "third.example", None),
        (None, None, SITE),
    ],
    ids=["address", "address-before-name", "unknown-address", "name", "unknown-name", "own-lines"],
)
def test_a_site_is_found_by_address_by_name_or_by_its_lines(url: str | None, name: str | None, found: str) -> None:
    site = BOTH.of_page(name, url, segment(WITH, Kind.TEXT))
    assert (site.site if site else None) == found


def test_a_page_with_the_lines_of_no_site_has_no_profile() -> None:
    assert BOTH.of_page(None, None, segment("Nothing that anybody knows.\n", Kind.TEXT)) is None


def test_the_only_profile_is_used_for_pages_without_an_address() -> None:
    only = Profiles.of(OTHER).of_page(None, None, [])
    assert only is not None
    assert only.site == "other.example"


def test_profiles_override_others_of_the_same_site() -> None:
    mine = Profiles.of(site_with({"low water at noon": line()}))
    both = mine.over(BOTH)
    assert (mine.over(None), both == BOTH) == (mine, False)
    assert both == Profiles.of(OTHER, site_with({"low water at noon": line()}))


def test_options_with_profiles_can_be_pickled_and_have_a_digest() -> None:
    again = pickle.loads(pickle.dumps(KNOWN))
    assert again == KNOWN
    assert clean(WITH, options=again).blocks == clean(WITH, options=KNOWN).blocks
    assert of_settings("1", again) == of_settings("1", KNOWN) != of_settings("1", Options())
    other = Options(profiles=Profiles.of(site_with({"low water at noon": line(5)})))
    assert of_settings("1", other) != of_settings("1", KNOWN)


def test_a_page_of_known_lines_alone_is_cleaned() -> None:
    assert clean(f"{SHORT}\n", options=KNOWN).blocks[0].text == SHORT
    assert clean("", options=KNOWN).blocks == ()
