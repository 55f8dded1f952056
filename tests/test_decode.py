"""Bytes are decoded by their mark, by what is declared, or by what they look like; binary data is recognised."""

from __future__ import annotations

import codecs
import gzip
import random

import pytest
from helpers import within
from webencodings.labels import LABELS

from cleaner import clean
from cleaner.decode import check_encoding, decode, why_binary
from cleaner.document import DocumentError
from cleaner.files.read import note_of

ENGLISH = (
    "The owner of the café said that the “old line” would reopen – at a cost of £12 million. Nobody in Port Ellery was "
    "surprised. The council’s decision comes after four years of debate."
)
GERMAN = (
    "Der Bürgermeister von Grünau sagte am Dienstag, die Brücke über den Fluß werde im März geöffnet. „Wir haben lange "
    "gewartet“, fügte er hinzu. Die Kosten stiegen auf 12 Millionen €."
)
FRENCH = (
    "Le conseil du port a voté mardi soir la réouverture de l’ancienne ligne. Le maire a déclaré que cette décision "
    "était très importante. Les travaux commenceront en mars – à la grande joie des habitants."
)
SPANISH = (
    "El consejo del puerto votó el martes a favor de reabrir la antigua línea. ¿Quién pagará? El alcalde contestó que "
    "mañana se sabrá, y que los niños viajarán gratis."
)
PORTUGUESE = (
    "O conselho do porto votou na terça-feira a favor da reabertura da antiga linha. O presidente disse que a decisão "
    "é muito importante para a população. As obras não durarão mais de seis meses."
)
SWEDISH = (
    "Hamnrådet röstade på tisdagskvällen för att öppna den gamla färjelinjen igen. Borgmästaren sade att beslutet är "
    "viktigt för invånarna. Arbetet börjar i mars."
)
ICELANDIC = (
    "Hafnarráðið samþykkti á þriðjudag að opna gömlu ferjuleiðina aftur. Bæjarstjórinn sagði að ákvörðunin væri "
    "mikilvæg fyrir íbúana og að þeir hefðu beðið lengi."
)
POLISH = (
    "Rada portu zagłosowała we wtorek za przywróceniem starej linii. Burmistrz powiedział, że ta decyzja jest ważna "
    "dla mieszkańców. Prace rozpoczną się w marcu, choć część ludzi martwi się o koszty, a źródła pieniędzy brak."
)
CZECH = (
    "Rada přístavu v úterý večer hlasovala pro obnovení staré trajektové linky. Starosta řekl, že rozhodnutí je pro "
    "obyvatele důležité. Šest měsíců potrvají práce, které začnou v březnu; loď už čeká v čisté loděnici."
)
HUNGARIAN = (
    "A kikötői tanács kedden este megszavazta a régi kompjárat újraindítását. A polgármester szerint a döntés fontos. "
    "Őrült ötlet volt, mondta, de gyönyörű, és a költségek miatt senki sem aggódik."
)
TURKISH = (
    "Liman meclisi salı akşamı eski vapur hattının yeniden açılması için oy kullandı. Belediye başkanı bu kararın çok "
    "önemli olduğunu söyledi. Çalışmalar mart ayında başlayacak ve altı ay sürecek."
)
LITHUANIAN = (
    "Uosto taryba antradienio vakarą nubalsavo už senosios keltų linijos atkūrimą. Meras sakė, kad šis sprendimas "
    "svarbus gyventojams. Darbai truks apie šešis mėnesius, tačiau kai kurie žmonės nerimauja dėl išlaidų."
)
RUSSIAN = (
    "Совет гавани во вторник вечером проголосовал за возобновление старой паромной линии. Мэр города заявил, что это "
    "решение важно для всех жителей. Работы начнутся в марте и займут около шести месяцев."
)
GREEK = (
    "Το συμβούλιο του λιμανιού ψήφισε την Τρίτη υπέρ της επαναλειτουργίας της παλιάς γραμμής. Ο δήμαρχος δήλωσε ότι η "
    "απόφαση είναι σημαντική για τους κατοίκους. Οι εργασίες θα αρχίσουν τον Μάρτιο."
)
HEBREW = (
    "מועצת הנמל הצביעה ביום שלישי בערב בעד פתיחתו מחדש של קו המעבורת הישן. ראש העיר אמר כי ההחלטה חשובה לתושבים. "
    "העבודות יתחילו במרץ ויימשכו כשישה חודשים."
)
ARABIC = (
    "صوت مجلس الميناء مساء الثلاثاء لصالح إعادة فتح خط العبارة القديم. وقال رئيس البلدية إن القرار مهم لسكان المدينة. "
    "وستبدأ الأعمال في مارس وتستمر ستة أشهر تقريبا."
)
CHINESE = (
    "港口委员会周二晚上投票决定重新开放旧渡轮航线。市长表示，这项决定对当地居民非常重要。"
    "工程将于三月开始，预计需要六个月才能完成。许多居民对此表示欢迎，但也有人担心费用过高。"
)
TAIWANESE = (
    "港口委員會週二晚上投票決定重新開放舊渡輪航線。市長表示，這項決定對當地居民非常重要。"
    "工程將於三月開始，預計需要六個月才能完成。"
)
JAPANESE = (
    "港の委員会は火曜日の夜、古い渡し船の航路を再開することを決めました。"
    "市長は「住民にとって大切な決定です」と述べました。工事は三月に始まり、半年ほどで終わる見込みです。"
)
KOREAN = (
    "항만 위원회는 화요일 밤 옛 여객선 노선을 다시 열기로 결정했다. 시장은 이번 결정이 주민들에게 "
    "매우 중요하다고 말했다. 공사는 삼월에 시작되어 여섯 달 정도 걸릴 예정이다."
)
THAI = "สภาท่าเรือลงมติเมื่อคืนวันอังคารให้เปิดเส้นทางเรือข้ามฟากเก่าอีกครั้ง นายกเทศมนตรีกล่าวว่าการตัดสินใจนี้สำคัญมากสำหรับชาวเมือง"

