"""Rules that no phrase can express: predicates of a few lines about one block of a page.

As with phrases, a certain predicate pins its label and the others are evidence. There are four groups, by what they
look at: the text of a block, its shape, its markup, and the blocks around it. To add one, write the function and name
it in the tuple of its group, below.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from cleaner.container import Container
from cleaner.document import Block, Label, Shape, Style
from cleaner.rules.prompts import PROMPTS, Prompt, prompt_in
from cleaner.segment.inline import CONTROL, spans_of
from cleaner.text.lazy_pattern import lazy_pattern
from cleaner.text.normalise import words_in
from cleaner.text.stats import UNSPACED

_FILE = re.compile(r"[\w%. ()-]{1,80}\.(?:jpe?g|png|gif|webp|svg|mp4|pdf)", re.I)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.I)
_MAIL = re.compile(r"\S+@[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"@\w{2,30}")
_OWNER = re.compile(r"(?:copyright )?(?:©|\(c\)).{0,60}\b(?:19|20)\d\d\b", re.I)
_NOTICE = re.compile(
    r"(?:(?:text|content)s? )?(?:(?:copyright ?)?(?:©|\(c\)|&copy;)(?: ?copyright\b)?[^.!?]{0,60}?\b|copyright,? )"
    r"(?:19|20)\d\d\b(?!s).{0,200}",
    re.I | re.S,
)
_ARROW = re.compile(" [>›»/] ")
_LETTER = re.compile(r"[^\W\d_]")
_IMAGE_SOURCE = lazy_pattern(
    r".{0,120}\((?:[\w .,&'’/-]{0,40}\b)?(?:getty(?: images)?|reuters|shutterstock|unsplash|alamy|tradingview|istock|"
    r"file photo|pixabay|bloomberg|afp|dpa|epa|efe|ap photo|ap)(?:\b[\w .,&'’/-]{0,40})?\)",
    re.I,
)
# Names and no verb: "Ada Fern/Halden Post", "Yann Le Goff pour Ouest Presse".
_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’.-]*"
_PARTICLE = "de|du|des|da|do|la|le|van|von|der|of|the|and|und|et|y|for|für|pour|para"
_NAMES = rf"{_NAME}(?:[ ,/|]+(?:{_NAME}|[/&]|{_PARTICLE})){{0,9}}"
_MADE = r"(?:[Pp]hoto(?:graphs?|graphy)?|PHOTO|[Pp]icture|[Ii]mage|[Ff]otos?|FOTO|Bild|Crédit photo)(?: [Cc]redit)?"
_CREDIT = rf"{_MADE}(?:\s?:\s?| by | von | par | de ){_NAMES}"
_IN_BRACKETS = rf"\({_NAME}(?: {_NAME}){{1,2}}(?:, |/| / ){_NAMES}\)"
_PHOTO_CREDIT = re.compile(rf"\(?{_CREDIT}\)?\.?")
_ARCHIVE = r"(?i:archives?|archiv|archivo|archivio|archief|arkiv|archiwum|arquivo)"
# Where a picture comes from, in brackets at the end: "(Ada Fern/City archive)", "(Shutterstock)", "(Photo: Ada Fern)".
# A text has agencies of news there too, as its own source: "(dpa)".
_PICTURED = lazy_pattern(
    rf"[^.!?]{{8,180}}[.!?]? \((?:{_NAME}(?: {_NAME}){{0,3}} ?/ ?{_NAMES}(?: {_ARCHIVE})?|[^()]{{0,40}}\b{_ARCHIVE}|"
    rf"{_CREDIT}|(?i:file photo|ap photo|[^()]{{0,30}}\b(?:getty images|shutterstock|unsplash|alamy|istock|pixabay)"
    rf"\b[^()]{{0,20}}))\)"
)
_CREDITED = re.compile(rf".{{8,220}}[.!?…)] (?:\(?{_CREDIT}\)?|© ?{_NAMES}|{_IN_BRACKETS})\.?")
_PLAYER = re.compile(r"\d{1,2}:\d\d(?::\d\d)? ?/ ?\d{1,2}:\d\d(?::\d\d)?")
_ENTRY_LINE = re.compile(r"by .{2,90}\b\d{1,5} (?:comments?|mins? read|minutes? read)\b.{0,30}", re.I)
_FACTOR = re.compile(r"(?:\d(?:[.,]\d{1,2})?|[½¼¾]) ?[x×]")
_POINTER = re.compile(
    r"(?:RELATED|READ MORE|READ ALSO|ALSO READ|SEE ALSO|MORE|WATCH|PHOTOS|VIDEO): .{8,}|"
    # In small letters only what nobody writes ahead of a sentence of his own.
    r"(?i:read more|read also|also read|read next|see also|also see|related(?: article| post| reading| story)?|"
    r"you (?:may|might) also like|don['’]t miss|must read|icymi|in case you missed it|(?:watch|listen)(?=: (?:\S+ ){3})"
    r"|lees ook|zie ook|lesen sie auch|siehe auch|mehr zum thema|(?:à )?lire aussi|voir aussi|lea también|lee también|"
    r"(?:también )?(?:te|le) puede interesar|"
    r"v(?:éase|er) también|leia também|veja também|leggi anche|vedi anche|läs också|se även|les også|læs også|se også|"
    r"lue myös|(?:czytaj|zobacz) (?:też|także)|čtěte také|читайте также|смотрите также)"
    r"(?: |\u00a0)?[:|] ?[\"“„«]?[^\Wa-z].{8,}|"
    r"【(?:関連|写真|動画|画像|特集|図解)[^】]{0,6}】.{4,}|[\[<](?:관련|사진|영상)[^\]>]{0,6}[\]>].{4,}"
)
_DATE_WORDS = frozenset(
    "published updated posted modified created first last originally on at am pm a m p "
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday "
    "mon tue wed thu fri sat sun est edt et cst cdt ct mst mdt mt pst pdt pt gmt bst utc #".split()
)
_CODE = Shape.CODE
_FEWEST_CAPTION_WORDS, _MOST_CAPTION_WORDS = 2, 30
# What captions stand in beside a picture, and how many elements around them may hold the picture.
_OF_CAPTIONS = frozenset(("span", "em", "small", "i", "div", "cite", "figcaption", "td"))
_FURTHEST_PICTURE = 4
# A paragraph beside a picture is a caption only where a name says so: that of a step in a recipe does not.
_OF_PICTURES = frozenset("image img photo picture pic figure caption bild foto imagen legend".split())
# A table of contents: at least so many items, all of them links, most of which name a heading of the page.
_FEWEST_CONTENTS = 2
_MOST_CONTENTS = 0.6
_NEARLY_ALL_LINKED, _MOSTLY_LINKED = 0.8, 0.3
_CONTENTS = lazy_pattern(
    r"(?:(?:table of )?contents|(?:in|on) this (?:article|page|post|guide|story)|jump to|inhalt(?:sverzeichnis)?|"
    r"in diesem (?:artikel|beitrag)|sommaire|table des matières|dans cet article|índice|en este artículo|contenido|"
    r"indice|in questo articolo|sumário|neste artigo|inhoud|in dit artikel|spis treści|содержание|оглавление|目次|目录|"
    r"目錄|목차|içindekiler|innehåll|indhold|innhold|sisällys)\s*:?",
    re.I,
)
_FURTHEST_NAME = 4  # elements around an item that may be named after the contents
_LONGEST_CONTENTS_HEAD_CHARS = 40
_NUMBERING = re.compile(r"\s*(?:\d{1,3}(?:\.\d{1,3}){0,4}[.):]?|[ivxIVX]{1,6}[.)]|[-–•])\s+")
_LONGEST_CREDIT_CHARS, _LONGEST_CREDITED_CHARS, _LONGEST_TIME_CHARS = 100, 260, 20
_MOST_NOTICE_WORDS = 30  # of a notice of rights
_PARAGRAPH_CHARS = (100, 40)  # at least, and in scripts without spaces
_LONGEST_POINTER_CHARS, _LONGEST_DATES_CHARS = 150, 140
_WHEN = frozenset(("published", "updated", "posted", "modified"))
_OPENING = '"“„«‘'
_CLOSING = '"”“»’'
_MOST_HIDDEN_WORDS, _VISIBLE_TO_HIDDEN = 60, 2
_HIDING_NAMES = frozenset((("hidden",), ("d", "none"), ("is", "hidden"), ("u", "hidden")))
_FURTHEST_HIDDEN = 3  # elements around a block
_ENDS_OF_STATEMENTS = tuple('.!…。！।۔”»"')
_OPENS_MORE = re.compile(
    r"\W*(?:read|show|see|view|continue|more|weiter|mehr|lire|voir|leer|ver|leggi|más|plus)\b", re.I
)
# A pull quote, and the paragraph that contains it.
_SHORTEST_PULL_QUOTE_CHARS, _LONGEST_PULL_QUOTE_CHARS = 30, 300
_LONGER_CHARS = 20  # than the pull quote
_REPEATED_WITHIN_BLOCKS = 60


class Predicate(NamedTuple):
    """A rule about a block by itself; `holds` says whether it matches one."""

    id: str
    label: Label
    certain: bool
    holds: Callable[[Block], bool]


class NeighbourPredicate(NamedTuple):
    """A rule about a block and its neighbours; `places` gives the indices of the blocks of a page that it matches."""

    id: str
    label: Label
    certain: bool
    places: Callable[[Sequence[Block]], Iterable[int]]


def _is_in_figcaption(block: Block) -> bool:
    return block.markup is not None and block.markup.container.in_figcaption


def _is_hidden(block: Block) -> bool:
    return block.markup is not None and block.markup.hidden


def _hidden_notes(blocks: Sequence[Block]) -> Iterable[int]:
    """A few hidden lines on a page of visible prose: a note to editors, or what a script shows to a few readers.

    Below a question or a heading, above "Read more", and in elements that repeat, they are what a click shows; and
    where much is hidden, a script may show the whole article.
    """
    hidden = [at for at, block in enumerate(blocks) if _is_hidden(block) or _is_called_hidden(block)]
    if not hidden:
        return
    visible = sum(block.text.count(" ") for block in blocks if not _is_hidden(block) and _is_paragraph(block))
    repeated = Counter(_hiding_words(blocks[at]) for at in hidden)
    for run in _runs(hidden):
        words = sum(blocks[at].text.count(" ") + 1 for at in run)
        if words > _MOST_HIDDEN_WORDS or words * _VISIBLE_TO_HIDDEN > visible or not run.start:
            continue
        if run.stop < len(blocks) and _OPENS_MORE.match(blocks[run.stop].text):
            continue
        names = _hiding_words(blocks[run.start])
        if blocks[run.start - 1].text.endswith(_ENDS_OF_STATEMENTS) and not (names and repeated[names] > len(run)):
            yield from run


def _is_called_hidden(block: Block) -> bool:
    """Whether an element around a block has no other class than one that hides it in any style sheet."""
    at = block.markup.container if block.markup is not None else None
    for _ in range(_FURTHEST_HIDDEN + 1):
        if at is None:
            break
        if at.words in _HIDING_NAMES:
            return True
        at = at.parent
    return False


def _runs(numbers: Sequence[int]) -> Iterable[range]:
    """The stretches of numbers that follow one another, in order."""
    start = 0
    for end in range(1, len(numbers) + 1):
        if end == len(numbers) or numbers[end] != numbers[end - 1] + 1:
            yield range(numbers[start], numbers[end - 1] + 1)
            start = end


def _hiding_words(block: Block) -> tuple[str, ...]:
    """The class and id words of the outermost hidden element around a block."""
    around = (block.markup.container, *block.markup.container.ancestors) if block.markup else ()
    return next((element.words for element in reversed(around) if element.hidden), ())


def _is_button(block: Block) -> bool:
    return block.markup is not None and block.markup.tag == "button" and len(block.text) < 80


def _is_file_name(block: Block) -> bool:
    return "." in block.text[-5:] and len(block.text) < 90 and _FILE.fullmatch(block.text) is not None


def _is_address(block: Block) -> bool:
    text = block.text
    return " " not in text and len(text) < 300 and bool(_ADDRESS.fullmatch(text) or _MAIL.fullmatch(text))


def _is_handle(block: Block) -> bool:
    return len(block.text) < 32 and _HANDLE.fullmatch(block.text) is not None


def _has_no_letter(block: Block) -> bool:
    """A rule, an ornament, a counter: nothing to read. Tables and code may consist of numbers."""
    if len(block.text) > 40 or _LETTER.search(block.text) is not None:
        return False
    return block.shape not in (Shape.TABLE, Shape.CODE)


def _is_picture(block: Block) -> bool:
    """Only a picture in Markdown; the text of the block is its description."""
    return block.marker == "!"


def _is_line_numbers(block: Block) -> bool:
    """The column of line numbers beside a program."""
    if block.shape is not _CODE or not block.text[-1].isdecimal():
        return False
    numbers = block.text.split()
    first = numbers[0]
    if len(numbers) == 1 or len(first) > 6 or not first.isdecimal():
        return False
    return numbers == [str(int(first) + step) for step in range(len(numbers))]


def _is_code_control(block: Block) -> bool:
    """The header of a highlighted program, or its button to copy it (see `segment.html_programs`)."""
    return block.markup is not None and block.markup.tag == CONTROL


_ARROWS_BACK = ("↩", "↩\ufe0e", "↩\ufe0f")


def _is_footnote(block: Block) -> bool:
    """A note that the text refers to, or one in a list of notes (see `segment.html_notes`)."""
    return block.shape is Shape.FOOTNOTE


def _leads_back(block: Block) -> bool:
    """A note of a flattened page, which ends with the arrow back to its mark."""
    return block.text.endswith(_ARROWS_BACK)


def _doubled_captions(blocks: Sequence[Block]) -> Iterable[int]:
    """The alternative text of a picture and its caption: the same short line twice in a row, and no sentence.

    In plain text, also each repetition further down, where the picture is shown once more.
    """
    doubled = {one.text for one, two in pairwise(blocks) if one.text == two.text}
    if not doubled:
        return []
    first = next((at for at, block in enumerate(blocks) if block.text in doubled), 0)
    twice = {at + side for at, (one, two) in enumerate(pairwise(blocks)) if one.text == two.text for side in (0, 1)}
    again = (at for at in range(first, len(blocks)) if blocks[at].markup is None and blocks[at].text in doubled)
    return [at for at in sorted({*twice, *again}) if _may_be_doubled(blocks[at])]


def _may_be_doubled(block: Block) -> bool:
    text = block.text
    if block.shape is not Shape.PARAGRAPH or text.endswith((".", "!", "?", "…", ":")) or "\n" in text:
        return False
    return _FEWEST_CAPTION_WORDS <= text.count(" ") + 1 <= _MOST_CAPTION_WORDS


def _is_photo_credit(block: Block) -> bool:
    is_short = len(block.text) < _LONGEST_CREDIT_CHARS and block.shape is Shape.PARAGRAPH
    return is_short and _PHOTO_CREDIT.fullmatch(block.text) is not None


def _ends_with_credit(block: Block) -> bool:
    """A sentence or two about a picture, and who took it."""
    text = block.text
    is_short = len(text) < _LONGEST_CREDITED_CHARS and block.shape is Shape.PARAGRAPH
    if not is_short or text[0] == "©":
        return False
    return _CREDITED.fullmatch(text) is not None or (text[-1] == ")" and _PICTURED.fullmatch(text) is not None)


def _captions_above_credits(blocks: Sequence[Block]) -> Iterable[int]:
    """In plain text, the line right above "Photo: Ada Fern" is the caption, if a blank line sets the two off.

    So is the same line right below, where a scraper printed the alternative text as well.
    """
    found: set[int] = set()
    for at, (line, credit) in enumerate(pairwise(blocks)):
        if credit.markup is not None or credit.gap or not line.gap or line.shape is not Shape.PARAGRAPH:
            continue
        if line.text.count(" ") < _MOST_CAPTION_WORDS and _is_photo_credit(credit):
            found.update(one for one in (at, at + 2) if one < len(blocks) and blocks[one].text == line.text)
    return sorted(found)


def _is_entry_line(block: Block) -> bool:
    """What a blog prints below a title: "By Ada Fern | Feb 6, 2025 | 0 comments"."""
    text = block.text
    is_sentence = text.endswith((".", "!", "?"))
    return not is_sentence and len(text) < _LONGEST_DATES_CHARS and _ENTRY_LINE.fullmatch(text) is not None


def _is_of_player(block: Block) -> bool:
    """What has been played, "0:00 / 6:41"."""
    return len(block.text) < _LONGEST_TIME_CHARS and _PLAYER.fullmatch(block.text) is not None


def _is_factor(block: Block) -> bool:
    """ "2x" on a button: how fast a player plays, or for how many guests a recipe is."""
    return _is_button(block) and _FACTOR.fullmatch(block.text) is not None


def _pointers(blocks: Sequence[Block]) -> Iterable[int]:
    """Headlines behind a label, "RELATED: …" or "【関連】…", below a paragraph. Above, it may be the article's own."""
    first = next((at for at, block in enumerate(blocks) if _is_paragraph(block)), len(blocks))
    return [at for at in range(first + 1, len(blocks)) if _points_elsewhere(blocks[at].text)]


