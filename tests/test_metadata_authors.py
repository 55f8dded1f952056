"""The names of persons in bylines and author fields, and only those."""

from __future__ import annotations

import unicodedata

import pytest
from helpers import within

from cleaner.metadata.authors import given_first, names_in, non_persons, persons_or_users

NAMED = {
    "issue": ("By Jane Doe and John Roe, Reuters", ["Jane Doe", "John Roe"]),
    "three": ("Ana Bell, Ben Cole, and Cid Dorn", ["Ana Bell", "Ben Cole", "Cid Dorn"]),
    "role": ("by JANE DOE, Staff Writer", ["JANE DOE"]),
    "place": ("By Emma O’Neill in Eastmouth", ["Emma O’Neill"]),
    "degrees": ("Jane Doe, MD, PhD", ["Jane Doe"]),
    "surname-like-a-degree": ("By Rui Ma and Ada Bell, MA", ["Rui Ma", "Ada Bell"]),
    "suffix": ("John Roe Jr.", ["John Roe Jr."]),
    "title": ("Dr. Anna Bauer", ["Dr. Anna Bauer"]),
    "initials": ("J. K. Ranke", ["J. K. Ranke"]),
    "mail": ("Jane Doe (jane@example.org)", ["Jane Doe"]),
    "date": ("By Jane Doe | March 3, 2021", ["Jane Doe"]),
    "german": ("Von Anna Müller und Jörg von der Heide", ["Anna Müller", "Jörg von der Heide"]),
    "french": ("Par Marie Colin avec AFP", ["Marie Colin"]),
    "spanish": ("Por María José Álvarez y Juan de la Cruz", ["María José Álvarez", "Juan de la Cruz"]),
    "double-surname": ("José Ortega y Vasset", ["José Ortega y Vasset"]),
    "italian": ("Di Paola D'Angelo", ["Paola D'Angelo"]),
    "arabic-name": ("Written by: Mohammed al-Marsi", ["Mohammed al-Marsi"]),
    "russian": ("Автор: Иван Петров", ["Иван Петров"]),
    "chinese": ("作者：王小明", ["王小明"]),
    "korean": ("홍길동 기자", ["홍길동"]),
    "run-together": ("ByJane DoePublished: Jan 29, 2025", ["Jane Doe"]),
    "inner-capitals": ("By Lise McDonald", ["Lise McDonald"]),
    "photographer": ("Words by Ana Bell | Photos by Ben Cole and Cid Dorn", ["Ana Bell"]),
    "photographer-run-on": ("Words by Ana Bell & Dora Low Photos by Ben Cole", ["Ana Bell", "Dora Low"]),
    "photographer-german": ("Text: Ana Bell, Fotos: Ben Cole", ["Ana Bell"]),
    "editor-behind": ("By Ana Bell, edited by Ben Cole", ["Ana Bell"]),
    "glued-month": ("By Clara FosterMar 14, 2024 34 min read", ["Clara Foster"]),
    "abbreviated-weekday": ("By Sara Loft, 11:00AM, Mon. Jun. 10", ["Sara Loft"]),
    "date-without-year": ("Conor Mann Jun 19th, 3:45 pm", ["Conor Mann"]),
    "month-as-surname": ("By Thora May", ["Thora May"]),
    "button": ("By Vera O’Regan Follow", ["Vera O’Regan"]),
    "bar-without-spaces": ("Fay Van Der Fort|Published 4 months ago", ["Fay Van Der Fort"]),
    "glued-job": ("Sofia FeltonTravel News Reporter", ["Sofia Felton"]),
    "glued-job-german": ("Von Ulf ExterKorrespondent", ["Ulf Exter"]),
    "inner-capital-before-a-job": ("Lise McDonald, Staff Writer", ["Lise McDonald"]),
    "vietnamese": ("Tác giả: Nguyễn Văn An", ["Nguyễn Văn An"]),
    "hindi": ("लेखक: रवि शर्मा", ["रवि शर्मा"]),
    "thai": ("โดย สมชาย ใจดี", ["สมชาย ใจดี"]),
    "greek": ("Γράφει ο Γιώργος Παππάς", ["Γιώργος Παππάς"]),
    "chinese-list": ("记者：王小明 李华", ["王小明", "李华"]),
    "japanese-spaced": ("文／長谷川 健太", ["長谷川 健太"]),
    "month-behind-two-names": ("Karl Lund June", ["Karl Lund"]),
    "surname-like-a-short-month": ("By Asha Mira Sen", ["Asha Mira Sen"]),
    "interviewer": ("Interview: Jane Doe", ["Jane Doe"]),
    "row": ("Martin Bell Karl Lund", ["Martin Bell", "Karl Lund"]),
    "long-row": ("Anna Bell Ben Cole Cid Dorn", ["Anna Bell", "Ben Cole", "Cid Dorn"]),
    "two-given-names-are-no-row": ("Anna Maria Bell Lund", ["Anna Maria Bell Lund"]),
    "job-without-a-mark": ("Jane Doe Staff Writer", []),
    "single-job-without-a-mark": ("Jane Doe Reporter", ["Jane Doe"]),
    "place-of-the-job": ("Jane Doe, Director of Operations, Lantern Boats", ["Jane Doe"]),
    "lost-space": ("XavierMas de Vila", ["XavierMas de Vila"]),
    "weekday-glued": ("Par Luc MartinMercredi 5 mai 2021", ["Luc Martin"]),
    "short-weekday": ("By Tom Hale Sat 8 May", ["Tom Hale"]),
    "weekday-as-surname": ("By Lin Sun | 8 May 2021", ["Lin Sun"]),
    "photographer-in-front": ("Photography: Paul Stark. Words: Iris Venn.", ["Iris Venn"]),
    "reviewer-in-the-next-sentence": ("Written by Iris Venn. Medically reviewed by Dr. Paul Stark, MD", ["Iris Venn"]),
    "french-text": ("Texte Camille Roux, photos Hugo Petit", ["Camille Roux"]),
    "hebrew-hyphen": ("כתב: אורית כהן־לוי", ["אורית כהן־לוי"]),
    "chinese-text-and-picture": ("文／林美玲 圖／陳大文", ["林美玲"]),
    "chinese-reporter-and-place": ("記者王小明／台北報導", ["王小明"]),
    "japanese-reporter": ("取材・文＝佐藤花子", ["佐藤花子"]),
    "japanese-interviewer": ("聞き手・山田太郎", ["山田太郎"]),
    "korean-mail": ("배윤호 기자 bae@lantern.example", ["배윤호"]),
}