# Text, the encoding of its bytes, and the encoding it is read in, which may be a superset.
WRITTEN = [
    pytest.param(ENGLISH, "cp1252", "cp1252", id="english-windows-1252"),
    pytest.param(GERMAN, "cp1252", "cp1252", id="german-windows-1252"),
    pytest.param(FRENCH, "cp1252", "cp1252", id="french-windows-1252"),
    pytest.param(SPANISH, "cp1252", "cp1252", id="spanish-windows-1252"),
    pytest.param(PORTUGUESE, "cp1252", "cp1252", id="portuguese-windows-1252"),
    pytest.param(SWEDISH, "cp1252", "cp1252", id="swedish-windows-1252"),
    pytest.param(ICELANDIC, "cp1252", "cp1252", id="icelandic-windows-1252"),
    pytest.param(POLISH, "cp1250", "cp1250", id="polish-windows-1250"),
    pytest.param(POLISH, "iso8859_2", "iso8859_2", id="polish-iso-8859-2"),
    pytest.param(CZECH, "cp1250", "cp1250", id="czech-windows-1250"),
    pytest.param(CZECH, "iso8859_2", "iso8859_2", id="czech-iso-8859-2"),
    pytest.param(HUNGARIAN, "cp1250", "cp1250", id="hungarian-windows-1250"),
    pytest.param(TURKISH, "cp1254", "cp1254", id="turkish-windows-1254"),
    pytest.param(LITHUANIAN, "cp1257", "cp1257", id="lithuanian-windows-1257"),
    pytest.param(RUSSIAN, "cp1251", "cp1251", id="russian-windows-1251"),
    pytest.param(RUSSIAN, "koi8_r", "koi8_r", id="russian-koi8-r"),
    pytest.param(GREEK, "cp1253", "cp1253", id="greek-windows-1253"),
    pytest.param(HEBREW, "cp1255", "cp1255", id="hebrew-windows-1255"),
    pytest.param(ARABIC, "cp1256", "cp1256", id="arabic-windows-1256"),
    pytest.param(CHINESE, "gb18030", "gb18030", id="chinese-gb18030"),
    pytest.param(CHINESE, "gb2312", "gb18030", id="chinese-gb2312"),
    pytest.param(TAIWANESE, "big5", "big5hkscs", id="chinese-big5"),
    pytest.param(JAPANESE, "shift_jis", "cp932", id="japanese-shift-jis"),
    pytest.param(JAPANESE, "euc_jp", "euc_jp", id="japanese-euc-jp"),
    pytest.param(KOREAN, "euc_kr", "cp949", id="korean-euc-kr"),
    pytest.param(THAI, "cp874", "cp874", id="thai-windows-874"),
]


def page(text: str, declaration: str = "") -> str:
    return (
        f"<!DOCTYPE html>\n<html>\n<head>{declaration}<title>A page</title></head>\n<body>\n<nav><a href='/'>Home</a>"
        f"</nav>\n<div class='story'>\n<p>{text}</p>\n</div>\n</body>\n</html>\n"
    )


def declared(name: str, text: str = "") -> bytes:
    return page(text, f'<meta charset="{name}">').encode("ascii")


def facts(data: bytes, encoding: str | None = None) -> tuple[str, str, int]:
    """The text, the encoding, and the number of replaced characters."""
    return decode(data, encoding)[:3]


# Nothing is said


@pytest.mark.parametrize(("text", "written", "read"), WRITTEN)
def test_text_without_a_declaration_is_detected(text: str, written: str, read: str) -> None:
    assert facts(text.encode(written)) == (text, read, 0)


