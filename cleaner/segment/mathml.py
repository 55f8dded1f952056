"""MathML to TeX: https://www.w3.org/TR/mathml-core/, for formulas whose page does not give their TeX."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lxml import etree

_DEEPEST = 60  # elements
_LONGEST_CHARS = 5_000  # of an annotation
_SKIPPED = frozenset("annotation annotation-xml mphantom maction none mprescripts".split())
_TEX_ENCODINGS = ("application/x-tex", "tex", "latex", "application/x-latex")
_LIMITS_BESIDE = frozenset("∑∏∫∬∭∮⋃⋂") | {"lim", "max", "min", "sup", "inf", "limsup", "liminf"}
_ACCENTS = {
    "^": "hat",
    "ˆ": "hat",
    "¯": "bar",
    "‾": "overline",
    "→": "vec",
    "⃗": "vec",
    "˙": "dot",
    "¨": "ddot",
    "~": "tilde",
}
_INVISIBLE = str.maketrans("", "", "\u2061\u2062\u2063\u2064\u200b")


def tex_of(math: etree._Element) -> str:
    """The TeX of a <math> element: its annotation, its alternative text, or what its elements say."""
    for annotation in math.iter("annotation"):
        text = (annotation.text or "").strip()
        if (annotation.get("encoding") or "").lower() in _TEX_ENCODINGS and 0 < len(text) <= _LONGEST_CHARS:
            return text
    return (math.get("alttext") or "").strip() or _row(list(math), 0).strip()


def _tex(element: etree._Element, depth: int) -> str:
    tag = element.tag
    if not isinstance(tag, str) or tag in _SKIPPED or depth > _DEEPEST:
        return ""
    tag = tag.removeprefix("m:").removeprefix("mml:")
    children = [child for child in element if isinstance(child.tag, str)]
    if tag in _WITH_PARTS:
        least, write = _WITH_PARTS[tag]
        parts = [_tex(child, depth + 1) for child in children]
        return write([*parts, *[""] * (least - len(parts))])
    if not children:
        return _leaf(tag, " ".join((element.text or "").translate(_INVISIBLE).split()))
    return _of_children(tag, element, children, depth)


def _of_children(tag: str, element: etree._Element, children: list[etree._Element], depth: int) -> str:
    if tag == "semantics":
        return _tex(children[0], depth + 1)
    if tag == "msqrt":
        return f"\\sqrt{{{_row(children, depth)}}}"
    if tag == "mfenced":
        inner = ",".join(_tex(child, depth + 1) for child in children)
        return f"{element.get('open', '(')}{inner}{element.get('close', ')')}"
    if tag == "mtable":
        rows = (" & ".join(_tex(cell, depth + 2) for cell in row) for row in children)
        return "\\begin{matrix} " + " \\\\ ".join(rows) + " \\end{matrix}"
    return _row(children, depth)


def _row(children: Sequence[etree._Element], depth: int) -> str:
    """Terms one after the other: a command ends where the next letter would continue its name."""
    written = ""
    for child in children:
        term = _tex(child, depth + 1)
        written += " " + term if term[:1].isalpha() and written[-1:].isalpha() and "\\" in written else term
    return written


def _leaf(tag: str, text: str) -> str:
    if tag == "mtext":
        return f"\\text{{{text}}}" if text else " "
    if tag == "mspace":
        return " "
    escaped = "".join(f"\\{char}" if char in "{}%$#&_" else char for char in text)
    return f"\\mathrm{{{escaped}}}" if tag == "mi" and len(text) > 1 else escaped


def _group(term: str) -> str:
    return term if len(term) == 1 else f"{{{term}}}"


def _below_and_above(base: str, below: str, above: str) -> str:
    if base.removeprefix("\\mathrm{").removesuffix("}") in _LIMITS_BESIDE:
        return base + (f"_{_group(below)}" if below else "") + (f"^{_group(above)}" if above else "")
    if above in _ACCENTS:
        return f"\\{_ACCENTS[above]}{{{base}}}"
    with_above = f"\\overset{{{above}}}{{{base}}}" if above else base
    return f"\\underset{{{below}}}{{{with_above}}}" if below else with_above


# How many parts these have at the least, and how they are written.
_WITH_PARTS: dict[str, tuple[int, Callable[[Sequence[str]], str]]] = {
    "mfrac": (2, lambda p: f"\\frac{{{p[0]}}}{{{p[1]}}}"),
    "msup": (2, lambda p: f"{_group(p[0])}^{_group(p[1])}"),
    "msub": (2, lambda p: f"{_group(p[0])}_{_group(p[1])}"),
    "msubsup": (3, lambda p: f"{_group(p[0])}_{_group(p[1])}^{_group(p[2])}"),
    "mroot": (2, lambda p: f"\\sqrt[{p[1]}]{{{p[0]}}}"),
    "mover": (2, lambda p: _below_and_above(p[0], "", p[1])),
    "munder": (2, lambda p: _below_and_above(p[0], p[1], "")),
    "munderover": (3, lambda p: _below_and_above(p[0], p[1], p[2])),
}
