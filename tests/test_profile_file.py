"""Profiles as files: they can be read back and by people, and hostile pages and files do no harm."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cleaner import read_profiles
from cleaner.document import Label
from cleaner.profile.learn import LineCounts, PlaceCounts, SiteProfile
from cleaner.profile.profile_file import MARK, ProfileError, read_file, written

PROFILE = SiteProfile(
    site="gannet.example",
    articles=frozenset(("0a1b2c3d", "ffffffff", "12345678")),
    lines={
        "# comments": LineCounts(3, 0, 0, Label.COMMENTS, "12 comments"),
        "and still the tide came in": LineCounts(3, 3, 3, Label.BODY, "And still …"),
        "low water": LineCounts(2, 0, 0, Label.OTHER, "Low water", strike=True),
    },
    patterns={"more from *": LineCounts(3, 0, 0, Label.RELATED, "More from Pia Moss")},
    places={
        "div.story": PlaceCounts(3, 900, 10, "The ferry …"),
        "nav.menu li": PlaceCounts(3, 0, 40, "Tides", strike=True),
    },
    once=frozenset(("00000001", "00000002+", "00000003!")),
)
TEXT = """\
# What the pages of these sites repeat, learned by `cleaner --learn` and used by `cleaner --profile`.
#
# `pages` is the number of pages that have a line, `kept` the number of those on which it is kept without a profile, and
# `sure` the number on which it reads so much like the article that it stays. In `text`, # stands for a number; in
# patterns, * stands for names. The counts of a place are words. Add `strike = true` to an entry to have it ignored.
schema_version = 1

[sites."gannet.example"]
pages = 3
boilerplate = [
  { text = "# comments", label = "comments", pages = 3, kept = 0, sure = 0, example = "12 comments" },
]
undecided = [
  { text = "and still the tide came in", label = "body", pages = 3, kept = 3, sure = 3, example = "And still …" },
  { text = "low water", label = "other", pages = 2, kept = 0, sure = 0, example = "Low water", strike = true },
]
patterns = [
  { text = "more from *", label = "related", pages = 3, kept = 0, sure = 0, example = "More from Pia Moss" },
]
places = [
  { name = "div.story", pages = 3, kept = 900, dropped = 10, example = "The ferry …" },
  { name = "nav.menu li", pages = 3, kept = 0, dropped = 40, example = "Tides", strike = true },
]
# The pages that were counted, and the lines that only one of them has, as hashes.
articles = \"\"\"
0a1b2c3d 12345678 ffffffff
\"\"\"
once = \"\"\"
00000001 00000002+ 00000003!
\"\"\"
"""


def of_file(path: Path, text: str | bytes) -> dict[str, SiteProfile]:
    """What a file with this text says."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_file(path)


def test_a_profile_is_toml_with_one_entry_a_line() -> None:
    assert "".join(written([PROFILE])) == TEXT
    assert TEXT.startswith(MARK.decode())


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    other = SiteProfile("other.example")
    assert of_file(tmp_path / "p.toml", "".join(written([PROFILE, other]))) == {
        "gannet.example": PROFILE,
        "other.example": other,
    }


HOSTILE = '\x1b[2J"""\\ \x00\x7f\r\n\u2028\u202e\ud800\U000e0001 ]}\n[sites.evil]'


def test_no_text_of_a_page_can_escape_its_quotation_marks(tmp_path: Path) -> None:
    profile = SiteProfile(
        site=HOSTILE,
        lines={HOSTILE: LineCounts(2, 0, 0, Label.OTHER, HOSTILE)},
        patterns={HOSTILE: LineCounts(2, 0, 0, Label.OTHER, HOSTILE)},
        places={HOSTILE: PlaceCounts(2, 1, 1, HOSTILE)},
    )
    text = "".join(written([profile]))
    assert all(character.isprintable() for line in text.split("\n") for character in line)
    told = HOSTILE.replace("\ud800", "\ufffd")
    assert list(tomllib.loads(text)["sites"]) == [told]
    found = of_file(tmp_path / "p.toml", text)[told]
    assert found.lines == {told: LineCounts(2, 0, 0, Label.OTHER, told)}
    assert found.places == {told: PlaceCounts(2, 1, 1, told)}


ENTRY = '{ text = "a", label = "other", pages = 2, kept = 0, sure = 0, example = "a" }'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "schema_version is not 1: not a profile, or one of another version"),
        ("schema_version = 2\n", "schema_version is not 1: not a profile, or one of another version"),
        ("schema_version = 1\nsite = 1\n", "unknown key 'site' in the file"),
        ("schema_version = 1\nsites = 1\n", "sites is not a table"),
        ("schema_version = 1\n[sites]\na = 1\n", "sites.a is not the table of a site"),
        ("schema_version = 1\n[sites.a]\nline = []\n", "unknown key 'line' in sites.a"),
        ("schema_version = 1\n[sites.a]\nundecided = 1\n", "sites.a.undecided is not a list of entries"),
        ("schema_version = 1\n[sites.a]\nundecided = [1]\n", "sites.a.undecided is not a list of entries"),
        (
            f"schema_version = 1\n[sites.a]\nundecided = [{ENTRY.replace('other', 'menu')}]\n",
            "unknown label 'menu'",
        ),
        (
            f"schema_version = 1\n[sites.a]\nundecided = [{ENTRY.replace('kept = 0', 'kept = 3')}]\n",
            "contradict each other",
        ),
        (f"schema_version = 1\n[sites.a]\nundecided = [{ENTRY.replace('= 2', '= true')}]\n", "pages is not a count"),
        (f"schema_version = 1\n[sites.a]\nundecided = [{ENTRY.replace('= 2', '= -2')}]\n", "pages is not a count"),
        (
            f"schema_version = 1\n[sites.a]\nundecided = [{ENTRY.replace('}', ', strike = 1 }')}]\n",
            "neither true nor false",
        ),
        (
            f"schema_version = 1\n[sites.a]\nundecided = [{ENTRY.replace('}', ', struck = true }')}]\n",
            "unknown key 'struck'",
        ),
        (
            'schema_version = 1\n[sites.a]\nplaces = [{ name = "a", pages = 1, kept = 0, dropped = 0 }]\n',
            "no pages or no words are counted",
        ),
        ('schema_version = 1\n[sites.a]\nonce = "x"\n', "sites.a: once is not a list of hashes"),
        (b"schema_version = 1 # \xff\n", "not UTF-8 (byte 22)"),
        ("schema_version =\n", "not TOML: Invalid value (at line 1, column 17)"),
    ],
    ids=[
        "empty",
        "version",
        "key",
        "no-table",
        "no-site",
        "key-of-site",
        "no-list",
        "no-entries",
        "label",
        "counts",
        "truth",
        "negative",
        "strike",
        "key-of-entry",
        "empty-place",
        "hash",
        "encoding",
        "syntax",
    ],
)
def test_a_file_that_is_not_a_profile_is_refused_in_one_line(tmp_path: Path, text: str | bytes, reason: str) -> None:
    path = tmp_path / "p.toml"
    with pytest.raises(ProfileError) as caught:
        of_file(path, text)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert reason in message
    assert "\n" not in message


def test_a_site_may_be_in_one_file_only(tmp_path: Path) -> None:
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    with pytest.raises(ValueError, match=r"two\.toml: a profile of 'gannet\.example' is in .*one\.toml already"):
        read_profiles(tmp_path / "one.toml", tmp_path / "two.toml")


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="no such file"):
        read_profiles(tmp_path / "none.toml")