@pytest.mark.parametrize(("text", "written", "read"), WRITTEN)
def test_a_page_without_a_declaration_is_detected(text: str, written: str, read: str) -> None:
    assert facts(page(text).encode(written)) == (page(text), read, 0)


@pytest.mark.parametrize(("text", "written", "read"), WRITTEN)
def test_text_is_not_taken_for_binary_data(text: str, written: str, read: str) -> None:
    assert why_binary(text.encode(written)) is None


_STYLE = ".menu a{color:#fff;margin:0 auto} /* a rule as any other */\n" * 1000
_SCRIPT = "function onLoad(event) { return window.dataLayer.push(event); } // as ever\n" * 900


@pytest.mark.parametrize("markup", ["style", "script", "comment", "tags", "late-declaration"])
@pytest.mark.parametrize(("text", "written", "read"), WRITTEN)
def test_an_encoding_is_judged_by_the_text_and_not_by_the_markup(
    text: str, written: str, read: str, markup: str
) -> None:
    around = {
        "style": f"<style>{_STYLE}</style>",
        "script": f"<script>{_SCRIPT}</script>",
        "comment": f"<!-- {_STYLE} -->",
        "tags": '<div class="a very long list of classes"></div>\n' * 1000,
        "late-declaration": f"<style>{_STYLE}</style><meta charset={written}>",
    }[markup]
    html = page(text * 6, around)
    decoded = decode(html.encode(written))
    assert decoded.text == html
    assert decoded.guessed == (markup != "late-declaration")


def test_a_declaration_in_a_script_a_style_sheet_or_a_description_is_none() -> None:
    head = (
        "<script>document.write('<meta charset=koi8-r>')</script><style>/* <meta charset=koi8-r> */</style>"
        '<meta name="description" content="charset=koi8-r"><meta data-charset="koi8-r"><meta charset="windows-1252">'
    )
    assert decode(page("José", head).encode("cp1252")).encoding == "cp1252"


def test_the_first_declaration_that_can_be_true_counts() -> None:
    assert decode(page("José", "<meta charset=nonsense><meta charset=macintosh>").encode("mac-roman")).text == page(
        "José", "<meta charset=nonsense><meta charset=macintosh>"
    )


@pytest.mark.parametrize("label", sorted(label for label, name in LABELS.items() if name != "replacement"))
def test_every_label_of_the_web_names_an_encoding(label: str) -> None:
    assert b"a".decode(check_encoding(f" {label.upper()} "), "replace") in ("a", "\ufffd")


def test_an_undeclared_japanese_page_of_seven_bits_is_known_by_its_escapes() -> None:
    assert facts(JAPANESE.encode("iso2022_jp")) == (JAPANESE, "iso2022_jp", 0)


def test_an_encoding_that_was_guessed_is_said_to_be() -> None:
    assert decode(RUSSIAN.encode("cp1251")).guessed
    assert not decode(RUSSIAN.encode()).guessed
    assert not decode(RUSSIAN.encode("cp1251"), served="cp1251").guessed


def test_one_name_with_an_accent_is_enough_to_detect() -> None:
    text = "The mayor, José Ortiz, spoke for an hour about the ferry line and about nothing else.\n" * 5
    assert facts(text.encode("cp1252")) == (text, "cp1252", 0)


@pytest.mark.parametrize("text", [ENGLISH, RUSSIAN, CHINESE, KOREAN, ARABIC, "", "plain"], ids=lambda text: text[:12])
def test_strict_utf_8_is_read_as_such(text: str) -> None:
    assert facts(text.encode("utf-8")) == (text, "utf-8", 0)


def test_line_endings_and_control_characters_pass_unchanged() -> None:
    assert decode(b"one\r\ntwo\rthree\x0c\x0b\x1b[1m\n\ttail").text == "one\r\ntwo\rthree\x0c\x0b\x1b[1m\n\ttail"


# Byte-order marks


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
    ids=["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"],
)
def test_a_byte_order_mark_wins_and_is_removed(mark: bytes, encoding: str) -> None:
    text = page(RUSSIAN, '<meta charset="koi8-r">')
    data = mark + text.encode(encoding)
    assert facts(data) == (text, encoding, 0)
    assert facts(data, "cp1251") == (text, encoding, 0)
    assert why_binary(data) is None


def test_a_mark_alone_is_an_empty_text() -> None:
    assert facts(codecs.BOM_UTF8) == ("", "utf-8", 0)
    assert facts(codecs.BOM_UTF16_BE) == ("", "utf-16-be", 0)


def test_only_the_first_mark_is_removed() -> None:
    assert decode(codecs.BOM_UTF8 * 2 + b"x").text == "\ufeffx"


