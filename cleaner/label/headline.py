"""The headline and what is around it: title, standfirst, kicker, byline and date, and the note about the author.

They are found by their place, and by the words that they share with the body: a title announces its article in the
article's own words, which no menu item does; a standfirst is the sentence between the title and the byline, the date or
the picture.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from cleaner.document import MAIN_CONTENT, TEXT_FAMILY, Basis, Block, Label, Shape
from cleaner.label import reasons
from cleaner.label.labelling import Labelling
from cleaner.label.selection import heads_summary
from cleaner.rules.evidence import NO_EVIDENCE, Evidence
from cleaner.rules.structure import DOUBLED_CAPTION
from cleaner.text.lazy_pattern import asian_pattern
from cleaner.text.stats import LOOK_AT, is_prose, measure

# A title is looked for so far above the body: share buttons, a byline, a date, captions, a table of contents.
_ABOVE_BODY_BLOCKS = 60
_COMPARED_BLOCKS = 20  # of the body, for the words that a title shares with it
_WORD = re.compile(r"[^\W\d_]{4,}")
_CHARACTERS = asian_pattern(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}")

_WIDE_GAP = re.compile(r"(?<=\S)(?: {2,}|\t)(?=\S)")
_GAPS_IN_ROW = 2

# The sum of the signals from which a block is the title, and the difference that counts as equally good.
_TITLE_FROM = 0.3
_NEARLY = 0.2
_TITLE_LINES = 3
_TITLE_CHARACTERS = 250  # at most
_TITLE_SENTENCE_WORDS = 20  # at most, of a title that is a sentence
_TITLE_ABOVE_WORDS = 4  # at least; anything shorter above another candidate is a kicker
_FAR_FROM_BODY = -0.4  # distance speaks no more strongly than this against a title
_BYLINE_ABOVE_BLOCKS = 10  # a line that follows a byline so closely is hardly the title
_FURNITURE_BELOW_BLOCKS = 4
_BYLINE_BELOW_BLOCKS = 3  # a byline, or a date, that is so close below the first paragraph
_PAGE_TITLE_BLOCKS = 3  # the page's own title is among the first
_MAYBE_TITLE, _NEVER_TITLE = (None, Label.TITLE), (Label.BYLINE, Label.TIMESTAMP)  # as rules see it
_BYLINE = Label.BYLINE  # a member of an enumeration is slow to look up
_SHAPES_OF_TITLES = (Shape.PARAGRAPH, Shape.HEADING)
_SET_PIECES = (Shape.CODE, Shape.TABLE, Shape.FORMULA)
_QUOTED = re.compile(r"[„“«»\"‚‘‹›「『].+[“”»«\"‘’›‹」』]")  # a whole line

_STANDFIRST_BELOW_TITLE_BLOCKS = 5
_STANDFIRST_WORDS = range(6, 71)
_FURNITURE_BELOW_STANDFIRST_BLOCKS = 7
_SHORT_STANDFIRST_WORDS, _TIMES_LONGER = 15, 3  # without byline, date or picture below
# In HTML a block in the standfirst's place with at least this score is the article's first paragraph: the model knows
# standfirsts as text outside the body, and is right more often than the place and the markup are.
_READS_LIKE_BODY, _NAMED_READS_LIKE_BODY = 0.9, 0.93

# A line that repeats the title begins like it, and has so large a share of its words, or the title of the line's.
_SAME_BEGINNING_CHARS, _SAME_WORDS = 4, 0.8
_WORDS = re.compile(r"\w+")

_KICKER_WORDS = 3  # at most
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’.-]+(?: (?:de|da|van|von|der|al|la|le|di))?(?: [A-ZÀ-ÖØ-Þ][\w'’.-]+){1,2}")
_NAMES = re.compile(rf"(?:{_NAME.pattern})(?:(?:, | and | & | und | et | y | e |, and )(?:{_NAME.pattern})){{0,5}}")
_BY = re.compile(r"^(?:By|BY|Von|Par|Por|Di|Door) ")
_NAME_CHARACTERS = 60  # fewer than this
_BIO_BLOCKS = 3  # the last ones of the article
_TOP_LABELS = frozenset((Label.BYLINE, Label.TIMESTAMP, Label.CAPTION, Label.CREDIT, Label.SHARE, Label.MEDIA_CONTROLS))
_BELOW_TITLE = _TOP_LABELS | {Label.BREADCRUMB}


def label_title(page: Labelling) -> None:
    """Find the body and, above it, the title."""
    body = _next_prose(page, 0)
    title = _best_title(page, body) if body is not None else None
    if body is None:
        body = next((at for at, verdict in enumerate(page.verdicts) if verdict.label in TEXT_FAMILY), 0)
        title = _only_main_heading(page, body) if page.blocks and page.blocks[body].shape in _SET_PIECES else None
    if title is not None and _is_more_than(page, title):
        page.title, page.body = title, body
        page.assign(title, Label.TITLE, reasons.TITLE, Basis.PLACE)


def _only_main_heading(page: Labelling, body: int) -> int | None:
    """The one main heading of a page of HTML, if it is above the body and neither date nor byline."""
    headings = [at for at, block in enumerate(page.blocks) if block.shape is Shape.HEADING and block.level == 1]
    if not page.marked_up or len(headings) != 1 or headings[0] >= body:
        return None
    markup, found = page.blocks[headings[0]].markup, page.evidence[headings[0]]
    is_shown = markup is not None and not markup.hidden
    return headings[0] if is_shown and not set(_NEVER_TITLE).intersection(found[:2]) else None


def label_repeated_titles(page: Labelling) -> None:
    """The title again is the page's own, the text of a share button, the end of a breadcrumb, or a vain standfirst."""
    if page.title is None:
        return
    title = page.blocks[page.title].text
    if _says_the_same(page.blocks[page.body].text, title):
        page.body = _next_prose(page, page.body + 1) or page.body
    for at in range(page.body):
        is_unknown = page.verdicts[at].label in MAIN_CONTENT or page.verdicts[at].basis is Basis.MODEL
        if at != page.title and is_unknown and _says_the_same(page.blocks[at].text, title):
            page.assign(at, Label.OTHER, reasons.REPEATED_TITLE, Basis.PLACE)


