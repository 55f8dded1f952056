"""Controls that hold the article's words: buttons within sentences, and what a click shows (accordions, tabs, "more").

The tree is rewritten into what the page says once everything is open: a glossary's button becomes a part of its
sentence, the head of an accordion a heading, and its panel is shown. Controls that only do something stay buttons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import cast

from lxml import etree

from cleaner.segment.html_elements import BLOCK_LEVEL, PREFORMATTED, UNSEEN, hides
from cleaner.text.lazy_pattern import lazy_pattern
from cleaner.text.stats import UNSPACED

# Both bound the work on a page that is made of controls; real pages have a hundred.
_MOST_CONTROLS = 1000
_MOST_WALKED_ELEMENTS = 400

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_HEAD_TAG = "h3"  # what a button over a panel becomes
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡]|[a-z])[\])]?")
_GOES_ON = ".,;:!?)…’”»%、。，"  # what follows a word of a sentence
_STOPS = ".!?:…”»|·•。！？"
_SHORTEST_SENTENCE_CHARS = 15
_SHORTEST_UNSPACED_CHARS = 6

_MOST_TABS = 100
_FEWEST_PANEL_WORDS = 4
_ENDS_OF_SENTENCE = tuple(".!?。！？।۔")
_MOST_LINKED = 0.5  # share of a panel's characters
_LONGEST_HEAD_CHARS = 200
_TARGETS = ("aria-controls", "data-target", "data-bs-target", "data-controls", "href")
_HAVE_TARGETS = frozenset(_TARGETS)
# Words of a class, id or role that says what a click opens, and of one whose panels are not the article's.
_OPENS = lazy_pattern(r"accordion|collaps|toggle|expand|faq|question|disclosure|spoiler|tab(?![a-z]*le)|trigger", re.I)
_IS_PANEL = re.compile(
    r"accordion|collaps|panel|content|body|answer|expand|toggle|disclosure|spoiler|pane|more|hidden", re.I
)
_NOT_THE_ARTICLES = lazy_pattern(
    r"cookie|consent|gdpr|cmp\b|onetrust|didomi|privacy|comment|disqus|newsletter|subscri|paywall|share|social|"
    r"related|recommend|menu|(?<![a-z])nav|footer|masthead|sidebar|search|login|signin|dialog|modal|popup|banner|"
    r"filter|sort|widget|promo|advert|settings|preferences|dropdown"
)
_ELSEWHERE = frozenset(("nav", "header", "footer", "aside", "form", "dialog", "menu"))
# What only opens something says nothing itself.
_ONLY_OPENS = lazy_pattern(
    r"(?:\W*(?:read|show|see|view|load|learn|open|expand|continue|tell me|mehr|weiter|lire|voir|afficher|leer|ver|"
    r"mostrar|leggi|mostra|ler|czytaj|lees|läs|показать|читать|もっと|続き|阅读|閱讀|展开)\b.{0,30}|\W*(?:more|menu|close|"
    r"toggle|weiterlesen|mehr|plus|más|mais|altro|więcej|meer|mer|ещё|далее)\b.{0,15}|\W*)",
    re.I | re.S,
)
_HIDING = ("hidden", "aria-hidden")
_HIDING_STYLES = lazy_pattern(
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0|(?:max-)?height\s*:\s*0\w*)[^;]*;?", re.I
)


_TABS = frozenset(("tab", "pill"))
_ADDRESS_FIELDS = etree.XPath("descendant::input[@type='email' or @name='email' or @name='EMAIL']")
_ASKS_MORE = etree.XPath("boolean(.//textarea | .//select | .//input[@type='password'] | .//article)")
_FORM_NAME = "asks-for-address"  # see newsletter.toml
_FEWEST_WORDS_OF_FORM, _MOST_WORDS_OF_FORM, _MOST_AROUND_FIELD = 6, 60, 6
_NAMED = etree.XPath("descendant-or-self::*[@id]")


def read_controls(root: etree._Element) -> None:
    """Rewrite the controls of a page that hold or show its text. Changes the tree."""
    for tab in list(islice(filter(_is_tab, root.iter("a", "button")), _MOST_CONTROLS)):
        _name_tab(tab)
    controls = list(islice(filter(_is_control, root.iter("*")), _MOST_CONTROLS))
    by_id: dict[str, etree._Element] | None = None
    for control in controls:
        if by_id is None and not _HAVE_TARGETS.isdisjoint(control.keys()):
            by_id = {element.get("id", ""): element for element in reversed(cast(list[etree._Element], _NAMED(root)))}
        if (panel := _panel_of(control, by_id or {})) is not None:
            _open(control, panel)
        elif control.tag == "button" and (_is_heading(control) or _is_in_sentence(control)):
            control.tag = "sup" if _NOTE_MARK.fullmatch(_text_of(control)) else "span"


def _is_control(element: etree._Element) -> bool:
    return element.tag == "button" or element.get("role") in ("button", "tab") or "aria-expanded" in element.attrib


def _is_tab(element: etree._Element) -> bool:
    if element.get("data-toggle") not in _TABS and element.get("data-bs-toggle") not in _TABS:
        return False
    parent = element.getparent()
    return parent is not None and parent.tag == "li"


def _name_tab(tab: etree._Element) -> None:
    """Give the links with which Bootstrap draws tabs the roles that they have."""
    tab.set("role", "tab")
    for around in _near(tab, 2):
        if around.tag == "ul":
            around.set("role", "tablist")


def _text_of(element: etree._Element) -> str:
    """The beginning of the text in an element, with white space folded."""
    pieces: list[str] = []
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, inner in islice(walker, _MOST_WALKED_ELEMENTS):
        if event == "end":
            pieces.append((inner.tail or "") if inner is not element else "")
        elif inner.tag in UNSEEN:
            walker.skip_subtree()
        else:
            pieces.append(inner.text or "")
    return _folded(pieces)


# Accordions, tabs and more


def _open(control: etree._Element, panel: etree._Element) -> None:
    for element in (panel, *panel.iterancestors()):
        if element is panel or hides(element.attrib):
            for name in _HIDING:
                _drop(element, name)
            if style := element.get("style"):
                element.set("style", _HIDING_STYLES.sub("", style))
    # The names of a widget say how it behaves and not what it holds.
    for element in (panel, control):
        _drop(element, "class")
    if panel.tag == "div" and control.get("role") != "tab":
        panel.tag = "details"
    text = _text_of(control)
    for link in list(control.iter("a")):
        link.tag = "span"  # it leads nowhere
    _make_heading(control, text)


def _make_heading(control: etree._Element, text: str) -> None:
    if control.get("role") == "tab":
        control.tag = _HEAD_TAG  # the tabs stand before their panels, in their order
        for around in _near(control, 2):
            is_list = around.get("role") == "tablist"
            if is_list or around.tag == "li":
                around.tag = "div" if is_list else around.tag
                _drop(around, "class")
    elif control.tag == "button" and not _ONLY_OPENS.fullmatch(text):
        is_inline = any(parent.tag in _HEADINGS or parent.tag == "li" for parent in _near(control, 2))
        control.tag = "span" if is_inline else _HEAD_TAG


def _drop(element: etree._Element, attribute: str) -> None:
    if attribute in element.attrib:
        del element.attrib[attribute]


def _panel_of(control: etree._Element, by_id: dict[str, etree._Element]) -> etree._Element | None:
    """What a click on a control shows, if it is prose of the article's; else None."""
    if len(_text_of(control)) > _LONGEST_HEAD_CHARS or _is_elsewhere(control):
        return None
    for panel in _possible_panels(control, by_id):
        if _is_elsewhere(panel):
            continue
        if _is_prose(panel):
            return panel
        if hides(panel.attrib) and next(panel.iter("a"), None) is not None:
            panel.set("class", f"{panel.get('class') or ''} nav-menu")  # links that open on a click are a menu
    return None