def test_half_a_character_after_a_mark_is_replaced_and_counted() -> None:
    assert facts(codecs.BOM_UTF16_LE + b"a\x00b") == ("a\ufffd", "utf-16-le", 1)


# UTF-16 without a mark


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [ENGLISH, FRENCH, page(RUSSIAN), page(CHINESE), page(JAPANESE)], ids=lambda t: t[:24])
def test_utf_16_without_a_mark_is_recognised_by_its_nul_bytes(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert facts(data) == (text, encoding, 0)
    assert why_binary(data) is None


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(bytes(n % 8 if n % 2 == 0 else 0 for n in range(4000)), id="small-numbers-of-two-bytes"),
        pytest.param(bytes(4000), id="nothing-but-nul"),
        pytest.param(b"".join(n.to_bytes(4, "little") for n in range(1000)), id="numbers-of-four-bytes"),
    ],
)
def test_numbers_are_not_taken_for_utf_16(data: bytes) -> None:
    assert why_binary(data) == "binary data (it is full of NUL bytes)"


# The caller's encoding


def test_the_callers_encoding_wins_over_a_declaration() -> None:
    text = page(RUSSIAN, '<meta charset="utf-8">')
    assert facts(text.encode("koi8_r"), "koi8-r") == (text, "koi8-r", 0)


def test_the_callers_word_holds_even_where_it_is_wrong() -> None:
    assert facts("é".encode(), "cp1252") == ("Ã©", "cp1252", 0)


def test_what_the_callers_encoding_does_not_have_is_replaced_and_counted() -> None:
    assert facts(b"a\xffb\xfec", "utf-8") == ("a\ufffdb\ufffdc", "utf-8", 2)


@pytest.mark.parametrize(
    ("name", "known"),
    [("UTF8", "utf-8"), ("latin1", "iso8859-1"), (" koi8-r ", "koi8-r"), ("x-sjis", "cp932"), ("windows-31j", "cp932")],
)
def test_an_encoding_may_be_given_by_any_of_its_names(name: str, known: str) -> None:
    assert check_encoding(name) == known
    assert facts(b"plain", name) == ("plain", known, 0)


@pytest.mark.parametrize(
    "name", ["nonsense", "", "rot13", "base64", "hex", "zlib", "idna", "undefined", "utf-8\0", "ü", "x" * 5000]
)
def test_an_unknown_encoding_is_an_error_for_every_input(name: str) -> None:
    for data in (b"", b"text", codecs.BOM_UTF8 + b"text"):
        with pytest.raises(DocumentError, match="unknown encoding"):
            decode(data, name)


# The page's own declaration


@pytest.mark.parametrize(("text", "written", "read"), WRITTEN)
def test_a_declared_charset_is_believed(text: str, written: str, read: str) -> None:
    html = page(text, f'<meta charset="{written}">')
    assert decode(html.encode(written)).text == html


# One sentence with a single character beyond ASCII says nothing about its encoding: only the declaration does.
_SHORT = page("Only one character, \u00e9, tells.", "{}")


@pytest.mark.parametrize(
    "declaration",
    [
        '<meta charset="mac-roman">',
        "<meta charset='MAC-ROMAN' />",
        "<META CHARSET=macintosh>",
        '<meta charset = " x-mac-roman ">',
        '<meta http-equiv="Content-Type" content="text/html; charset=mac-roman">',
        "<meta content='text/html;charset=mac-roman' http-equiv=content-type>",
        '<!-- <meta charset="koi8-r"> --><meta charset="mac-roman">',
        "<script>var a = 1;</script>\n" * 100 + '<meta charset="mac-roman">',
    ],
    ids=["plain", "single-quotes", "no-quotes", "spaces", "http-equiv", "http-equiv-last", "after-a-comment", "late"],
)
def test_a_declaration_is_found_however_it_is_written(declaration: str) -> None:
    html = _SHORT.format(declaration)
    assert facts(html.encode("mac-roman")) == (html, "mac-roman", 0)


def test_the_xml_declaration_counts_too() -> None:
    html = '<?xml version="1.0" encoding="mac-roman"?>\n' + _SHORT.format("")
    assert facts(html.encode("mac-roman")) == (html, "mac-roman", 0)


