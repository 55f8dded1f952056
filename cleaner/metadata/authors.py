"""The names of persons in a byline or an author field.

Whatever may not be a person is left out: the name of the site, a role, a desk, an agency, an address. A missing name
harms a corpus less than "Staff" among its authors.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from cleaner.metadata.vocabulary import MARKS, fold, words
from cleaner.text.lazy_pattern import asian_pattern, lazy_pattern

_LONGEST_FIELD = 300  # characters
_MOST_NAMES = 30
_LONGEST_NAME = 60  # characters
_SHORTEST_NAME_WORDS, _LONGEST_NAME_WORDS = 2, 5
_LONGEST_ANNOUNCEMENT_WORDS = 3
_LONGEST_NAME_PREFIX = 3  # characters: Mc, Mac, De, San
_LONGEST_ABBREVIATION = 4  # characters: Jr, Esq
_SPACES = lazy_pattern(r"\s+")
_WIDE = str.maketrans("：／；", ":/;")
_ADDRESS = lazy_pattern(r"\S*@\S+|https?://\S+|www\.\S+", re.I)
_IN_BRACKETS = lazy_pattern(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）")
_CLAUSE = lazy_pattern(r"[|ㅣ•\n]|\s[·–—-]\s")
_SEPARATOR = lazy_pattern(r"[,;&/、，；+·]")
_CJK = asian_pattern(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CJK_NAME = lazy_pattern(
    r"(?!.*(?:報導|報道|报道)\Z)(?:[\u3400-\u9fff々]{2,4}|[\uac00-\ud7af]{2,4}"
    r"|[\u3400-\u9fff々]{1,3}[ 　][\u3040-\u30ff\u3400-\u9fff々]{1,5}|[\u30a0-\u30ff]{2,10}[・·][\u30a0-\u30ff]{2,10})"
)
# Chinese lists names with spaces between, Japanese writes a space between family and given name.
_SPACED_CJK = asian_pattern(r"[\u3400-\u9fff]{2,4}(?: [\u3400-\u9fff]{2,4})+")
_SHORTEST_SPACED_CJK = 6  # characters, spaces among them: longer than most Japanese names
_CHINESE_FAMILIES = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖萧蕭田董袁潘于蒋蔣蔡余杜叶葉"
    "程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴"
)
# 文／林美玲 圖／陳大文, 取材・文＝佐藤花子
_CJK_ANNOUNCEMENT = lazy_pattern(r"(?<![^\s、])(取材・文|聞き手|構成|文|圖|图|攝影|摄影|撮影|写真)[/＝・]")
_CJK_TITLE = lazy_pattern(
    r"\A(?:本[報报])?(?:記者|记者)(?=..)|(?:記者|记者|기자|編集委員|特派員|特约撰稿人|特派记者|특파원|인턴기자|선임기자)\Z"
)
# A letter with its vowel signs and accents, which are no letters for `re`: रवि, สมชาย.
_LETTER = rf"[^\W\d_][{MARKS}\u200c\u200d]*"
_NAME_WORD = lazy_pattern(rf"(?:{_LETTER}['’.־-]?)+(?:{_LETTER})?\.?|{_LETTER}\.(?:-?{_LETTER}\.)*|['’]t")
# May 3, Mon. Jun. 10, 3 May, 11:00AM
_DATE_OR_TIME = lazy_pattern(
    r"\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\b)?|(?<![^\W\d_])[^\W\d_]{3,12}(?=\.?,? \d)|(?<=\d )[^\W\d_]{3,12}", re.I
)
_SEVERAL = lazy_pattern(r"\s(?:&|\+|and|und|et|y|e)\s|,\s")
# Doe, Jane; Lévi-Strauss, C. M.; Roe, John, Jr.
_FAMILY_GIVEN = lazy_pattern(
    r"((?:{w}\s){{0,2}}{w}),\s?((?:{w}\s){{0,2}}{w})(?:,\s?(jr\.?|sr\.?|I{{2,3}}))?".format(w=r"[^\W\d_][^\s,;]*"), re.I
)
# Entries of a menu without the spaces between, "Wedding ChecklistsJust Engaged"; but not McDonald and LaToya.
_GLUED = lazy_pattern(r"(.*?[a-zà-öø-ÿ]{4})[A-ZÀ-ÖØ-Þ]")
_JOINED = lazy_pattern(r"(?<=[a-zà-öø-ÿ])[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]{2,}")
_JOINED_BY = lazy_pattern(r"^\s*([Bb]y|[Vv]on|[Pp]ar|[Pp]or)(?=[A-ZÀ-ÖØ-Þ][^\W\d_]+ [A-ZÀ-ÖØ-Þ])")
_USER_NAME = lazy_pattern(rf"(?:{_LETTER}){{2,20}}(?: (?:{_LETTER}){{2,20}})?")
_DEGREES = lazy_pattern(r"(?:,? [A-Z][A-Za-z.]{0,5}[®]?)+")
_DEGREES_AT_END = lazy_pattern(r"(?:,?\s+(?:Ph\.?\s?D|M\.?D|J\.?D|M\.?B\.?A|R\.?N|Esq|MPH|DDS|CPA|RDN?)\b\.?)+\Z")


def names_in(text: str, others: Iterable[str] = ()) -> list[str]:
    """The names in a byline or an author field, in order and without repetitions.

    "By Jane Doe and John Roe, Reuters" gives "Jane Doe" and "John Roe". `others` are names that belong to no person,
    such as the name of the site.
    """
    text = separated(_ADDRESS.sub(" ", _IN_BRACKETS.sub(" ", text[:_LONGEST_FIELD].translate(_WIDE))))
    text = _DATE_OR_TIME.sub(_without_month, _CJK_ANNOUNCEMENT.sub(r"\1: ", text))
    excluded = non_persons(others)
    found: dict[str, str] = {}
    for part in _parts(text):
        name = person(part, excluded)
        if name is not None:
            found.setdefault(fold(name), name)
    return list(found.values())[:_MOST_NAMES]


def separated(text: str) -> str:
    """A text with spaces where a scraper lost them: in "ByJane Doe", "Jane DoePublished", "Jane DoeReporter"."""
    return _JOINED_BY.sub(r"\1 ", _JOINED.sub(_split_off, text))


def _split_off(found: re.Match[str]) -> str:
    known = words()
    word = fold(found[0])
    is_no_name = any(
        word in listed for listed in (known.no_name, known.published, known.updated, known.months, known.weekdays)
    )
    return f", {found[0]}" if is_no_name or _begins_role(found) else found[0]


def _begins_role(found: re.Match[str]) -> bool:
    """Whether a word that a scraper left glued to a name begins a job: "Travel News Reporter", but not "Donald"."""
    before = re.split(r"\W", found.string[: found.start()])[-1]
    behind = _SEPARATOR.split(found.string[found.end() :])[0].split()
    return len(before) > _LONGEST_NAME_PREFIX and any(fold(word) in words().no_name for word in behind)


def _without_month(found: re.Match[str]) -> str:
    word = fold(found[0])
    is_date = found[0][0].isdigit() or word in words().months or any(day.startswith(word) for day in words().weekdays)
    return " | " if is_date else found[0]


def given_first(text: str) -> str:
    """The names of a catalogue, "Family, Given; Family, Given", in the order of a byline; any other text as it is."""
    found = [_FAMILY_GIVEN.fullmatch(name.strip()) for name in text.split(";")[:_MOST_NAMES]]
    if any(name is None or _is_degree(name[2]) for name in found):
        return text
    return "; ".join(" ".join(filter(None, (name[2], name[1], name[3]))) for name in found if name)


def non_persons(others: Iterable[str]) -> frozenset[str]:
    """Names that belong to no person, in the form that `person` compares with."""
    return frozenset(fold(_IN_BRACKETS.sub(" ", other)).strip(" ©") for other in others)


def persons_or_users(text: str, excluded: frozenset[str]) -> list[str]:
    """The names of persons that the page declares: with degrees ("Ada Bell, RD"), or single words ("Ann & hillwalker").

    The words must be given in `text` with no more than marks and joins between them.
    """
    text = _SPACES.sub(" ", text).strip()
    name = person(text.partition(",")[0], excluded, fewest_words=1)
    if name is not None and (text == name or _DEGREES.fullmatch(text[len(name) :])):
        return [text]
    several = [_user(part, excluded) for part in split_names(text)]
    if all(several):
        return [user for user in several if user]
    return [name] if name is not None else []


def split_names(text: str) -> list[str]:
    """The parts of a text between marks and joins: two of "Ann & Ben"."""
    return _SEVERAL.split(text)[:_MOST_NAMES]


def _user(text: str, excluded: frozenset[str]) -> str | None:
    is_name = (
        _USER_NAME.fullmatch(text)
        and fold(text) not in excluded | words().no_name | words().agencies
        and "admin" not in text.lower()
    )
    return text if is_name else None


def _is_small(word: str) -> bool:
    """Whether a word begins with a small letter where a name would have a capital: Georgian names have small ones."""
    return word[0].islower() and word[0].title() != word[0]


def person(text: str, excluded: frozenset[str] = frozenset(), fewest_words: int = 2) -> str | None:
    """The name as it should be written, if the text is the name of one person; else None.

    Degrees and whatever follows the name are cut off: "Jane Doe, PhD" and "Jane Doe in London" give "Jane Doe".
    """
    name = _DEGREES_AT_END.sub("", _SPACES.sub(" ", unicodedata.normalize("NFC", text))).strip(' ,;:|·•–—-*"“”')
    if not name or len(name) > _LONGEST_NAME or fold(name) in excluded or fold(name) in words().agencies:
        return None
    if _CJK.search(name):
        name = _CJK_TITLE.sub("", name).strip()
        return name if _CJK_NAME.fullmatch(name) and not _unlikely([name]) else None
    parts = name.split(" ")
    while len(parts) > 1 and _is_degree(parts[-1]) and not parts[0].isupper():
        parts.pop()
    parts = _up_to_prose(parts)
    if not fewest_words <= len(parts) <= _LONGEST_NAME_WORDS or _unlikely(parts):
        return None
    if len(parts[-1]) > _LONGEST_ABBREVIATION:
        parts[-1] = parts[-1].removesuffix(".")
    name = " ".join(parts)
    return name if fold(name) not in excluded and _looks_like_name(parts) else None


def _up_to_prose(parts: list[str]) -> list[str]:
    """The words before the first that cannot be part of a name: two of "Jane Doe in London"."""
    known, after = words().particles, words().published | words().updated | words().weekdays
    is_person = fold(parts[0]) in words().given_names if parts else False
    after_name = words().after_name | words().jobs if is_person else words().after_name
    for at, part in enumerate(parts):
        folded = fold(part).strip(":.,")
        if (
            not part[0].isalpha()
            or folded in after
            or (at >= _SHORTEST_NAME_WORDS and (folded in after_name or _is_long_month(folded)))
            or (_is_small(part) and fold(part) not in known and not _inner_capital(part))
        ):
            return parts[:at]
    return parts


def _is_long_month(folded: str) -> bool:
    """Whether a word is the name of a month and no short form, which many surnames look like: Sen, May, Mac."""
    return len(folded) > _LONGEST_NAME_PREFIX and folded in words().months


def _is_degree(part: str) -> bool:
    """Whether a word is a degree, such as MA or Ph.D, and neither a surname (Ma) nor an initial (M.)."""
    bare = part.replace(".", "")
    return fold(bare) in words().degrees and (len(bare) > 1 and (bare.isupper() or "." in part[:-1] or bare == "PhD"))


def _unlikely(parts: list[str]) -> bool:
    known = words()
    folded = [fold(part).strip(".,:") for part in parts]
    return any(part in known.no_name for part in folded) or all(
        part in known.months or part in known.weekdays or part in known.published or part in known.updated
        for part in folded
    )


def _looks_like_name(parts: list[str]) -> bool:
    """Whether words are capitalised, or in a script without capitals, with lower-case words only between them."""
    if not all(_NAME_WORD.fullmatch(part) and not _is_glued(part) for part in parts):
        return False
    if fold(parts[0]) in ("zu", "zum", "zur"):
        return False
    small = [part for part in parts if _is_small(part)]
    return len(small) < len(parts) and (parts[-1] not in small or _inner_capital(parts[-1]))


def _is_glued(part: str) -> bool:
    """Whether two words of a menu stand glued together; "XavierMas" is a name whose space a page has lost."""
    found = _GLUED.match(part)
    return found is not None and fold(found[1]) not in words().given_names


def _inner_capital(part: str) -> bool:
    """Whether a word has a capital behind its mark: d'Angelo, al-Masri."""
    return any(mark in part and part.rpartition(mark)[2][:1].isupper() for mark in "'’-")


