"""Dates: those that machines write for each other, and those that people read, in many languages.

A date without a year is none, nor is one that is counted from today ("2 hours ago"): nothing here knows what day it is.
Figures alone that may be read two ways (03/04/2021) are read the way of the page's language, or not at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import NamedTuple

from cleaner.metadata.vocabulary import fold, words

# What a page says of itself is believed between these years.
_FIRST_YEAR, _LAST_YEAR = 1800, 2099
_LONGEST_ATTRIBUTE = 100
_LONGEST_TEXT = 400
_EPOCH = date(1970, 1, 1)


class Order(Enum):
    """How the language of a page writes a date in figures."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    UNKNOWN = "unknown"


class Role(Enum):
    """What the words before a date say that it is the date of."""

    PUBLISHED = "published"
    UPDATED = "updated"
    UNSAID = "unsaid"


class Found(NamedTuple):
    """A date in a text: in ISO 8601, what it is the date of, and where it stands."""

    iso: str
    role: Role
    start: int
    end: int


# English is written both ways; without a region it is neither. In Chinese, Japanese, Korean, Hungarian and Lithuanian
# the year comes first, which cannot be misread.
_DAY_FIRST = frozenset(
    "ar bg ca cs da de el es et fi fr gl hr id it lv ms nl nb nn no pl pt ro ru sk sl sr sv th tr uk vi".split()
)
_MONTH_FIRST_TAGS = frozenset(("en-us", "en-ph", "es-us"))


def order_of(language: str | None) -> Order:
    """The order of day and month in a language, given as BCP 47."""
    tag = (language or "").casefold().replace("_", "-")
    if tag in _MONTH_FIRST_TAGS:
        return Order.MONTH_FIRST
    primary, _, region = tag.partition("-")
    if primary in _DAY_FIRST or (primary == "en" and region and region != "ca"):
        return Order.DAY_FIRST
    return Order.UNKNOWN


# --- What machines write

_MACHINE = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:(?:T|\s+|\s*T\s*)(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?(?:\[[^\]]*\])?",
    re.I,
)
_LOOSE_MACHINE = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.I,
)
_SECONDS, _MILLISECONDS = re.compile(r"\d{10}"), re.compile(r"\d{13}")
_SCRIPT_DATE = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d{1,2} \d{4} \d{2}:\d{2}:\d{2}) GMT([+-]\d{4}).*", re.S)


def machine_date(value: object, order: Order = Order.UNKNOWN) -> str | None:
    """The date that an attribute or a field of JSON-LD holds, in ISO 8601; None where it holds none.

    Fields meant for machines are filled by people too, so what is no machine's date is read as text.
    """
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not text or len(text) > _LONGEST_ATTRIBUTE:
        return None
    if (found := _MACHINE.fullmatch(text) or _LOOSE_MACHINE.fullmatch(text)) is not None:
        return _of_figures(found)
    if _SECONDS.fullmatch(text) or _MILLISECONDS.fullmatch(text):
        seconds = int(text) / (1 if len(text) == 10 else 1000)
        return _checked(datetime.fromtimestamp(seconds, UTC))
    if (found := _SCRIPT_DATE.fullmatch(text)) is not None:
        return _parsed(f"{found[1]} {found[2]}", "%b %d %Y %H:%M:%S %z")
    try:
        return _checked(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return next((found.iso for found in dates_in(text, order)), None)


def _of_figures(found: re.Match[str]) -> str | None:
    year, month, day, hour, minute, second = (int(part) if part else 0 for part in found.groups()[:6])
    if found[4] is None:
        return _iso_date(year, month, day)
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=_zone(found[7]))
    except ValueError:
        return _iso_date(year, month, day)
    return _checked(moment, "seconds" if found[6] else "minutes")


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text[0] not in "+-":
        return UTC
    figures = text[1:].replace(":", "").ljust(4, "0")
    ahead = timedelta(hours=int(figures[:2]), minutes=int(figures[2:]))
    return timezone(ahead if text[0] == "+" else -ahead)


def _parsed(text: str, form: str) -> str | None:
    try:
        return _checked(datetime.strptime(text, form))
    except ValueError:
        return None


def _checked(moment: datetime, precision: str = "seconds") -> str | None:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR or moment.date() == _EPOCH:
        return None
    return moment.isoformat(timespec=precision)


def _iso_date(year: int, month: int, day: int) -> str | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found.isoformat() if _FIRST_YEAR <= year <= _LAST_YEAR and found != _EPOCH else None


# --- What people read