@pytest.mark.parametrize(
    ("label", "read"),
    [
        ("utf8", "utf-8"),
        ("unicode-1-1-utf-8", "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("ISO_8859-1", "cp1252"),
        ("iso88591", "cp1252"),
        ("latin1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("windows-1252", "cp1252"),
        ("x-cp1252", "cp1252"),
        ("iso-8859-9", "cp1254"),
        ("iso88592", "iso8859-2"),
        ("iso-8859-8-i", "iso8859-8"),
        ("tis-620", "cp874"),
        ("windows-874", "cp874"),
        ("koi8-r", "koi8-r"),
        ("koi", "koi8-r"),
        ("koi8-ru", "koi8-u"),
        ("gb2312", "gb18030"),
        ("gbk", "gb18030"),
        ("x-gbk", "gb18030"),
        ("csgb2312", "gb18030"),
        ("shift_jis", "cp932"),
        ("x-sjis", "cp932"),
        ("windows-31j", "cp932"),
        ("x-euc-jp", "euc_jp"),
        ("iso-2022-jp", "iso2022_jp"),
        ("euc-kr", "cp949"),
        ("ks_c_5601-1987", "cp949"),
        ("windows-949", "cp949"),
        ("big5", "big5hkscs"),
        ("x-x-big5", "big5hkscs"),
        ("macintosh", "mac-roman"),
    ],
)
def test_labels_mean_what_browsers_take_them_for(label: str, read: str) -> None:
    assert decode(declared(label)).encoding == read


@pytest.mark.parametrize(
    "label",
    ["utf-16", "utf-16le", "utf-32", "utf-7", "cp037", "idna", "punycode", "unicode_escape", "rot13", "nonsense", "-"],
)
def test_a_declaration_that_cannot_be_true_is_ignored(label: str) -> None:
    assert decode(declared(label, "+AGE- \\u0041 &eacute;")).encoding == "utf-8"


def test_browsers_read_latin_1_as_windows_1252() -> None:
    html = page(ENGLISH, '<meta charset="iso-8859-1">')
    assert facts(html.encode("cp1252")) == (html, "cp1252", 0)


def test_characters_beyond_gb2312_are_read_on_a_page_that_declares_it() -> None:
    html = page("市长朱镕基先生说，这项决定非常重要。", '<meta charset="gb2312">')
    assert facts(html.encode("gbk")) == (html, "gb18030", 0)


def test_a_japanese_page_of_seven_bits_is_read_by_its_declaration() -> None:
    html = page(JAPANESE, '<meta charset="iso-2022-jp">')
    assert facts(html.encode("iso2022_jp")) == (html, "iso2022_jp", 0)


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1251", "koi8-r", "gb2312", "shift_jis", "euc-kr"])
@pytest.mark.parametrize("text", [ENGLISH, RUSSIAN, CHINESE, KOREAN], ids=["english", "russian", "chinese", "korean"])
def test_a_page_that_is_clearly_utf_8_is_read_as_utf_8_whatever_it_declares(label: str, text: str) -> None:
    html = page(text, f'<meta charset="{label}">')
    assert facts(html.encode("utf-8")) == (html, "utf-8", 0)


def test_one_copyright_sign_in_utf_8_is_not_read_as_two_characters() -> None:
    html = page("© 2023 The Valley Courier", '<meta charset="iso-8859-1">')
    assert decode(html.encode("utf-8")).text == html


def test_two_characters_that_could_be_utf_8_do_not_outweigh_a_declaration() -> None:
    html = page("模", '<meta charset="gb2312">')
    data = html.encode("gb2312")
    assert "ģ" in data.decode("utf-8")
    assert decode(data).text == html


@pytest.mark.parametrize(
    ("text", "written"),
    [(GERMAN, "cp1252"), (RUSSIAN, "koi8_r"), (CHINESE, "gb18030"), (JAPANESE, "shift_jis"), (KOREAN, "euc_kr")],
    ids=["windows-1252", "koi8-r", "gb18030", "shift-jis", "euc-kr"],
)
def test_a_page_that_falsely_declares_utf_8_is_detected(text: str, written: str) -> None:
    html = page(text, '<meta charset="utf-8">')
    decoded = decode(html.encode(written))
    assert (decoded.text, decoded.replaced) == (html, 0)


@pytest.mark.parametrize(
    ("head", "served", "read"),
    [
        ("", "iso-8859-2", "iso8859-2"),
        ("", "ISO-8859-1", "cp1252"),
        ("", "x-sjis-of-old", "cp1250"),
        ("", "utf-16", "cp1250"),
        ("", "utf-8", "cp1250"),
        ("<meta charset=windows-1250>", "iso-8859-2", "cp1250"),
    ],
    ids=["named", "as-browsers-read", "unknown", "impossible", "wrong", "declared"],
)
def test_the_servers_encoding_counts_if_the_page_declares_none(head: str, served: str, read: str) -> None:
    # Both code pages of Central Europe and that of the West make text of these letters, so nothing disproves them.
    page = f"<html>{head}<p>{HUNGARIAN}</p></html>".encode("cp1250")
    assert decode(page, served=served).encoding == read


def test_the_servers_encoding_is_not_believed_where_it_makes_no_text() -> None:
    decoded = decode(f"<p>{POLISH}</p>".encode("cp1250"), served="iso-8859-1")
    assert decoded == (f"<p>{POLISH}</p>", "cp1250", 0, True, "cp1252")


def test_a_page_that_is_clearly_utf_8_is_read_as_utf_8_whatever_the_server_says() -> None:
    assert decode(f"<p>{POLISH}</p>".encode(), served="iso-8859-1").encoding == "utf-8"


def test_a_mark_and_the_callers_encoding_win_over_the_servers() -> None:
    assert decode(b"\xef\xbb\xbfa", served="koi8-r").encoding == "utf-8"
    assert decode(b"a\xe9", "cp1252", served="koi8-r").text == "aé"


# A declaration that cannot be true

_UKRAINIAN = (
    "Рада порту у вівторок увечері проголосувала за відновлення старої лінії. Її рішення важливе для мешканців міста, "
    "сказав мер. Роботи триватимуть шість місяців."
)
_VIETNAMESE = (
    "Hôm qua thành phô mở lại bên phà cũ. Bà Mai nói rằng cả làng chờ điều này đã lâu, và "
    "trẻ em sẽ đi miễn phí trong mùa hè."
)
_ITALIAN = "La città è pronta: così il sindaco, che però aggiunge che la nave partirà di lunedì e più volte al giorno."
_ANOTHER_SCRIPT = [
    (RUSSIAN, "cp1251"),
    (RUSSIAN, "koi8_r"),
    (RUSSIAN, "cp866"),
    (RUSSIAN, "iso8859_5"),
    (_UKRAINIAN, "cp1251"),
    (_UKRAINIAN, "koi8_u"),
    (GREEK, "cp1253"),
    (HEBREW, "cp1255"),
    (ARABIC, "cp1256"),
    (THAI, "cp874"),
    (CHINESE, "gb18030"),
    (JAPANESE, "shift_jis"),
    (KOREAN, "euc_kr"),
]
_ANOTHER_LATIN = [
    (POLISH, "cp1250"),
    (POLISH, "iso8859_2"),
    (CZECH, "cp1250"),
    (CZECH, "iso8859_2"),
    (TURKISH, "cp1254"),
    (LITHUANIAN, "cp1257"),
]


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", "iso-8859-9"])
@pytest.mark.parametrize(("text", "written"), [*_ANOTHER_SCRIPT, *_ANOTHER_LATIN[:4], _ANOTHER_LATIN[-1]])
def test_a_latin_declaration_is_not_believed_where_it_makes_no_text(text: str, written: str, label: str) -> None:
    html = page(text, f'<meta charset="{label}">')
    decoded = decode(html.encode(written))
    assert (decoded.text, decoded.guessed) == (html, True)
    assert decoded.disbelieved == check_encoding(label.replace("iso-8859-1", "cp1252").replace("iso-8859-9", "cp1254"))


def test_turkish_pages_often_declare_the_code_page_of_western_europe() -> None:
    html = page(TURKISH, '<meta charset="iso-8859-1">')
    assert decode(html.encode("cp1254")).text == html


@pytest.mark.parametrize("written", ["koi8_r", "cp866", "iso8859_5"])
def test_a_cyrillic_declaration_is_not_believed_where_the_letters_are_rare_ones(written: str) -> None:
    html = page(RUSSIAN, "<meta charset=windows-1251>")
    decoded = decode(html.encode(written))
    assert (decoded.text, decoded.disbelieved) == (html, "cp1251")


@pytest.mark.parametrize("label", ["windows-1251", "koi8-r"])
@pytest.mark.parametrize(("text", "written"), [(POLISH, "cp1250"), (CZECH, "cp1250"), (_ITALIAN, "cp1252")])
def test_a_cyrillic_declaration_is_not_believed_on_a_page_in_the_latin_alphabet(
    text: str, written: str, label: str
) -> None:
    html = page(text * 2, f"<meta charset={label}>")
    decoded = decode(html.encode(written))
    assert (decoded.text, decoded.disbelieved) == (html, check_encoding(label))


def test_a_few_cyrillic_words_in_latin_text_are_read_as_declared() -> None:
    html = page("The word МАЯК, lighthouse, is on the gate; ХРАМ, temple, on the door.", "<meta charset=windows-1251>")
    assert decode(html.encode("cp1251")).text == html


@pytest.mark.parametrize("written", ["cp866", "iso8859_5", "koi8_r", "cp1251"])
@pytest.mark.parametrize("around", ["", f"<style>{_STYLE}</style>"], ids=["short", "style"])
def test_undeclared_cyrillic_is_in_the_page_that_makes_its_letters_frequent_ones(written: str, around: str) -> None:
    html = page(RUSSIAN, around)
    assert facts(html.encode(written)) == (html, written, 0)


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252"])
@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        GERMAN,
        FRENCH,
        SPANISH,
        PORTUGUESE,
        SWEDISH,
        ICELANDIC,
        _ITALIAN,
        "Þýðing æðið síðþýðu: þýðöð íþróttaæfing.",
        f"{GERMAN} {FRENCH} {ICELANDIC} {SPANISH}",
        "The café «Zoë» in Århus",
        "“…” «—» • • • ••••••• ———————— ©®™ §§§",
        "Äääääääh! Ööööööh!",
        "Ï ð è â å ò",
        "Coût : 5 £ ½ °C ± 2 µm ×÷¬¦¶",
        "Só às 9h ºª: não há pão, irmãos, nem limões; órgãos e corações.",
    ],
    ids=lambda text: text[:12],
)
def test_a_latin_declaration_is_believed_where_it_may_make_text(text: str, label: str) -> None:
    html = page(text, f'<meta charset="{label}">')
    assert decode(html.encode("cp1252")) == (html, "cp1252", 0, False, None)