def _possible_panels(control: etree._Element, by_id: dict[str, etree._Element]) -> Iterator[etree._Element]:
    for name in _TARGETS:
        for target in (control.get(name) or "").split()[:3]:
            found = by_id.get(target.removeprefix("#"))
            if found is not None and found is not control:
                yield found
    if control.get("role") == "tab":
        yield from _panel_of_tab(control)
    if not _may_open(control):
        return
    for element in (control, *_near(control, 2)):
        following = element.getnext()
        if following is not None and (hides(following.attrib) or _IS_PANEL.search(_names(following))):
            yield following
        parent = element.getparent()
        if element.tag not in _HEADINGS and parent is not None and len(parent) > 1:
            break
    previous = control.getprevious()
    if previous is not None and hides(previous.attrib) and _ONLY_OPENS.fullmatch(_text_of(control)):
        yield previous


def _panel_of_tab(tab: etree._Element) -> Iterator[etree._Element]:
    """The panel of a tab that names none: panels stand beside the list of tabs, in the order of the tabs."""
    tabs = next((around for around in _near(tab, 4) if around.get("role") == "tablist"), None)
    beside = tabs.getparent() if tabs is not None else None
    if tabs is None or beside is None:
        return
    both = zip(tabs.iterfind(".//*[@role='tab']"), beside.iterfind(".//*[@role='tabpanel']"), strict=False)
    yield from (panel for other, panel in islice(both, _MOST_TABS) if other is tab)


def _may_open(control: etree._Element) -> bool:
    if "aria-expanded" in control.attrib or _ONLY_OPENS.fullmatch(_text_of(control)):
        return True
    return any(_OPENS.search(_names(element)) for element in (control, *_near(control, 2)))


