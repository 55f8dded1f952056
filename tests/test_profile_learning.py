"""What is learned from the pages of a site."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence

import paper
import pytest
from helpers import labelled

from cleaner.document import Label, LabelledBlock
from cleaner.profile.collect import MOST_BLOCKS, MOST_PAGES, PageFacts, facts_of
from cleaner.profile.learn import PlaceCounts, SiteProfile, holds_article, is_boilerplate, learn
from cleaner.profile.store import Store

SITE = "gannetpost.example"
UNSURE = 0.55


def story(number: int, *lines: LabelledBlock) -> list[LabelledBlock]:
    """The labelled blocks of a page: a line of the site, the article's own paragraphs, and other lines between them."""
    told = paper.paragraphs(number % paper.COUNT)
    if number >= paper.COUNT:
        told = tuple(f"Of the {_word(number)} we hear this. {text}" for text in told)
    first, *others = (labelled(text, score=0.97) for text in told)
    return [labelled(paper.TAGLINE, Label.NAVIGATION, score=0.01), first, *lines, *others]


def _word(number: int) -> str:
    """A word for a number, since figures are folded."""
    return "".join("abcdefghij"[int(figure)] for figure in str(number))


def pages(*of_pages: Sequence[LabelledBlock]) -> Mapping[str, PageFacts]:
    """What these pages show, by their keys."""
    return stored(map(facts_of, of_pages))


def stored(of_pages: Iterable[PageFacts | None]) -> Mapping[str, PageFacts]:
    """The same after a store has held it."""
    with Store() as store:
        for facts in of_pages:
            if facts is not None:
                store.add(SITE, facts)
        return store.pages(SITE)


def learned(*of_pages: Sequence[LabelledBlock]) -> SiteProfile:
    """The profile of these pages."""
    return learn(SiteProfile(SITE), pages(*of_pages))


def boilerplate(profile: SiteProfile) -> set[str]:
    """The examples of the lines that are boilerplate by a profile."""
    return {line.example for form, line in profile.lines.items() if is_boilerplate(form, line, profile)}


def test_a_line_that_several_pages_drop_is_boilerplate() -> None:
    profile = learned(*map(story, range(4)))
    assert boilerplate(profile) == {paper.TAGLINE}
    assert profile.lines["gannet post news with salt in it"] == (4, 0, 0, Label.NAVIGATION, paper.TAGLINE, False)
    assert len(profile.articles) == 4


def test_lines_that_differ_only_in_numbers_are_one_line() -> None:
    profile = learned(*(story(at, labelled(f"{at + 2} comments", Label.COMMENTS)) for at in range(4)))
    assert profile.lines["# comments"][:4] == (4, 0, 0, Label.COMMENTS)


def test_lines_that_differ_only_in_names_are_one_pattern() -> None:
    profile = learned(*(story(at, labelled(f"More from {paper.NAMES[at]}", Label.RELATED)) for at in range(4)))
    assert profile.patterns["more from *"][:4] == (4, 0, 0, Label.RELATED)


def test_a_line_that_several_pages_keep_with_a_low_score_is_boilerplate() -> None:
    plea = labelled("Our small boat needs five pounds a month", score=UNSURE)
    assert plea.text in boilerplate(learned(*(story(at, plea) for at in range(4))))


@pytest.mark.parametrize(
    "text", [paper.STANDING, paper.QUOTATION, paper.REFRAIN], ids=["column", "quotation", "refrain"]
)
def test_a_line_that_reads_like_the_article_on_every_page_is_not_boilerplate(text: str) -> None:
    profile = learned(*(story(at, labelled(text, score=0.93)) for at in range(5)))
    assert boilerplate(profile) == {paper.TAGLINE}


def test_a_sentence_is_spared_from_a_lower_score_than_a_line() -> None:
    sentence, line = labelled(paper.REFRAIN, score=0.7), labelled("And still the tide came in", score=0.7)
    profile = learned(*(story(at, sentence, line) for at in range(5)))
    assert boilerplate(profile) == {paper.TAGLINE, line.text}


def test_a_line_that_one_article_keeps_three_times_is_a_refrain() -> None:
    refrain = labelled("And the tide came in", score=UNSURE)
    profile = learned(*(story(at, refrain, refrain, refrain) for at in range(4)))
    assert boilerplate(profile) == {paper.TAGLINE}


def test_an_appeal_that_names_the_site_is_boilerplate_if_most_pages_have_it() -> None:
    plea = labelled(paper.PLEA, score=0.95)
    assert paper.PLEA in boilerplate(learned(*(story(at, plea) for at in range(3))))
    assert paper.PLEA not in boilerplate(learned(*(story(at, *[plea][: at < 3]) for at in range(8))))


def test_a_title_that_another_page_announces_is_not_boilerplate() -> None:
    own = story(0, labelled(paper.title(0), Label.TITLE, score=0.3))
    teaser = story(1, labelled(paper.title(0), Label.RELATED, score=0.1))
    assert boilerplate(learned(own, teaser)) == {paper.TAGLINE}


def test_a_short_line_on_two_of_many_pages_is_not_boilerplate() -> None:
    short, long = labelled("Low water", Label.OTHER), labelled(paper.TAGLINE * 2, Label.OTHER)
    of_pages = [story(at, *((short, long) if at < 2 else ())) for at in range(150)]
    assert boilerplate(learned(*of_pages)) == {paper.TAGLINE, long.text}


