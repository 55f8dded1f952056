"""Names of persons out of the strings that name an author.

What is not certainly a person goes: a site's own name, a role, a desk, an agency, an address. A name too few is
noticed less than "Staff" among the authors of a corpus.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cleaner.metadata.vocabulary import fold, words

_LONGEST = 300
_MOST_NAMES = 30
_LONGEST_NAME = 60
_MOST_WORDS = 5
_SPACES = re.compile(r"\s+")
_ADDRESS = re.compile(r"\S*@\S+|https?://\S+|www\.\S+", re.I)
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）")
_PARTING = re.compile(r"[,;&/、，；+]|\s[|•·–—-]\s|[|•·\n]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CJK_NAME = re.compile(
    r"[\u3400-\u9fff々]{2,4}|[\uac00-\ud7af]{2,4}"
    r"|[\u3400-\u9fff々]{1,3}[ 　][\u3040-\u30ff\u3400-\u9fff々]{1,5}|[\u30a0-\u30ff]{2,10}[・·][\u30a0-\u30ff]{2,10}"
)
_CJK_TITLE = re.compile(r"(?:記者|记者|기자|編集委員|特派員|特约撰稿人|特派记者|특파원|인턴기자|선임기자)\Z")
_NAME_WORD = re.compile(r"(?:[^\W\d_]['’.-]?)+[^\W\d_]?\.?|[^\W\d_]\.(?:-?[^\W\d_]\.)*|['’]t")
_GLUED = re.compile(r"(?<=[a-zà-öø-ÿ])[A-ZÀ-ÖØ-Þ][^\W\d_]{2,}")
_GLUED_BY = re.compile(r"^\s*([Bb]y|[Vv]on|[Pp]ar|[Pp]or)(?=[A-ZÀ-ÖØ-Þ][^\W\d_]+ [A-ZÀ-ÖØ-Þ])")
_USER = re.compile(r"[^\W\d_]{3,20}(?: [^\W\d_]{2,20})?")
_DEGREES = re.compile(r"(?:,? [A-Z][A-Za-z.]{0,5}[®]?)+")
_END_OF_DEGREES = re.compile(r"(?:,?\s+(?:Ph\.?\s?D|M\.?D|J\.?D|M\.?B\.?A|R\.?N|Esq|MPH|DDS|CPA|RDN?)\b\.?)+\Z")


def names_in(text: str, others: Iterable[str] = ()) -> list[str]:
    """The names in a byline or an author's field, in order; `others` are the site's own names, which are no person's.

    "By Jane Doe and John Roe, Reuters" holds two.
    """
    text = unglued(_ADDRESS.sub(" ", _IN_BRACKETS.sub(" ", text[:_LONGEST])))
    strangers = strangers_of(others)
    found: dict[str, str] = {}
    for part in _parts(text):
        name = person(part, strangers)
        if name is not None:
            found.setdefault(fold(name), name)
    return list(found.values())[:_MOST_NAMES]


def unglued(text: str) -> str:
    """Text in which a scraper has run words together: "ByJane Doe", "Jane DoePublished", "Jane DoeReporter"."""
    return _GLUED_BY.sub(r"\1 ", _GLUED.sub(_parted, text))


def _parted(found: re.Match[str]) -> str:
    known = words()
    word = fold(found[0])
    parts = word in known.no_name or word in known.published or word in known.updated or word in known.months
    return f" {found[0]}" if parts else found[0]


def strangers_of(others: Iterable[str]) -> frozenset[str]:
    """Names of the site in the form in which they are told from persons."""
    return frozenset(fold(_IN_BRACKETS.sub(" ", other)).strip(" ©") for other in others)


def person_or_user(text: str, strangers: frozenset[str]) -> str | None:
    """What the page's own data call a person: a name with its degrees, or one word ("Susan", "hillwalker")."""
    text = _SPACES.sub(" ", text).strip()
    name = person(text.partition(",")[0], strangers, fewest_words=1)
    if name is not None:
        return text if _DEGREES.fullmatch(text[len(name) :]) else name
    if (
        _USER.fullmatch(text)
        and fold(text) not in strangers | words().no_name | words().agencies
        and "admin" not in text.lower()
    ):
        return text
    return None