def _says_the_same(text: str, title: str) -> bool:
    """Whether a line has the words of the title, all but a few, in the same order: "Fire in Halden | Fern Weekly"."""
    if text == title:
        return True
    one, two = text.casefold(), title.casefold()
    if one[:_SAME_BEGINNING_CHARS] != two[:_SAME_BEGINNING_CHARS]:
        return False
    shorter, longer = sorted((_WORDS.findall(one), _WORDS.findall(two)), key=len)
    return longer[: len(shorter)] == shorter and len(shorter) >= _SAME_WORDS * len(longer)


def label_standfirst(page: Labelling) -> None:
    """Find the standfirst below the title; the body then begins below the standfirst."""
    if page.title is None:
        return
    standfirst = _find_standfirst(page, page.title)
    if standfirst is not None and _is_more_than(page, standfirst):
        page.assign(standfirst, Label.STANDFIRST, reasons.STANDFIRST, Basis.PLACE)
        page.body = _next_prose(page, standfirst + 1) or page.body


def label_lines_below_title(page: Labelling) -> None:
    """Between title and body, what a rule takes for a byline, a date, a caption or a trail is one, at any score."""
    if page.title is None:
        return
    for at in range(page.title + 1, min(page.body + _BYLINE_BELOW_BLOCKS, len(page.blocks))):
        hint, pinned = page.evidence[at].hint, page.evidence[at].pinned
        # Below the first paragraph, which may be a standfirst, the markup has to say the same.
        if at > page.body and page.evidence[at].markup is not hint:
            continue
        if hint in _BELOW_TITLE and hint is not None and pinned is None and not is_prose(page.blocks[at]):
            page.assign(at, hint, page.evidence[at].hint_by, Basis.RULE)
        elif page.verdicts[at].label is Label.BODY and _is_above_date(page, at):
            page.assign(at, Label.BYLINE, reasons.NAMES, Basis.PLACE)


def _is_above_date(page: Labelling, at: int) -> bool:
    """Whether a line is names and nothing else, right above or below the date."""
    block, around = page.blocks[at], (at - 1, at + 1)
    if not _NAMES.fullmatch(block.text):
        return False
    return any(one < len(page.blocks) and page.verdicts[one].label is Label.TIMESTAMP for one in around)


