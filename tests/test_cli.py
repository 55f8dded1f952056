"""The command from outside: arguments, streams, terminals, exit codes, and inputs that are not articles."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest
from command import COMMAND, PATIENCE, SCRIPT, Result, environment, run, run_in_shell, run_on_terminal
from hypothesis import given
from hypothesis import strategies as st

from cleaner import __version__, clean
from cleaner.cli import arguments as command_line
from cleaner.cli.explain_table import coloured
from cleaner.cli.option_groups import GROUPS, options
from cleaner.cli.revising import coloured_diff
from cleaner.label import decide
from cleaner.render.format import OutputFormat

TITLE = "Harbour Council Votes to Reopen the Old Ferry Line"
FIRST = (
    "The harbour council voted on Tuesday night to reopen the ferry line that it had closed in the spring, after a "
    "debate that lasted for five hours and that most of the town had come to hear. The vote was nine to six, and when "
    "it was read out, the people on the stairs, who could hear nothing, took the cheering for a fire."
)
SECOND = (
    "“We have waited for this for eleven years,” said Maren Tolk, who keeps the shop at the landing stage and who had "
    "brought her own chair, “and we were quite prepared to wait for another hour.”"
)
THIRD = (
    "Nobody could say where the money for a second boat would come from, and the mayor, who was asked about it twice, "
    "promised that the figures would be on the table before the end of the month."
)
FOURTH = (
    "The boat that used to make the crossing lies in a shed behind the cannery, where two retired engineers have kept "
    "its engine turning, and they say that it could be in the water within a fortnight of being asked."
)
FIFTH = (
    "For the children of the island the vote means that they will sleep at home again. Since April they have boarded "
    "with families in the town from Monday to Friday, and some of the younger ones, their teacher said, had begun to "
    "pack on Wednesdays."
)
BODY = [FIRST, SECOND, THIRD, FOURTH, FIFTH]
STORY = f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{FOURTH}\n\n{FIFTH}\n"
SCRAPE = (
    STORY.replace(TITLE, f"Share this article\n\n{TITLE}").replace(THIRD, f"Advertisement\n\n{THIRD}") + "\nCopy link\n"
)
PAGE = (
    "<!DOCTYPE html><html><body><div>Share this article</div>"
    f"<article><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p><p>Advertisement</p><p>{THIRD}</p><p>{FOURTH}</p><p>{FIFTH}</p></article></body></html>"
)
BOILERPLATE = "Share this article\nAdvertisement\nCopy link\n"
ESCAPES = "\x1b[31mred\x1b[0m\x1b]0;title\x07\x9b1m"
HOSTILE = STORY.replace("a second boat", f"a {ESCAPES} boat")


@pytest.fixture
def scrape(tmp_path: Path) -> str:
    path = tmp_path / "scrape.txt"
    path.write_bytes(SCRAPE.encode())
    return str(path)


@pytest.fixture
def page(tmp_path: Path) -> str:
    path = tmp_path / "page.html"
    path.write_bytes(PAGE.encode())
    return str(path)


def only_line(result: Result) -> str:
    """The one line on standard error."""
    assert result.err.count("\n") == 1
    assert result.err.endswith("\n")
    return result.err[:-1]


# Inputs


@pytest.mark.parametrize("args", [(), ("-",)], ids=["no path", "dash"])
def test_standard_input_is_cleaned_to_standard_output(args: tuple[str, ...]) -> None:
    assert run(*args, stdin=SCRAPE) == Result(0, STORY.encode(), "")


def test_a_file_is_cleaned(scrape: str) -> None:
    assert run(scrape) == Result(0, STORY.encode(), "")


def test_a_page_is_cleaned(page: str) -> None:
    assert run(page) == Result(0, STORY.encode(), "")


def test_several_inputs_are_printed_one_after_the_other(scrape: str, page: str) -> None:
    result = run(scrape, "-", page, stdin=STORY)
    assert (result.code, result.text) == (0, f"{STORY}\n{STORY}\n{STORY}")
    assert only_line(result) == "cleaner: 3 inputs: 3 cleaned"


def test_a_file_whose_name_begins_with_a_dash_is_read_after_two_dashes(tmp_path: Path) -> None:
    (tmp_path / "-f").write_text(SCRAPE, encoding="utf-8")
    assert run_in_shell(f'cd "{tmp_path}" && "$@"', "--", "-f").text == STORY


def test_kept_lines_are_unchanged_to_the_byte() -> None:
    source = SCRAPE.replace("\n", "\r\n").replace("five hours", "five\u00a0hours \x0c\t")
    expected = STORY.replace("\n", "\r\n").replace("five hours", "five\u00a0hours \x0c\t")
    assert run(stdin=source).out == expected.encode()


@pytest.mark.parametrize(
    ("kind", "expected"), [("text", "The <b>old</b> ferry & its crew."), ("html", "The old ferry & its crew.")]
)
def test_kind_overrides_detection(kind: str, expected: str) -> None:
    article = json.loads(
        run("--kind", kind, "-f", "json", "--blocks", stdin="The <b>old</b> ferry &amp; its crew.").text
    )
    assert article["kind"] == kind
    assert [block["text"] for block in article["blocks"]] == [expected]


@pytest.mark.parametrize("encoding", ["koi8-r", "utf-16-le", "shift_jis", "KOI8-R"])
def test_the_encoding_option_is_obeyed(encoding: str) -> None:
    russian = "Совет порта решил во вторник вечером снова открыть паромную линию, закрытую весной этого года.\n" * 3
    assert run("--encoding", encoding, "--keep", "text,furniture,boilerplate", stdin=russian.encode(encoding)).text == (
        russian
    )


def test_a_byte_order_mark_outweighs_the_encoding_option() -> None:
    assert run("--encoding", "koi8-r", stdin=b"\xef\xbb\xbf" + STORY.encode()).text == STORY


def test_characters_that_cannot_be_decoded_are_counted() -> None:
    result = run("--encoding", "utf-8", stdin=STORY.encode() + b"caf\xe9 \xff\n")
    assert result.code == 0
    assert only_line(result) == (
        "cleaner: standard input: not all of this is utf-8; 2 characters were replaced by U+FFFD"
    )


def test_one_character_that_cannot_be_decoded_is_one_character() -> None:
    result = run("--encoding", "utf-8", stdin=STORY.encode() + b"caf\xe9\n")
    assert only_line(result).endswith("; 1 character was replaced by U+FFFD")


# Formats


def test_text_that_looks_like_markdown_is_escaped() -> None:
    source = STORY.replace("on the table", "*on the [table]")
    expected = "# " + STORY.replace("on the table", "\\*on the [table]")
    assert run("-f", "markdown", stdin=source) == Result(0, expected.encode(), "")


def test_json_is_one_document_that_matches_the_schema(scrape: str) -> None:
    result = run("-f", "json", "--blocks", "--url", "https://courier.example/ferry", scrape)
    article = json.loads(result.text)
    jsonschema.validate(article, json.loads(run("--json-schema").text))
    assert result.code == 0
    assert article["path"] == scrape
    assert article["url"] == "https://courier.example/ferry"
    assert article["title"] == TITLE
    assert article["text"] == "\n\n".join(BODY)
    assert [(block["label"], block["kept"], block["line"]) for block in article["blocks"]] == [
        ("share", False, 1),
        ("title", True, 3),
        ("body", True, 5),
        ("body", True, 7),
        ("ad", False, 9),
        ("body", True, 11),
        ("body", True, 13),
        ("body", True, 15),
        ("share", False, 17),
    ]


def test_jsonl_is_one_line_an_input(scrape: str, page: str) -> None:
    result = run("-f", "jsonl", scrape, "-", page, stdin=SCRAPE)
    records = [json.loads(line) for line in result.text.splitlines()]
    assert [(record["path"], record["kind"]) for record in records] == [
        (scrape, "text"),
        (None, "text"),
        (page, "html"),
    ]
    for record in records:
        jsonschema.validate(record, json.loads(run("--json-schema").text))


def test_json_of_several_inputs_is_a_usage_error(scrape: str) -> None:
    result = run("-f", "json", scrape, scrape)
    assert (result.code, result.out) == (2, b"")
    assert "use -f jsonl" in result.err


def test_the_schema_is_a_schema() -> None:
    result = run("--json-schema")
    assert (result.code, result.err) == (0, "")
    jsonschema.Draft202012Validator.check_schema(json.loads(result.text))


def test_explain_shows_every_block_with_its_label_and_reason(scrape: str) -> None:
    result = run("--explain", scrape)
    rows = result.text.splitlines()
    assert (result.code, result.err) == (0, "")
    assert [row.split()[:3] for row in rows] == [
        ["-", "1", "share"],
        ["+", "3", "title"],
        ["+", "5", "body"],
        ["+", "7", "body"],
        ["-", "9", "ad"],
        ["+", "11", "body"],
        ["+", "13", "body"],
        ["+", "15", "body"],
        ["-", "17", "share"],
    ]
    assert "  share/" in rows[0]
    assert rows[0].endswith("  Share this article")
    assert "\x1b" not in result.text


def test_explain_of_several_inputs_shows_names_and_blank_lines_between(scrape: str, page: str) -> None:
    result = run("--explain", scrape, "missing.txt", page)
    assert [line for line in result.text.splitlines() if line[:1] not in ("+", "-")] == [scrape, "", page]
    assert result.err.splitlines() == [
        "cleaner: missing.txt: no such file",
        "cleaner: 3 inputs: 2 cleaned, 1 failed",
    ]


def test_explain_as_jsonl_is_one_line_a_block_that_matches_the_schema(scrape: str, page: str) -> None:
    result = run("--explain", "-f", "jsonl", scrape, "-", page, stdin="Share this article\n")
    rows = [json.loads(line) for line in result.text.splitlines()]
    definitions = json.loads(run("--json-schema").text)["$defs"]
    for row in rows:
        jsonschema.validate(row, {"$ref": "#/$defs/explained_block", "$defs": definitions})
    assert result.code == 0
    assert [list(row.values())[:6] for row in rows] == [
        [scrape, 1, 1, "share", "boilerplate", False],
        [scrape, 3, 3, "title", "furniture", True],
        *([scrape, line, line, "body", "text", True] for line in (5, 7)),
        [scrape, 9, 9, "ad", "boilerplate", False],
        *([scrape, line, line, "body", "text", True] for line in (11, 13, 15)),
        [scrape, 17, 17, "share", "boilerplate", False],
        [None, 1, 1, "share", "boilerplate", False],
        [page, None, None, "share", "boilerplate", False],
        [page, None, None, "title", "furniture", True],
        *[[page, None, None, "body", "text", True]] * 2,
        [page, None, None, "ad", "boilerplate", False],
        *[[page, None, None, "body", "text", True]] * 3,
    ]
    assert [row["text"] for row in rows if row["path"] == page] == [
        "Share this article", TITLE, FIRST, SECOND, "Advertisement", THIRD, FOURTH, FIFTH,
    ]  # fmt: skip


def test_explain_as_jsonl_shows_a_page_of_nothing_but_boilerplate_and_exits_3() -> None:
    result = run("--explain", "-f", "jsonl", stdin=BOILERPLATE)
    assert (result.code, len(result.text.splitlines())) == (3, 3)
    assert only_line(result) == "cleaner: standard input: nothing in it but boilerplate"


@pytest.mark.parametrize("form", ["json", "markdown"])
def test_explain_has_no_other_form(form: str) -> None:
    result = run("--explain", "-f", form, stdin=SCRAPE)
    assert (result.code, result.out) == (2, b"")
    assert result.err == f"cleaner: --explain cannot be given as {form}; use -f text or -f jsonl\n"


# Which labels stay


@pytest.mark.parametrize(
    ("args", "shares", "ads"),
    [
        ((), False, False),
        (("--keep", "share"), True, False),
        (("--keep", "share,ad"), True, True),
        (("--keep", "ad", "--keep", " share "), True, True),
        (("--keep", "boilerplate"), True, True),
        (("--keep", "boilerplate", "--drop", "ad"), True, False),
        (("--keep", "share", "--drop", "boilerplate"), True, False),
        (("--keep", "share", "--drop", "share"), False, False),
    ],
    ids=["default", "label", "two", "twice", "family", "label of family", "label over family", "drop over keep"],
)
def test_keep_and_drop_change_the_policy(args: tuple[str, ...], shares: bool, ads: bool) -> None:
    result = run(*args, stdin=SCRAPE)
    assert ("Share this article" in result.text, "Copy link" in result.text) == (shares, shares)
    assert ("Advertisement" in result.text) is ads
    assert [line for line in STORY.splitlines() if line not in result.text] == []


def test_families_can_be_dropped() -> None:
    assert run("--keep", "ad", "--drop", "text,furniture", stdin=SCRAPE).text == "Advertisement\n"


@pytest.mark.parametrize("option", ["--keep", "--drop"])
def test_an_unknown_label_is_a_usage_error(option: str) -> None:
    result = run(option, "body,photo", stdin=SCRAPE)
    assert (result.code, result.out) == (2, b"")
    assert "unknown label 'photo'" in result.err
    assert "pull_quote" in result.err


# Exit codes


def test_an_unknown_encoding_is_a_usage_error() -> None:
    result = run("--encoding", "klingon", stdin=SCRAPE)
    assert (result.code, result.out) == (2, b"")
    assert "unknown encoding 'klingon'" in result.err


@pytest.mark.parametrize("args", [("--nonsense",), ("-f", "pdf"), ("--kind", "pdf"), ("--max-size", "0")])
def test_unknown_options_and_values_are_usage_errors(args: tuple[str, ...]) -> None:
    result = run(*args, stdin=SCRAPE)
    assert (result.code, result.out) == (2, b"")
    assert "Traceback" not in result.err


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_goes_to_standard_output(flag: str) -> None:
    result = run(flag)
    assert (result.code, result.err) == (0, "")
    assert "Usage:" in result.text
    assert "--explain" in result.text


def test_help_lists_every_option_under_the_heading_of_its_group() -> None:
    sections = {}
    for section in run("--help").text.split("\n\n"):
        title, _, rows = section.partition(":\n")
        sections[title.strip()] = rows
    for option in options():
        assert all(flag in sections[option.group] for flag in option.flags), option.name
    assert {"Arguments", *GROUPS} <= set(sections)
    assert "[default: one per processor]" in " ".join(sections["Engine"].split())
    assert "<" not in "".join(sections[title] for title in GROUPS)


def test_every_option_is_described_once_and_in_a_sentence() -> None:
    flags = [flag for option in options() for flag in option.flags]
    assert len(flags) == len(set(flags))
    names = [option.name for option in options()]
    assert len(names) == len(set(names))
    for option in options():
        assert option.help.endswith("."), option.name
        assert bool(option.metavar) is (option.type is not bool), option.name
        assert option.in_file or option.flags, option.name


@pytest.mark.parametrize(("alias", "name"), [("md", "markdown"), ("TXT", "text"), ("htm", "html"), ("ndjson", "jsonl")])
def test_formats_have_the_names_that_people_know_them_by(alias: str, name: str) -> None:
    assert run("-f", alias, stdin=SCRAPE) == run("-f", name, stdin=SCRAPE)
    assert run(f"--format={alias}", stdin=SCRAPE) == run("-f", name, stdin=SCRAPE)


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (["-f", "mardown"], "--format: unknown format 'mardown'; did you mean markdown?"),
        (["--format=xyz"], "--format: unknown format 'xyz'; there are text, "),
        (["--keep", "captions"], "--keep: unknown label 'captions'; did you mean caption?"),
        (["--drop", "title,List-Items"], "--drop: unknown label 'List-Items'; did you mean list_item?"),
        (["--disable", "ad/lable"], "--disable: unknown rule 'ad/lable'; the nearest is ad/label"),
        (["--kind", "pdf"], "--kind: unknown kind 'pdf'; there are auto, html, text"),
        (["--color", "alway"], "--color: unknown color 'alway'; did you mean always?"),
        (["-j", "two"], "--jobs: 'two' is not a whole number of at least 1"),
        (["-j", "1.5"], "--jobs: '1.5' is not a whole number of at least 1"),
        (["--timeout=nan"], "--timeout: 'nan' is not a number of at least 0.1"),
        (["--max-size", "inf"], "--max-size: 'inf' is not a number of at least 0.001"),
        (["--max-removed=2", "-i"], "--max-removed: '2' is not a number from 0 to 1"),
        (["--encoding", "utf9"], "--encoding: unknown encoding 'utf9'"),
        (["--url", "notaurl"], "--url: 'notaurl' is not an address of the web such as https://example.org/story"),
        (["--url", "https:///a"], "--url: 'https:///a' is not an address of the web"),
        (["--url", "http://[a"], "--url: 'http://[a' is not an address of the web"),
        (["-i", "-o", "b.txt"], "--in-place and --output exclude each other"),
        (["-q", "-v"], "--quiet and --verbose exclude each other"),
        (["--links"], "--links needs -f markdown, html, xml or tei; text has no links"),
        (["--images", "-f", "json"], "--images needs -f markdown, html, xml or tei; json has no images"),
        (["--links", "-o", "b.txt"], "--links needs -f markdown, html, xml or tei; text has no links"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_one_line_that_names_the_option_and_what_there_is(
    args: list[str], line: str, scrape: str
) -> None:
    result = run(scrape, *args)
    assert (result.code, result.out) == (2, b"")
    [told] = result.err.splitlines()
    assert told.startswith(f"cleaner: {line}")


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("--keep bo", {"body", "boilerplate"}),
        ("--drop title,by", {"title,byline"}),
        ("--format m", {"markdown"}),
        ("--disable ad/label-d", {"ad/label-de"}),
        ("--color ", {"auto", "always", "never"}),
        ("--col", {"--color"}),
    ],
)
def test_the_shell_completes_options_formats_labels_and_rules(words: str, offered: set[str]) -> None:
    line, count = f"cleaner {words}", str(len(words.split(" ")))
    assert offered <= set(completed(_CLEANER_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=count).splitlines())
    fish = {"_TYPER_COMPLETE_FISH_ACTION": "get-args", "_TYPER_COMPLETE_ARGS": line}
    assert offered <= set(completed(_CLEANER_COMPLETE="complete_fish", **fish).split())
    zsh = completed(_CLEANER_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS=line)
    assert all(f'"{name}"' in zsh for name in offered)


def completed(**asked: str) -> str:
    """What the command offers to a shell; the shells know it by its name."""
    done = subprocess.run([SCRIPT], env=environment(**asked), capture_output=True, timeout=PATIENCE, check=False)
    return done.stdout.decode()


def test_quiet_leaves_nothing_but_failures(scrape: str, page: str, tmp_path: Path) -> None:
    assert run(scrape, page).err.endswith("2 inputs: 2 cleaned\n")
    for args in ((scrape, page), (scrape, "-i"), (scrape, page, "-o", str(tmp_path / "out"))):
        assert run(*args, "-q").err == ""
    assert run(scrape, "missing", "-q").err == "cleaner: missing: no such file\n"
    assert run("-q", stdin="Share this article\n") == (
        3,
        b"",
        "cleaner: standard input: nothing in it but boilerplate\n",
    )


def test_verbose_says_how_long_each_stage_took_and_what_decided(scrape: str, page: str, tmp_path: Path) -> None:
    lines = run(page, "-v").err.splitlines()
    stages = [line.removeprefix(f"cleaner: {page}: ").partition(":")[0] for line in lines]
    assert stages == ["read", "detect", "segment", "label", "doubts", "decided by", "dropped"]
    assert all(re.search(r" \(\d+\.\d{3} s\)$", line) for line in lines[:5])
    assert run(page, "-v").out == run(page).out
    told = run(scrape, "-v", "-o", str(tmp_path / "out")).err.splitlines()
    assert re.match(rf"cleaner: {re.escape(scrape)}: done in \d\.\d+ s; kept \d+%; confidence ", told[0])
    assert len(told) == 2


# A listing of a shop, which is no article.
SHOP = "".join(
    f"<li><a href='/{at}'>Mug {at}</a> <b>£{at}.99</b> <button>Add to basket</button></li>" for at in range(9)
)


@pytest.mark.parametrize(
    ("source", "warned"),
    [
        ("A fire destroyed a barn near Holm on Monday night. The cause is not known.\n", False),
        ("A fire destroyed a barn near Holm on Monday night.\n\nThe brigade said that no one was hurt in it.\n", False),
        (f"<html><body><h1>Mugs</h1><p>Our mugs.</p><ul>{SHOP}</ul><footer>Sign in</footer></body></html>", True),
    ],
)
def test_a_short_text_that_is_clean_is_not_doubted_and_a_shop_is(source: str, warned: bool) -> None:
    for batch in ((), ("-j", "1")):
        result = run(*batch, stdin=source)
        assert result.code == 0
        assert ("may not be an article" in result.err) is warned


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.json", '[{"text": "The council met."}]', True),
        ("a.txt", '{"text": "The council met."}\n{"text": "The mayor spoke."}\n', True),
        ("a.csv", "id,text\n1,The council met.\n", True),
        ("a.txt", "[Applause] The council met.\n", False),
        ("a.html", '<!doctype html><body><p>{"text": "The council met."}</p>', False),
    ],
)
def test_data_that_is_printed_as_an_article_is_told_of(tmp_path: Path, name: str, content: str, told: bool) -> None:
    file = tmp_path / name
    file.write_text(content)
    result = run(str(file))
    assert result.code == 0
    assert ("this looks like data, not like an article" in result.err) is told
    assert "looks like data" not in run("--kind", "text", str(file)).err


def test_the_formats_in_the_help_are_those_there_are() -> None:
    [option] = [option for option in options() if option.name == "format"]
    assert all(format_ in option.help for format_ in OutputFormat)


# Command lines that need no typer


@pytest.mark.parametrize(
    "arguments",
    [
        ["page.txt"],
        ["a.txt", "-", "b.html"],
        ["--check", "--diff", "a.txt"],
        ["-i", "--text-field=text", "rows.jsonl"],
        ["--text-field=a", "--text-field=b", "rows.jsonl"],
        ["--output=x=y.md", "--overwrite", "page.txt"],
        ["--keep=caption, quote", "--keep=byline", "page.txt"],
        ["--include=*.story", "--exclude=raw/", "--exclude=", "pages"],
        ["-0", "--files-from=names", "--no-config"],
        ["--links"],
        ["--text-field", "text", "a.jsonl"],
        ["-f", "json", "-fhtml", "a.txt"],
        ["-o=out", "a.txt"],
        ["-o", "--links", "a.txt"],
        ["-if", "json", "a.txt"],
        ["-qj2", "--timeout", "3.5", "a.txt"],
        ["--format=json", "--color=never", "a.txt"],
        ["--links", "--", "-a.txt", "--explain"],
        ["--", "--"],
        [""],
    ],
    ids=" ".join,
)
def test_without_typer_a_command_line_means_the_same(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    line, of_typer = read_both_ways(arguments, monkeypatch)
    assert line is not None
    assert line == of_typer


WORDS = ["-", "--", "", "a.txt", "-a.txt", "json", "=", "-x", "--nonsense", "--links=", "-qx", "-q=", "-f"]
FLAGS = [flag for option in options() for flag in option.flags if option.name not in ("json_schema", "version")]


@given(
    st.lists(
        st.sampled_from(FLAGS).flatmap(lambda flag: st.sampled_from([flag, f"{flag}=json", f"{flag}q", f"{flag}-"]))
        | st.sampled_from(WORDS),
        max_size=6,
    )
)
def test_any_command_line_means_the_same_without_typer_or_is_left_to_it(arguments: list[str]) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        line, of_typer = read_both_ways(arguments, monkeypatch)
    assert line == of_typer


def read_both_ways(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[command_line.CommandLine | None, command_line.CommandLine | None]:
    """What a command line says by our own reading and by typer's; None where that finds a mistake in it."""
    from cleaner.cli import parser

    read = []
    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.setattr(parser, "job_of", lambda *line: read.append(command_line.CommandLine(*line)))
    monkeypatch.setattr(parser, "run", lambda job: 0)
    with contextlib.suppress(Exception):  # of typer's own, whose place differs between its versions
        parser.app(arguments, standalone_mode=False)
    line = command_line.parse(arguments)
    return line and as_lists(line), as_lists(read[0]) if read else None