def person(text: str, strangers: frozenset[str] = frozenset(), fewest_words: int = 2) -> str | None:
    """A name as it should be written, where the text is that of one person and nothing else."""
    name = _END_OF_DEGREES.sub("", _SPACES.sub(" ", text)).strip(' ,;:|·•–—-*"“”')
    if not name or len(name) > _LONGEST_NAME or fold(name) in strangers or fold(name) in words().agencies:
        return None
    if _CJK.search(name):
        name = _CJK_TITLE.sub("", name).strip()
        return name if _CJK_NAME.fullmatch(name) and not _unlikely([name]) else None
    parts = name.split(" ")
    while len(parts) > 1 and _is_degree(parts[-1]) and not parts[0].isupper():
        parts.pop()
    parts = _up_to_prose(parts)
    if not fewest_words <= len(parts) <= _MOST_WORDS or _unlikely(parts):
        return None
    name = " ".join(parts)
    return name if fold(name) not in strangers and _looks_like_name(parts) else None


def _up_to_prose(parts: list[str]) -> list[str]:
    """ "Jane Doe in London", "Jane Doe Published: Jan 29" are names up to a word that is no part of names."""
    known, after = words().particles, words().published | words().updated
    for at, part in enumerate(parts):
        if (
            not part[0].isalpha()
            or fold(part).strip(":.,") in after
            or (part[0].islower() and fold(part) not in known and not _inner_capital(part))
        ):
            return parts[:at]
    return parts


def _is_degree(part: str) -> bool:
    """MA and Ph.D, but neither a surname (Ma) nor an initial (M.)."""
    bare = part.replace(".", "")
    return fold(bare) in words().degrees and (len(bare) > 1 and (bare.isupper() or "." in part[:-1] or bare == "PhD"))


def _unlikely(parts: list[str]) -> bool:
    known = words()
    return any(fold(part).strip(".,:") in known.no_name for part in parts)


def _looks_like_name(parts: list[str]) -> bool:
    """Words that begin with a capital, or of a script that has none, with small words between them."""
    if not all(_NAME_WORD.fullmatch(part) for part in parts):
        return False
    small = [part for part in parts if part[0].islower()]
    return len(small) < len(parts) and (parts[-1] not in small or _inner_capital(parts[-1]))


def _inner_capital(part: str) -> bool:
    """d'Angelo, al-Masri, bell."""
    return any(mark in part and part.rpartition(mark)[2][:1].isupper() for mark in "'’-")


def _parts(text: str) -> Iterator[str]:
    """What stands between the marks and the words that part names, without the words that announce them."""
    for piece in _PARTING.split(text):
        yield from _parted_by_words(_without_announcement(piece.strip(" :\u00a0")))


def _parted_by_words(piece: str) -> Iterator[str]:
    gathered: list[str] = []
    spoken = piece.split()
    if len(spoken) > 2 and _joins(spoken[0]):
        spoken = spoken[1:]  # "A, B, and C"
    for at, word in enumerate(spoken):
        # "Ortega y Gasset", "A. Person": a join stands between whole names, and is not spelt with a capital.
        if _joins(word) and _whole(gathered) and _whole(_up_to_join(spoken[at + 1 :])):
            yield _without_announcement(" ".join(gathered))
            gathered = []
        else:
            gathered.append(word)
    yield _without_announcement(" ".join(gathered))


def _joins(word: str) -> bool:
    return word not in ("A", "E", "I", "Y") and fold(word) in words().joins


def _up_to_join(spoken: list[str]) -> list[str]:
    return next((spoken[:at] for at, word in enumerate(spoken) if _joins(word)), spoken)


def _whole(gathered: list[str]) -> bool:
    return len(gathered) >= 2 or (len(gathered) == 1 and bool(_CJK.search(gathered[0])))


def _without_announcement(piece: str) -> str:
    """The piece without "By", "Written by", "Von" … and a colon at its beginning."""
    spoken = piece.split(" ")
    for size in (3, 2, 1):
        head = " ".join(spoken[:size])
        if len(spoken) > size and announces(head):
            return " ".join(spoken[size:]).lstrip(" :：-–—|")
    head, colon, rest = piece.replace("：", ":").partition(":")
    return rest.strip() if colon and announces(head) else piece


def announces(text: str) -> bool:
    """Whether these words announce names."""
    spoken = fold(text).strip(" :：.|/-–—")
    return spoken in words().by or ("/" in spoken and all(word in words().by for word in spoken.split("/")))