def _is_paragraph(block: Block) -> bool:
    text, (long, long_unspaced) = block.text, _PARAGRAPH_CHARS
    if len(text) < long_unspaced or not text.endswith(tuple('.!?。！？"”»」')):
        return False
    return len(text) >= long or UNSPACED.search(text) is not None


def _points_elsewhere(text: str) -> bool:
    is_short = len(text) < _LONGEST_POINTER_CHARS and not text.endswith((".", "。"))
    return is_short and _POINTER.fullmatch(text) is not None


def _is_only_dates(block: Block) -> bool:
    """When an article was published and updated, however often and in whatever order, and not a word besides."""
    if len(block.text) > _LONGEST_DATES_CHARS:
        return False
    words = words_in(block.text)
    return "#" in words and not _WHEN.isdisjoint(words) and _DATE_WORDS.issuperset(words)


def _names_a_picture_agency(block: Block) -> bool:
    return len(block.text) < 200 and block.text.endswith(")") and _IMAGE_SOURCE.fullmatch(block.text) is not None


def _is_trail(block: Block) -> bool:
    """Home > News > Harbour: names of sections with arrows between them."""
    arrow = _ARROW.search(block.text)
    return arrow is not None and len(block.text) < 150 and block.text.count(arrow[0]) >= 2


