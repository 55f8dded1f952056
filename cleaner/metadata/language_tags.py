"""What BCP 47 tags of languages mean: which exist, and which of them a text in another one may be called."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

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


def is_known(tag: str) -> bool:
    """Whether a tag is well-formed and begins with the code of a language that the Unicode CLDR knows."""
    try:
        language, _, _ = _parsed(tag)
    except ValueError:
        return False
    return language != "und" and (macrolanguage(language) in _MEMBERS or language in _cldr("likely_subtags"))


def takes(wanted: str, tag: str) -> bool:
    """Whether a text with this tag may be in the language that is wanted.

    "de" takes "de-AT" and "zh-Hant" takes "zh-TW". A macrolanguage takes its members ("no" takes "nn"). A member takes
    its siblings, as CLD3 cannot tell them apart: "hr" takes "bs", though not Serbian in Cyrillic.
    """
    asked, region, script = _parsed(wanted)
    found, found_region, found_script = _parsed(tag)
    if macrolanguage(asked) != macrolanguage(found) or region not in (found_region, None):
        return False
    if script is None and asked != found:
        script = _SCRIPT.get(asked)
    if found_script is None and script is not None:
        likely = _cldr("likely_subtags")
        full = likely.get(f"{found}_{found_region}") or likely.get(found)
        found_script = full.split("_")[1] if full else script
    return script in (found_script, None)


def macrolanguage(language: str) -> str:
    """The code of the macrolanguage, if CLD3 gives its members one name; else the code itself."""
    return _MACROLANGUAGE.get(language, language)


def _parsed(tag: str) -> tuple[str, str | None, str | None]:
    """The preferred code of the language, the region and the script. Raises ValueError if the tag is malformed."""
    from babel.core import parse_locale

    language, region, script = parse_locale(tag.replace("_", "-"), sep="-")[:3]
    if macrolanguage(language) not in _MEMBERS:
        language = _cldr("language_aliases").get(language, language).partition("_")[0]
    return language, region, script


def _cldr(table: Literal["language_aliases", "likely_subtags"]) -> Mapping[str, str]:
    from babel.core import get_global  # takes longer to load than a short text to clean

    return get_global(table)
