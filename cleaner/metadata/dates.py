"""Dates as machines write them and as people write them, in many languages.

A date without a year is not a date here, nor is one relative to today ("2 hours ago"): nothing in this module asks
what day it is. A date such as 03/04/2021 is read in the order of the page's language; without a language it is not
read at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, tzinfo
from enum import Enum
from typing import NamedTuple

from cleaner.metadata.vocabulary import MARKS, fold, words
from cleaner.text.lazy_pattern import lazy_pattern

# Other years are errors or placeholders, and so is the first day of Unix time, in whatever zone.
_FIRST_YEAR, _LAST_YEAR = 1800, 2099
_EPOCH = (date(1969, 12, 31), date(1970, 1, 1))
_LONGEST_ATTRIBUTE = 100  # characters
_LONGEST_TEXT = 400  # characters


class Order(Enum):
    """The order of day and month in a numeric date, by the language of the page."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    UNKNOWN = "unknown"


class Role(Enum):
    """Which event a date marks, by the words beside it."""

    PUBLISHED = "published"
    UPDATED = "updated"
    AHEAD = "ahead"
    UNSAID = "unsaid"


class DateMention(NamedTuple):
    """A date in a text: as ISO 8601, with its role, and where it starts and ends in the text (in characters)."""

    iso: str
    role: Role
    start: int
    end: int


# English uses both orders, so without a region it has none. Chinese, Japanese, Korean, Hungarian and Lithuanian put
# the year first, which cannot be misread.
_DAY_FIRST = frozenset(
    "ar bg ca cs da de el es et fi fr gl hr id it lv ms nl nb nn no pl pt ro ru sk sl sr sv th tr uk vi".split()
)
_MONTH_FIRST_TAGS = frozenset(("en-us", "en-ph", "es-us"))


def order_of(language: str | None) -> Order:
    """The order of day and month in a language (a BCP 47 tag)."""
    tag = (language or "").casefold().replace("_", "-")
    if tag in _MONTH_FIRST_TAGS:
        return Order.MONTH_FIRST
    primary, _, region = tag.partition("-")
    if primary in _DAY_FIRST or (primary == "en" and region and region != "ca"):
        return Order.DAY_FIRST
    return Order.UNKNOWN


# --- Dates for machines

# 2021-09-13T11:39:00.000Z, 2021-09-13 11:39:00 -0600, 20210913, 2021-09-13T11:39+02:00[Europe/Berlin]
_MACHINE = lazy_pattern(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:(?:T|\s+|\s*T\s*)(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?(?:\[[^\]]*\])?",
    re.I,
)
# 2021-9-3, 2021/09/03 9:05
_LOOSE_MACHINE = lazy_pattern(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.I,
)
_UNIX_TIME = lazy_pattern(r"\d{10}(\d{3})?")  # seconds or milliseconds
# "GMT" in Mon Sep 13 2021 11:39:00 GMT+0200 (CEST), JavaScript's Date.toString()
_ZONE_OF_SCRIPT = lazy_pattern(r"GMT(?=[+-]\d{4})")


def machine_date(value: object, order: Order = Order.UNKNOWN) -> str | None:
    """The date in an attribute or in a JSON-LD property, as ISO 8601; None if there is none.

    People fill in such fields too, so a value in no machine format is read as text.
    """
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not text or len(text) > _LONGEST_ATTRIBUTE:
        return None
    found = _MACHINE.fullmatch(text) or _LOOSE_MACHINE.fullmatch(text)
    if found is not None and int(found[1]) >= _FIRST_YEAR:  # earlier years are of another calendar, if of any
        return _from_groups(found)
    if (found := _UNIX_TIME.fullmatch(text)) is not None:
        return _checked(datetime.fromtimestamp(int(text) / (1000 if found[1] else 1), UTC))
    from email.utils import parsedate_to_datetime  # which loads what it takes to send mail

    try:
        return _checked(parsedate_to_datetime(_ZONE_OF_SCRIPT.sub("", text)))
    except (ValueError, TypeError, IndexError, OverflowError):  # not a date of an e-mail (RFC 5322)
        return next((found.iso for found in dates_in(text, order)), None)