def label_kicker(page: Labelling) -> None:
    """One to three words directly above the title, of which nothing else is known."""
    if not page.title:
        return
    block, verdict = page.blocks[page.title - 1], page.verdicts[page.title - 1]
    if verdict.label is not Label.OTHER or verdict.basis is not Basis.MODEL:
        return
    if block.shape is Shape.PARAGRAPH and measure(block.text).words <= _KICKER_WORDS:
        page.assign(page.title - 1, Label.KICKER, reasons.KICKER, Basis.PLACE)


def label_menu_entries(page: Labelling) -> None:
    """ "Opinion" between two entries of a menu is one as well, and says nothing of the article.

    So is a row of entries in plain text, above the title.
    """
    for at in range(1, len(page.blocks) - 1):
        verdict = page.verdicts[at]
        beside = (page.verdicts[at - 1].label, page.verdicts[at + 1].label)
        if verdict.label is Label.KICKER and verdict.basis is Basis.RULE and set(beside) == {Label.NAVIGATION}:
            page.assign(at, Label.NAVIGATION, reasons.MENU, Basis.PLACE)
    for at in range(page.title or 0):
        if page.verdicts[at].label is Label.OTHER and _is_row_of_entries(page, at, page.body):
            page.assign(at, Label.NAVIGATION, reasons.MENU, Basis.PLACE)


def label_author_bios(page: Labelling) -> None:
    """A last paragraph that begins with the name in the byline is about the author.

    So is one that begins with the name that is alone on the line above.
    """
    if page.title is None:
        return
    bylines = [
        _BY.sub("", block.text)
        for block, verdict in zip(page.blocks, page.verdicts, strict=True)
        if verdict.label is Label.BYLINE
    ]
    names = {name for byline in bylines for name in _NAME.findall(byline)}
    article = [at for at in range(page.body + 1, len(page.blocks)) if page.verdicts[at].label in TEXT_FAMILY]
    for at in article[-_BIO_BLOCKS:]:
        text, above = page.blocks[at].text, page.blocks[at - 1].text
        known = {*names, above} if len(above) < _NAME_CHARACTERS and _NAME.fullmatch(above) else names
        if is_prose(page.blocks[at]) and any(text.startswith(f"{name} ") for name in known):
            page.assign(at, Label.AUTHOR_BIO, reasons.AUTHOR_BIO, Basis.PLACE)


def _is_more_than(page: Labelling, at: int) -> bool:
    """Whether the article is more than this block: a single block is the article, not its title."""
    return any(other != at and verdict.label in TEXT_FAMILY for other, verdict in enumerate(page.verdicts))


def _next_prose(page: Labelling, start: int) -> int | None:
    return next((at for at in range(start, len(page.blocks)) if page.reads_as_text(at)), None)


# --- Which block is the title


class _Candidate(NamedTuple):
    """A block that may be the title; `body` is the index of the body, `body_words` are words of it."""

    page: Labelling
    at: int
    body: int
    body_words: frozenset[str]
    block: Block
    evidence: Evidence
    words: int
    heading_level: int | None


def _best_title(page: Labelling, body: int) -> int | None:
    article = [at for at in range(body, len(page.blocks)) if page.verdicts[at].label in TEXT_FAMILY]
    texts = [page.blocks[at].text[:LOOK_AT] for at in article[:_COMPARED_BLOCKS]]
    body_words = frozenset[str]().union(*map(_vocabulary, texts))
    # A block shares every word with itself: the first one of the body is compared with the others.
    below_words = frozenset[str]().union(*map(_vocabulary, texts[1:]))
    points = (at for at in range(body) if page.verdicts[at].label in TEXT_FAMILY and heads_summary(page.blocks[at]))
    top = range(max(0, body - _ABOVE_BODY_BLOCKS), next(points, min(len(page.blocks), body + 1)))
    heading = _only_main_heading(page, body)
    weights = {
        at: _weigh(_candidate(page, at, body, below_words if at == body else body_words))
        for at in top
        if at == heading or _may_be_title(page.blocks[at], page.evidence[at])
    }
    best = max(weights, key=lambda at: weights[at], default=None)
    word = _one_word_above(page, body, body_words)
    if best is None or weights[best] <= _TITLE_FROM or (word is not None and _heads_menu(page, best, word)):
        return word
    return _line_above(page, best, weights)