def _near(element: etree._Element, levels: int) -> Iterator[etree._Element]:
    for _, ancestor in zip(range(levels), element.iterancestors(), strict=False):
        yield ancestor


def _names(element: etree._Element) -> str:
    return " ".join((element.get("class") or "", element.get("id") or "", element.get("role") or ""))[:500]


def _is_elsewhere(element: etree._Element) -> bool:
    """Whether an element is in a part of the page that is not the article: a menu, a consent dialog, the comments."""
    tabs = [at for at, around in enumerate(element.iterancestors()) if around.get("role") == "tablist"]
    for around in islice((element, *element.iterancestors()), tabs[0] + 2 if tabs else 0, None):  # often named "nav"
        if around.tag in ("article", "main", "body"):
            return False
        if around.tag in _ELSEWHERE or _name_elsewhere(_names(around)):
            return True
    return False


# A page uses few class attributes, each on many elements.
@lru_cache(maxsize=4096)
def _name_elsewhere(names: str) -> bool:
    return _NOT_THE_ARTICLES.search(names.lower()) is not None


def _is_prose(panel: etree._Element) -> bool:
    """Whether a panel holds what an article may: a few words, a sentence or a program, and not mostly links."""
    text = _text_of(panel)
    linked = sum(len(_text_of(link)) for link in islice(panel.iter("a", "button"), 50))
    is_long = text.count(" ") + 1 >= _FEWEST_PANEL_WORDS or len(UNSPACED.findall(text)) >= _SHORTEST_UNSPACED_CHARS
    is_whole = text.endswith(_ENDS_OF_SENTENCE) or next(panel.iter(*PREFORMATTED), None) is not None
    return bool(text) and (is_long or is_whole) and linked <= _MOST_LINKED * len(text)


# Forms for an address


def name_forms(root: etree._Element) -> None:
    """Name the box around a form that asks for an address and nothing else: a newsletter's. Changes the tree."""
    for field in cast(list[etree._Element], _ADDRESS_FIELDS(root))[:_MOST_TABS]:
        for box in _near(field, _MOST_AROUND_FIELD):
            words = _text_of(box).count(" ") + 1
            if box.tag in ("article", "main", "body") or words > _MOST_WORDS_OF_FORM or _ASKS_MORE(box):
                break
            if words >= _FEWEST_WORDS_OF_FORM:
                box.set("class", f"{_FORM_NAME} {box.get('class') or ''}")
                break


# Buttons within sentences


def _is_heading(button: etree._Element) -> bool:
    """Whether a button is all there is in a heading: it opens what stands below, or only looks like a heading."""
    return any(around.tag in _HEADINGS and _text_of(around) == _text_of(button) for around in _near(button, 3))


def _is_in_sentence(button: etree._Element) -> bool:
    """Whether the text around a button in its line needs the button's words: "Given the [gauge] of the rails, …"."""
    words = _text_of(button)
    before, after = _line_around(button)
    around = before + after
    shortest = _SHORTEST_UNSPACED_CHARS if UNSPACED.search(around) else _SHORTEST_SENTENCE_CHARS
    if not words or len(around) < shortest:
        return False
    if after:
        if after[0] in _GOES_ON:
            return bool(before)
        return after[0].islower() or bool(UNSPACED.match(after)) or (bool(before) and not _ends(before))
    return _NOTE_MARK.fullmatch(words) is not None or (not _ends(before) and words[0].islower())


def _ends(before: str) -> bool:
    """Whether a line may be at its end: after a full stop, or after a name or a number, as in a byline."""
    last = before.rsplit(maxsplit=1)[-1]
    return last[-1] in _STOPS or not last[0].islower()


def _line_around(button: etree._Element) -> tuple[str, str]:
    """The text of the line that a button is in, before and after it, without the text of other buttons."""
    block = next((around for around in button.iterancestors() if around.tag in BLOCK_LEVEL), None)
    if block is None:
        return "", ""
    before: list[str] = []
    after: list[str] = []
    side = before
    walker = etree.iterwalk(block, events=("start", "end"))
    for event, element in islice(walker, _MOST_WALKED_ELEMENTS):
        ends_line = element.tag == "br" or (element.tag in BLOCK_LEVEL and element.tag != "button")
        if ends_line and element is not block:
            if side is after:
                break
            before.clear()
        if event == "end":
            side.append((element.tail or "") if element is not block else "")
            continue
        if element is button:
            side = after
        if element.tag == "button" or element.tag in UNSEEN:
            walker.skip_subtree()  # its end is still sent
        else:
            side.append(element.text or "")
    return _folded(before), _folded(after)


def _folded(pieces: list[str]) -> str:
    return " ".join("".join(pieces).split())
