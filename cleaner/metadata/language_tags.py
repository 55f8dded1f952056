"""What BCP 47 tags of languages mean: which exist, and which of them a text in another one may be called."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

# Members of a macrolanguage that CLD3 gives one name, by the macrolanguage. It tells Malay (ms) from Indonesian (id).
_MEMBERS = {
    "ar": "acm aeb afb ajp apc apd arb arq ars ary arz",
    "no": "nb nn",
    "sh": "bs cnr hr sr",
    "zh": "cdo cjy cmn gan hak hsn mnp nan wuu yue",
}
_MACROLANGUAGE: Mapping[str, str] = MappingProxyType(
    {member: macro for macro, members in _MEMBERS.items() for member in members.split()}
)
# Those whose siblings are also written in a script that CLD3 does tell apart.
_SCRIPT = MappingProxyType({"bs": "Latn", "hr": "Latn"})
_NO_LANGUAGE = ("und", "mul", "zxx")


class _Tag(NamedTuple):
    language: str
    script: str | None
    region: str | None


def is_known(tag: str) -> bool:
    """Whether a tag begins with the code of a language that the Unicode CLDR knows."""
    language = _parsed(tag).language
    return language not in _NO_LANGUAGE and (macrolanguage(language) in _MEMBERS or language in _cldr("likely_subtags"))


def takes(wanted: str, tag: str) -> bool:
    """Whether a text with this tag may be in the language that is wanted.

    "de" takes "de-AT" and "zh-Hant" takes "zh-TW". A macrolanguage takes its members ("no" takes "nn"). A member takes
    its siblings, as CLD3 cannot tell them apart: "hr" takes "bs", though not Serbian in Cyrillic.
    """
    asked, found = _parsed(wanted), _parsed(tag)
    if macrolanguage(asked.language) != macrolanguage(found.language):
        return False
    script = asked.script or (_SCRIPT.get(asked.language) if asked.language != found.language else None)
    is_script = script is None or (found.script or _likely_script(found)) in (script, None)
    return is_script and asked.region in (found.region, None)


def macrolanguage(language: str) -> str:
    """The code of the macrolanguage, if CLD3 gives its members one name; else the code itself."""
    return _MACROLANGUAGE.get(language, language)


def _parsed(tag: str) -> _Tag:
    """The language by its preferred code, and what else is named."""
    language, *rest = tag.lower().replace("_", "-").split("-")
    if macrolanguage(language) not in _MEMBERS:
        language = _cldr("language_aliases").get(language, language).partition("_")[0]
    script = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), None)
    region = next((part.upper() for part in rest if len(part) == 2 or (len(part) == 3 and part.isdigit())), None)
    return _Tag(language, script, region)


def _likely_script(tag: _Tag) -> str | None:
    likely = _cldr("likely_subtags")
    found = likely.get(f"{tag.language}_{tag.region}") or likely.get(tag.language)
    return found and found.split("_")[1]


def _cldr(table: Literal["language_aliases", "likely_subtags"]) -> Mapping[str, str]:
    from babel.core import get_global  # takes longer to load than a short text to clean

    return get_global(table)