def _one_word_above(page: Labelling, body: int, body_words: frozenset[str]) -> int | None:
    """A line of plain text of one word right above the byline or, at the very top, the body.

    A word that a rule knows has to stand alone, and the body has to have it: "Weather" above a story on the weather.
    """
    for at in range(0 if page.marked_up else body):
        block, below = page.blocks[at], page.evidence[at + 1]
        is_above = _BYLINE in below[:2] or (at == 0 and body == 1 and page.blocks[1].gap)
        if not is_above or not block.text.isalpha() or not block.text[0].isupper():
            continue
        stem = block.text.casefold().rstrip("s")
        is_alone = page.blocks[at + 1].gap and (at == 0 or block.gap)
        if page.evidence[at] is NO_EVIDENCE or (is_alone and any(word.startswith(stem) for word in body_words)):
            return at
    return None


def _heads_menu(page: Labelling, at: int, word: int) -> bool:
    """Whether a line and those that adjoin it are all there is above another: the name of a site and its menu."""
    return at + 1 < word and page.blocks[word].gap and not any(block.gap for block in page.blocks[at + 1 : word])


def _candidate(page: Labelling, at: int, body: int, body_words: frozenset[str]) -> _Candidate:
    block = page.blocks[at]
    level = block.level if block.shape is Shape.HEADING else None
    return _Candidate(page, at, body, body_words, block, page.evidence[at], measure(block.text).words, level)


def _line_above(page: Labelling, best: int, weights: dict[int, float]) -> int:
    """Of two lines that are about equally good the first: the second is a standfirst, which says more of the body.

    A quotation that stands alone above a line of plain text is the headline, however little it shares with the body.
    """
    if _is_quotation_alone(page, best - 1) and weights.get(best - 1, 0.0) > _TITLE_FROM:
        return best - 1
    for above in (best - 1, best - 2):
        if above not in weights or weights[above] < weights[best] - _NEARLY:
            continue
        text = page.blocks[above].text
        if measure(text).words >= _TITLE_ABOVE_WORDS and not text.endswith((".", ":")):
            return above
    return best


def _is_quotation_alone(page: Labelling, at: int) -> bool:
    """Whether a line of plain text is one quotation, with blank lines around it."""
    if page.marked_up or at < 0 or not _QUOTED.fullmatch(page.blocks[at].text):
        return False
    return (at == 0 or page.blocks[at].gap) and page.blocks[at + 1].gap


def _may_be_title(block: Block, evidence: Evidence) -> bool:
    # The last entry of a breadcrumb and the title after it look like an image's text beside its caption.
    if evidence.pinned not in _MAYBE_TITLE and evidence.pinned_by != DOUBLED_CAPTION.id:
        return False
    if block.shape not in _SHAPES_OF_TITLES or (block.markup is not None and block.markup.hidden):
        return False
    if evidence.hint in _NEVER_TITLE or len(block.text) > _TITLE_CHARACTERS:
        return False
    if (block.end_line or 0) - (block.line or 0) >= _TITLE_LINES:  # verse
        return False
    words = measure(block.text).words
    if is_prose(block) and (words > _TITLE_SENTENCE_WORDS or block.text.endswith((".", "。"))):
        return False
    return words >= 2 or (words == 1 and block.level == 1)


def _weigh(candidate: _Candidate) -> float:
    """How much speaks for a block as the title: below 0 for a menu item, above 1 for the main heading of an article."""
    total = 0.0
    for signals in _SIGNALS:
        part = 0.0
        for _, weight, measured in signals:
            part += weight * measured(candidate)
        total += part
    return total


def _shared_with_body(candidate: _Candidate) -> float:
    """The share of the words that the body has too; less where there are hardly any words."""
    words = _vocabulary(candidate.block.text)
    return len(words & candidate.body_words) / len(words) * min(1.0, len(words) / 4) if words else 0.0


def _distance(candidate: _Candidate) -> float:
    """0 directly above the body, and less for every block in between, chiefly those that go and no rule knows."""
    page = candidate.page
    between = range(candidate.at + 1, candidate.body)
    unknown = sum(
        page.evidence[at].pinned is None
        and page.evidence[at].hint is None
        and page.verdicts[at].label not in TEXT_FAMILY
        for at in between
    )
    return max(_FAR_FROM_BODY, -0.05 * unknown - 0.005 * len(between))