_SPACES = re.compile(r"\s")
_WORD = r"([^\W\d_]{1,20}\.?)"
_CENTURY = r"((?:19|20)\d\d)"
_FORMS = re.compile(
    # 2021-09-13, 2021. 9. 13., 2021年9月13日, 2021년 9월 13일
    rf"(?<!\d)(?P<y1>{_CENTURY})(?:\s?[年년-]\s?|/|\.\s?)(?P<m1>\d{{1,2}})(?:\s?[月월-]\s?|/|\.\s?)(?P<d1>\d{{1,2}})(?!\d)\.?\s?[日일]?"
    # 13 September 2021, 13. September 2021, 13 de septiembre de 2021, 1er mars 2021, 13-Sep-2021, 13 сентября 2021
    rf"|(?<![\d:.])(?P<d2>\d{{1,2}})(?:st|nd|rd|th|er|[.º°ª])?[\s/-]{{0,2}}(?:(?:of|de|d')\s?)?(?P<m2>[^\W\d_]{{2,20}})[.,]?"
    rf"(?:\s?/\s?[^\W\d_]{{2,20}})?[\s,/-]{{1,3}}(?:(?:del?|do|of)\s)?(?P<y2>{_CENTURY})(?!\d)"
    # September 13, 2021, Sep. 13th 2021, September 13 - 2021
    rf"|(?<![^\W\d_])(?P<m3>[^\W\d_]{{2,20}})\.?[\s/-]{{1,2}}(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?[\s,./-]{{1,3}}(?P<y3>{_CENTURY})(?!\d)"
    # 2021. szeptember 13.
    rf"|(?<!\d)(?P<y4>{_CENTURY})[.,]?\s(?P<m4>[^\W\d_]{{3,20}})\.?\s(?P<d4>\d{{1,2}})(?!\d)"
    # 13.09.2021, 13/09/2021, 09-13-2021
    rf"|(?<![\d.,/])(?P<a>\d{{1,2}})(?P<sep>[./-])\s?(?P<b>\d{{1,2}})(?P=sep)\s?(?P<y5>{_CENTURY})(?![\d/])",
)
_HALF = "오전|오후|午前|午後|上午|下午"
_MERIDIEM = r"(?:([ap])\.?\s?m\b\.?)"
_CLOCK = r"(?<![\d:.])(\d{1,2})(?:[:.：]|\s?(?:h|時|时|시)\s?)(\d{2})(?![\d.]\d)(?::(\d{2}))?(?:\s?分)?"
# Between a date and its time: marks and a word or two ("at", "um", "a las", "г. в").
_TIME_AFTER = re.compile(
    rf"(?:\s?\([^\W\d_]{{1,10}}\)|\s?[^\W\d_]{{1,3}}曜日|\s?星期.)?"
    rf"[\s,|·•–—/@T-]{{0,4}}(?:(?!{_HALF})[^\W\d_]{{1,9}}\.?\s){{0,2}}[-–—|]?\s?({_HALF})?\s?{_CLOCK}\s?(?:Uhr|uur|klo)?\s?{_MERIDIEM}?",
    re.I,
)
_TIME_BEFORE = re.compile(
    rf"{_CLOCK}\s?(?:Uhr|uur|h)?\s?{_MERIDIEM}?\s?(\(?[A-Z]{{2,5}}\)?)?(?:[\s,|·•–—-]{{1,3}}(?:on\s|am\s)?(?:[^\W\d_]{{2,10}}[.,]\s?)?)\Z",
    re.I,
)
_HOUR_ALONE = re.compile(r"[\s,|·•–—-]{0,4}(?:at\s)?(\d{1,2})\s?([ap])\.?m\b\.?", re.I)
_ZONE = re.compile(r"\s?\(?(?:(UTC|GMT)(?:\s?([+-]\d{1,2}(?::?\d{2})?))?|([+-]\d{2}:?\d{2})|([A-Z]{3,4}))\b")
# Abbreviations that mean one offset alone; CST, IST, BST and AST are those of several.
_OFFSETS = {
    "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10,
    "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "WEST": 1, "MSK": 3, "JST": 9, "KST": 9, "HKT": 8,
    "SGT": 8, "WIB": 7, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "SAST": 2,
}  # fmt: skip
_AFTERNOON = frozenset(("오후", "午後", "下午"))
_MORNING = frozenset(("오전", "午前", "上午"))
# How far a word may stand from its date.
_CUE_WITHIN = 45
_CUE_AFTER = re.compile(r"\s?[:：(（]?\s?(更新|修改|수정|업데이트|発表|公開|掲載|配信|发布|發布|입력|등록|게재)")


def dates_in(text: str, order: Order = Order.UNKNOWN) -> Iterator[Found]:
    """The dates in a short text in their order, each with its time and what it is the date of."""
    text = _SPACES.sub(" ", _plain_figures(text[:_LONGEST_TEXT]))
    end = 0
    for found in _FORMS.finditer(text):
        day = _day(found, order)
        if day is None:
            continue
        clock, stop = _time(text, found.start(), found.end(), end)
        role = _role(text[end : found.start()], text[stop : stop + 10])
        yield Found(day + clock, role, found.start(), stop)
        end = stop


