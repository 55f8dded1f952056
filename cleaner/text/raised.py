"""Superscripts and subscripts as plain text: in Unicode where it has the characters, otherwise behind "^" or "_"."""

from __future__ import annotations

import re

from cleaner.text.lazy_pattern import lazy_pattern

_RAISED = str.maketrans("0123456789+-\u2212\u2013=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-\u2212\u2013=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
# Signs that stand among raised figures as they are: two note marks ("2,3").
_BETWEEN = " ,\u2009"
_FIGURES = re.compile(r"[0-9]")
# What browsers raise and people write on the line: ordinals (1st, 1er, 1o), marks of ownership, notes ("*", "[3]").
_PLAIN_WHEN_RAISED = lazy_pattern(r"(?:[^\W\d_]{2,}|[eoaèérdhs]|[*†‡§¶®™℠′″°\"\'’]*|\[.*\]|[^\W\d_]+[.)])", re.S)
_ONE_TERM = re.compile(r"[\w.∞]+")


def raised(text: str, joined: bool = True) -> str:
    """A superscript: "6" becomes "⁶", "x+y" becomes "^(x+y)", and "st" stays what it is.

    Nothing needs a sign ahead of it that is not `joined` to a word or figure.
    """
    folded = " ".join(text.split())
    if _PLAIN_WHEN_RAISED.fullmatch(folded):
        return folded
    return power(folded) if joined else _in_unicode(folded, _RAISED) or folded


def power(text: str) -> str:
    """A superscript of a formula, where "e" is a number and no ending of an ordinal."""
    return _in_unicode(text, _RAISED) or (_behind("^", text) if text else "")


def lowered(text: str, joined: bool = True) -> str:
    """A subscript: "2" becomes "₂", "max" becomes "_max"."""
    folded = " ".join(text.split())
    as_characters = _in_unicode(folded, _LOWERED) if len(folded) == 1 or _FIGURES.search(folded) else ""
    return as_characters or (_behind("_", folded) if folded and joined else folded)


def _in_unicode(text: str, table: dict[int, int]) -> str:
    """The text in raised or lowered characters; "" if Unicode lacks one of them."""
    return text.translate(table) if all(ord(char) in table or char in _BETWEEN for char in text) else ""


def _behind(sign: str, text: str) -> str:
    return f"{sign}{text}" if _ONE_TERM.fullmatch(text) else f"{sign}({text})"