def _from_groups(found: re.Match[str]) -> str | None:
    year, month, day, hour, minute, second = (int(part) if part else 0 for part in found.groups()[:6])
    if found[4] is None:
        return _iso_date(year, month, day)
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=_zone(found[7]))
    except ValueError:
        return _iso_date(year, month, day)
    return _checked(moment, "seconds" if found[6] else "minutes")


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    return datetime.fromisoformat(f"2000-01-01T00:00{text}").tzinfo if text[0] in "+-" else UTC


def _checked(moment: datetime, precision: str = "seconds") -> str | None:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR or moment.date() in _EPOCH:
        return None
    return moment.isoformat(timespec=precision)


def _iso_date(year: int, month: int, day: int) -> str | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found.isoformat() if _FIRST_YEAR <= year <= _LAST_YEAR and found not in _EPOCH else None


# --- Dates for people

_YEAR = r"(?P<year>(?:19|20)\d\d)"
# A year of two digits counts only where the date ends the text or a time follows.
_SHORT_YEAR = r"\d\d(?=[\s,|•·–—-]{0,4}(?:\d{1,2}[:.]\d\d|\Z))"
# A reading time may be glued to a year: "Mar 27, 20255 mins".
_YEAR_ENDS = r"(?!\d(?!\d?\s?min))"
_DAY = r"(?P<day>\d{1,2})"
_MONTH = r"(?P<month>\d{1,2})"
_LETTER = rf"[^\W\d_][{MARKS}]*"  # März, also in decomposed Unicode; सितंबर
_MONTH_NAME = rf"(?P<month>(?:{_LETTER}){{2,20}})"
# Years of the Buddhist era in Thai, and of the solar Hijri calendar in Persian.
_THAI_YEAR, _PERSIAN_YEAR = r"(?P<year>(?:19|20|24|25)?\d\d)", r"(?P<year>1[34]\d\d)"