def _names_owner(block: Block) -> bool:
    return len(block.text) < 200 and _OWNER.match(block.text) is not None


def _claims_rights(block: Block) -> bool:
    """A notice of rights, which begins with its sign or word and a year: "© 2025 Fern Weekly. All rights reserved."."""
    text = block.text
    return text[0] in "©(&cCtT" and _NOTICE.fullmatch(text) is not None and text.count(" ") < _MOST_NOTICE_WORDS


def _repeated_quotations(blocks: Sequence[Block]) -> Iterable[int]:
    """Pull quotes: a quotation on its own whose words also stand in a paragraph nearby."""
    return [at for at, block in enumerate(blocks) if block.text[0] in _OPENING and _is_repeated(at, blocks)]


def _is_repeated(at: int, blocks: Sequence[Block]) -> bool:
    text = blocks[at].text
    if text[-1] not in _CLOSING or not _SHORTEST_PULL_QUOTE_CHARS <= len(text) <= _LONGEST_PULL_QUOTE_CHARS:
        return False
    inner = text.strip(_OPENING + _CLOSING + ".,")
    around = blocks[max(0, at - _REPEATED_WITHIN_BLOCKS) : at + _REPEATED_WITHIN_BLOCKS]
    return any(inner in other.text for other in around if len(other.text) > len(text) + _LONGER_CHARS)


