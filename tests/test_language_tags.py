"""Which languages a tag takes in, when articles are filtered by it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import run

from cleaner.metadata.language_tags import is_known, takes

CROATIAN = (
    "Posljednji svjetioničar stigao je u petak na obalu s dva kovčega i jednom papigom, četrdeset godina nakon što mu "
    "je vijeće reklo da će ga trebati najviše jednu zimu. Na rivi su ga čekali gradonačelnik, limena glazba i većina "
    "školske djece, koja su prijepodne dobila slobodno.\n"
)
SERBIAN = (
    "Последњи светионичар стигао је у петак на обалу са два кофера и једним папагајем, четрдесет година пошто му је "
    "савет рекао да ће га требати највише једну зиму. На пристаништу су га чекали градоначелник, дувачки оркестар и "
    "већина школске деце, која су пре подне била слободна.\n"
)
NYNORSK = (
    "Den siste fyrvaktaren kom i land på fredag med to koffertar og ein papegøye, førti år etter at rådet hadde sagt "
    "at dei ikkje ville trenge han meir enn ein vinter. På kaia venta ordføraren, eit hornorkester og dei fleste "
    "skuleborna, som hadde fått fri om føremiddagen.\n"
)


@pytest.mark.parametrize(
    ("wanted", "tag"),
    [
        ("de", "de"),
        ("DE", "de-AT"),
        ("pt_br", "pt-BR"),
        ("hr", "bs"),
        ("sr", "bs"),
        ("sr", "sr"),
        ("sr-Latn", "bs"),
        ("sr-Latn", "sr-ME"),
        ("sr-Cyrl", "sr"),
        ("sh", "sr"),
        ("sh", "hr-BA"),
        ("cnr", "bs"),
        ("no", "nb"),
        ("no", "nn-NO"),
        ("nn", "nb"),
        ("nb", "no"),
        ("zh", "cmn"),
        ("cmn", "zh"),
        ("yue", "zh"),
        ("zh-Hant", "zh-TW"),
        ("arz", "ar"),
        ("prs", "fa"),
        ("tl", "fil"),
        ("iw", "he"),
    ],
)
def test_a_tag_takes_what_may_be_in_its_language(wanted: str, tag: str) -> None:
    assert takes(wanted, tag)


@pytest.mark.parametrize(
    ("wanted", "tag"),
    [
        ("de", "en"),
        ("de-AT", "de"),
        ("de-AT", "de-CH"),
        ("pt-BR", "pt-PT"),
        ("hr", "sr"),
        ("hr", "sl"),
        ("sr-Latn", "sr"),
        ("sr-Cyrl", "bs"),
        ("nn", "sv"),
        ("zh-Hans", "zh-TW"),
        ("zh", "ja"),
        ("ms", "id"),
        ("id", "ms"),
    ],
)
def test_a_tag_takes_nothing_that_can_be_told_apart(wanted: str, tag: str) -> None:
    assert not takes(wanted, tag)


@pytest.mark.parametrize("tag", ["en", "de-AT", "sh", "cnr", "cmn", "nn", "haw", "zh-Hant", "pt_BR", "iw"])
def test_tags_of_languages(tag: str) -> None:
    assert is_known(tag)


_NO_TAGS = ["zz", "und", "mul", "zxx", "xx", "qaa", "und-Latn", "zz-ZZ", "e", "é", "de-", "1"]


@pytest.mark.parametrize("tag", _NO_TAGS)
def test_tags_that_no_language_has_are_refused(tag: str) -> None:
    assert not is_known(tag)
    result = run("-", "--only-language", f"en,{tag}", stdin=b"The ferry is back.\n")
    why = f"--only-language: '{tag}' is not the tag of a language, such as de or pt-BR"
    assert (result.code, result.err) == (2, f"cleaner: {why}\n")


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [("hr", ["hr"]), ("sr-Latn", ["hr"]), ("sr", ["hr", "sr"]), ("nn,en", ["nn"]), ("no", ["nn"]), ("de", [])],
)
def test_the_command_keeps_what_the_identifier_calls_by_another_name(
    tmp_path: Path, wanted: str, taken: list[str]
) -> None:
    texts = {"hr": CROATIAN, "sr": SERBIAN, "nn": NYNORSK}
    lines = [json.dumps({"id": name, "text": text}) for name, text in texts.items()]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    result = run(str(tmp_path / "in.jsonl"), "-f", "jsonl", "--only-language", wanted)
    assert [json.loads(line)["id"] for line in result.text.splitlines()] == taken
