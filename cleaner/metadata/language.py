"""The language of a document: what the page declares, unless its text is clearly in another one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from cleaner.document import Family, LabelledBlock
from cleaner.metadata.candidates import Claim

if TYPE_CHECKING:
    from gcld3 import NNetLanguageIdentifier

TEXT = "text"

_TAG = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?:[-_.@].*)?", re.I)
# How much of the text is looked at, and the least that says anything.
_LOOK_AT = 3_000  # characters
_SHORTEST = 40
# From what length and certainty on the text is believed more than the page: themes declare English for blogs in any
# language.
_LONG_ENOUGH = 150
_SURE = 0.95
# The identifier's own names for what BCP 47 calls otherwise, and for languages that share one macrolanguage.
_RENAMED = {"iw": "he", "no": "nb", "in": "id", "ji": "yi", "mo": "ro", "sh": "sr", "tl": "fil", "fil": "fil"}
_SAME = {"nb": "no", "nn": "no", "bs": "hr", "sr": "hr", "cmn": "zh", "yue": "zh", "ms": "id", "fil": "tl"}


def language_of(declared: Sequence[Claim], blocks: Sequence[LabelledBlock]) -> Claim | None:
    """The language as a BCP 47 tag with its source: the first that is declared, or that of the article's text."""
    said = next((Claim(tag, claim.source) for claim in declared if (tag := tag_of(claim.value)) is not None), None)
    text = _sample(blocks)
    heard, certainty = identified(text)
    if said is None:
        return Claim(heard, TEXT) if heard else None
    if heard and certainty >= _SURE and len(text) >= _LONG_ENOUGH and _primary(heard) != _primary(said.value):
        return Claim(heard, TEXT)
    return said


def tag_of(declared: str) -> str | None:
    """A declaration ("en_us", "DE", "pt-br") as a BCP 47 tag; None where it is none."""
    found = _TAG.fullmatch(declared.strip().partition(",")[0].strip()) if len(declared) < 50 else None
    if found is None or found[1].lower() in ("und", "mul", "zxx", "xx"):
        return None
    primary = _RENAMED.get(found[1].lower(), found[1].lower()) if found[1].lower() != "no" else "no"
    script = f"-{found[2].title()}" if found[2] else ""
    return primary + script + (f"-{found[3].upper()}" if found[3] else "")


def identified(text: str) -> tuple[str | None, float]:
    """The language of a text and how sure that is (0 to 1); None for a text that is too short or mixed."""
    if len(text) < _SHORTEST:
        return None, 0.0
    found = _identifier().FindLanguage(text.encode("utf-8", "replace").decode("utf-8").replace("\x00", " "))
    if not found.is_reliable or found.language == "und":
        return None, 0.0
    # Scripts of another language than the usual one: zh-Latn, ru-Latn.
    return _RENAMED.get(found.language, found.language), float(found.probability)


def _primary(tag: str) -> str:
    primary = tag.partition("-")[0]
    return _SAME.get(primary, primary)


def _sample(blocks: Sequence[LabelledBlock]) -> str:
    """The beginning of what is kept of the article; where nothing is, of all."""
    kept = [block.text for block in blocks if block.kept and block.family is Family.TEXT]
    size, taken = 0, []
    for text in kept or (block.text for block in blocks):
        taken.append(text[:_LOOK_AT])
        size += len(text)
        if size >= _LOOK_AT:
            break
    return "\n".join(taken)[:_LOOK_AT]


@lru_cache(maxsize=1)
def _identifier() -> NNetLanguageIdentifier:
    from gcld3 import NNetLanguageIdentifier

    return NNetLanguageIdentifier(0, _LOOK_AT * 4)
