"""What is learned from the pages of a site, and what is not."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import paper
import pytest
from helpers import labelled

from cleaner.document import Label, LabelledBlock
from cleaner.profile.collect import MOST_LINES, MOST_PAGES, Counts, PageFacts, count, facts_of, merge
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
    return merge(*(count(blocks, SITE) for blocks in of_pages))[SITE]


def learned(*of_pages: Sequence[LabelledBlock]) -> SiteProfile:
    """The profile of these pages."""
    return learn(SiteProfile(SITE), pages(*of_pages))


def boilerplate(profile: SiteProfile) -> set[str]:
    """The examples of the lines that are boilerplate by a profile."""
    return {line.example for form, line in profile.lines.items() if is_boilerplate(form, line, profile)}


def test_a_line_that_several_pages_drop_is_boilerplate_with_its_counts_its_label_and_an_example() -> None:
    profile = learned(*map(story, range(4)))
    assert boilerplate(profile) == {paper.TAGLINE}
    assert profile.lines["gannet post news with salt in it"] == (4, 0, 0, Label.NAVIGATION, paper.TAGLINE, False)
    assert len(profile.articles) == 4


def test_lines_that_differ_in_their_numbers_are_one() -> None:
    profile = learned(*(story(at, labelled(f"{at + 2} comments", Label.COMMENTS)) for at in range(4)))
    assert profile.lines["# comments"][:4] == (4, 0, 0, Label.COMMENTS)


def test_lines_that_differ_in_their_names_are_one_pattern() -> None:
    profile = learned(*(story(at, labelled(f"More from {paper.NAMES[at]}", Label.RELATED)) for at in range(4)))
    assert profile.patterns["more from *"][:4] == (4, 0, 0, Label.RELATED)


def test_a_line_that_is_kept_without_much_confidence_is_boilerplate_where_several_pages_have_it() -> None:
    plea = labelled("Our small boat needs five pounds a month", score=UNSURE)
    assert plea.text in boilerplate(learned(*(story(at, plea) for at in range(4))))


@pytest.mark.parametrize(
    "text", [paper.STANDING, paper.QUOTATION, paper.REFRAIN], ids=["column", "quotation", "refrain"]
)
def test_what_reads_like_the_article_wherever_it_stands_is_not_learned(text: str) -> None:
    profile = learned(*(story(at, labelled(text, score=0.93)) for at in range(5)))
    assert boilerplate(profile) == {paper.TAGLINE}


def test_a_sentence_need_not_be_so_sure_as_a_line_to_be_spared() -> None:
    sentence, line = labelled(paper.REFRAIN, score=0.7), labelled("And still the tide came in", score=0.7)
    profile = learned(*(story(at, sentence, line) for at in range(5)))
    assert boilerplate(profile) == {paper.TAGLINE, line.text}


def test_a_line_that_one_article_keeps_three_times_is_a_refrain() -> None:
    refrain = labelled("And the tide came in", score=UNSURE)
    profile = learned(*(story(at, refrain, refrain, refrain) for at in range(4)))
    assert boilerplate(profile) == {paper.TAGLINE}


def test_a_plea_that_reads_like_the_article_is_learned_if_most_pages_have_it_and_it_speaks_of_the_site() -> None:
    plea = labelled(paper.PLEA, score=0.95)
    assert paper.PLEA in boilerplate(learned(*(story(at, plea) for at in range(3))))
    assert paper.PLEA not in boilerplate(learned(*(story(at, *[plea][: at < 3]) for at in range(8))))


def test_a_title_that_another_page_announces_is_not_learned() -> None:
    own = story(0, labelled(paper.title(0), Label.TITLE, score=0.3))
    teaser = story(1, labelled(paper.title(0), Label.RELATED, score=0.1))
    assert boilerplate(learned(own, teaser)) == {paper.TAGLINE}


def test_of_many_pages_a_short_line_needs_more_than_two() -> None:
    short, long = labelled("Low water", Label.OTHER), labelled(paper.TAGLINE * 2, Label.OTHER)
    of_pages = [story(at, *((short, long) if at < 2 else ())) for at in range(150)]
    assert boilerplate(learned(*of_pages)) == {paper.TAGLINE, long.text}


def test_from_one_page_nothing_is_learned() -> None:
    profile = learned(story(0, labelled("Twice"), labelled("Twice")))
    assert (profile.lines, profile.patterns) == ({}, {})


def test_a_page_without_an_article_says_nothing() -> None:
    assert facts_of([labelled("Harbour Tides", Label.NAVIGATION)]) is None
    assert count([], SITE) == {}


def test_a_page_that_is_there_twice_counts_once_wherever_it_stands() -> None:
    again = [labelled("Printed for Pia Moss", Label.OTHER), *story(0)]
    assert len(learned(story(0), again, story(1)).articles) == 2


def test_a_page_of_which_a_line_was_changed_is_the_same_page() -> None:
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


def test_the_order_of_the_pages_and_how_they_are_divided_change_nothing() -> None:
    of_pages = [count(story(at, labelled(f"{at} comments", Label.COMMENTS)), SITE) for at in range(12)]
    whole = merge(*of_pages)
    shuffled = random.Random(1).sample(of_pages, len(of_pages))
    parts: list[Counts] = [merge(*shuffled[:5]), merge(*shuffled[5:6]), merge(*shuffled[6:], shuffled[0])]
    assert merge(*parts) == whole
    assert merge(whole, whole) == whole
    assert learn(SiteProfile(SITE), merge(*parts)[SITE]) == learn(SiteProfile(SITE), whole[SITE])


def test_learning_page_by_page_gives_what_learning_all_of_them_at_once_does() -> None:
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


def test_what_was_learned_from_is_not_counted_again() -> None:
    of_pages = [story(at) for at in range(4)]
    profile = learned(*of_pages)
    assert learn(profile, pages(*of_pages)) == profile


def test_an_entry_that_is_struck_stays_struck_when_more_is_learned() -> None:
    profile = learned(*map(story, range(3)))
    form = "gannet post news with salt in it"
    struck = profile._replace(lines={form: profile.lines[form]._replace(strike=True)})
    more = learn(struck, pages(story(3)))
    assert (more.lines[form].pages, boilerplate(more)) == (4, set())


def test_of_a_large_site_the_same_pages_are_taken_however_they_come() -> None:
    of_pages = [count(story(at), SITE) for at in range(MOST_PAGES + 40)]
    merged = merge(*of_pages)[SITE]
    assert len(merged) == MOST_PAGES
    assert merge(*reversed(of_pages))[SITE] == merged
    with Store() as store:
        for counts in [*of_pages, *of_pages[::7]]:
            for facts in counts[SITE].values():
                store.add(SITE, facts)
        assert list(store.sites()) == [SITE]
        assert store.pages(SITE) == merged
    full = learn(SiteProfile(SITE), merged)
    assert learn(full, pages(story(1000))) == full


def test_the_store_keeps_no_more_of_a_site_than_it_has_to() -> None:
    with Store() as store:
        for at in range(2 * MOST_PAGES + 5):
            for facts in count(story(at), SITE)[SITE].values():
                store.add(SITE, facts)
        (held,) = store._data.execute("SELECT count(*) FROM pages").fetchone()
        assert held < 2 * MOST_PAGES


def test_of_a_page_of_very_many_lines_both_ends_are_looked_at() -> None:
    lines = [labelled(f"line {'x' * at}", Label.OTHER) for at in range(MOST_LINES)]
    facts = facts_of([labelled("ahead", Label.OTHER), *story(0, *lines), labelled("behind", Label.OTHER)])
    assert facts is not None
    assert len(facts.lines) <= MOST_LINES
    assert {"ahead", "behind"} <= facts.lines.keys()
