"""A document while it is decided what of it is main content, and what several steps ask of a block."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cleaner.container import Container
from cleaner.document import Block, Label
from cleaner.model.scorer import Score
from cleaner.rules.evidence import Evidence
from cleaner.text.stats import UNSPACED, is_prose, measure

THRESHOLD = 0.5  # the score from which a block is main content
# A long paragraph beside the article is main content from a much lower score: below the article, and above it, where
# teasers are.
LOWEST_BELOW, LOWEST_INTERRUPTED = 0.15, 0.05  # the second right below an advertisement or the like
LONG_PARAGRAPH_WORDS = 25
_INTERRUPTED_PARAGRAPH_WORDS = 15  # right below an advertisement or the like, which lowers its score
_LONG_UNSPACED_PARAGRAPH_WORDS = 10  # in scripts without spaces a headline is shorter, and a sentence not much longer
LOWEST_IN_RUN = 0.1  # of a block amid many that stay
_QUESTION_WORDS = 40
COLONS, _QUESTION_MARKS, FULL_STOPS = (":", "："), ("?", "？", "؟"), (".", "。", "।", "۔")
NEVER = 2.0  # no score is so high
MOST_LINKED, NEARLY_ALL_LINKED = 0.3, 0.7  # shares of characters
BOXED_THRESHOLD = 0.8
MOST_AROUND_ITEM = 30  # elements
OF_LISTS = ("ul", "ol", "menu", "li", "dl", "dd")
# Certain rules know the names of these ("Comments", "Contact", "Search"), which may be topics of an article.
TOPICS = (Label.AUTHOR_BIO, Label.COMMENTS, Label.CONTACT, Label.COPYRIGHT, Label.NAVIGATION, Label.TAGS)
_MOST_WORDS_OF_TOPIC = 2
_LONGEST_HEAD_CHARS = 40
_NAME = r"[^\W\d_a-zß-öø-ÿά-ώа-џ][\w.'’-]*"
_PERSON = rf"(?:[–—-] ?)?{_NAME}(?: (?:and |& |und |et |y |e )?{_NAME}){{1,4}}"
_PLACE = rf"{_NAME}(?:[ ,]+{_NAME}){{0,3}}"
SIGNATURE = re.compile(rf"{_PERSON}(?:,[ \n]|\n){_PLACE}")  # "Ada and Tom Whitlow, Ruhn"
NOT_OF_THE_TEXT = frozenset(("aside", "footer", "nav"))

# What heads the points that sum up a story in plain text.
_SUMMARIES = frozenset(
    (
        *("key points", "key takeaways", "key findings", "at a glance", "in brief", "highlights", "tl;dr", "summary"),
        *("das wichtigste in kürze", "auf einen blick", "l'essentiel", "points clés", "à retenir", "in het kort"),
        *("puntos clave", "las claves", "claves", "in breve", "punti chiave", "em resumo", "pontos-chave"),
        *("najważniejsze informacje", "w skrócie", "коротко", "главное", "要点", "ポイント"),
    )
)


class Selection(NamedTuple):
    """A document and what is chosen of it so far."""

    blocks: Sequence[Block]
    evidence: Sequence[Evidence]
    scores: Sequence[Score]
    chosen: list[bool]
    is_foreign: bool  # the function words of its language are not known

    def is_text(self) -> bool:
        """Whether the document is plain text."""
        return not self.blocks or self.blocks[0].markup is None


def is_nearly_link(block: Block) -> bool:
    """Whether a block of HTML is a link with hardly a word beside it."""
    return block.markup is not None and block.markup.link_density >= NEARLY_ALL_LINKED


def holder(block: Block) -> Container | None:
    """The element around the paragraph, heading or list that a block is in."""
    at = block.markup.container if block.markup else None
    tag = block.markup.tag if block.markup else ""
    for _ in range(MOST_AROUND_ITEM):
        parent = at.parent if at is not None else None
        if at is None or parent is None or (at.tag == tag and parent.tag not in OF_LISTS):
            return parent
        at, tag = parent, parent.tag if at.tag == tag else tag
    return None


def is_head(page: Selection, at: int) -> bool:
    """Whether a line is the head of a section of the page, or set off like the name of a topic."""
    found = page.evidence[at]
    is_topic = found.pinned in TOPICS and is_name(page.blocks[at].text)
    return found.opens_section or (is_topic and page.blocks[at].gap and page.blocks[at + 1].gap)


def name_of(block: Block) -> str:
    """The text of a head as tables of heads have it: in small letters, without a colon; "" if no head is so long."""
    return block.text.rstrip(":").casefold().replace("’", "'") if len(block.text) <= _LONGEST_HEAD_CHARS else ""


def heads_summary(block: Block) -> bool:
    """Whether a block heads the points that sum up a story in plain text."""
    return name_of(block) in _SUMMARIES


def is_name(text: str) -> bool:
    """Whether a line may be the name of a topic: a word or two that are no sentence."""
    return len(text.split()) <= _MOST_WORDS_OF_TOPIC and text[-1].isalpha() and not any(map(str.isdigit, text))


def is_linked(block: Block) -> bool:
    """Whether much of a block is links; of plain text that is not known."""
    return block.markup is None or block.markup.link_density > MOST_LINKED


def is_question(block: Block) -> bool:
    """Whether a block asks something, and is not long."""
    return block.text.endswith(_QUESTION_MARKS) and measure(block.text).words <= _QUESTION_WORDS


def choose(chosen: list[bool], pieces: Sequence[int]) -> None:
    """Take these blocks for main content."""
    for at in pieces:
        chosen[at] = True


def is_long_prose(block: Block, is_interrupted: bool, is_foreign: bool) -> bool:
    """Whether a block is a long paragraph, and not of references or the like, which have hardly any function words."""
    m = measure(block.text)
    if m.words < _LONG_UNSPACED_PARAGRAPH_WORDS or not (is_prose(block) if is_foreign else m.prose):
        return False
    long = _INTERRUPTED_PARAGRAPH_WORDS if is_interrupted else LONG_PARAGRAPH_WORDS
    return m.words >= long or UNSPACED.search(block.text) is not None
