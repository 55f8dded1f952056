"""Metadata from plain text: title, byline, dates, dateline and language, each with its source."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest
from helpers import within

from cleaner import Article, clean
from cleaner.metadata.language import identify

BODY = """The council of Eastmouth voted on Tuesday to bring back the ferry that linked the two banks of the estuary.

"People have waited long enough," the mayor told the meeting, which lasted until midnight and was loud at times.

The crossing is to open in May, and a ticket will cost what it cost when the old boat was sold eleven years ago.
"""
TITLE = "Harbour Council Votes to Reopen the Old Ferry"


def article(*top: str, below: str = "", url: str | None = None) -> Article:
    return clean("\n\n".join((TITLE, *top, BODY + below)), kind="text", url=url)


def test_characters_without_a_glyph_are_in_the_text_but_in_no_field() -> None:
    found = clean("\n\n".join((TITLE.replace("Votes", "Vo\x1btes"), "The boat is ba\x1bck.", BODY)), kind="text")
    assert (found.title, "ba\x1bck" in found.text) == (TITLE, True)
    under = "The boat is ba\x1bck, and it will sail every day of the week from the coming May on, the council said"
    found = article(under, "By Jane Doe", "May 3, 2021")
    assert found.standfirst == under.replace("\x1b", "")


def test_title_byline_and_dates_become_fields_with_their_sources() -> None:
    found = article(
        "By Jane Doe and John Roe, Reuters",
        "Updated Sep 13, 2021, 11:39\u202fa.m. Published Oct 31, 2019, 9:25\u202fp.m.",
        "4 min read",
    )
    assert (found.title, found.authors) == (TITLE, ("Jane Doe", "John Roe"))
    assert (found.published, found.updated, found.language) == ("2019-10-31T21:25", "2021-09-13T11:39", "en")
    assert dict(found.sources) == {
        "title": "block title",
        "authors": "block byline",
        "published": "block published",
        "updated": "block timestamp",
        "language": "text",
    }


@pytest.mark.parametrize(
    ("line", "authors", "published"),
    [
        ("Jane Doe October 14, 2025", ("Jane Doe",), "2025-10-14"),
        ("October 11, 2023 by Jane Doe", ("Jane Doe",), "2023-10-11"),
        ("By Jane DoePublished: Jan 29, 2025", ("Jane Doe",), "2025-01-29"),
        ("Reviewed by Jane Doe on October 11, 2023", (), "2023-10-11"),
        ("Updated May 3, 2024", (), "2024-05-03"),
        ("2 hours ago", (), None),
        ("03/04/2021", (), None),
        ("By Staff", (), None),
        ("Available until May 3, 2025", (), None),
        ("3. Mai 2024", (), "2024-05-03"),
        ("Fay Moss|Published 4 months ago", ("Fay Moss",), None),
        ("Pia Moss vor 3 Stundenvor 3 Stunden", ("Pia Moss",), None),
        ("Fay Moss / LANTERN.EXAMPLE / Sep 2, 2024, 17:07", ("Fay Moss",), "2024-09-02T17:07"),
        ("Kommentar von\nFay Moss\n3 May 2024", ("Fay Moss",), "2024-05-03"),
        ("Harbour Tips\n3 May 2024", (), "2024-05-03"),
        ("Written by Susan", ("Susan",), None),
        ("by Susan · Dec 20, 2025 at 3:00 am · One comment so far", ("Susan",), "2025-12-20T03:00"),
        ("109 Comments | Fay Moss | Last Updated: March 11, 2019", ("Fay Moss",), "2019-03-11"),
        ("Posted on May 31, 2019 by Ossian Kvist", ("Ossian Kvist",), "2019-05-31"),
        ("12/19/2025 • Friday Boats • Fay Moss", ("Fay Moss",), "2025-12-19"),
        ("12 Boats for May 2024", (), None),
        ("The Lantern Team\n3 May 2024", (), "2024-05-03"),
    ],
)
def test_a_line_under_the_title_gives_names_and_dates(
    line: str, authors: tuple[str, ...], published: str | None
) -> None:
    found = article(line)
    assert (found.authors, found.published) == (authors, published)


@pytest.mark.parametrize(
    ("top", "below", "authors"),
    [
        (("Jane Doe jane.doe@lantern.example",), "", ("Jane Doe",)),
        (("Jane Doe", "Transport Correspondent", "3 May 2024"), "", ("Jane Doe",)),
        (("By", "Jane Doe", "Peter Roe", "3 May 2024"), "", ("Jane Doe", "Peter Roe")),
        (("By Jane Doe", "Photo: Peter Roe / Lantern Pictures"), "", ("Jane Doe",)),
        (("By Jane Doe, Eastmouth Lantern",), "\n\n© 2024 Eastmouth Lantern. All rights reserved.", ("Jane Doe",)),
        ((), "\n\n— Jane Doe", ("Jane Doe",)),
        ((), "\n\nJane Doe is a reporter for The Lantern. She has written about boats for years.", ("Jane Doe",)),
        ((), "\n\nAbout the author\n\nJane Doe\n\nJane lives by the estuary with two dogs.", ("Jane Doe",)),
        (("Port Ellery", "3 May 2024"), "\n\nThe boat will stop at Port Ellery on Sundays, as it once did.", ()),
        (("Ferry Ticket", "3 May 2024"), "", ()),
        ((), "\n\nTrending Topics\n\nFerry Boats\n\nHarbour Walks", ()),
    ],
    ids=[
        "address beside the name", "job below", "two lines", "photographer", "paper behind the name", "dash at the end",
        "what they are", "box about the author", "place", "words of the article", "topics",
    ],
)  # fmt: skip
def test_writers_are_told_from_other_names(top: tuple[str, ...], below: str, authors: tuple[str, ...]) -> None:
    assert article(*top, below=below).authors == authors


@pytest.mark.parametrize(
    ("text", "published"),
    [
        (f"3 May 2024\n\n{TITLE}\n\n{BODY}", "2024-05-03"),
        (f"3 May 2024 {TITLE}\n\n{BODY}", "2024-05-03"),
        (f"{TITLE}\n\nPosted by Jane Doe on Friday, May 3, 2024, from the harbour desk.\n\n{BODY}", "2024-05-03"),
        (f"{TITLE}\n\n{BODY}\n\nFriday, 3 May 2024", "2024-05-03"),
        (f"{TITLE}\n\n{BODY}\n\nThe first boat sailed on 3 May 2004 from the old pier", None),
        (f"{TITLE}\n\n{BODY}\n\nRelated stories\n\nSix Walks Along the Estuary\n\n3 May 2024", None),
    ],
    ids=["above the title", "before the title", "in the first line", "at the end", "of the story", "of another story"],
)
def test_a_date_counts_where_it_stands_alone_or_in_the_head(text: str, published: str | None) -> None:
    assert clean(text, kind="text").published == published


def test_words_of_a_script_without_capitals_are_no_names_for_standing_below_the_title() -> None:
    title = "परिषद ने पुरानी नौका सेवा फिर शुरू करने के लिए मतदान किया"
    body = (
        "परिषद ने मंगलवार की रात कुछ ही घंटे पहले पुरानी नौका सेवा को फिर से खोलने के लिए मतदान किया, जो साठ साल तक चली थी।",
        "निवासियों ने कहा कि यह निर्णय बहुत पहले हो जाना चाहिए था और उनमें से कुछ लोग बंदरगाह से पैदल चलकर आए थे।",
    )
    assert clean("\n\n".join((title, "कुछ ही क्षण पहले", *body)), kind="text").authors == ()
    assert clean("\n\n".join((title, "लेखक: रवि शर्मा", *body)), kind="text").authors == ("रवि शर्मा",)


def test_the_date_of_the_address_overrules_a_date_without_a_role() -> None:
    url = "https://example.org/2024/05/03/ferry"
    assert article("4 May 2024", url=url).published == "2024-05-03"
    assert article("3 May 2024, 10:05", url=url).published == "2024-05-03T10:05"
    assert article("Published 4 May 2024", url=url).published == "2024-05-04"
    assert article("4 May 2024", url="https://example.org/2024/13/03/ferry").published == "2024-05-04"


def test_a_site_named_after_its_writer_gives_the_name() -> None:
    rights = "\n\n© 2021-2024 Karl Voigt. All rights reserved."
    assert article(below=rights, url="https://karl-voigt.example/ferry").authors == ("Karl Voigt",)
    assert article(below=rights, url="https://lantern.example/ferry").authors == ()
    shop = "\n\n© 2021-2024 Harbour Boats. All rights reserved."
    assert article(below=shop, url="https://harbourboats.example/ferry").authors == ()


def test_the_line_above_a_date_may_give_its_role() -> None:
    found = article("Last updated\nSep 13, 2021", "Published\nOct 31, 2019")
    assert (found.published, found.updated) == ("2019-10-31", "2021-09-13")


def test_a_lone_date_of_the_last_change_is_the_date_of_publication_too() -> None:
    found = article("Last updated: Sep 13, 2021")
    assert (found.published, found.updated) == ("2021-09-13", "2021-09-13")
    assert found.sources["published"] == "block updated"


def test_a_dateline_gives_the_date_if_nothing_else_does() -> None:
    found = clean(f"{TITLE}\n\nEASTMOUTH, March 3, 2021 (Lantern Wire) — {BODY}", kind="text")
    assert (found.published, found.sources["published"]) == ("2021-03-03", "block dateline")


def test_the_address_tells_the_order_of_a_numeric_date_or_gives_a_date() -> None:
    assert article("03/04/2021", url="https://lantern.example.co.uk/ferry").published == "2021-04-03"
    found = article(url="https://example.org/2021/03/04/ferry")
    assert (found.published, found.sources["published"]) == ("2021-03-04", "address")
    assert article(url="https://example.org/news/20210304/ferry").published == "2021-03-04"
    assert article(url="https://example.org/news/2021030412/ferry").published is None
    assert article(url="https://example.org/news/20211399/ferry").published is None


def test_the_words_of_the_address_find_the_title() -> None:
    lines = ("Lantern Row keeps you up to date with the river", TITLE, "An evening at the town hall")
    found = clean("\n\n".join((*lines, BODY)), kind="text", url="https://example.org/harbour-council-votes-ferry-4711")
    assert found.title == TITLE


def test_stories_below_the_article_are_ignored() -> None:
    found = article(below="\n\nMore For You\n\nSix Walks Along the Estuary\nBy Pia Moss\nMay 3, 2024\n")
    assert (found.authors, found.published) == ((), None)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Der Rat der Stadt hat am Dienstag beschlossen, dass die Fähre im Mai wieder über den Fluss fährt. " * 3,
            "de",
        ),
        ("Le conseil de la ville a décidé mardi que le bac traversera de nouveau le fleuve au mois de mai. " * 3, "fr"),
        ("Городской совет решил во вторник, что паром снова пойдёт через реку в мае этого года. " * 3, "ru"),
        ("Majelis kota memutuskan pada hari Selasa bahwa kapal feri akan kembali menyeberangi sungai. " * 3, "id"),
        ("町議会は火曜日、渡し船を五月に再開することを決めた。住民は長いあいだ待っていたと町長は述べた。" * 3, "ja"),
        ("Ferry 2021", None),
        ("", None),
    ],
)
def test_the_language_is_that_of_the_text(text: str, language: str | None) -> None:
    assert clean(text, kind="text").language == language


@pytest.mark.parametrize(
    "text",
    [
        "1 2 3 " * 20,
        "12 17 35 41 58 63 " * 20,
        "1.234 EUR 5.678 EUR 9.123 USD 4.567 GBP 8.888 CHF 12.34 SEK " * 5,
        "x" * 60,
        "Anna Berg, " * 100,
        "テスト" * 40,
        "x y z a b c d e f g h i j k l m n o p q r s t u v w",
        "ଓଡ଼ିଶା ଭାରତର ପୂର୍ବ ଉପକୂଳରେ ଅବସ୍ଥିତ ଏକ ରାଜ୍ୟ ଅଟେ ଏବଂ ଏହାର ରାଜଧାନୀ ଭୁବନେଶ୍ୱର",  # taken for Hindi by CLD3
        "ދިވެހިރާއްޖެއަކީ އިންޑިޔާ ކަނޑުގައި އޮންނަ ޖަޒީރާ ޤައުމެއް",  # and for Vietnamese
    ],
    ids=lambda text: text[:20],
)
def test_figures_repeated_words_and_unknown_scripts_have_no_language(text: str) -> None:
    assert identify(text) == (None, 0.0)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Rat hat die neue Fähre am Montagabend genehmigt.", "de"),
        ("今日はとても天気が良いので、港まで歩いて船を見に行きました。夕方には雨が降り始めた。", "ja"),
        ("市议会星期一晚上批准了新的渡轮航线，从五月起每天有六班船。居民们对此表示欢迎，认为这将改善交通。", "zh"),
        ("วันนี้อากาศดีมาก เราเดินไปที่ท่าเรือเพื่อดูเรือ และกลับบ้านตอนเย็น", "th"),
        ("ថ្ងៃនេះអាកាសធាតុល្អណាស់ យើងដើរទៅកំពង់ផែដើម្បីមើលទូក", "km"),
        ("ဒီနေ့ ရာသီဥတု အရမ်းကောင်းတယ် ကျွန်တော်တို့ ဆိပ်ကမ်းကို လမ်းလျှောက်သွားတယ်", "my"),
        ("시의회는 월요일 저녁에 새로운 여객선 노선을 승인했습니다. 매일 여섯 번 운항합니다.", "ko"),
        ("नगर परिषद ने सोमवार शाम को नई नौका सेवा को मंजूरी दी।", "hi"),
        ("وافق مجلس المدينة مساء الاثنين على خط العبارة الجديد", "ar"),
        ("Градско веће је у понедељак увече одобрило нову трајектну линију до острва.", "sr"),
        ("Shahar kengashi dushanba kuni kechqurun yangi parom yo'nalishini tasdiqladi.", "uz"),
        ("Gorodskoy sovet v ponedelnik vecherom odobril novuyu liniyu paroma.", "ru-Latn"),
        ("PythonのasyncioではTaskGroupを使うとcreate_taskで作った複数のTaskをまとめて待つことができます。", "ja"),
    ],
)
def test_one_sentence_is_enough_for_the_language(text: str, language: str) -> None:
    assert identify(text)[0] == language


def test_metadata_are_found_when_first_asked_for() -> None:
    found = article("By Jane Doe", url="https://example.org/ferry")
    again = pickle.loads(pickle.dumps(found))
    assert again == found == article("By Jane Doe", url="https://example.org/ferry")
    assert (again.title, again.authors, again.url) == (TITLE, ("Jane Doe",), "https://example.org/ferry")
    assert found.metadata is found.metadata
    assert replace(found, text="Ferry").title == TITLE


def test_a_pickled_article_holds_its_metadata_and_not_its_page() -> None:
    page = f"<title>{TITLE}</title><h1>{TITLE}</h1><p>{BODY}</p>"
    pickled = pickle.dumps(clean(page, kind="html"))
    assert page.encode() not in pickled
    assert pickle.loads(pickled).title == TITLE


def test_an_article_of_plain_text_does_not_hold_on_to_its_source() -> None:
    source = f"{TITLE}\n\n{BODY}\n"
    assert source.encode() not in pickle.dumps(clean(source, kind="text"))


def test_the_title_is_found_behind_a_menu_by_the_path_to_it() -> None:
    top = "News\nSport\nSubscription Form\n\nWeekly tips on boats\n\n"
    text = f"{top}Home » Ferries » {TITLE}\n\n{TITLE}\n\nMay 3, 2024\n\n{BODY}"
    assert clean(text, kind="text").title == TITLE
    notice = f"This article is more than 3 months old\n\n{TITLE}\n\nMay 3, 2024\n\n{BODY}"
    assert clean(notice, kind="text").title == TITLE


@pytest.mark.parametrize("line", ["Home » " * 40, "x", "a » b", "3 May 2024 ", "By Jane Doe"])
def test_thousands_of_lines_above_the_article_take_no_long_time(line: str) -> None:
    text = f"{line}\n" * 5_000 + f"\n{TITLE}\n\n{BODY}"
    article = clean(text, kind="text")
    with within(seconds=4):
        assert article.metadata is not None