def _furniture_below(candidate: _Candidate) -> bool:
    below = range(candidate.at + 1, min(candidate.body, candidate.at + 1 + _FURNITURE_BELOW_BLOCKS))
    return any(candidate.page.verdicts[at].label in _TOP_LABELS for at in below)


def _opens_text(candidate: _Candidate) -> bool:
    """Whether plain text begins with this line, and the body, or a byline ahead of it, is right below a blank line.

    Half of its words have to be in the body too: "Ferry Returns" is a headline, "Local News" a section.
    """
    page, words = candidate.page, _vocabulary(candidate.block.text)
    if candidate.at or page.marked_up or candidate.evidence != NO_EVIDENCE or len(page.blocks) < 2:
        return False
    is_near = candidate.body == 1 or page.evidence[1].hint is _BYLINE
    return is_near and page.blocks[1].gap and 2 * len(words & candidate.body_words) >= len(words) > 0


def _is_row_of_entries(page: Labelling, at: int, body: int) -> bool:
    """Whether several wide gaps divide a line of plain text, as they divide the entries of a menu.

    Where the first paragraph has such gaps too, the text is justified.
    """
    return not page.marked_up and _wide_gaps(page.blocks[at]) >= _GAPS_IN_ROW > _wide_gaps(page.blocks[body])


def _wide_gaps(block: Block) -> int:
    return len(_WIDE_GAP.findall(block.source[:LOOK_AT]))


def _byline_above(candidate: _Candidate) -> bool:
    above = range(max(0, candidate.at - _BYLINE_ABOVE_BLOCKS), candidate.at)
    return any(candidate.page.verdicts[at].label is _BYLINE for at in above)


def _all_known_above(candidate: _Candidate) -> bool:
    return all(found.pinned is not None for found in candidate.page.evidence[: candidate.at])


def _is_set_off(candidate: _Candidate) -> bool:
    """Whether there are blank lines above and below it."""
    blocks, below = candidate.page.blocks, candidate.at + 1
    return candidate.block.gap and below < len(blocks) and blocks[below].gap


def _repeats_page_title(candidate: _Candidate) -> bool:
    """Whether the page's own title, at its very top, begins with this line."""
    text, blocks = candidate.block.text, candidate.page.blocks
    top = range(min(candidate.at, _PAGE_TITLE_BLOCKS))
    return any(blocks[at].text.startswith(text) for at in top)


def _is_above_main_heading(candidate: _Candidate) -> bool:
    """Whether the main heading of the page is below a lower one: "Your post has been published!" is a message."""
    below = candidate.page.blocks[candidate.at + 1 : candidate.body]
    is_lower = candidate.heading_level not in (None, 1)
    return is_lower and any(block.shape is Shape.HEADING and block.level == 1 for block in below)


def _ends_like_no_title(candidate: _Candidate) -> bool:
    return candidate.block.text.endswith((".", ":", "。", ";", ","))


def _is_doubled_like_caption(candidate: _Candidate) -> bool:
    """Whether the line is there twice, neither time as an item of a list, as the last entry of a breadcrumb is."""
    if candidate.evidence.pinned_by != DOUBLED_CAPTION.id:
        return False
    around = candidate.page.blocks[max(0, candidate.at - 1) : candidate.at + 2]
    return all(block.shape is not Shape.LIST_ITEM for block in around if block.text == candidate.block.text)


_Signal = tuple[str, float, Callable[[_Candidate], float]]