def as_lists(line: command_line.CommandLine) -> command_line.CommandLine:
    return command_line.CommandLine(list(line.names), dict(line.given))


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["--json-schema"],
        ["--nonsense", "a.txt"],
        ["--check=yes", "a.txt"],
        ["-i=yes", "a.txt"],
        ["a.txt", "-f"],
        ["a.txt", "--output"],
        ["-h"],
    ],
    ids=" ".join,
)
def test_all_other_command_lines_are_left_to_typer(arguments: list[str]) -> None:
    assert command_line.parse(arguments) is None


@pytest.mark.parametrize(
    "args", [("--keep=photo",), ("--disable=ad/lable",), ("--rules=none.toml",), ("--encoding=x",)]
)
def test_wrong_values_are_reported_the_same_in_either_spelling(args: tuple[str], scrape: str) -> None:
    joined, parted = run(*args, scrape), run(*args[0].split("="), scrape)
    assert (joined.code, joined.out) == (2, b"")
    assert joined == parted
    assert only_line(joined).startswith("cleaner: ")


def test_the_version_says_whether_the_core_is_compiled() -> None:
    core = "pure Python" if decide.__file__.endswith(".py") else "compiled"
    assert run("--version") == Result(0, f"cleaner {__version__} ({core})\n".encode(), "")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "an empty file"),
        (" \n\n\t\r\n", "an empty file"),
        ("\ufeff", "an empty file"),
        ("<html><body><script>let a = 1;</script></body></html>", "nothing in it that a browser would show"),
        (
            '<html><body><div id=root></div><script id=__NEXT_DATA__ type=application/json>{"body": '
            f'"{"The board of the harbour voted on Monday to rebuild it. " * 5}"}}</script></body></html>',
            "its text stands in scripts, which only a browser runs",
        ),
        (BOILERPLATE, "nothing in it but boilerplate"),
        ("<p>Share this article</p><p>Advertisement</p><p>Copy link</p>", "nothing in it but boilerplate"),
    ],
    ids=["empty", "blank", "byte-order mark", "script", "script data", "boilerplate", "boilerplate in HTML"],
)
def test_one_document_without_an_article_exits_3(source: str, message: str) -> None:
    result = run(stdin=source)
    assert (result.code, result.out) == (3, b"")
    assert only_line(result) == f"cleaner: standard input: {message}"
    assert run("--allow-empty", stdin=source).code == 0