def _contents_lists(blocks: Sequence[Block]) -> Iterable[int]:
    """Tables of contents: lists of links to headings of the same page, and the head of such a list.

    Without links, or where a script sets them, the head or the name of the list has to say what it is.
    """
    headings = {_plain(block.text) for block in blocks if block.shape is Shape.HEADING}
    at = 0
    while at < len(blocks):
        end = at
        while end < len(blocks) and _may_be_of_contents(blocks[end]):
            end += 1
        if end - at >= _FEWEST_CONTENTS and _are_contents(blocks, range(at, end), headings):
            if at and _heads_contents(blocks[at - 1]):
                yield at - 1
            yield from range(at, end)
        elif end == at and _is_row_of_contents(blocks[at], headings):
            yield at
        at = end + 1


def _may_be_of_contents(block: Block) -> bool:
    if block.shape is Shape.PARAGRAPH:
        return _links_within_page(block)
    is_item = block.shape is Shape.LIST_ITEM and block.markup is not None
    return is_item and (_links_within_page(block) or not _targets(block))


def _are_contents(blocks: Sequence[Block], items: range, headings: set[str]) -> bool:
    listed = blocks[items.start : items.stop]
    if not _are_headings(listed, headings):
        return False
    return all(map(_links_within_page, listed)) or _names_contents(listed[0], blocks[max(0, items.start - 1)])