# What speaks for a title and against it: a name, a weight set by hand, and a yes, no or share of the candidate. Each
# group is summed by itself; in another order, ties would be decided by other rounding errors.
_SIGNALS: tuple[tuple[_Signal, ...], ...] = (
    (
        ("shares words with the body", 1.0, _shared_with_body),
        ("is as long as titles are", 0.3, lambda candidate: 4 <= candidate.words <= 22),
        ("is very short", -0.4, lambda candidate: candidate.words < 3),
        ("is a main heading", 0.8, lambda candidate: candidate.heading_level == 1),
        ("is a second heading", 0.3, lambda candidate: candidate.heading_level == 2),
        ("is a lower heading", 0.1, lambda candidate: candidate.heading_level not in (None, 1, 2)),
        ("is above the main heading", -0.4, _is_above_main_heading),
        ("is a title to the markup", 0.4, lambda candidate: candidate.evidence.markup is Label.TITLE),
        ("is something else to the markup", -0.3, lambda candidate: candidate.evidence.markup not in _MAYBE_TITLE),
        ("is something else to a rule", -0.4, lambda candidate: candidate.evidence.hint not in _MAYBE_TITLE),
        ("ends like no title", -0.6, _ends_like_no_title),
        (
            "is a row of entries",
            -2.0,
            lambda candidate: _is_row_of_entries(candidate.page, candidate.at, candidate.body),
        ),
        ("is prose", -0.4, lambda candidate: is_prose(candidate.block)),
    ),
    (
        ("is near the body", 1.0, _distance),
        ("has byline, date or picture below", 0.2, _furniture_below),
        ("opens the text", 0.3, _opens_text),
        ("has a byline above", -0.6, _byline_above),
        ("has only known blocks above", 0.2, _all_known_above),
        ("is set off by blank lines", 0.1, _is_set_off),
        ("repeats the page's own title", 0.3, _repeats_page_title),
    ),
    (("is doubled like a caption", -0.3, _is_doubled_like_caption),),
)


# --- Which block is the standfirst


def _find_standfirst(page: Labelling, title: int) -> int | None:
    """The sentence below the title, where the markup names it or where byline, date or picture follow."""
    for at in range(title + 1, min(len(page.blocks), title + 1 + _STANDFIRST_BELOW_TITLE_BLOCKS)):
        block, verdict, evidence = page.blocks[at], page.verdicts[at], page.evidence[at]
        named = evidence.markup is Label.STANDFIRST
        if verdict.label in _TOP_LABELS and not named:
            continue
        if _says_the_same(block.text, page.blocks[title].text):
            continue
        words = measure(block.text).words
        if words >= _STANDFIRST_WORDS.stop or evidence.pinned is not None or evidence.hint is Label.BREADCRUMB:
            return None
        if block.markup is not None and verdict.score >= (_NAMED_READS_LIKE_BODY if named else _READS_LIKE_BODY):
            return None
        if named:
            return at
        if words in _STANDFIRST_WORDS and at == title + 1:
            is_below = _is_alone_above_paragraph(page, at) or _introduces_speaker(page, title)
            return at if is_below or _furniture_follows(page, at) else None
    return None


def _is_alone_above_paragraph(page: Labelling, at: int) -> bool:
    """Whether a line of plain text is one short sentence above a paragraph several times as long."""
    block, below = page.blocks[at], page.blocks[at + 1 : at + 2]
    if page.marked_up or not below or not (block.gap and below[0].gap and page.reads_as_text(at + 1)):
        return False
    words = measure(block.text).words
    is_sentence = block.text.endswith(".") and measure(block.text).sentences == 0
    return is_sentence and words <= _SHORT_STANDFIRST_WORDS and measure(below[0].text).words >= _TIMES_LONGER * words


def _introduces_speaker(page: Labelling, title: int) -> bool:
    """Whether the line below a quotation that is the headline is no sentence, and above a paragraph."""
    at = title + 1
    is_last = at + 1 >= len(page.blocks) or not page.reads_as_text(at + 1)
    return not is_last and _is_quotation_alone(page, title) and not is_prose(page.blocks[at])


def _furniture_follows(page: Labelling, at: int) -> bool:
    """Whether byline, date or picture are between this block and the first prose below it."""
    for later in range(at + 1, min(len(page.blocks), at + 1 + _FURNITURE_BELOW_STANDFIRST_BLOCKS)):
        is_hinted = page.evidence[later].hint in _TOP_LABELS and not is_prose(page.blocks[later])
        if is_hinted or page.verdicts[later].label in _TOP_LABELS:
            return True
        if page.reads_as_text(later):
            return False
    return False


@lru_cache(maxsize=256)
def _vocabulary(text: str) -> frozenset[str]:
    """Words of four letters or more; in scripts without spaces, pairs of characters."""
    folded = text.casefold()
    words = _WORD.findall(folded)
    return frozenset(words if folded.isascii() else (*words, *_CHARACTERS.findall(folded)))