def test_vietnamese_pages_are_believed_in_their_code_page_and_in_references() -> None:
    def references(text: str) -> bytes:
        return "".join(char if ord(char) < 256 else f"&#{ord(char)};" for char in text).encode("latin-1")

    html = references(page(_VIETNAMESE, "<meta charset=iso-8859-1>"))
    assert decode(html) == (html.decode("cp1252"), "cp1252", 0, False, None)
    html = page(_VIETNAMESE, "<meta charset=windows-1258>").encode("cp1258", "ignore")
    assert decode(html).disbelieved is None


@pytest.mark.parametrize(("text", "written"), [(POLISH, "cp1250"), (CZECH, "iso8859_2"), (RUSSIAN, "koi8_r")])
def test_a_true_declaration_of_any_page_is_believed(text: str, written: str) -> None:
    html = page(text, f"<meta charset={written}>")
    assert not decode(html.encode(written)).guessed


def test_a_comment_in_another_script_does_not_disprove_a_declaration() -> None:
    html = page("José spoke.", f"<meta charset=iso-8859-1><!-- {RUSSIAN} --><script>// {RUSSIAN}</script>")
    assert not decode(html.replace("José", "Jos\u0439").encode("cp1251")).guessed


def test_utf_8_with_a_fault_is_no_other_encoding_whatever_it_declares() -> None:
    html = page(RUSSIAN, "<meta charset=windows-1252>")
    decoded = decode(html.encode()[:-20] + b"\xd0" + html.encode()[-20:])
    assert (decoded.encoding, decoded.replaced, decoded.disbelieved) == ("utf-8", 1, "cp1252")