def _names_contents(item: Block, head: Block) -> bool:
    """Whether the line above a list, or the name of an element around it, says that it is a table of contents."""
    if len(head.text) <= _LONGEST_CONTENTS_HEAD_CHARS and _CONTENTS.fullmatch(head.text):
        return True
    around = item.markup.container.ancestors[:_FURTHEST_NAME] if item.markup else ()
    return any("toc" in element.words or "-".join(element.words).find("table-of-contents") >= 0 for element in around)


def _is_row_of_contents(block: Block, headings: set[str]) -> bool:
    """Whether a paragraph is links to headings of the page: "Jump to: The sale | The museum"."""
    if block.shape is not Shape.PARAGRAPH or block.markup is None or block.markup.link_density < _MOSTLY_LINKED:
        return False
    targets = _targets(block)
    if len(targets) < _FEWEST_CONTENTS or not all("#" in target for target in targets):
        return False
    links = [block.text[span.start : span.end] for span in spans_of(block.inline) if span.style is Style.LINK]
    return sum(_plain(link) in headings for link in links) >= _MOST_CONTENTS * len(targets)


def _links_within_page(block: Block) -> bool:
    if block.markup is None or block.markup.link_density < _NEARLY_ALL_LINKED:
        return False
    targets = _targets(block)
    return bool(targets) and all("#" in target for target in targets)


