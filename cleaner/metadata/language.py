"""The language of a document: the one that the page declares, unless its text is clearly in another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from cleaner.document import Family, LabelledBlock
from cleaner.metadata.candidates import SourcedValue
from cleaner.metadata.language_tags import macrolanguage
from cleaner.metadata.vocabulary import MARKS
from cleaner.text.lazy_pattern import lazy_pattern
from cleaner.text.stats import UNSPACED

if TYPE_CHECKING:
    from gcld3 import NNetLanguageIdentifier

_SOURCE = "text"

_TAG = lazy_pattern(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?:[-_.@].*)?", re.I)
_LONGEST_DECLARATION = 50  # characters, as are the next three
_SAMPLE_SIZE = 1_500
_SHORTEST_SAMPLE = 40
# From this length and probability on, the text is trusted more than the page: blog themes declare English for pages in
# any language.
_TRUSTED_SAMPLE = 150
_TRUSTED_PROBABILITY = 0.95
# CLD3's codes that differ from BCP 47.
_RENAMED = {"iw": "he", "no": "nb", "in": "id", "ji": "yi", "mo": "ro", "sh": "sr", "tl": "fil"}
_MALAY = {"id": "ms"}  # so close that a page is believed which of them it is in

# CLD3 names a language, often Japanese, for figures, for one word over and over, and for scripts that it does not know.
_WORD = lazy_pattern(rf"(?:[^\W\d_][{MARKS}]*){{2,}}")
_FEWEST_WORDS = 5  # different ones; in scripts without spaces, different letters
_LEAST_LETTERS = 0.5  # share of the characters that are not spaces
_LEAST_OF_SCRIPT = 0.25  # share of the letters: an article on programs may hold more Latin letters than Japanese ones
# CLD3's languages by script, as the first word of the Unicode names of its letters. Those listed nowhere use Latin.
_LANGUAGES = {
    "ARABIC": "ar az fa ku ky kk ms pa ps sd ug ur uz",
    "ARMENIAN": "hy",
    "BENGALI": "bn",
    "CJK": "ja ko zh",
    "CYRILLIC": "az be bg bs hr kk ku ky mk mn ro ru sr tg uk uz",
    "DEVANAGARI": "hi mr ne sd",
    "ETHIOPIC": "am",
    "GEORGIAN": "ka",
    "GREEK": "el",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "HANGUL": "ko",
    "HEBREW": "he yi",
    "HIRAGANA": "ja",
    "KANNADA": "kn",
    "KATAKANA": "ja",
    "KHMER": "km",
    "LAO": "lo",
    "MALAYALAM": "ml",
    "MYANMAR": "my",
    "SINHALA": "si",
    "TAMIL": "ta",
    "TELUGU": "te",
    "THAI": "th",
}
_ALSO_LATIN = frozenset("az bs hr kk ku ky ms ro sr tg uz".split())


def language_of(declared: Sequence[SourcedValue], blocks: Sequence[LabelledBlock]) -> SourcedValue | None:
    """The language as a BCP 47 tag: the first valid declaration, or the language that CLD3 finds in the kept text."""
    tags = (SourcedValue(tag, found.source) for found in declared if (tag := tag_of(found.value)) is not None)
    stated = next(tags, None)
    text = _sample(blocks)
    identified, probability = identify(text)
    if stated is None:
        return SourcedValue(identified, _SOURCE) if identified else None
    is_trusted = probability >= _TRUSTED_PROBABILITY and len(text) >= _TRUSTED_SAMPLE
    if identified and is_trusted and _primary(identified) != _primary(stated.value):
        return SourcedValue(identified, _SOURCE)
    return stated


def tag_of(declared: str) -> str | None:
    """A declared language ("en_us", "DE", "pt-br") as a BCP 47 tag; None if it is not one."""
    if len(declared) >= _LONGEST_DECLARATION:
        return None
    found = _TAG.fullmatch(declared.strip().partition(",")[0].strip())
    if found is None or found[1].lower() in ("und", "mul", "zxx", "xx"):
        return None
    primary = found[1].lower()
    if primary != "no":  # valid as a declaration, though CLD3 means Bokmål by it
        primary = _RENAMED.get(primary, primary)
    script = f"-{found[2].title()}" if found[2] else ""
    return primary + script + (f"-{found[3].upper()}" if found[3] else "")


def identify(text: str) -> tuple[str | None, float]:
    """The language of a text by CLD3, and its probability (0 to 1).

    (None, 0.0) if the text is too short or mixed, has too few words, or is in a script foreign to that language.
    """
    if len(text) < _SHORTEST_SAMPLE or not _has_words(text):
        return None, 0.0
    found = _identifier().FindLanguage(text.encode("utf-8", "replace").decode("utf-8").replace("\x00", " "))
    if not found.is_reliable or found.language == "und":
        return None, 0.0
    language = _RENAMED.get(found.language, found.language)
    return (language, float(found.probability)) if _fits_script(language, text) else (None, 0.0)


def _has_words(text: str) -> bool:
    """Whether a text is mostly letters and has several words: a table of figures and a row of one name are neither."""
    letters = sum(unicodedata.category(sign)[0] in "LM" for sign in text)
    words = {*_WORD.findall(text.casefold()), *UNSPACED.findall(text)}
    return letters >= _LEAST_LETTERS * len("".join(text.split())) and len(words) >= _FEWEST_WORDS


def _fits_script(language: str, text: str) -> bool:
    """Whether enough letters of a text are of a script that its language is written in."""
    primary, _, script = language.partition("-")
    fitting = {name for name, languages in _LANGUAGES.items() if primary in languages.split()}
    if script == "Latn":
        fitting = {"LATIN"}
    elif not fitting or primary in _ALSO_LATIN:
        fitting.add("LATIN")
    scripts = [unicodedata.name(sign, "").partition(" ")[0] for sign in text if sign.isalpha()]
    return sum(name in fitting for name in scripts) >= _LEAST_OF_SCRIPT * len(scripts)


def _primary(tag: str) -> str:
    primary = tag.partition("-")[0]
    return macrolanguage(_MALAY.get(primary, primary))


def _sample(blocks: Sequence[LabelledBlock]) -> str:
    """The first characters of the article's own text; of all blocks, where none of it is kept."""
    own = [block.text for block in blocks if block.kept and block.family is Family.TEXT]
    size, taken = 0, []
    for text in own or (block.text for block in blocks):
        taken.append(text[:_SAMPLE_SIZE])
        size += len(text)
        if size >= _SAMPLE_SIZE:
            break
    return "\n".join(taken)[:_SAMPLE_SIZE]


@lru_cache(maxsize=1)
def _identifier() -> NNetLanguageIdentifier:
    """Loaded once a process: the import and the network take longer than most documents."""
    from gcld3 import NNetLanguageIdentifier

    return NNetLanguageIdentifier(0, _SAMPLE_SIZE * 4)  # in bytes, of which UTF-8 needs up to four a character