def _plain_figures(text: str) -> str:
    """Arabic, Persian and Indian figures as European ones."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def _day(found: re.Match[str], order: Order) -> str | None:
    if found["a"]:
        return _figures(int(found["a"]), int(found["b"]), int(found["y5"]), _order_by(found["sep"], order))
    if found["y1"]:
        return _iso_date(int(found["y1"]), int(found["m1"]), int(found["d1"]))
    for form in "234":
        if found[f"y{form}"]:
            month = words().months.get(fold(found[f"m{form}"]))
            return _iso_date(int(found[f"y{form}"]), month, int(found[f"d{form}"])) if month else None
    return None


def _order_by(separator: str, order: Order) -> Order:
    """Where dots part the figures the day comes first, whatever the language."""
    return Order.DAY_FIRST if separator == "." else order


def _figures(one: int, two: int, year: int, order: Order) -> str | None:
    if one == two or (one > 12 >= two):
        return _iso_date(year, two, one)
    if two > 12 >= one:
        return _iso_date(year, one, two)
    if order is Order.DAY_FIRST:
        return _iso_date(year, two, one)
    return _iso_date(year, one, two) if order is Order.MONTH_FIRST else None


def _time(text: str, start: int, stop: int, before: int) -> tuple[str, int]:
    """The time of a date as ISO 8601 has it ("T21:25+02:00", or nothing), and where it ends."""
    if (after := _TIME_AFTER.match(text, stop)) is not None:
        half = after[1] or after[5]
        clock = _clock(after[2], after[3], after[4], half)
        if clock is not None:
            zone, end = _offset(text, after.end())
            return clock + zone, end
    if (after := _HOUR_ALONE.match(text, stop)) is not None:
        clock = _clock(after[1], "00", None, after[2])
        if clock is not None:
            zone, end = _offset(text, after.end())
            return clock + zone, end
    if (ahead := _TIME_BEFORE.search(text[max(before, start - 40) : start])) is not None:
        clock = _clock(ahead[1], ahead[2], ahead[3], ahead[4])
        if clock is not None:
            return clock + _offset(ahead[5] or "", 0)[0], stop
    return "", stop


def _clock(hour_text: str, minute_text: str, second_text: str | None, half: str | None) -> str | None:
    hour, minute, second = int(hour_text), int(minute_text), int(second_text or 0)
    half = (half or "").lower()
    if half == "p" or half in _AFTERNOON:
        hour = hour + 12 if hour < 12 else hour
    elif (half == "a" or half in _MORNING) and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    return f"T{hour:02}:{minute:02}" + (f":{second:02}" if second_text else "")


def _offset(text: str, at: int) -> tuple[str, int]:
    found = _ZONE.match(text, at)
    if found is None:
        return "", at
    if found[4]:
        hours = _OFFSETS.get(found[4])
        return ("", at) if hours is None else (f"{hours:+03}:00", found.end())
    shift = found[2] or found[3] or "+00:00"
    figures = shift[1:].replace(":", "")
    figures = figures.zfill(2).ljust(4, "0") if len(figures) <= 2 else figures.zfill(4)
    if int(figures[:2]) > 14 or int(figures[2:]) > 59:
        return "", at
    return f"{shift[0]}{figures[:2]}:{figures[2:]}", found.end()


def _role(before: str, after: str) -> Role:
    """What the nearest word before a date, or right behind it, says that it is the date of."""
    heard = role_of(before[-_CUE_WITHIN:])
    if heard is Role.UNSAID and (said := _CUE_AFTER.match(after)) is not None:
        return Role.UPDATED if fold(said[1]) in words().updated else Role.PUBLISHED
    return heard


_CUE_WORDS = re.compile(r"[^\W\d_]+")


def role_of(text: str) -> Role:
    """What the last word on publication or change in a text speaks of."""
    known = words()
    spoken = [fold(word) for word in _CUE_WORDS.findall(text)]
    for end in range(len(spoken), 0, -1):
        for start in range(max(0, end - 3), end):
            phrase = " ".join(spoken[start:end])
            if phrase in known.updated or _ends_in(phrase, known.updated):
                return Role.UPDATED
            if phrase in known.published or _ends_in(phrase, known.published):
                return Role.PUBLISHED
    return Role.UNSAID


def _ends_in(phrase: str, listed: frozenset[str]) -> bool:
    """Chinese, Japanese and Korean set no spaces: 最終更新日時 holds 更新."""
    return not phrase.isascii() and any(
        not word.isascii() and word[0] >= "\u3040" and word in phrase for word in listed
    )