@pytest.mark.parametrize(("text", "expected"), NAMED.values(), ids=NAMED)
def test_names_are_found(text: str, expected: list[str]) -> None:
    assert names_in(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Staff", "By Staff Writer", "Reuters", "dpa", "Eastmouth News", "Editorial Board", "admin", "Redaktion",
        "By the Newsroom", "https://example.org/jane-doe", "jane@example.org", "@janedoe", "", "By", "4 min read",
        "Reviewed by Ana Bell, MD", "Photos: Ben Cole", "Edited by Ana Bell", "撮影：山田太郎",
        "Share this article", "Harbour Gazette", "Sponsored Content", "PR Newswire", "台北報導", "編集部", "입력",
        "Ferry Strategy",
        "Science X", "Wedding ChecklistsJust EngagedWedding Planning", "Lantern Solutions", "Harbour Insights",
    ],
)  # fmt: skip
def test_other_texts_contain_no_names(text: str) -> None:
    assert names_in(text) == []


def test_the_name_of_the_site_is_not_an_author() -> None:
    assert names_in("Lantern Row (lanternrow.example)", ["Lantern Row"]) == []
    assert names_in("By Lantern Row and Jane Doe", ["© Lantern Row"]) == ["Jane Doe"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Susan", "Susan"), ("hillwalker", "hillwalker"), ("Ada Bell, RD, FAND", "Ada Bell, RD, FAND"), ("Admin", None),
     ("wpadmin", None), ("Team", None), ("lanternrow", None)],
)  # fmt: skip
def test_a_declared_person_may_have_a_single_word_as_name(text: str, expected: str | None) -> None:
    assert persons_or_users(text, non_persons(["LanternRow"])) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("रवि कुमार", ["रवि कुमार"]),
        ("সুমন রায়", ["সুমন রায়"]),
        ("அருண் குமார்", ["அருண் குமார்"]),
        ("สมชาย ใจดี", ["สมชาย ใจดี"]),
        ("By Jose\u0301 Garci\u0301a", ["José García"]),
        ("By Ossian Kvist Friday, May 3, 2024", ["Ossian Kvist"]),
        ("By Joe Friday Desk", []),
        ("ნინო ბერიძე", ["ნინო ბერიძე"]),
        ("សុខ សុវណ្ណ", ["សុខ សុវណ្ណ"]),
        ("አበበ ቢቂላ", ["አበበ ቢቂላ"]),
        ("Nguyễn Thị Minh Khai", ["Nguyễn Thị Minh Khai"]),
    ],
    ids=[
        "hindi",
        "bengali",
        "tamil",
        "thai",
        "decomposed",
        "weekday behind the name",
        "weekday within no name",
        "georgian",
        "khmer",
        "ethiopic",
        "vietnamese",
    ],
)  # fmt: skip
def test_names_of_all_scripts_and_forms(text: str, names: list[str]) -> None:
    assert [unicodedata.normalize("NFC", name) for name in names] == names_in(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kvist, Ossian", "Ossian Kvist"),
        ("Kaufmann, Jeff T.", "Jeff T. Kaufmann"),
        ("de la Cruz, Juan", "Juan de la Cruz"),
        ("Ada Bell, MD", "Ada Bell, MD"),
        ("Ossian Kvist", "Ossian Kvist"),
        ("Ana Bell, Ben Cole, Cid Dorn", "Ana Bell, Ben Cole, Cid Dorn"),
        ("Kvist, Ossian; Roe, John", "Ossian Kvist; John Roe"),
        ("Roe, John, Jr.", "John Roe Jr."),
    ],
)
def test_a_family_name_in_front_is_put_behind(text: str, name: str) -> None:
    assert given_first(text) == name


@pytest.mark.parametrize(
    "text", ["Jane Doe, " * 100_000, "a" * 1_000_000, "By " * 300_000, "JaneDoe" * 100_000, "| " * 200_000]
)
def test_a_huge_byline_is_read_within_bounds(text: str) -> None:
    with within(seconds=2):
        assert len(names_in(text)) <= 30