def _parts(text: str) -> Iterator[str]:
    """The parts of a byline that may each be a name, without "By" and the like, and without those who did not write.

    "Words by Ana Bell | Photos by Ben Cole and Cid Dorn" has one part: "Ana Bell".
    """
    for clause in _CLAUSE.split(text):
        wrote, named, is_affiliation = True, False, False
        for piece in (part.strip(" :\u00a0") for part in _SEPARATOR.split(_apart(clause))):
            if _begins_with(piece, words().not_by):
                wrote = False
            elif _begins_with(piece, words().by):
                wrote = True
            if is_affiliation and not _joins(piece.partition(" ")[0]):
                continue
            # Behind a job stands where it is done: "Jane Doe, Director of Operations, Lantern Boats".
            is_affiliation = named and _holds_job(piece)
            named = wrote
            if wrote:
                for names in _spaced_apart(without_announcement(piece)):
                    for name in _split_at_joins(names):
                        yield from _row(name)


def _spaced_apart(piece: str) -> list[str]:
    """The Chinese names that a piece lists with spaces between; any other piece as it is."""
    if len(piece) < _SHORTEST_SPACED_CJK or not _SPACED_CJK.fullmatch(piece):
        return [piece]
    names = piece.split(" ")
    return names if all(name[0] in _CHINESE_FAMILIES for name in names) else [piece]