def test_the_warning_names_the_declaration_and_the_guess() -> None:
    note = note_of(decode(page(RUSSIAN, "<meta charset=iso-8859-1>").encode("cp1251")))
    assert note is not None
    assert "cp1252" in note
    assert "cp1251" in note


def test_a_declaration_mentioned_in_a_text_is_ignored() -> None:
    text = 'Write <meta charset="iso-8859-1"> at the top, said José – and he was wrong.'
    assert facts(text.encode("utf-8")) == (text, "utf-8", 0)


# Damage


def test_a_page_with_a_damaged_character_is_still_utf_8() -> None:
    damaged = ENGLISH.encode().replace("’".encode(), b"\xe2\x80", 1)
    assert facts(damaged) == (ENGLISH.replace("’", "\ufffd", 1), "utf-8", 1)


def test_each_damaged_character_is_counted() -> None:
    data = RUSSIAN.encode() + b" \xff \xfe " + RUSSIAN.encode() + b"\xd0"
    assert facts(data) == (f"{RUSSIAN} \ufffd \ufffd {RUSSIAN}\ufffd", "utf-8", 3)


def test_replacement_characters_that_stood_there_before_are_not_counted() -> None:
    assert facts("caf\ufffd".encode()) == ("caf\ufffd", "utf-8", 0)


@pytest.mark.parametrize(
    ("text", "written", "damage"),
    [(CHINESE, "gb18030", b"\xff"), (JAPANESE, "shift_jis", b"\x82"), (ENGLISH, "windows-1252", b"\x81")],
    ids=["gb18030", "shift-jis", "windows-1252"],
)
def test_a_declaration_holds_for_a_page_with_a_damaged_character(text: str, written: str, damage: bytes) -> None:
    head, tail = page("{}", f'<meta charset="{written}">').split("{}")
    data = head.encode() + text.encode(written) + damage + tail.encode()
    decoded = decode(data)
    assert text in decoded.text
    assert decoded.replaced == 1


def test_what_is_cut_off_within_a_character_loses_no_more_than_that() -> None:
    assert facts(RUSSIAN.encode()[:-2]) == (RUSSIAN[:-2] + "\ufffd", "utf-8", 1)