def test_nothing_is_learned_from_one_page() -> None:
    profile = learned(story(0, labelled("Twice"), labelled("Twice")))
    assert (profile.lines, profile.patterns) == ({}, {})


def test_a_page_without_an_article_has_no_facts() -> None:
    assert facts_of([labelled("Harbour Tides", Label.NAVIGATION)]) is None
    assert facts_of([]) is None


def test_two_copies_of_a_page_count_once() -> None:
    again = [labelled("Printed for Pia Moss", Label.OTHER), *story(0)]
    assert len(learned(story(0), again, story(1)).articles) == 2


def test_a_page_with_one_changed_line_is_the_same_article() -> None:
    changed = [*story(0), labelled("The bell has since been found, the baker says, and hangs over his door again.")]
    assert learned(story(0), changed).lines == {}


@pytest.mark.parametrize(
    ("kept", "dropped", "pages_with_it", "holds"),
    [(90, 10, 3, True), (89, 11, 3, None), (0, 40, 3, False), (3, 97, 3, None), (90, 0, 2, None)],
    ids=["article", "not-quite", "never", "seldom", "two-pages"],
)
def test_a_place_holds_the_article_or_never_does(
    kept: int, dropped: int, pages_with_it: int, holds: bool | None
) -> None:
    assert holds_article(PlaceCounts(pages_with_it, kept, dropped, "Words")) is holds
    assert holds_article(PlaceCounts(pages_with_it, kept, dropped, "Words", strike=True)) is None


def test_the_order_of_pages_and_repeated_copies_make_no_difference() -> None:
    of_pages = [facts_of(story(at, labelled(f"{at} comments", Label.COMMENTS))) for at in range(12)]
    copy = facts_of([labelled("Printed for Pia Moss", Label.OTHER), *story(0)])
    shuffled = random.Random(1).sample(of_pages, len(of_pages))
    whole = stored([*of_pages, copy])
    assert stored([copy, *shuffled, *shuffled[:5]]) == whole
    assert len(whole) == 12
    assert learn(SiteProfile(SITE), dict(reversed(whole.items()))) == learn(SiteProfile(SITE), whole)


def test_learning_page_by_page_gives_the_same_as_learning_all_at_once() -> None:
    of_pages = [story(at, labelled(f"{at} comments", Label.COMMENTS, kept=at == 2)) for at in range(6)]
    profile = SiteProfile(SITE)
    for page in of_pages:
        profile = learn(profile, pages(page))
    whole = learned(*of_pages)
    assert {form: line[:4] for form, line in profile.lines.items()} == {
        "# comments": (6, 1, 1, Label.COMMENTS),
        "gannet post news with salt in it": (6, 0, 0, Label.NAVIGATION),
    }
    assert {form: line[:4] for form, line in whole.lines.items()} == {
        form: line[:4] for form, line in profile.lines.items()
    }
    assert (profile.articles, profile.once) == (whole.articles, whole.once)


def test_known_pages_are_not_counted_again() -> None:
    of_pages = [story(at) for at in range(4)]
    profile = learned(*of_pages)
    assert learn(profile, pages(*of_pages)) == profile


def test_an_entry_that_is_struck_stays_struck_when_more_is_learned() -> None:
    profile = learned(*map(story, range(3)))
    form = "gannet post news with salt in it"
    struck = profile._replace(lines={form: profile.lines[form]._replace(strike=True)})
    more = learn(struck, pages(story(3)))
    assert (more.lines[form].pages, boilerplate(more)) == (4, set())


def test_of_a_large_site_the_same_pages_are_taken_in_whatever_order_they_come() -> None:
    of_pages = [facts for at in range(MOST_PAGES + 40) if (facts := facts_of(story(at)))]
    smallest = sorted(of_pages, key=lambda facts: facts.key)[:MOST_PAGES]
    assert list(stored([*of_pages, *of_pages[::7]]).values()) == smallest
    assert list(stored(reversed(of_pages)).values()) == smallest
    full = learn(SiteProfile(SITE), stored(of_pages))
    assert learn(full, pages(story(1000))) == full


def test_the_store_keeps_the_sites_apart_in_the_order_of_their_names() -> None:
    one, two = facts_of(story(0)), facts_of(story(1))
    assert one is not None
    assert two is not None
    with Store() as store:
        store.add("b.example", one)
        store.add("a.example", two)
        assert {site: list(store.pages(site).values()) for site in store.sites()} == {
            "a.example": [two],
            "b.example": [one],
        }
        assert list(store.sites()) == ["a.example", "b.example"]


def test_the_store_holds_a_bounded_number_of_pages_of_a_site() -> None:
    with Store() as store:
        for at in range(2 * MOST_PAGES + 5):
            facts = facts_of(story(at))
            assert facts is not None
            store.add(SITE, facts)
        (held,) = store._data.execute("SELECT count(*) FROM pages").fetchone()
        assert held < 2 * MOST_PAGES


def test_both_ends_of_a_very_long_page_are_examined() -> None:
    lines = [labelled(f"line {'x' * at}", Label.OTHER) for at in range(MOST_BLOCKS)]
    facts = facts_of([labelled("ahead", Label.OTHER), *story(0, *lines), labelled("behind", Label.OTHER)])
    assert facts is not None
    assert len(facts.lines) <= MOST_BLOCKS
    assert {"ahead", "behind"} <= facts.lines.keys()