class _DateForm(NamedTuple):
    """A way of writing a date: its pattern, how to read a match as ISO 8601, and examples, each of one whole date."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], Order], str | None]
    examples: tuple[str, ...]


def _with_month_number(found: re.Match[str], _order: Order) -> str | None:
    return _iso_date(_whole_year(found["year"]), int(found["month"]), int(found["day"]))


def _with_month_name(found: re.Match[str], _order: Order) -> str | None:
    name = fold(found["month"])
    months = words().months
    # Hebrew writes the word "in" with the month: באפריל.
    month = months.get(name) or months.get(name.removeprefix("ב")) or words().thai_months.get(found["month"])
    return _iso_date(_whole_year(found["year"]), month, int(found["day"])) if month else None


def _whole_year(digits: str) -> int:
    """The year that two digits stand for, by the rule of POSIX: 1969 to 2068."""
    year = int(digits.lstrip("'’"))
    return year if year > 99 else year + (1900 if year > 68 else 2000)


def _number(text: str) -> int:
    """23 of "23", of "二三" and of "二十三", where the number of tens stands in front of 十; the first year is 元."""
    if text.isdecimal() or text == "元":
        return int(text.replace("元", "1"))
    tens, ten, ones = text.rpartition("十")
    if ten:
        return 10 * (_number(tens) if tens else 1) + (_number(ones) if ones else 0)
    return int("".join(str(_KANJI.index(sign)) for sign in text))


def _with_year_last(found: re.Match[str], order: Order) -> str | None:
    """Dates with dots have the day first in every language."""
    one, two, year = int(found["one"]), int(found["two"]), int(found["year"])
    if year > _LAST_YEAR:
        year, order = year - _BUDDHIST_YEARS_AHEAD, Order.DAY_FIRST
    order = Order.DAY_FIRST if found["separator"] == "." else order
    if one == two or (one > 12 >= two):
        return _iso_date(year, two, one)
    if two > 12 >= one:
        return _iso_date(year, one, two)
    if order is Order.DAY_FIRST:
        return _iso_date(year, two, one)
    return _iso_date(year, one, two) if order is Order.MONTH_FIRST else None


def _with_era(found: re.Match[str], _order: Order) -> str | None:
    if not found["era"] and len(found["year"]) != 4:
        return None
    year = _LAST_YEAR_BEFORE_ERA.get(found["era"], 0) + _number(found["year"])
    return _iso_date(year, _number(found["month"]), _number(found["day"]))


def _with_thai_month(found: re.Match[str], _order: Order) -> str | None:
    year = int(found["year"])
    year += _THAI_CENTURIES if year < 100 else 0
    month = words().thai_months[found["month"]]
    return _iso_date(year - _BUDDHIST_YEARS_AHEAD if year > _LAST_YEAR else year, month, int(found["day"]))


def _with_persian_month(found: re.Match[str], _order: Order) -> str | None:
    month = found["month"]
    number = int(month) if month.isdecimal() else words().persian_months[month]
    return _of_solar_hijri(int(found["year"]), number, int(found["day"]))


def _of_solar_hijri(year: int, month: int, day: int) -> str | None:
    """A date of the solar Hijri calendar as ISO 8601, by the cycle of 33 years, which holds from 1178 to 1633.

    The year 1403 began on 20 March 2024; the first six months have 31 days.
    """
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        return None
    leap_days = _leap_days_before(year)
    since_new_year = (month - 1) * 31 - max(0, month - 7) + day - 1
    found = date.fromordinal(_DAYS_BEFORE_HIJRI + 365 * year + leap_days + since_new_year)
    return _iso_date(found.year, found.month, found.day)


_LAST_YEAR_BEFORE_ERA = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "民國": 1911, "民国": 1911}
_BUDDHIST_YEARS_AHEAD = 543
_THAI_CENTURIES = 2500  # of a year with two digits
_KANJI = "〇一二三四五六七八九"
_CJK_NUMBER = rf"(?:\d{{1,3}}|[十{_KANJI}]{{1,4}}|元)"
_LEAP_YEARS_OF_CYCLE = (1, 5, 9, 13, 17, 22, 26, 30)


def _leap_days_before(year: int) -> int:
    return year // 33 * 8 + sum(leap_year < year % 33 for leap_year in _LEAP_YEARS_OF_CYCLE)


_DAYS_BEFORE_HIJRI = date(2024, 3, 20).toordinal() - 365 * 1403 - _leap_days_before(1403)


def _any_of(names: Mapping[str, int]) -> str:
    """A pattern for any of several names of months, the longest first."""
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True)))


# Where two forms match at the same place, the first one counts.
DATE_FORMS = (
    _DateForm(
        lazy_pattern(
            rf"(?<!\d){_YEAR}(?:\s?[年년-]\s?|/|\.\s?){_MONTH}(?:\s?[月월-]\s?|/|\.\s?){_DAY}(?!\d)\.?\s?[日일]?"
        ),
        _with_month_number,
        ("2021-09-13", "2021/9/13", "2021. 9. 13.", "2021年9月13日", "2021년 9월 13일"),
    ),
    _DateForm(
        lazy_pattern(
            rf"(?<![\d:.]){_DAY}(?:st|nd|rd|th|er|[.º°ª])?[\s/-]{{0,2}}(?:(?:of|de|d['’])\s?)?{_MONTH_NAME}[,॰׳]?"
            rf"(?:\s?/\s?[^\W\d_]{{2,20}})?[\s,./-]{{1,3}}(?:(?:del?|do|of)\s)?{_YEAR}{_YEAR_ENDS}"
        ),
        _with_month_name,
        (
            "13 September 2021",
            "13th of September, 2021",
            "13. September 2021",
            "13-Sep-2021",
            "13.Sep.2021",
            "13 de septiembre de 2021",
            "13 Sept / septembre 2021",
            "13 сентября 2021",
        ),
    ),
    _DateForm(
        lazy_pattern(
            rf"(?<![^\W\d_]){_MONTH_NAME}\.?[\s/-]{{1,2}}{_DAY}(?:st|nd|rd|th)?[\s,./-]{{1,3}}"
            rf"(?P<year>(?:19|20)\d\d{_YEAR_ENDS}|['’]\d\d(?!\d))"
        ),
        _with_month_name,
        ("Sep 13, '21", "September 13, 2021", "Sep. 13th 2021", "September 13 - 2021", "Sep/13/2021"),
    ),
    _DateForm(
        lazy_pattern(rf"(?<!\d){_YEAR}\.?\s(?:gada\s)?{_DAY}\.\s?{_MONTH_NAME}"),
        _with_month_name,
        ("2021. gada 13. septembris",),
    ),
    _DateForm(
        lazy_pattern(rf"(?<!\d){_YEAR}(?:\.|,|\sm\.|e?ko)?\s{_MONTH_NAME}\.?\s{_DAY}(?!\d)"),
        _with_month_name,
        ("2021. szeptember 13", "2021, September 13", "2021 m. rugsėjo 13", "2021 സെപ്റ്റംബർ 13", "2021eko irailaren 13"),
    ),
    _DateForm(
        lazy_pattern(rf"(?<![\d:.]){_DAY}\.?[\s-]{_MONTH_NAME}\.?[\s,-]{{1,2}}(?P<year>['’]\d\d(?!\d)|{_SHORT_YEAR})"),
        _with_month_name,
        ("13 Sep '21", "13 Sep 21", "13. Sept. 21"),
    ),
    _DateForm(
        lazy_pattern(rf"(?<![\d.]){_DAY}\.{_MONTH}\.(?P<year>{_SHORT_YEAR})"),
        _with_month_number,
        ("13.09.21", "13.9.21"),
    ),
    _DateForm(
        lazy_pattern(
            rf"(?P<era>{_any_of(_LAST_YEAR_BEFORE_ERA)})?\s?(?P<year>{_CJK_NUMBER})年\s?(?P<month>{_CJK_NUMBER})月"
            rf"\s?(?P<day>{_CJK_NUMBER})日"
        ),
        _with_era,
        ("二〇二一年九月十三日", "令和3年9月13日", "令和 3年 9月 13日", "令和三年九月十三日", "民國110年9月13日"),
    ),
    _DateForm(
        lazy_pattern(
            r"(?<![\d.,/])(?P<one>\d{1,2})(?P<separator>[./-])\s?(?P<two>\d{1,2})(?P=separator)\s?(?P<year>(?:19|20|25)\d\d)"
            r"(?!/|\d(?!\d?\.\s))"  # the same date may be glued on: 13.09.202113. September 2021
        ),
        _with_year_last,
        ("13.09.2021", "13. 9. 2021", "13/09/2021", "09-13-2021", "13/09/2564"),
    ),
    _DateForm(
        lazy_pattern(rf"(?<!\d){_DAY}\s?(?P<month>{_any_of(words().thai_months)})\s?(?:พ\.ศ\.\s?)?{_THAI_YEAR}(?!\d)"),
        _with_thai_month,
        ("13 กันยายน 2564", "13 ก.ย. 2564", "13 กันยายน พ.ศ. 2564", "13 ก.ย. 64"),
    ),
    _DateForm(
        lazy_pattern(
            rf"(?<!\d){_DAY}\s?(?P<month>{_any_of(words().persian_months)})\s?(?:ماه\s)?{_PERSIAN_YEAR}(?!\d)"
        ),
        _with_persian_month,
        ("22 شهریور 1400", "22 شهریور ماه 1400"),
    ),
    _DateForm(
        lazy_pattern(rf"(?<![\d/]){_PERSIAN_YEAR}/{_MONTH}/{_DAY}(?![\d/])"),
        _with_persian_month,
        ("1400/06/22", "1400/6/22"),
    ),
    _DateForm(
        lazy_pattern(rf"(?<!\d){_DAY}\s(?:tháng|Tháng)\s{_MONTH}(?:,|\snăm)?\s{_YEAR}(?!\d)"),
        _with_month_number,
        ("13 tháng 9, 2021", "13 tháng 9 năm 2021"),
    ),
)
_ANY_YEAR = lazy_pattern(r"(?:1[3-9]|2[045])\d\d|年|\d\.\d\d?\.\d|['’ -]\d\d\b")


class _TimeForm(NamedTuple):
    """A way of writing a time beside a date: its pattern, and examples with the date, each with its ISO 8601."""

    pattern: re.Pattern[str]
    examples: tuple[tuple[str, str], ...]


_HALF_OF_DAY = "오전|오후|午前|午後|上午|下午"
_CLOCK = (
    r"(?<![\d:.])(?P<hour>\d{1,2})(?:[:.：]|\s?(?:h|時|时|시)\s?)(?P<minute>\d{2})(?![\d.]\d)"
    r"(?::(?P<second>\d{2}))?(?:\s?分)?"
)
_MERIDIEM = r"(?:(?P<meridiem>[ap])\.?\s?m\b\.?)?"
# In front of the time may stand the day of the week, marks, and a word or two ("at", "um", "a las", "г. в").
TIMES_AFTER_DATE = (
    _TimeForm(
        lazy_pattern(
            rf"(?:\s?\([^\W\d_]{{1,10}}\)|\s?[^\W\d_]{{1,3}}曜日|\s?星期.)?"
            rf"[\s,|·•–—/@T-]{{0,4}}(?:(?!{_HALF_OF_DAY})[^\W\d_]{{1,9}}\.?\s){{0,2}}"
            rf"[-–—|]?\s?(?P<half>{_HALF_OF_DAY})?\s?{_CLOCK}\s?(?:Uhr|uur|klo)?\s?{_MERIDIEM}",
            re.I,
        ),
        (
            ("Sep 13, 2021, 9:25 p.m.", "2021-09-13T21:25"),
            ("13.09.2021 um 18:05 Uhr", "2021-09-13T18:05"),
            ("13 de septiembre de 2021 a las 11:39", "2021-09-13T11:39"),
            ("13 сентября 2021 г. в 18:05", "2021-09-13T18:05"),
            ("2021年9月13日(月) 午後3時05分", "2021-09-13T15:05"),
            ("2021年9月13日 月曜日 15:05:30", "2021-09-13T15:05:30"),
            ("2021. 9. 13. 오후 3:05", "2021-09-13T15:05"),
        ),
    ),
    _TimeForm(
        lazy_pattern(r"[\s,|·•–—-]{0,4}(?:at\s)?(?P<hour>\d{1,2})\s?(?P<meridiem>[ap])\.?m\b\.?", re.I),
        (("September 13, 2021 at 9 pm", "2021-09-13T21:00"), ("Sep 13, 2021 | 12 a.m.", "2021-09-13T00:00")),
    ),
)
TIME_BEFORE_DATE = _TimeForm(
    lazy_pattern(
        rf"{_CLOCK}\s?(?:Uhr|uur|h)?\s?{_MERIDIEM}\s?(?P<zone>\(?[A-Z]{{2,5}}\)?)?"
        rf"(?:[\s,|·•–—-]{{1,3}}(?:on\s|am\s)?(?:[^\W\d_]{{2,10}}[.,]\s?)?)\Z",
        re.I,
    ),
    (
        ("11:39 AM EDT, Sep 13, 2021", "2021-09-13T11:39-04:00"),
        ("10:15 | 13 września 2021", "2021-09-13T10:15"),
        ("18:05 Uhr am Montag, 13.09.2021", "2021-09-13T18:05"),
    ),
)
_TIME_BEFORE_WITHIN = 40  # characters
_ZONE = lazy_pattern(r"\s?\(?(?:(UTC|GMT)(?:\s?([+-]\d{1,2}(?::?\d{2})?))?|([+-]\d{2}:?\d{2})|([A-Z]{3,4}))\b")
# Hours from UTC, for those abbreviations that mean one offset only. CST, IST, BST and AST mean several.
_OFFSET_HOURS = {
    "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10,
    "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "WEST": 1, "MSK": 3, "JST": 9, "KST": 9, "HKT": 8,
    "SGT": 8, "WIB": 7, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "SAST": 2,
}  # fmt: skip
_AFTERNOON = frozenset(("p", "오후", "午後", "下午"))
_MORNING = frozenset(("a", "오전", "午前", "上午"))
_SPACE = lazy_pattern(r"\s")


def dates_in(text: str, order: Order = Order.UNKNOWN) -> Iterator[DateMention]:
    """The dates in the first 400 characters of a text, in order, each with its time and role.

    "Updated Sep 13, 2021, 11:39 a.m." holds one: 2021-09-13T11:39, updated. "Available until Sep 13, 2021" holds none.
    """
    if not _ANY_YEAR.search(text := _with_ascii_digits(text[:_LONGEST_TEXT])):
        return
    text = _SPACE.sub(" ", text)
    end = 0
    for form, found in _date_matches(text):
        day = form.read(found, order)
        if day is None:
            continue
        clock, stop = _time(text, found.start(), found.end(), end)
        role = _role(text[end : found.start()], text[stop:])
        if role is not Role.AHEAD:
            yield DateMention(day + clock, role, found.start(), stop)
        end = stop


def _with_ascii_digits(text: str) -> str:
    """Arabic, Persian and Indian digits as European ones."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def _date_matches(text: str) -> Iterator[tuple[_DateForm, re.Match[str]]]:
    """The matches of all forms from left to right, none overlapping another."""
    at = 0
    while _ANY_YEAR.search(text, at):
        matches = [(form, found) for form in DATE_FORMS if (found := form.pattern.search(text, at))]
        if not matches:
            return
        form, found = min(matches, key=lambda match: match[1].start())
        yield form, found
        at = found.end()