def _row(piece: str) -> list[str]:
    """The names of a row without marks, "Ana Bell Ben Cole", by their given names; any other piece as it is."""
    spoken = piece.split(" ")
    if len(spoken) < 2 * _SHORTEST_NAME_WORDS:
        return [piece]
    spoken = _up_to_prose(spoken)
    given = [fold(word) in words().given_names for word in spoken]
    first, second = given[::2], given[1::2]
    # Two names need two given names that we know; of more, every second.
    known = sum(first) >= max(2, len(first) / 2)
    is_row = len(spoken) >= 2 * _SHORTEST_NAME_WORDS and len(first) == len(second) and known and not any(second)
    return [" ".join(spoken[at : at + 2]) for at in range(0, len(spoken), 2)] if is_row else [piece]


def _apart(clause: str) -> str:
    """A clause with commas before announcements in it: "Words by Ana Bell Photos by Ben Cole" has one."""
    spoken = clause.split(" ")
    parts, until = [], 0
    for at, word in enumerate(spoken):
        if at and at >= until and (size := _size_of_announcement(spoken, at)):
            parts.append(",")
            until = at + size
        parts.append(word)
    return " ".join(parts)


def _size_of_announcement(spoken: list[str], at: int) -> int:
    """How many words announce the names behind them: two or more, or one with a colon; 0 for none."""
    if fold(spoken[at]).rstrip(":") not in _first_words_of_announcements():
        return 0
    known = words().not_by | words().by if at >= _SHORTEST_NAME_WORDS else words().not_by
    for size in range(_LONGEST_ANNOUNCEMENT_WORDS, 0, -1):
        head = fold(" ".join(spoken[at : at + size]))
        if (" " in head or head.endswith(":")) and head.rstrip(":") in known:
            return size
    return 0