def test_boilerplate_among_several_documents_is_no_failure(scrape: str) -> None:
    result = run(scrape, "-", stdin=BOILERPLATE)
    assert (result.code, result.text) == (0, STORY)
    assert result.err.splitlines() == [
        "cleaner: standard input: nothing in it but boilerplate",
        "cleaner: 2 inputs: 1 cleaned, 1 with nothing but boilerplate",
    ]


def test_empty_files_are_counted_as_empty(tmp_path: Path) -> None:
    (tmp_path / "nothing.txt").write_bytes(b"")
    result = run(tmp_path / "nothing.txt", "-", stdin=BOILERPLATE)
    assert result.code == 0
    assert result.err.splitlines()[-1] == "cleaner: 2 inputs: 0 cleaned, 1 with nothing but boilerplate, 1 empty"


def test_an_interrupted_run_exits_130(tmp_path: Path) -> None:
    # Opening a pipe by name waits for the reader: from then on the command is reading, and no time need be guessed.
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    process = subprocess.Popen([*COMMAND, str(pipe), "-"], stdin=-1, stdout=-1, stderr=-1, env=environment())
    with pipe.open("wb") as writer:
        writer.write(SCRAPE.encode())
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (130, b"cleaner: interrupted\n")


def test_an_interrupted_wait_for_standard_input_exits_130(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    process = subprocess.Popen([*COMMAND, str(pipe)], stdin=-1, stdout=-1, stderr=-1, env=environment())
    with pipe.open("wb"):
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (130, b"cleaner: interrupted\n")


# Inputs that are not articles


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "this is a PNG image, not text"),
        (gzip.compress(SCRAPE.encode()), "this is gzip data; decompress it first, not text"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "this is a PDF document, not text"),
        (b"Text\x00with\x00NUL\x00bytes", "this is binary data (it is full of NUL bytes)"),
        (bytes(range(1, 32)) * 100, "this is binary data (it is full of control characters)"),
    ],
    ids=["PNG", "gzip", "PDF", "NUL bytes", "control characters"],
)
def test_binary_input_fails_with_one_line(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "input"
    path.write_bytes(data)
    result = run(str(path))
    assert (result.code, result.out) == (2, b"")
    assert only_line(result).startswith(f"cleaner: {path}: {message}")


def test_a_nul_byte_is_left_out_of_a_text() -> None:
    result = run(stdin=STORY.replace("second boat", "sec\x00ond boat"))
    assert (result.code, result.err) == (0, "")
    assert result.text == STORY


def test_a_missing_file_fails_with_one_line(tmp_path: Path) -> None:
    result = run(str(tmp_path / "none.txt"))
    assert (result.code, result.out) == (2, b"")
    assert only_line(result) == f"cleaner: {tmp_path}/none.txt: no such file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_an_unreadable_file_fails_with_one_line(scrape: str) -> None:
    Path(scrape).chmod(0)
    result = run(scrape)
    assert (result.code, result.out) == (2, b"")
    assert only_line(result) == f"cleaner: {scrape}: permission denied"


def test_an_input_above_the_limit_fails_with_one_line() -> None:
    exact = STORY.encode() + b" " * (2000 - len(STORY.encode()))
    assert run("--max-size", "0.002", stdin=exact).code == 0
    result = run("--max-size", "0.002", stdin=exact + b" ")
    assert (result.code, result.out) == (2, b"")
    assert only_line(result) == "cleaner: standard input: larger than 0.002 MB; --max-size raises the limit"


def test_one_bad_input_among_good_ones_does_not_stop_the_others(scrape: str, page: str, tmp_path: Path) -> None:
    image = tmp_path / "image.png"
    image.write_bytes(b"\x89PNG\r\n\x1a\n")
    missing = tmp_path / "missing"
    result = run(str(missing), scrape, str(image), page)
    assert (result.code, result.text) == (2, f"{STORY}\n{STORY}")
    assert result.err.splitlines() == [
        f"cleaner: {missing}: no such file",
        f"cleaner: {image}: this is a PNG image, not text",
        "cleaner: 4 inputs: 2 cleaned, 2 failed",
    ]


def test_control_characters_in_a_name_are_escaped_in_messages(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/a\nb\x1b[31m\xff\xc2\x9b.txt"
    assert only_line(run(name)) == f"cleaner: {tmp_path}/a\\nb\\x1b[31m\\udcff\\u009b.txt: no such file"


def test_a_file_with_control_characters_in_its_name_is_cleaned(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/a\nb\x1b[31m\xff.txt"
    with open(name, "wb") as file:  # noqa: PTH123 - a path cannot be made of bytes
        file.write(SCRAPE.encode())
    result = run("-f", "jsonl", name, name)
    assert result.code == 0
    assert [json.loads(line)["path"] for line in result.text.splitlines()] == [
        f"{tmp_path}/a\nb\\x1b[31m\\udcff.txt"
    ] * 2
    assert "\x1b" not in run("--explain", name, name).text


LONG = 50_000_000
# Runs the command and then prints its peak memory in kilobytes.
_MEASURED = """
import atexit, re, sys
from cleaner.__main__ import main
def peak():
    status = open("/proc/self/status").read()
    print("peak", re.search(r"VmHWM:\\s+(\\d+)", status)[1], file=sys.stderr)
atexit.register(peak)
sys.argv[0] = "cleaner"
main()
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
@pytest.mark.parametrize("kind", ["auto", "html"])
@pytest.mark.parametrize(
    "piece",
    [f"{FIRST} ", "a", "<", "<p>x", "<b>x</b> ", "<div>", "岡部さんは来春、"],
    ids=["prose", "no space", "brackets", "paragraphs", "tags", "nested", "kanji"],
)
def test_50_megabytes_on_one_line_take_bounded_time_and_memory(tmp_path: Path, piece: str, kind: str) -> None:
    path = tmp_path / "long"
    data = piece.encode()
    path.write_bytes(data * (LONG // len(data)))
    started = time.monotonic()
    with (tmp_path / "out").open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-c", _MEASURED, "--kind", kind, str(path)],
            stdout=out,
            stderr=subprocess.PIPE,
            env=environment(),
            timeout=PATIENCE,
            check=False,
        )
    *said, peak = done.stderr.decode().splitlines()
    assert done.returncode in (0, 2, 3)
    assert len(said) <= 1
    assert time.monotonic() - started < 60
    assert int(peak.split()[1]) * 1024 < 10 * LONG


# Broken streams


def test_a_reader_that_stops_ends_the_run_quietly(scrape: str) -> None:
    result = run_in_shell('"$@" | head -c1', *[scrape] * 300)
    assert result == Result(0, TITLE[:1].encode(), "")


@pytest.mark.parametrize("args", [(), ("-f", "json"), ("--explain",), ("--version",), ("--json-schema",)])
def test_a_closed_pipe_ends_the_run_quietly(args: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*COMMAND, *args],
        input=SCRAPE.encode(),
        stdout=writer,
        stderr=subprocess.PIPE,
        env=environment(FORCE_COLOR="1"),
        timeout=PATIENCE,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("args", [(), ("-f", "json"), ("--explain",), ("--version",), ("--json-schema",), ("--help",)])
def test_a_full_disk_fails_with_one_line(args: tuple[str, ...]) -> None:
    result = run_in_shell('"$@" >/dev/full', *args, stdin=SCRAPE)
    assert result.code == 2
    assert only_line(result) == "cleaner: cannot write the output: no space left on device"


def test_closed_standard_output_fails_with_one_line(scrape: str) -> None:
    result = run_in_shell('"$@" >&-', scrape)
    assert result.code == 2
    assert only_line(result) == "cleaner: cannot write the output: standard output is closed"


def test_closed_standard_error_changes_nothing(scrape: str, tmp_path: Path) -> None:
    assert run_in_shell('"$@" 2>&-', scrape) == Result(0, STORY.encode(), "")
    assert run_in_shell('"$@" 2>&-', str(tmp_path / "missing")) == Result(2, b"", "")
    assert run_in_shell('"$@" 2>&-', str(Path(scrape).parent)).text.startswith(STORY)


def test_closed_standard_input_is_not_read(scrape: str) -> None:
    assert run_in_shell('"$@" <&-', scrape) == Result(0, STORY.encode(), "")
    result = run_in_shell('"$@" - <&-')
    assert (result.code, only_line(result)) == (2, "cleaner: standard input: it is closed")
    assert "Usage:" in run_in_shell('"$@" <&-').err


@pytest.mark.parametrize("args", [(), ("--explain",), ("-f", "json")])
def test_output_is_utf_8_whatever_the_locale_says(args: tuple[str, ...]) -> None:
    result = run(*args, stdin=SCRAPE, PYTHONIOENCODING="ascii", LC_ALL="C", FORCE_COLOR="1")
    assert (result.code, result.err) == (0, "")
    assert "“We have waited" in result.text


# Terminals


def test_without_paths_on_a_terminal_there_is_help_and_exit_2() -> None:
    result = run_on_terminal(stdin=None)
    assert (result.code, result.out) == (2, b"")
    lines = result.err.splitlines()
    assert "Usage:" in result.err
    assert len(lines) <= 10
    assert max(map(len, lines)) <= 120
    assert sum(line.startswith("  cleaner ") for line in lines) >= 3
    assert lines[-1] == "cleaner --help lists all options."


def colours(text: bytes) -> int:
    return text.count(b"\x1b[3")


def test_explain_on_a_terminal_is_coloured_by_family() -> None:
    result = run_on_terminal("--explain", stdin=SCRAPE.encode())
    assert (result.code, result.err) == (0, "")
    assert b"\x1b[31mshare" in result.out
    assert b"\x1b[32mbody" in result.out
    assert b"\x1b[1;31m-\x1b[0m" in result.out
    assert b"\x1b[1;32m+\x1b[0m" in result.out
    assert b"Share this article" in result.out
    assert FIRST[:40].encode() in result.out


def test_explain_on_a_terminal_gives_each_block_one_line() -> None:
    *rows, summary = run_on_terminal("--explain", stdin=SCRAPE.encode(), NO_COLOR="1", TERM="dumb").text.splitlines()
    assert summary.strip() == "kept 97% of the text, dropped 3 blocks: 2 share, 1 ad"
    assert [row.split()[1] for row in rows] == ["label", "1", "3", "5", "7", "9", "11", "13", "15", "17"]
    assert max(len(row) for row in rows) <= 120


def test_explain_fits_a_terminal_of_sixty_columns() -> None:
    article = clean(SCRAPE)
    for width in (60, 120):
        *rows, summary = coloured(article, None, in_colour=False, width=width).splitlines()
        shown = [re.sub(r"\x1b\[\d*m", "", row) for row in (*rows, summary)]
        assert max(map(len, shown)) <= width
        assert len(rows) == 1 + len(article.blocks)
        assert all(block.text[:15] in row for block, row in zip(article.blocks, shown[1:], strict=False))
        assert ("score" in shown[0]) is (width == 120)


def test_a_diff_is_coloured_on_a_terminal_and_plain_in_a_pipe(scrape: str) -> None:
    plain = run("--diff", scrape)
    assert b"\x1b" not in plain.out
    on_terminal = run_on_terminal("--diff", scrape)
    for painted in ("\x1b[1m--- ", "\x1b[1m+++ ", "\x1b[36m@@ ", "\x1b[31m-Share this article\x1b[m"):
        assert painted in on_terminal.text
    assert re.sub(r"\x1b\[\d*m", "", on_terminal.text).replace("\r\n", "\n") == plain.text
    assert b"\x1b" not in run_on_terminal("--diff", scrape, NO_COLOR="1").out


def test_a_diff_sends_no_escape_sequence_of_a_file_to_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"{SCRAPE}\nShare this article \x1b]0;title\x07\n")
    assert b"\x1b]0" not in run_on_terminal("--diff", str(path)).out
    assert coloured_diff("@@ -1 +0,0 @@\n--- a\n") == "\x1b[36m@@ -1 +0,0 @@\x1b[m\n\x1b[31m--- a\x1b[m\n"


def test_explain_on_a_terminal_names_several_inputs(scrape: str, page: str) -> None:
    lines = run_on_terminal("--explain", scrape, page, NO_COLOR="1", TERM="dumb").text.splitlines()
    assert [line.strip() for line in lines if ".txt" in line or ".html" in line] == [
        f"==> {name} <==" for name in (scrape, page)
    ]


def test_explain_on_a_terminal_shows_names_unchanged(tmp_path: Path) -> None:
    folder = tmp_path / ("[bold]" + "a" * 120)
    folder.mkdir()
    names = [str(folder / "one.txt"), str(folder / "two.txt")]
    for name in names:
        Path(name).write_text(SCRAPE, encoding="utf-8")
    lines = run_on_terminal("--explain", *names, NO_COLOR="1", TERM="dumb").text.splitlines()
    assert [line.strip() for line in lines if ".txt" in line] == [f"==> {name} <==" for name in names]


def test_no_color_is_obeyed_on_a_terminal() -> None:
    result = run_on_terminal("--explain", stdin=SCRAPE.encode(), NO_COLOR="1")
    assert result.code == 0
    assert b"share" in result.out
    assert colours(result.out) == 0


def test_a_dumb_terminal_gets_no_colour() -> None:
    assert colours(run_on_terminal("--explain", stdin=SCRAPE.encode(), TERM="dumb").out) == 0


def test_force_color_is_obeyed_in_a_pipe() -> None:
    assert b"\x1b[31mshare" in run("--explain", stdin=SCRAPE, FORCE_COLOR="1").out
    assert colours(run("--explain", stdin=SCRAPE, FORCE_COLOR="1", NO_COLOR="1").out) == 0


def test_color_outweighs_the_environment_and_the_terminal() -> None:
    assert b"\x1b[31mshare" in run("--explain", "--color", "always", stdin=SCRAPE, NO_COLOR="1", TERM="dumb").out
    never = run_on_terminal("--explain", "--color=never", stdin=SCRAPE.encode(), FORCE_COLOR="1")
    assert (never.code, colours(never.out), b"share" in never.out) == (0, 0, True)
    assert colours(run("--explain", "--color", "auto", stdin=SCRAPE).out) == 0


def test_several_documents_on_a_terminal_are_told_apart_by_their_names(scrape: str, page: str, tmp_path: Path) -> None:
    shown = run_on_terminal(scrape, page, stdin=None).text.replace("\r\n", "\n")
    first, second = (f"==> {name} <==\n" for name in (scrape, page))
    assert shown.startswith(first + STORY)
    assert f"\n\n{second}" in shown
    assert shown.count("==>") == 2
    folder = run_on_terminal(str(tmp_path), "-j", "1", stdin=None).text
    assert folder.count("==> ") == 2
    for alone in ((scrape,), (scrape, "-j", "1"), (scrape, page, "-f", "jsonl")):
        assert "==>" not in run_on_terminal(*alone, stdin=None).text
    assert "==>" not in run(scrape, page).text


def test_text_is_never_coloured() -> None:
    assert run(stdin=SCRAPE, FORCE_COLOR="1").out == STORY.encode()
    assert run_on_terminal(stdin=SCRAPE.encode()).out == STORY.replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("-f", "markdown"),
        ("-f", "json"),
        ("--explain",),
        ("--explain", "--kind", "html"),
        ("--explain", "-f", "jsonl"),
    ],
)
def test_escape_sequences_of_the_input_are_not_sent_to_a_terminal(args: tuple[str, ...]) -> None:
    result = run_on_terminal(*args, stdin=HOSTILE.encode(), NO_COLOR="1")
    assert result.code == 0
    for sequence in (b"\x1b[31m", b"\x1b]0;", b"\x07", b"\xc2\x9b"):
        assert sequence not in result.out


def test_escape_sequences_of_the_input_are_shown_on_a_terminal() -> None:
    shown = r"a \x1b[31mred\x1b[0m\x1b]0;title\x07\u009b1m boat"
    assert shown.encode() in run_on_terminal(stdin=HOSTILE.encode()).out


@pytest.mark.parametrize("args", [("-f", "json"), ("-f", "jsonl"), ("--explain", "-f", "jsonl")])
def test_json_on_a_terminal_is_json(args: tuple[str, ...]) -> None:
    scrape = SCRAPE.replace("a second boat", f"a {ESCAPES} \x7f\x85\u202e\u2028 boat").encode()
    shown, piped = run_on_terminal(*args, stdin=scrape).text, run(*args, stdin=scrape).text
    assert r"\u009b1m" in shown
    if "json" in args:
        assert json.loads(shown) == json.loads(piped)
    else:
        assert [*map(json.loads, shown.splitlines())] == [*map(json.loads, piped.rstrip("\n").split("\n"))]


def test_escape_sequences_of_the_input_are_shown_by_explain() -> None:
    out = run("--explain", stdin=STORY.replace("Harbour Council", f"Harbour {ESCAPES} Council")).text
    assert r"Harbour \x1b[31mred\x1b[0m\x1b]0;title\x07\u009b1m Council" in out
    assert "\x1b" not in out


def test_escape_sequences_pass_through_a_pipe_unchanged() -> None:
    assert run(stdin=HOSTILE).out == HOSTILE.encode()


def test_carriage_returns_in_line_endings_are_not_escaped_on_a_terminal() -> None:
    result = run_on_terminal(stdin=SCRAPE.replace("\n", "\r\n").encode())
    assert result.out == STORY.replace("\n", "\r\n").encode()


# Completion and start-up


@pytest.mark.parametrize(
    ("shell", "expected"),
    [
        ("bash", "complete -o default -F _cleaner_completion cleaner"),
        ("zsh", "compdef _cleaner_completion cleaner"),
        ("fish", "complete --command cleaner"),
    ],
)
def test_completion_is_shown_for_a_shell(shell: str, expected: str) -> None:
    done = subprocess.run(
        [SCRIPT, "--show-completion", shell],
        capture_output=True,
        env=environment(_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1"),
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert expected in done.stdout.decode()


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_completion_completes_in_bash() -> None:
    script = f"""
        PATH="{SCRIPT.parent}:$PATH"
        eval "$(cleaner --show-completion)"
        COMP_WORDS=(cleaner --exp); COMP_CWORD=1
        _cleaner_completion cleaner; echo "${{COMPREPLY[@]}}"
        COMP_WORDS=(cleaner --format m); COMP_CWORD=2
        _cleaner_completion cleaner; echo "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(["bash", "-c", script], capture_output=True, env=environment(), timeout=PATIENCE, check=False)
    assert done.stdout.decode().split() == ["--explain", "markdown"]


HEAVY = {"lxml", "trafilatura", "rich", "jsonschema", "charset_normalizer"}


def imported(*args: str, stdin: str = "") -> set[str]:
    """The top-level packages that a run imports."""
    result = run(*args, stdin=stdin, python=("-X", "importtime"))
    assert result.code == 0
    lines = [line for line in result.err.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize(
    ("args", "stdin"),
    [
        (("--help",), ""),
        (("--version",), ""),
        ((), SCRAPE),
        (("-f", "json"), SCRAPE),
        (("-f", "markdown"), SCRAPE),
        (("--explain",), SCRAPE),
    ],
    ids=["help", "version", "text", "json", "markdown", "explain"],
)
def test_no_heavy_package_is_loaded_without_need(args: tuple[str, ...], stdin: str) -> None:
    assert imported(*args, stdin=stdin) & HEAVY == set()


def test_profiles_are_not_loaded_unless_they_are_used() -> None:
    result = run(stdin=SCRAPE, python=("-X", "importtime"))
    assert (result.code, "cleaner.profile" in result.err) == (0, False)


def test_html_loads_lxml_and_no_other_heavy_package() -> None:
    assert imported(stdin=PAGE) & HEAVY == {"lxml"}