def _targets(block: Block) -> list[str]:
    return [mark.target for mark in block.inline.marks if mark.style is Style.LINK and mark.begins]


def _are_headings(items: Sequence[Block], headings: set[str]) -> bool:
    known = sum(_plain(item.text) in headings for item in items)
    return known >= _MOST_CONTENTS * len(items)


def _heads_contents(block: Block) -> bool:
    """Whether a block is short enough to be the head of a list, and no title."""
    return block.level != 1 and len(block.text) <= _LONGEST_CONTENTS_HEAD_CHARS and block.text[-1] not in ".!"


def _plain(text: str) -> str:
    return _NUMBERING.sub("", " ".join(text.split())).casefold().strip(" .:#¶")


def _beside_pictures(blocks: Sequence[Block]) -> Iterable[int]:
    """Captions: the only text in the element of a picture, in an element of its own; and each repetition of a caption.

    In `<p><img><br><em>The depot in 1931.</em></p>` it is the text of <em>. A paragraph that holds an image is none.
    """
    found = [at for at, block in enumerate(blocks) if _is_in_figcaption(block)]
    possible = [at for at, block in enumerate(blocks) if block.images and _may_be_beside_picture(block)]
    elements = _blocks_within(blocks) if possible else {}
    found += [at for at in possible if _is_beside_picture(blocks[at], elements)]
    if not found:
        return
    captions = {blocks[at].text for at in found}
    for at, block in enumerate(blocks):
        is_other = block.shape is Shape.HEADING or _is_in_figcaption(block)  # the latter has a rule of its own
        if block.markup is not None and block.text in captions and not is_other:
            yield at


