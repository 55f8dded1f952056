"""Dates as machines and as people write them, in many languages, without guessing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.metadata.dates import (
    DATE_FORMS,
    TIME_BEFORE_DATE,
    TIMES_AFTER_DATE,
    Order,
    Role,
    dates_in,
    machine_date,
    order_of,
)

READ = {
    "seed": (
        "Updated Sep 13, 2021, 11:39\u202fa.m. Published Oct 31, 2019, 9:25\u202fp.m.",
        ["updated 2021-09-13T11:39", "published 2019-10-31T21:25"],
    ),
    "english-ordinal": ("Monday, September 13th 2021 at 9 pm", ["unsaid 2021-09-13T21:00"]),
    "english-day-first": ("13 Sep 2021, 5:05 pm GMT+0530", ["unsaid 2021-09-13T17:05+05:30"]),
    "time-ahead": ("11:39 AM EDT, Sep 13, 2021", ["unsaid 2021-09-13T11:39-04:00"]),
    "noon-and-midnight": ("May 3, 2024 12:05 p.m. – May 4, 2024 12:05 a.m.", [
        "unsaid 2024-05-03T12:05", "unsaid 2024-05-04T00:05",
    ]),
    "reading-time": ("Dec 18, 2025 · 18 min read", ["unsaid 2025-12-18"]),
    "german": ("Veröffentlicht am 13.09.2021 um 18:05 Uhr", ["published 2021-09-13T18:05"]),
    "german-month": ("13. März 2021, 11:39 Uhr", ["unsaid 2021-03-13T11:39"]),
    "german-stand": ("Stand: 05.03.2024 10:00", ["updated 2024-03-05T10:00"]),
    "french": (
        "Publié le 1er août 2021 à 10h05, mis à jour le 2 AOUT 2021 à 11:15",
        ["published 2021-08-01T10:05", "updated 2021-08-02T11:15"],
    ),
    "spanish": ("Actualizado el 13 de septiembre de 2021 a las 11:39", ["updated 2021-09-13T11:39"]),
    "portuguese": ("Atualizado em 3 de março de 2021", ["updated 2021-03-03"]),
    "italian": ("Pubblicato il 4 febbraio 2025 - 14:41", ["published 2025-02-04T14:41"]),
    "dutch": ("Laatst bijgewerkt op 3 maart 2021", ["updated 2021-03-03"]),
    "polish": ("10:15 | 13 września 2021", ["unsaid 2021-09-13T10:15"]),
    "russian": ("Опубликовано 13 сентября 2021, 18:05", ["published 2021-09-13T18:05"]),
    "turkish": ("Son Güncelleme: 13 Kasım 2021 - 10:05", ["updated 2021-11-13T10:05"]),
    "korean": ("입력 2021. 9. 13. 오후 3:05 수정 2021.09.14 10:00", [
        "published 2021-09-13T15:05", "updated 2021-09-14T10:00",
    ]),
    "japanese": ("2021年9月13日 午後3時05分 公開", ["published 2021-09-13T15:05"]),
    "chinese": ("发布时间：2021年9月13日 15:05", ["published 2021-09-13T15:05"]),
    "arabic": ("تاريخ النشر: ١٣ سبتمبر ٢٠٢١", ["published 2021-09-13"]),
    "swedish": ("Publicerad 13 maj 2021", ["published 2021-05-13"]),
    "czech": ("Aktualizováno 13. září 2021", ["updated 2021-09-13"]),
    "glued-twice": ("30.01.202430. Januar 2024", ["unsaid 2024-01-30"]),
    "decomposed": ("Veröffentlicht am 3. Ma\u0308rz 2024", ["published 2024-03-03"]),
    "croatian": ("13. rujna 2021.", ["unsaid 2021-09-13"]),
    "hindi": ("13 सितंबर 2021", ["unsaid 2021-09-13"]),
    "hindi-digits": ("१३ सितंबर २०२१", ["unsaid 2021-09-13"]),
    "vietnamese": ("Thứ Hai, 13 tháng 9, 2021", ["unsaid 2021-09-13"]),
    "thai": ("13 ก.ย. 2564 เวลา 10:05", ["unsaid 2021-09-13T10:05"]),
    "thai-common-era": ("13 กันยายน 2021", ["unsaid 2021-09-13"]),
    "persian": ("۲۲ شهریور ۱۴۰۰", ["unsaid 2021-09-13"]),
    "persian-leap-day": ("30 اسفند 1403", ["unsaid 2025-03-20"]),
    "japanese-era": ("令和3年9月13日 15:05", ["unsaid 2021-09-13T15:05"]),
    "first-year-of-an-era": ("平成元年1月8日", ["unsaid 1989-01-08"]),
    "era-in-kanji": ("令和三年九月二十三日", ["unsaid 2021-09-23"]),
    "taiwanese-era": ("民國110年9月13日", ["unsaid 2021-09-13"]),
    "hebrew": ("13 בספטמבר 2021", ["unsaid 2021-09-13"]),
    "catalan-apostrophe": ("3 d’abril de 2021", ["unsaid 2021-04-03"]),
    "basque": ("2021eko apirilaren 3a", ["unsaid 2021-04-03"]),
    "dots-around-a-name": ("Published on 25.Jun.2019 in Vol 7", ["published 2019-06-25"]),
    "month-first-and-apostrophe": ("Apr. 3rd, ’21", ["unsaid 2021-04-03"]),
    "reading-time-glued-on": ("Mar 27, 20255 mins", ["unsaid 2025-03-27"]),
    "several-zones": ("5 May 2024, 10:05 CST", ["unsaid 2024-05-05T10:05"]),
    "one-zone": ("5 May 2024, 10:05 CEST", ["unsaid 2024-05-05T10:05+02:00"]),
    "hungarian": ("2021. szeptember 13., hétfő", ["unsaid 2021-09-13"]),
    "lithuanian": ("2021 m. rugsėjo 13 d.", ["unsaid 2021-09-13"]),
    "latvian": ("2021. gada 13. septembris", ["unsaid 2021-09-13"]),
    "georgian": ("13 სექტემბერი, 2021", ["unsaid 2021-09-13"]),
    "amharic": ("13 ሴፕቴምበር 2021", ["unsaid 2021-09-13"]),
    "khmer": ("13 កញ្ញា 2021", ["unsaid 2021-09-13"]),
    "armenian": ("13 սեպտեմբերի 2021", ["unsaid 2021-09-13"]),
    "burmese-digits": ("၁၃ စက်တင်ဘာ ၂၀၂၁", ["unsaid 2021-09-13"]),
    "hindi-abbreviated": ("13 सित॰ 2021", ["unsaid 2021-09-13"]),
    "thai-two-digits": ("13 ก.ย. 64 10:05", ["unsaid 2021-09-13T10:05"]),
    "thai-figures": ("13/09/2564", ["unsaid 2021-09-13"]),
    "kanji": ("二〇二一年九月二十三日", ["unsaid 2021-09-23"]),
    "two-digits-and-time": ("13.09.21, 10:05 Uhr", ["unsaid 2021-09-13T10:05"]),
    "two-digits-and-apostrophe": ("13 Sep '21 | Ferries", ["unsaid 2021-09-13"]),
    "two-digits-of-the-last-century": ("13 Sep 98", ["unsaid 1998-09-13"]),
    "until": ("Available until Sep 13, 2022. Published Sep 14, 2021", ["published 2021-09-14"]),
    "until-german": ("Video verfügbar bis 13.09.2022", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), READ.values(), ids=READ)
def test_a_date_is_read_with_its_time_and_its_role(text: str, expected: list[str]) -> None:
    assert [f"{found.role.value} {found.iso}" for found in dates_in(text)] == expected


@pytest.mark.parametrize("number", range(len(DATE_FORMS)))
def test_every_form_of_a_date_reads_its_examples(number: int) -> None:
    form = DATE_FORMS[number]
    assert form.examples
    for example in form.examples:
        assert form.pattern.fullmatch(example), example
        assert [found.iso for found in dates_in(example, Order.MONTH_FIRST)] == ["2021-09-13"], example
        assert not any(earlier.pattern.match(example) for earlier in DATE_FORMS[:number]), example


@pytest.mark.parametrize("form", [*TIMES_AFTER_DATE, TIME_BEFORE_DATE], ids=["after", "hour-after", "before"])
def test_every_form_of_a_time_reads_its_examples(form: Any) -> None:
    assert form.examples
    for example, iso in form.examples:
        assert [found.iso for found in dates_in(example)] == [iso]


@pytest.mark.parametrize(
    "text",
    [
        "2 hours ago",
        "Yesterday, 9:25 p.m.",
        "Sep 13",
        "September 2021",
        "99/99/2021",
        "31.02.2021",
        "13 Foo 2021",
        "1/2",
        "1402/13/40",
        "31 اسفند 1400",
        "令和3年",
        "三年九月十三日",
        "Mar 27, 20255",
        "1400 words",
        "Version 13.9.21 of the driver",
        "13 Sep 21 boats sailed",
        "Available until 13 May 2022",
    ],
)
def test_incomplete_and_impossible_dates_are_not_read(text: str) -> None:
    assert list(dates_in(text)) == []


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en-US", "2021-03-04"), ("en-GB", "2021-04-03"), ("de", "2021-04-03"), ("en", None), (None, None), ("xx", None)],
)
def test_ambiguous_numeric_dates_are_read_by_language_or_not_at_all(language: str | None, expected: str | None) -> None:
    found = [found.iso for found in dates_in("Published 03/04/2021", order_of(language))]
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize("text", ["13/04/2021", "04/13/2021", "13.04.2021", "2021/04/13", "13-04-2021"])
def test_unambiguous_numeric_dates_need_no_language(text: str) -> None:
    assert [found.iso for found in dates_in(text, Order.UNKNOWN)] == ["2021-04-13"]


MACHINE = {
    "offset": ("2021-09-13T11:39:00+02:00", "2021-09-13T11:39:00+02:00"),
    "zulu": ("2021-09-13T11:39:00.000Z", "2021-09-13T11:39:00+00:00"),
    "minutes": ("2021-09-13 11:39", "2021-09-13T11:39"),
    "spaced-offset": ("2021-09-13 11:39:00 -0600", "2021-09-13T11:39:00-06:00"),
    "compact": ("20210913", "2021-09-13"),
    "loose": ("2021-9-3", "2021-09-03"),
    "mail": ("Mon, 13 Sep 2021 11:39:00 GMT", "2021-09-13T11:39:00+00:00"),
    "script": ("Mon Sep 13 2021 11:39:00 GMT+0200 (CEST)", "2021-09-13T11:39:00+02:00"),
    "seconds": ("1631533140", "2021-09-13T11:39:00+00:00"),
    "milliseconds": ("1631533140000", "2021-09-13T11:39:00+00:00"),
    "people": ("September 3, 2021", "2021-09-03"),
    "no-such-hour": ("2021-09-13T25:00:00", "2021-09-13"),
    "no-such-offset": ("2021-09-13T11:39+99:99", "2021-09-13"),
}


@pytest.mark.parametrize(("value", "expected"), MACHINE.values(), ids=MACHINE)
def test_dates_for_machines_become_iso_8601(value: str, expected: str) -> None:
    assert machine_date(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "",
        "99999-99-99",
        "2021-13-45",
        "0001-01-01T00:00:00",
        "1970-01-01",
        "1969-12-31T19:00:01-05:00",
        "x" * 10_000,
        None,
        True,
        5,
        1.5,
        [],
        {},
        b"",
    ],
    ids=repr,
)
def test_a_field_without_a_date_gives_none(value: object) -> None:
    assert machine_date(value) is None


@given(st.text(alphabet="0123456789 .,:/-TZ+apm年月日SeptMärz", max_size=60), st.sampled_from(Order))
def test_any_text_gives_iso_8601_dates_or_none(text: str, order: Order) -> None:
    for iso in (machine_date(text, order), *(found.iso for found in dates_in(text, order))):
        assert iso is None or iso[4::3][:2] == "--"
    assert all(found.role in Role for found in dates_in(text, order))


@given(st.integers(1300, 1470), st.integers(1, 12), st.integers(1, 30))
def test_days_of_the_persian_calendar_follow_one_another(year: int, month: int, day: int) -> None:
    def read(day: int) -> date | None:
        iso = machine_date(f"{year}/{month:02}/{day:02}")
        return date.fromisoformat(iso) if iso else None

    one, next_one = read(day), read(day + 1)
    if one is not None and next_one is not None:
        assert (next_one - one).days == 1
    # The year begins with spring.
    first = machine_date(f"{year}/01/01")
    assert first is not None
    assert first[5:] in ("03-20", "03-21", "03-22")
