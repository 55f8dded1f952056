"""The command with `--learn`, `--profile`, `--site` and `--learn-first`."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import paper
import pytest
from batches import tree
from command import run
from stories import SCRAPED

from cleaner.profile.profile_file import read_file

SITE = "gannetpost.example"
LEARNED = "cleaner: 5 inputs: 5 counted; site.profile.toml: 1 site, "


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder with pages of one site."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "pages" / SITE
    folder.mkdir(parents=True)
    for at in range(paper.COUNT):
        (folder / f"{at}.txt").write_text(paper.page(at), encoding="utf-8")
    return tmp_path


def records(path: Path, address: str = f"https://www.{SITE}") -> None:
    """The same pages as records with addresses."""
    rows = [{"url": f"{address}/{at}", "text": paper.page(at)} for at in range(paper.COUNT)]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def test_a_folder_of_pages_is_learned_as_a_site_of_its_name(here: Path) -> None:
    done = run("--learn", "site.profile.toml", "pages")
    assert (done.code, done.out) == (0, b"")
    assert done.err.startswith(LEARNED)
    found = read_file("site.profile.toml")
    assert list(found) == [SITE]
    assert found[SITE].lines["harbour tides"].pages == 5


@pytest.mark.parametrize(
    "address",
    [
        '<link rel="canonical" href="https://www.{0}/{1}">',
        '<meta property="og:url" content="http://{0}/story/{1}?from=front">',
        '<script type="application/ld+json">{{"@type": "NewsArticle", "url": "https://{0}/{1}"}}</script>',
    ],
)
def test_pages_of_several_sites_in_one_folder_are_told_apart_by_their_own_addresses(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pages").mkdir()
    hosts = ["gannetpost.example", "harbourtimes.example"]
    for at in range(4):
        page = paper.html_page(at).replace("<body>", f"<head>{address.format(hosts[at % 2], at)}</head><body>")
        (tmp_path / "pages" / f"{at}.html").write_text(page, encoding="utf-8")
    assert run("--learn", "p.toml", "pages").code == 0
    learned = {site: len(profile.articles) for site, profile in read_file("p.toml").items()}
    assert learned == dict.fromkeys(hosts, 2)
    assert run("--learn", "named.toml", "--site", "both.example", "pages").code == 0
    assert list(read_file("named.toml")) == ["both.example"]


def test_a_page_whose_own_address_has_no_host_belongs_to_its_folder(here: Path) -> None:
    folder = here / "pages" / SITE
    for at in range(2):
        page = paper.html_page(at).replace("<body>", '<head><link rel="canonical" href="/story"></head><body>')
        (folder / f"{at}.html").write_text(page, encoding="utf-8")
    assert run("--learn", "p.toml", "pages").code == 0
    assert list(read_file("p.toml")) == [SITE]


def test_with_the_profile_a_plea_on_every_page_goes_and_the_articles_stay(here: Path) -> None:
    run("--learn", "site.profile.toml", "pages")
    page = f"pages/{SITE}/0.txt"
    assert paper.PLEA in run(page).text
    cleaned = run("--profile", "site.profile.toml", page)
    assert (cleaned.code, cleaned.err) == (0, "")
    assert cleaned.text.split("\n\n") == [paper.title(0), *paper.paragraphs(0)[:2], f"{paper.paragraphs(0)[2]}\n"]
    told = run("--profile", "site.profile.toml", "--explain", "-f", "jsonl", page).text.splitlines()
    assert [row["reason"] for row in map(json.loads, told) if row["text"] == paper.PLEA] == [f"profile/{SITE}"]


def test_the_profile_does_not_depend_on_the_order_of_inputs_or_the_number_of_workers(here: Path) -> None:
    run("--learn", "one.toml", "-j", "1", "pages")
    run("--learn", "two.toml", "-j", "3", *sorted((str(path) for path in Path("pages").rglob("*.txt")), reverse=True))
    assert Path("one.toml").read_bytes() == Path("two.toml").read_bytes()


def test_learning_again_adds_to_a_profile_and_struck_lines_stay_struck(here: Path) -> None:
    names = [f"pages/{SITE}/{at}.txt" for at in range(paper.COUNT)]
    run("--learn", "whole.toml", *names)
    run("--learn", "parts.toml", *names[:2])
    run("--learn", "parts.toml", *names[1:])
    whole, parts = (read_file(name)[SITE] for name in ("whole.toml", "parts.toml"))
    assert {form: line[:3] for form, line in parts.lines.items()} == {
        form: line[:3] for form, line in whole.lines.items()
    }
    assert parts.articles == whole.articles
    path = Path("parts.toml")
    struck = re.sub(r'(text = "harbour tides".*?) }', r"\1, strike = true }", path.read_text(encoding="utf-8"))
    path.write_text(struck, encoding="utf-8")
    run("--learn", "parts.toml", "pages")
    assert read_file("parts.toml")[SITE].lines["harbour tides"].strike


def test_pages_are_grouped_by_host_else_by_site_option_else_by_file(here: Path) -> None:
    records(Path("rows.jsonl"))
    records(Path("bare.jsonl"), address="")
    run("--learn", "hosts.toml", "--site", "other", "rows.jsonl")
    run("--learn", "named.toml", "--site", "other", "bare.jsonl")
    run("--learn", "files.toml", "bare.jsonl")
    assert [list(read_file(f"{name}.toml")) for name in ("hosts", "named", "files")] == [[SITE], ["other"], ["bare"]]


def test_a_profile_applies_only_to_pages_of_its_host(here: Path) -> None:
    records(Path("rows.jsonl"))
    run("--learn", "site.profile.toml", "rows.jsonl")
    page = f"pages/{SITE}/0.txt"
    assert paper.PLEA not in run("--profile", "site.profile.toml", "--url", f"https://{SITE}/0", page).text
    assert paper.PLEA in run("--profile", "site.profile.toml", "--url", "https://other.example/0", page).text
    assert paper.PLEA in run("--profile", "site.profile.toml", "--site", "other.example", page).text


def test_a_profile_can_be_named_in_pyproject(here: Path) -> None:
    run("--learn", "site.profile.toml", "pages")
    Path("pyproject.toml").write_text(
        f'[tool.cleaner]\nprofile = ["site.profile.toml"]\nsite = "{SITE}"\n', encoding="utf-8"
    )
    assert paper.PLEA not in run(f"pages/{SITE}/0.txt").text
    assert run("--check", f"pages/{SITE}").code == 1


def test_files_cleaned_in_place_with_a_profile_pass_the_check_with_it(here: Path) -> None:
    run("--learn", "site.profile.toml", "pages")
    assert run("-i", "--profile", "site.profile.toml", "pages").code == 0
    assert run("--check", "--profile", "site.profile.toml", "pages").code == 0
    assert paper.PLEA not in Path(f"pages/{SITE}/0.txt").read_text(encoding="utf-8")


def test_learn_first_cleans_with_the_profile_of_the_batch_and_writes_it_beside_the_output(here: Path) -> None:
    done = run("pages", "-o", "out", "--learn-first")
    assert (done.code, done.out, done.err) == (0, b"", "cleaner: 5 inputs: 5 cleaned\n")
    assert set(tree(Path("out"))) >= {"manifest.jsonl", "profile.toml", f"{SITE}/0.txt"}
    assert paper.PLEA not in Path(f"out/{SITE}/0.txt").read_text(encoding="utf-8")
    run("--learn", "site.profile.toml", "pages")
    assert Path("out/profile.toml").read_bytes() == Path("site.profile.toml").read_bytes()


def test_learn_first_can_be_resumed_and_refuses_to_if_the_pages_have_changed(here: Path) -> None:
    run("pages", "-o", "rows.jsonl", "-f", "jsonl", "--learn-first")
    assert Path("rows.jsonl.profile.toml").is_file()
    again = run("pages", "-o", "rows.jsonl", "-f", "jsonl", "--learn-first", "--resume")
    assert again.err == "cleaner: 5 inputs: 5 cleaned; 5 of them in an earlier run\n"
    Path(f"pages/{SITE}/new.txt").write_text(paper.page(0).replace("ferry", "boat"), encoding="utf-8")
    refused = run("pages", "-o", "rows.jsonl", "-f", "jsonl", "--learn-first")
    assert refused.code == 2
    assert "--overwrite" in refused.err


def test_unreadable_inputs_are_reported_and_the_rest_is_learned(here: Path) -> None:
    Path(f"pages/{SITE}/picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    done = run("--learn", "site.profile.toml", "pages")
    assert done.code == 2
    told = done.err.splitlines()
    assert told[0].startswith(f"cleaner: pages/{SITE}/picture.txt: ")
    assert told[1].startswith("cleaner: 6 inputs: 5 counted, 1 failed; site.profile.toml: 1 site, ")


def test_compressed_records_and_standard_input_can_be_learned_from(here: Path) -> None:
    with gzip.open("rows.jsonl.gz", "wt", encoding="utf-8") as rows:
        rows.writelines(f"{json.dumps({'text': paper.page(at)})}\n" for at in range(paper.COUNT))
    assert run("--learn", "site.profile.toml", "rows.jsonl.gz").code == 0
    assert list(read_file("site.profile.toml")) == ["rows"]
    assert run("--learn", "site.profile.toml", "--site", "rows", stdin=SCRAPED).code == 0
    assert len(read_file("site.profile.toml")["rows"].articles) == 6


def test_with_more_than_a_hundred_sites_those_of_one_page_are_left_out(here: Path) -> None:
    rows = [{"url": f"https://site{at}.example/", "text": paper.page(at % 5)} for at in range(100)]
    rows += [{"url": f"https://{SITE}/{at}", "text": paper.page(at)} for at in range(2)]
    Path("rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    done = run("--learn", "site.profile.toml", "rows.jsonl")
    assert (done.code, list(read_file("site.profile.toml"))) == (0, [SITE])


OTHER = "# notes\n"


def test_a_file_that_is_not_a_profile_is_neither_used_nor_overwritten(here: Path) -> None:
    Path("notes.toml").write_text(OTHER, encoding="utf-8")
    learned, used = run("--learn", "notes.toml", "pages"), run("--profile", "notes.toml", f"pages/{SITE}/0.txt")
    assert (learned.code, used.code, used.out) == (2, 2, b"")
    assert learned.err == "cleaner: notes.toml: this file exists and is not a profile; name another file\n"
    assert used.err == "cleaner: notes.toml: schema_version is not 1: not a profile, or one of another version\n"
    assert Path("notes.toml").read_text(encoding="utf-8") == OTHER


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("--learn", "p.toml", "-o", "out", "pages"), "--learn and --output exclude each other"),
        (("--learn", "p.toml", "-f", "json", "pages"), "--learn and --format exclude each other"),
        (("--learn", "p.toml", "--check", "pages"), "--learn and --check exclude each other"),
        (("--learn", "p.toml", "--learn-first", "pages"), "--learn and --learn-first exclude each other"),
        (("--learn", "-", "pages"), "--learn needs the name of a file"),
        (("--learn", "p.toml", "--resume", "pages"), "--learn and --resume exclude each other"),
        (("--learn-first", "pages"), "--learn-first needs --output"),
        (("--learn-first", "-o", "out", "-"), "--learn-first reads every input twice"),
        (("--learn-first", "--check", "pages"), "--check and --learn-first exclude each other"),
        (("--learn-first", f"pages/{SITE}/0.txt"), "--learn-first needs a folder or files of records"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_options_that_exclude_each_other_are_a_usage_error(here: Path, args: tuple[str, ...], why: str) -> None:
    done = run(*args, stdin=SCRAPED)
    assert (done.code, done.out) == (2, b"")
    assert why in done.err
    assert done.err.count("\n") == 1
    assert not Path("p.toml").exists()
    assert not Path("out").exists()


def test_a_profile_in_a_missing_folder_is_an_error(here: Path) -> None:
    done = run("--learn", "none/p.toml", "pages")
    assert (done.code, done.err) == (2, "cleaner: none/p.toml: there is no such folder\n")