def _blocks_within(blocks: Sequence[Block]) -> dict[int, int]:
    """How many blocks each element around a block holds, two standing for more, by the element's id."""
    found: dict[int, int] = {}
    for block in blocks:
        at = block.markup.container if block.markup is not None else None
        # An element that holds two is within others that hold as many: no element is counted a third time.
        while at is not None and (known := found.get(id(at), 0)) < 2:
            found[id(at)] = known + 1
            at = at.parent
    return found


def _may_be_beside_picture(block: Block) -> bool:
    markup = block.markup
    if markup is None or block.shape is not Shape.PARAGRAPH or len(block.text.split()) > _MOST_CAPTION_WORDS:
        return False
    return _may_hold_caption(markup.container) and markup.link_density <= 0.5


def _is_beside_picture(block: Block, elements: dict[int, int]) -> bool:
    around = set(map(id, block.markup.container.ancestors[:_FURTHEST_PICTURE])) if block.markup else set()
    for image in block.images:
        outwards = (image.container, *image.container.ancestors[:_FURTHEST_PICTURE])
        # A link or a frame around the picture holds no text.
        holder = next((element for element in outwards if id(element) in elements), None)
        if holder is not None and id(holder) in around and elements[id(holder)] == 1:
            return True
    return False


def _may_hold_caption(container: Container) -> bool:
    if container.tag != "p":
        return container.tag in _OF_CAPTIONS
    names = (container, *container.ancestors[:1])
    return any(not _OF_PICTURES.isdisjoint(element.words) for element in names)


