r"""The formulas of a page, however it writes them, as one element each with their TeX and their readable characters.

A page may hold a formula several times: MathML for screen readers, spans for the eye, TeX for the script that draws
it, a picture for old browsers. All of it becomes one element, whose text is "E = mgh" and whose attribute is `E=mgh`.

Known are MathML; KaTeX; MathJax 2 (`<script type="math/tex">`), 3 and 4 (`<mjx-container>`); the pictures of MediaWiki,
WordPress and other makers of pictures with the TeX as alternative text; and TeX between its signs in an element that is
made for it, as Pandoc writes it: `<span class="math inline">\(E=mgh\)</span>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from cleaner.segment.html_tree import find, named, parse, remove, replace, text_within
from cleaner.segment.inline import DISPLAY_FORMULA, FORMULA
from cleaner.segment.mathml import tex_of
from cleaner.text.lazy_pattern import lazy_pattern
from cleaner.text.tex import readable

_SCRIPT = "math/tex"
_MOST_IN_A_TEXT = 1_000  # formulas; the rest stay as they are
# What draws a formula as a whole.
_DRAWN = frozenset(
    (
        "mwe-math-element katex-display MathJax_Display MathJax_SVG_Display MJXc-display katex MathJax MathJax_SVG "
        "MathJax_CHTML mjx-chtml mjx-container MathJax_MathML"
    ).split()
)
_DISPLAYED = frozenset(
    (
        "katex-display MathJax_Display MathJax_SVG_Display MJXc-display mwe-math-mathml-display "
        "mwe-math-fallback-image-display ltx_equation display"
    ).split()
)
# Elements and classes that are made for TeX between its signs.
_OF_TEX = frozenset("math math-container arithmatex tex latex math-inline math-display math-tex math-renderer".split())
_TEX_ATTRIBUTES = ("data-tex", "data-latex", "data-expr", "data-math", "data-equation")
_BETWEEN_SIGNS = lazy_pattern(
    r"\s*(?:\$\$(?P<a>.+)\$\$|\\\[(?P<b>.+)\\\]|\\\((?P<c>.+)\\\)|\$(?P<d>[^$]+)\$|\\begin\{equation\*?\}(?P<e>.+)"
    r"\\end\{equation\*?\})\s*",
    re.S,
)
# Within its signs TeX may break a line ("\\[2pt]"), but not open them again: every character is read once.
_RAW = lazy_pattern(
    r"\\\((?P<inline>(?:[^\\]|\\\\|\\[^\\()])++)\\\)|\\\[(?P<block>(?:[^\\]|\\\\|\\[^\\\[\]])++)\\\]"
    r"|\$\$(?P<dollars>[^$]++)\$\$"
)
# What MathJax and KaTeX do not look into.
_NOT_DRAWN = frozenset(
    ("script", "style", "pre", "code", "textarea", "noscript", "option", "title", FORMULA, DISPLAY_FORMULA)
)
_PICTURES_OF_TEX = re.compile(r"\b(?:mwe-math-fallback-image-\w+|latex|tex|math|equation_image|ee_img)\b", re.I)
_MAKES_PICTURES = re.compile(r"latex\.php\?|/equation\?tex=|latex\.codecogs\.com|mathtex\.cgi|/math/render/|mimetex")
# Without any of these a page has no formula, but for pictures and for TeX in its text.
MARKUP_OF_FORMULAS = "math m:math mml:math mjx-container math-renderer @" + " @".join(_TEX_ATTRIBUTES)
TYPE_OF_FORMULAS = _SCRIPT.encode()
NAMES_OF_FORMULAS = re.compile(r"\b(?:(?:mwe-)?math|katex|mjx|arithmatex|tex\b|latex|equation_image|ee_img)")
_CDATA = re.compile(r"%\s*<!\[CDATA\[|%\s*\]\]>")  # kramdown wraps it around what stands in a script
_WRAPPED = re.compile(r"\{\\(?:display|text)style\s*(.*)\}", re.S)
_FIND_ATTRIBUTES = etree.XPath(f"descendant::*[{' or '.join(f'@{name}' for name in _TEX_ATTRIBUTES)}]")


def unite_formulas(root: etree._Element) -> None:
    """Replace whatever writes or draws a formula by one element. Changes the tree."""
    for found in _of_scripts(root), _of_drawings(root), _of_mathml(root), _of_tex_elements(root):
        for element, tex, displayed in found:
            put_formula(element, tex, displayed)


def unite_raw_formulas(root: etree._Element) -> None:
    """Make formulas of the TeX between signs in the text of a page whose script would draw it. Changes the tree."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        if element.tag not in _NOT_DRAWN and element.text:
            _split(element, element.text, 0)
        parent = element.getparent()
        if parent is not None and parent.tag not in _NOT_DRAWN and _RAW.search(element.tail or ""):
            _split(parent, element.tail or "", parent.index(element) + 1)