def _time(text: str, start: int, stop: int, previous_stop: int) -> tuple[str, int]:
    """The time that belongs to the date from `start` to `stop`, and where date and time end.

    ISO 8601 without the date ("T21:25+02:00"); "" if there is none. `previous_stop` is the end of the date before.
    """
    for form in TIMES_AFTER_DATE:
        if (after := form.pattern.match(text, stop)) is not None and (clock := _clock(after)) is not None:
            zone, end = _offset(text, after.end())
            return clock + zone, end
    window = text[max(previous_stop, start - _TIME_BEFORE_WITHIN) : start]
    before = TIME_BEFORE_DATE.pattern.search(window)
    if before is not None and (clock := _clock(before)) is not None:
        return clock + _offset(before["zone"] or "", 0)[0], stop
    return "", stop


def _clock(found: re.Match[str]) -> str | None:
    parts = found.groupdict()
    hour, minute, second = int(parts["hour"]), int(parts.get("minute") or 0), int(parts.get("second") or 0)
    half = (parts.get("half") or parts["meridiem"] or "").lower()
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half in _MORNING and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    return f"T{hour:02}:{minute:02}" + (f":{second:02}" if parts.get("second") else "")


def _offset(text: str, at: int) -> tuple[str, int]:
    """The offset from UTC at a place of a text ("+02:00", or ""), and where it ends."""
    found = _ZONE.match(text, at)
    if found is None:
        return "", at
    if found[4]:
        hours = _OFFSET_HOURS.get(found[4])
        return ("", at) if hours is None else (f"{hours:+03}:00", found.end())
    shift = found[2] or found[3] or "+00:00"
    digits = shift[1:].replace(":", "")
    digits = digits.zfill(2).ljust(4, "0") if len(digits) <= 2 else digits.zfill(4)
    if int(digits[:2]) > 14 or int(digits[2:]) > 59:
        return "", at
    return f"{shift[0]}{digits[:2]}:{digits[2:]}", found.end()