TEXT_PREDICATES: tuple[Predicate, ...] = (
    Predicate("structure/photo-credit", Label.CREDIT, True, _is_photo_credit),
    Predicate("structure/credited", Label.CAPTION, True, _ends_with_credit),
    Predicate("structure/entry-line", Label.BYLINE, True, _is_entry_line),
    Predicate("structure/player", Label.MEDIA_CONTROLS, True, _is_of_player),
    Predicate("structure/dates", Label.TIMESTAMP, True, _is_only_dates),
    Predicate("structure/picture-agency", Label.CAPTION, False, _names_a_picture_agency),
    Predicate("structure/trail", Label.BREADCRUMB, False, _is_trail),
    Predicate("structure/rights", Label.COPYRIGHT, True, _claims_rights),
    Predicate("structure/owner", Label.COPYRIGHT, False, _names_owner),
    Predicate("structure/file-name", Label.MEDIA_CONTROLS, False, _is_file_name),
    Predicate("structure/only-address", Label.NAVIGATION, False, _is_address),
    Predicate("structure/handle", Label.BYLINE, False, _is_handle),
    Predicate("structure/leads-back", Label.FOOTNOTE, True, _leads_back),
    Predicate("structure/no-letter", Label.OTHER, False, _has_no_letter),
)
SHAPE_PREDICATES: tuple[Predicate, ...] = (
    Predicate("structure/picture", Label.CAPTION, True, _is_picture),
    Predicate("structure/line-numbers", Label.OTHER, True, _is_line_numbers),
    Predicate("structure/footnote", Label.FOOTNOTE, True, _is_footnote),
)
MARKUP_PREDICATES: tuple[Predicate, ...] = (
    Predicate("structure/figcaption", Label.CAPTION, True, _is_in_figcaption),
    Predicate("structure/code-control", Label.OTHER, True, _is_code_control),
    Predicate("structure/factor", Label.MEDIA_CONTROLS, True, _is_factor),
    Predicate("structure/button", Label.OTHER, False, _is_button),
    Predicate("structure/hidden", Label.OTHER, False, _is_hidden),
)
DOUBLED_CAPTION = NeighbourPredicate("structure/doubled-caption", Label.CAPTION, True, _doubled_captions)
NEIGHBOUR_PREDICATES: tuple[NeighbourPredicate, ...] = (
    DOUBLED_CAPTION,
    NeighbourPredicate("structure/hidden-note", Label.OTHER, True, _hidden_notes),
    NeighbourPredicate("structure/contents-list", Label.NAVIGATION, True, _contents_lists),
    NeighbourPredicate("structure/beside-picture", Label.CAPTION, True, _beside_pictures),
    NeighbourPredicate("structure/caption-above-credit", Label.CAPTION, True, _captions_above_credits),
    NeighbourPredicate("structure/pointer", Label.RELATED, True, _pointers),
    NeighbourPredicate("structure/pull-quote", Label.PULL_QUOTE, True, _repeated_quotations),
)
PREDICATES = (TEXT_PREDICATES, PROMPTS, SHAPE_PREDICATES, MARKUP_PREDICATES, NEIGHBOUR_PREDICATES)
_SHAPES_OF_PREDICATES = (Shape.CODE, Shape.FOOTNOTE)  # that SHAPE_PREDICATES are about, beside what has a marker
_LONGEST_MATCHED_CHARS = 300  # no predicate about the text alone matches a longer block


def predicates_among(blocks: Sequence[Block]) -> dict[int, list[NeighbourPredicate]]:
    """The predicates about neighbours that match, by the index of the block; blocks without any are left out."""
    found: dict[int, list[NeighbourPredicate]] = {}
    for predicate in NEIGHBOUR_PREDICATES:
        for at in predicate.places(blocks):
            found.setdefault(at, []).append(predicate)
    return found


def predicates_of(block: Block) -> list[Predicate | Prompt]:
    """The predicates and prompts that match a block by itself."""
    found: list[Predicate | Prompt] = []
    if block.marker or block.shape in _SHAPES_OF_PREDICATES:
        found += [p for p in SHAPE_PREDICATES if p.holds(block)]
    if len(block.text) < _LONGEST_MATCHED_CHARS:
        found += _of_text(block.text, block.shape)
    if block.markup is not None:
        found += [p for p in MARKUP_PREDICATES if p.holds(block)]
    return found


# The lines of a site repeat from page to page.
@lru_cache(maxsize=4096)
def _of_text(text: str, shape: Shape) -> tuple[Predicate | Prompt, ...]:
    block = Block(text, shape)
    found = tuple([predicate for predicate in TEXT_PREDICATES if predicate.holds(block)])
    prompt = prompt_in(text) if shape is not _CODE else None  # what looks like one in a program is one of its strings
    return (*found, prompt) if prompt else found