def _split(parent: etree._Element, text: str, at: int) -> None:
    """Put the formulas in a text, which stands ahead of child number `at`, between its parts."""
    found = list(islice(_RAW.finditer(text), _MOST_IN_A_TEXT))
    if not found:
        return
    ends = [*(formula.start() for formula in found[1:]), len(text)]
    if at:
        parent[at - 1].tail = text[: found[0].start()]
    else:
        parent.text = text[: found[0].start()]
    for formula, end in zip(found, ends, strict=True):
        element = etree.Element("span")
        element.tail = text[formula.end() : end]
        parent.insert(at, element)
        at += 1
        inline = formula["inline"]
        put_formula(element, inline or formula["block"] or formula["dollars"], inline is None)


def put_formula(element: etree._Element, tex: str, displayed: bool) -> None:
    """Put a formula where an element stands."""
    wrapped = _WRAPPED.fullmatch(tex.strip())
    tex = " ".join(_CDATA.sub("", wrapped[1] if wrapped else tex).split())
    if tex:
        formula = etree.Element(DISPLAY_FORMULA if displayed else FORMULA, {"tex": tex})
        formula.text = readable(tex) or tex
        replace(element, formula)


_Found = Iterator[tuple[etree._Element, str, bool]]


def _of_scripts(root: etree._Element) -> _Found:
    """MathJax 2 keeps the TeX in a script and draws the formula ahead of it."""
    for script in [found for found in root.iter("script") if (found.get("type") or "").startswith(_SCRIPT)]:
        for drawn in _drawn_ahead(script):
            remove(drawn)
        yield script, script.text or "", "mode=display" in (script.get("type") or "").replace(" ", "")


def _drawn_ahead(script: etree._Element) -> list[etree._Element]:
    found = []
    before = script.getprevious()
    while before is not None and not (before.tail or "").strip():
        classes = (before.get("class") or "").split()
        if not any(name in _DRAWN or name in ("MathJax_Preview", "MathJax_Error") for name in classes):
            break
        found.append(before)
        before = before.getprevious()
    return found


def _of_drawings(root: etree._Element) -> _Found:
    for drawn in named(root, _DRAWN, "mjx-container"):
        if not _is_in(drawn, root):
            continue
        if tex := _tex_of_drawing(drawn):
            yield drawn, tex, _is_displayed(drawn)


def _tex_of_drawing(drawn: etree._Element) -> str:
    math = next(drawn.iter("math"), None)
    if math is not None:
        return tex_of(math)
    for element in drawn.iter():
        if isinstance(element.tag, str):
            if written := next((value for name in _TEX_ATTRIBUTES if (value := element.get(name))), ""):
                return written
            parsed = parse(element.get("data-mathml") or "")
            if parsed is not None and (math := next(parsed.iter("math"), None)) is not None:
                return tex_of(math)
            if element.tag == "img" and element.get("alt"):
                return element.get("alt") or ""
    return ""


def _is_displayed(drawn: etree._Element) -> bool:
    """Whether a formula stands on lines of its own, by its classes or those of the elements within or around it."""
    parent = drawn.getparent()
    around = [] if parent is None or (parent.text or "").strip() or len(parent) > 1 else [parent]
    for element in (*around, *drawn.iter()):
        if element.get("display") in ("block", "true") or element.get("mode") == "display":
            return True
        if not _DISPLAYED.isdisjoint((element.get("class") or "").split()):
            return True
    return False


def _of_mathml(root: etree._Element) -> _Found:
    for math in list(root.iter("math", "m:math", "mml:math")):
        if _is_in(math, root) and (tex := tex_of(math)):
            yield math, tex, math.get("display") == "block" or math.get("mode") == "display"


def _of_tex_elements(root: etree._Element) -> _Found:
    for element in _tex_elements(root):
        if not _is_in(element, root) or next(element.iter(FORMULA, DISPLAY_FORMULA), None) is not None:
            continue
        between = _BETWEEN_SIGNS.fullmatch(text_within(element))
        if between is not None:
            tex = next(group for group in between.groups() if group)
            yield element, tex, between["c"] is None and between["d"] is None
        elif _OF_TEX.isdisjoint((element.get("class") or "").split()):
            continue
        elif written := next((value for name in _TEX_ATTRIBUTES if (value := element.get(name))), ""):
            yield element, written, _is_displayed(element)


def _tex_elements(root: etree._Element) -> list[etree._Element]:
    found = named(root, _OF_TEX, "math-renderer")
    if not (with_attribute := find(root, _FIND_ATTRIBUTES)):
        return found
    either = {*found, *with_attribute}
    return [element for element in root.iter("*") if element in either]


def unite_pictures_of_formulas(root: etree._Element) -> None:
    """Replace pictures of formulas by what their alternative text says. Changes the tree."""
    for picture in list(root.iter("img")):
        alternative = picture.get("alt")
        if not alternative:
            continue
        if _PICTURES_OF_TEX.search(picture.get("class") or "") or _MAKES_PICTURES.search(picture.get("src") or ""):
            bare = _BETWEEN_SIGNS.fullmatch(alternative)
            tex = next(group for group in bare.groups() if group) if bare else alternative
            put_formula(picture, tex, "display" in (picture.get("class") or ""))


def _is_in(element: etree._Element, root: etree._Element) -> bool:
    """Whether an element is still in the tree: one around it may have been replaced."""
    return element is root or any(ancestor is root for ancestor in element.iterancestors())