# --- Roles

_CUE_WITHIN = 45  # characters in front of a date
_CUE_AFTER_WITHIN = 10  # characters behind it
_CUE_AFTER = lazy_pattern(r"\s?[:：(（]?\s?(更新|修改|수정|업데이트|発表|公開|掲載|配信|发布|發布|입력|등록|게재)")
_CUE_WORD = lazy_pattern(r"[^\W\d_]+")
_LONGEST_CUE = 3  # words
_FIRST_OF_CJK = "\u3040"


def _role(before: str, after: str) -> Role:
    """The role that the text in front of a date gives it, or else the text right behind it."""
    role = role_of(before[-_CUE_WITHIN:])
    if role is Role.UNSAID and (cue := _CUE_AFTER.match(after[:_CUE_AFTER_WITHIN])) is not None:
        return Role.UPDATED if fold(cue[1]) in words().updated else Role.PUBLISHED
    return role


def role_of(text: str) -> Role:
    """The role in the last cue of a text: "Published in May, last updated" gives UPDATED."""
    known = words()
    spoken = [fold(word) for word in _CUE_WORD.findall(text)]
    for end in range(len(spoken), 0, -1):
        for start in range(max(0, end - _LONGEST_CUE), end):
            phrase = " ".join(spoken[start:end])
            if phrase in known.updated or _holds_cjk_cue(phrase, known.updated):
                return Role.UPDATED
            if phrase in known.published or _holds_cjk_cue(phrase, known.published):
                return Role.PUBLISHED
            if phrase in known.ahead:
                return Role.AHEAD
    return Role.UNSAID


def _holds_cjk_cue(phrase: str, cues: frozenset[str]) -> bool:
    """Chinese, Japanese and Korean do not space words, so a cue may be part of one: 更新 of 最終更新日時."""
    return not phrase.isascii() and any(not cue.isascii() and cue[0] >= _FIRST_OF_CJK and cue in phrase for cue in cues)