# Binary data


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"GIF89a\x01\x00\x01\x00", "a GIF image"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        (gzip.compress(b"text"), "gzip data; decompress it first"),
        (b"BZh91AY&SY\x00\x01", "bzip2 data; decompress it first"),
        (b"\xfd7zXZ\x00", "xz data; decompress it first"),
        (b"\x28\xb5\x2f\xfd", "zstandard data; decompress it first"),
        (b"PK\x03\x04", "a zip archive (or an office document)"),
        (b"\xd0\xcf\x11\xe0", "an office document"),
        (b"\x7fELF", "a program"),
        (b"SQLite format 3\x00", "a database"),
        (b"PAR1\x15\x04\x15\x00", "a Parquet file"),
        (b"OggS\x00\x02", "an Ogg media file"),
        (b"ID3\x03\x00\x00", "an MP3 file"),
        (b"RIFF\x24\x00\x00\x00WEBP", "a media file"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_binary_files_are_recognised_by_their_first_bytes(data: bytes, what: str) -> None:
    assert why_binary(data) == what


@pytest.mark.parametrize(
    "text",
    [
        "ID3 tags tell a player who sings.",
        "ID3",
        "GIF89a is older than the web.",
        "BZh opens every file of bzip2.",
        "PAR1 and PAR2 files mend what was lost.",
        "RIFF and his brothers",
        "OggS",
    ],
)
def test_a_text_may_begin_with_the_letters_of_a_file_format(text: str) -> None:
    assert why_binary(text.encode()) is None


@pytest.mark.parametrize("data", [b"a.txt\x00bc.txt\x00d.txt\x00", b"text" * 50_000 + bytes(3000), bytes(4)])
def test_many_nul_bytes_make_a_document_binary_wherever_they_stand(data: bytes) -> None:
    assert why_binary(data) == "binary data (it is full of NUL bytes)"


@pytest.mark.parametrize("data", [b"text\x00text", b"text" * 50_000 + b"\x00", b"\x00", b"A line.\n\x00" * 2])
def test_a_stray_nul_byte_is_no_text_and_makes_nothing_binary(data: bytes) -> None:
    assert why_binary(data) is None
    assert decode(data).text == data.replace(b"\x00", b"").decode()


@pytest.mark.parametrize("name", ["png", "elf", "random", "numbers", "wide"])
def test_real_binary_data_is_still_refused(name: str) -> None:
    data = {
        "png": b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(500),
        "elf": b"\x7fELF\x02\x01\x01" + bytes(9),
        "random": random.Random(1).randbytes(2000),
        "numbers": b"".join(n.to_bytes(2, "big") for n in range(500)),
        "wide": ENGLISH.encode("utf-32-le"),
    }[name]
    assert why_binary(data) is not None


def test_a_document_full_of_control_characters_is_binary() -> None:
    assert why_binary(b"\x01\x02\x03\x04text" * 100) == "binary data (it is full of control characters)"


@pytest.mark.parametrize(
    "data",
    [b"", b" ", b"\n", b"\x1b[1mbold\x1b[0m", b"one\x0ctwo\x0bthree\x1a", b"x" * 500 + b"\x01", b"\x80\x81\x82"],
    ids=["empty", "space", "line", "escapes", "separators", "one-in-five-hundred", "high-bytes"],
)
def test_what_may_be_text_is_not_taken_for_binary_data(data: bytes) -> None:
    assert why_binary(data) is None


def test_a_nul_byte_in_a_page_or_a_text_is_nothing_as_in_a_browser() -> None:
    assert clean(b"<p>one\x00two</p>", kind="html").blocks[0].text == "onetwo"
    for source in (b"one\x00two", "one\x00two"):
        assert clean(source, kind="text").blocks[0].text == "onetwo"


# Large documents


_RANDOM = random.Random(7)
_HIGH = bytes(_RANDOM.choices(range(0x80, 0x100), k=1_000_000))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(_RANDOM.randbytes(10_000_000), id="random"),
        pytest.param(_HIGH * 10, id="high-bytes"),
        pytest.param(b"<meta charset=iso-8859-1>" + _HIGH * 10, id="high-bytes-declared-latin"),
        pytest.param(b"<meta " * 1_700_000, id="meta-tags-that-never-end"),
        pytest.param(b"<!--" * 2_500_000, id="comments-that-never-end"),
        pytest.param(b"\xe4\xbd\xa0" * 3_300_000 + b"\xff", id="utf-8-with-a-fault-at-the-end"),
        pytest.param(b"a\x00" * 5_000_000, id="utf-16"),
    ],
)
def test_ten_megabytes_of_anything_are_read_in_two_seconds(data: bytes) -> None:
    with within(2):
        decoded = decode(data)
        why_binary(data)
    assert decoded.text