@lru_cache(maxsize=1)
def _first_words_of_announcements() -> frozenset[str]:
    return frozenset(phrase.partition(" ")[0] for phrase in words().not_by | words().by)


def _holds_job(piece: str) -> bool:
    return any(fold(word) in words().no_name for word in piece.split())


def _begins_with(piece: str, announcements: frozenset[str]) -> bool:
    """Whether a piece begins with one of several announcements: of two words or more, or of one and a colon."""
    spoken = piece.split(" ")
    heads = (fold(" ".join(spoken[:size])) for size in range(1, min(_LONGEST_ANNOUNCEMENT_WORDS, len(spoken) - 1) + 1))
    if any(head.rstrip(":") in announcements and (" " in head or head.endswith(":")) for head in heads):
        return True
    head, colon, _ = piece.partition(":")
    return bool(colon) and fold(head).strip() in announcements


def _split_at_joins(piece: str) -> Iterator[str]:
    gathered: list[str] = []
    spoken = piece.split()
    if len(spoken) > 2 and _joins(spoken[0]):
        spoken = spoken[1:]  # "A, B, and C"
    for at, word in enumerate(spoken):
        # Only between whole names does a join separate: not in "Ortega y Gasset".
        if _joins(word) and _is_whole_name(gathered) and _is_whole_name(_up_to_join(spoken[at + 1 :])):
            yield without_announcement(" ".join(gathered))
            gathered = []
        else:
            gathered.append(word)
    yield without_announcement(" ".join(gathered))


def _joins(word: str) -> bool:
    # A capital is an initial: "A. Person".
    return word not in ("A", "E", "I", "Y") and fold(word) in words().joins


def _up_to_join(spoken: list[str]) -> list[str]:
    return next((spoken[:at] for at, word in enumerate(spoken) if _joins(word)), spoken)


def _is_whole_name(gathered: list[str]) -> bool:
    return len(gathered) >= 2 or (len(gathered) == 1 and bool(_CJK.search(gathered[0])))


def without_announcement(piece: str) -> str:
    """A piece without "By", "Written by", "Von" … at its start."""
    spoken = piece.split(" ")
    for size in range(_LONGEST_ANNOUNCEMENT_WORDS, 0, -1):
        head = " ".join(spoken[:size])
        if len(spoken) > size and announces(head):
            return " ".join(spoken[size:]).lstrip(" :：-–—|")
    head, colon, rest = piece.partition(":")
    return rest.strip() if colon and announces(head) else piece


def announces(text: str) -> bool:
    """Whether a text is nothing but words that announce names, such as "Written by" or "Text/Foto"."""
    spoken = fold(text).strip(" :：.|/-–—")
    return spoken in words().by or ("/" in spoken and all(word in words().by for word in spoken.split("/")))
