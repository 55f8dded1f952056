"""The training: truth of blocks, folds of hosts, variants of texts, corpora, and the command on a small corpus."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import pytest
from invented_corpus import page, write_corpus

from cleaner import clean
from cleaner.document import Kind
from cleaner.model.confidence import WEIGHTS as CONFIDENCE_WEIGHTS
from cleaner.model.label_classifier import WEIGHTS, load_classifier
from cleaner.model.scorer import from_bytes, score_blocks
from cleaner.rules.evidence import gather
from cleaner.segment import segment
from cleaner.segment.from_text import segment_text
from cleaner.training.__main__ import main
from cleaner.training.alignment import EITHER, GOLD, NOT_GOLD, align, best_choice, words
from cleaner.training.corpus import CorpusError, CorpusPage, hosts_of_set, read_pages
from cleaner.training.hosts import fold_of_hosts
from cleaner.training.samples import samples_of
from cleaner.training.settings import EVERY_NTH_LONG, FOLDS, LONG, LONG_PAGES
from cleaner.training.snippets import Snippets, found, truth_of
from cleaner.training.variants import VARIANTS, variant, variants

PARAGRAPHS = ["The council voted on Tuesday to bring back the ferry.", "Why it matters", "Six boats are for sale."]


@pytest.mark.parametrize(
    ("block", "truth"),
    [
        ("The council voted on Tuesday to bring back the ferry.", GOLD),
        ("THE COUNCIL voted on Tuesday, to bring back the ferry", GOLD),
        ("Why it matters", GOLD),
        ("voted on Tuesday to bring back", GOLD),
        ("on Tuesday to", GOLD),
        ("Tuesday", NOT_GOLD),
        ("Six boats", NOT_GOLD),
        ("Read more about the council and its members here", NOT_GOLD),
        ("Boats from six countries were seen on the river", NOT_GOLD),
        ("…", EITHER),
    ],
)
def test_truth_of_a_block(block: str, truth: int) -> None:
    assert align([block], PARAGRAPHS) == [truth]


def test_optional_paragraphs_count_neither_way() -> None:
    optional = ["This story was first published in the Messenger."]
    assert align(["This story was first published in the Messenger."], PARAGRAPHS, optional) == [EITHER]


def test_a_paragraph_that_the_page_holds_twice_is_gold_once() -> None:
    paragraph = "The harbour of Oskelund was closed for three days after the storm."
    page = [paragraph, "Most read today", paragraph, "The ferries sail again from Monday morning on."]
    gold = [page[0], page[3]]
    assert align(page, gold) == [GOLD, NOT_GOLD, GOLD, GOLD]
    assert best_choice(page, gold, align(page, gold)).count(GOLD) == 2
    assert best_choice(page, gold, align(page, gold))[3] == GOLD


def test_a_block_that_holds_more_of_the_article_than_of_anything_else_is_gold() -> None:
    gold = ["One two three four five six seven.", "Eight nine ten eleven twelve."]
    page = ["One two three four five six seven. Read more stories of this kind in our archive.", gold[1]]
    assert best_choice(page, gold, [NOT_GOLD, GOLD]) == [GOLD, GOLD]


def test_blocks_that_may_be_either_and_short_ones_keep_their_truth() -> None:
    gold = ["One two three four five six seven."]
    assert best_choice([gold[0], "Two three"], gold, [EITHER, GOLD]) == [EITHER, GOLD]


def test_folds_are_even_and_do_not_depend_on_the_order() -> None:
    hosts = [f"{number}.example" for number in range(100)]
    folds = fold_of_hosts(hosts)
    assert fold_of_hosts(reversed(hosts)) == folds
    assert [list(folds.values()).count(fold) for fold in range(FOLDS)] == [20] * FOLDS


BLOCKS = ["Home", "The ferry is back.", "Subscribe to the ferry letter", "The pier", "The pier, again", "Timetable"]


@pytest.mark.parametrize(
    ("wanted", "unwanted", "truth"),
    [
        (("ferry is  back",), (), [EITHER, GOLD, EITHER, EITHER, EITHER, EITHER]),
        ((), ("subscribe",), [EITHER, EITHER, NOT_GOLD, EITHER, EITHER, EITHER]),
        (("the pier",), (), [EITHER] * 6),
        ((), ("the pier",), [EITHER, EITHER, EITHER, NOT_GOLD, NOT_GOLD, EITHER]),
        (("Timetable",), ("Time",), [EITHER] * 6),
        (("not there",), ("nor that",), [EITHER] * 6),
    ],
    ids=["wanted", "unwanted", "wanted in two places", "unwanted in two places", "wanted and unwanted", "nowhere"],
)
def test_truth_that_snippets_tell(wanted: tuple[str, ...], unwanted: tuple[str, ...], truth: list[int]) -> None:
    assert truth_of(BLOCKS, Snippets(wanted, unwanted)) == truth


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ferry is back.\nTimetable", (1.0, 1.0)),
        ("the ferry\nis back. Subscribe", (0.5, 0.5)),
        ("Subscribe", (0.0, 0.0)),
        ("", (None, 0.0)),
    ],
)
def test_precision_and_recall_of_snippets(text: str, expected: tuple[float | None, float]) -> None:
    assert found(text, Snippets(("ferry is back", "timetable"), ("Subscribe",))) == expected


PAGE = """\
Menu
  • News
  • Weather

The council of Eastmouth voted on Tuesday to bring back the ferry. Nobody in the café “At the Pier” was surprised by it.

Six boats are for sale, the mayor said, and two of them float. The others can be seen at low water from the bridge.
"""


def test_variants_depend_on_text_and_page_alone() -> None:
    assert dict(variants(PAGE, "one")) == {name: variant(name, PAGE, "one") for name in VARIANTS}
    assert variant("markdown", PAGE, "one") != variant("markdown", PAGE, "two")


_CHANGE_CHARACTERS = {"invisible", "entities", "misread"}


@pytest.mark.parametrize("name", sorted(VARIANTS.keys() - _CHANGE_CHARACTERS))
def test_variants_keep_the_words_of_prose_in_their_order(name: str) -> None:
    rest = iter(words(variant(name, PAGE, "one")))
    assert [word for word in words(PAGE) if word not in rest] == []


@pytest.mark.parametrize("name", sorted(VARIANTS))
def test_no_variant_hides_the_words_of_a_page_from_the_cleaner(name: str) -> None:
    seen = words(" ".join(block.text for block in segment_text(variant(name, PAGE, "one"))))
    rest = iter(seen)
    assert [word for word in words(PAGE) if word not in rest] == []


@pytest.mark.parametrize("name", sorted(VARIANTS))
def test_prose_stays_however_it_is_written(name: str) -> None:
    blocks = clean(variant(name, PAGE, "one"), kind="text").blocks
    kept = words(" ".join(block.text for block in blocks if block.kept))
    assert {"voted", "tuesday", "ferry", "boats", "float", "bridge"} <= set(kept)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("one-line", "Menu • News • Weather The council"),
        ("no-markers", "Menu\n  News\n  Weather\n\nThe"),
        ("flat", "Menu\nNews\nWeather\nThe council"),
        ("blank-line-everywhere", "Menu\n\n  • News\n\n  • Weather\n\nThe council"),
        ("sentence-a-line", "back the ferry.\nNobody in the café “At the Pier” was surprised by it.\n"),
        ("paragraphs-joined", "was surprised by it. Six boats"),
        ("wrapped-72", "back the ferry.\nNobody in the café"),
        ("quoted", "> Menu\n>   • News\n>   • Weather\n>\n> The council"),
        ("numbered", "     1\tMenu\n     2\t  • News\n     3\t  • Weather\n     4\t\n     5\tThe council"),
        ("tabs", "\t•\tNews\n\t•\tWeather\n"),
        ("crlf", "Menu\r\n  • News\r\n"),
        ("line-separators", "Menu\u2028  • News\u2028"),
        ("entities", "&#8220;At"),
        ("misread", "cafÃ©"),
    ],
)
def test_a_variant_is_written_as_its_tools_write(name: str, written: str) -> None:
    assert written in variant(name, PAGE, "one")


# Corpora


def write_set(folder: Path, name: str, *pages: object) -> None:
    content = "".join(json.dumps(page) + "\n" for page in pages).encode()
    (folder / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)


def test_sets_are_those_of_the_folder_and_named_ones_come_first(tmp_path: Path) -> None:
    for name in ("a.jsonl", "sites-dev.jsonl.gz", "fundus-dev.jsonl"):
        write_set(tmp_path, name, {"html": "<p>x", "url": "https://www.Paper.example/1"})
    (tmp_path / "README.md").write_text("no set")
    read = list(read_pages(tmp_path))
    assert [(page.set, page.id) for page in read] == [
        ("fundus-dev", "fundus-dev:0"),
        ("sites-dev", "sites-dev:0"),
        ("a", "a:0"),
    ]
    assert hosts_of_set(tmp_path, "a") == {"paper.example"}


WITHOUT_TEXT = CorpusPage("a", 0, "", "", "", "article", [], (), (), (), "", {})


def test_renderings_that_the_settings_name_come_first() -> None:
    known = WITHOUT_TEXT._replace(text=dict.fromkeys(("nodes", "bs4", "resiliparse"), ""))
    assert known.renderings == ["resiliparse", "bs4", "nodes"]


def test_pages_contribute_their_renderings_in_turn_and_at_least_one() -> None:
    def contributed(*renderings: str) -> list[list[str]]:
        pages = [WITHOUT_TEXT._replace(number=number, text=dict.fromkeys(renderings, "")) for number in range(3)]
        return [page.every_nth_rendering(2) for page in pages]

    assert contributed("a", "b", "c") == [["a", "c"], ["b"], ["a", "c"]]
    assert contributed("a") == [["a"]] * 3
    assert contributed() == [[]] * 3


def forms_of(page: CorpusPage, kind: Kind = Kind.TEXT) -> set[str]:
    return {sample.form for sample in samples_of([page], kind) if not sample.is_cleaned}


def test_a_set_of_little_weight_gives_one_rendering_a_page() -> None:
    article = "The council met again on Monday."
    story = WITHOUT_TEXT._replace(
        gold=[article], html=f"<p>{article}", text=dict.fromkeys(("bs4", "wet", "x"), article)
    )
    assert len(forms_of(story)) > 1
    assert forms_of(story._replace(set="daniel")) == {"wet"}
    assert forms_of(story._replace(set="daniel", number=1)) == {"x"}


def test_some_pages_are_made_long_by_the_articles_of_others() -> None:
    def story(number: int) -> CorpusPage:
        article = f"The council met for the {number}th time and spoke of the bridge to Oskelund."
        lines = ["Home", "Sport", article, "Share this article"]
        return WITHOUT_TEXT._replace(number=number, id=str(number), gold=[article], text={"wet": "\n\n".join(lines)})

    pages = [story(number) for number in range(EVERY_NTH_LONG + 1)]
    samples = [sample for sample in samples_of(pages, Kind.TEXT) if sample.form.endswith(LONG)]
    assert [sample.page for sample in samples] == [pages[-1].id]
    gold = [block.text for block, truth in zip(samples[0].blocks, samples[0].truth, strict=True) if truth == GOLD]
    assert gold[0] == pages[-1].gold[0]
    assert len(gold) > LONG_PAGES.start
    assert set(gold) <= {page.gold[0] for page in pages}
    rest = [block.text for block, truth in zip(samples[0].blocks, samples[0].truth, strict=True) if truth != GOLD]
    assert rest == ["Home", "Sport", "Share this article"]


def test_a_sample_knows_the_language_of_its_article() -> None:
    german = "Der Rat hat am Montag beschlossen, dass die alte Brücke im nächsten Jahr erneuert wird."
    pages = WITHOUT_TEXT._replace(html=f"<p>{german}", gold=[german]), WITHOUT_TEXT._replace(html="<p>x", wanted=("1",))
    assert [sample.language for page in pages for sample in samples_of([page], Kind.HTML)] == ["de", "und"]


def test_a_page_without_an_answer_teaches_no_model() -> None:
    story = WITHOUT_TEXT._replace(html="<p>The council met on Monday and spoke of the bridge.")
    assert forms_of(story._replace(wanted=("spoke of the bridge",)), Kind.HTML) == {"html"}
    assert forms_of(story, Kind.HTML) == set()


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ({"url": "https://a.example"}, r"a\.jsonl:2: the field 'html' is missing"),
        ({"url": None, "html": "<p>x"}, r"a\.jsonl:2: the field 'url' is missing or not a string"),
        (["no page"], r"a\.jsonl:2: not a JSON object"),
    ],
    ids=["no-html", "no-url", "no-object"],
)
def test_a_line_that_is_no_page_is_an_error_that_names_it(tmp_path: Path, page: object, message: str) -> None:
    write_set(tmp_path, "a.jsonl", {"url": "", "html": ""}, page)
    with pytest.raises(CorpusError, match=message):
        list(read_pages(tmp_path))


def test_a_line_that_is_not_json_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("<html>\n")
    with pytest.raises(CorpusError, match=r"a\.jsonl:1: not JSON"):
        list(read_pages(tmp_path))


# The command


def test_help_tells_the_format_of_a_corpus(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "`gold`: the paragraphs of the article" in capsys.readouterr().out


def test_without_the_extra_the_command_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith("cleaner.training.")]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("catboost", "numpy", "scipy", "sklearn"):
        monkeypatch.setitem(sys.modules, name, None)
    assert main([str(tmp_path)]) == 2
    assert "pip install '.[train]'" in capsys.readouterr().err


NEEDS_EXTRA = "the libraries of the training are not installed"


@pytest.mark.parametrize("hosts", [0, 9], ids=["no-set", "nine-hosts"])
def test_a_corpus_that_is_too_small_is_refused_and_nothing_written(
    tmp_path: Path, hosts: int, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("catboost", reason=NEEDS_EXTRA)
    if hosts:
        write_corpus(tmp_path, hosts)
    assert main([str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert ("pages of 10 hosts are needed" if hosts else "no file ends in") in said
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_small_corpus_is_trained_on_and_gives_the_same_files_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fit_model = pytest.importorskip("cleaner.training.fit_model", reason=NEEDS_EXTRA)
    monkeypatch.setattr(fit_model, "TREES_OF_FIRST", 10)
    monkeypatch.setattr(fit_model, "TREES_OF_FINAL", 10)
    write_corpus(tmp_path, 12)
    for out in ("one", "two"):
        assert main([str(tmp_path), "--out", str(tmp_path / out)]) == 0
    written = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert written == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    assert sorted(written) == ["confidence.json", "html.model", "labels.json", "text.model"]
    assert json.loads(written["confidence.json"]).keys() == json.loads(CONFIDENCE_WEIGHTS.read_bytes()).keys()
    assert "confidence: other pages" in capsys.readouterr().out
    unseen = page("unseen.example", 99)
    for kind, source in ((Kind.HTML, unseen["html"]), (Kind.TEXT, unseen["text"]["nodes"])):
        blocks = segment(source, kind)
        scores = score_blocks(from_bytes(written[f"{kind}.model"]), blocks, gather(blocks))
        found = {block.text: score.final > 0.5 for block, score in zip(blocks, scores, strict=True)}
        del found[unseen["title"]]  # pinned by a rule, whatever its score
        assert found == {text: text in unseen["gold"] for text in found}


def test_weights_of_labels_are_written_as_they_are_read() -> None:
    fit_labels = pytest.importorskip("cleaner.training.fit_labels", reason=NEEDS_EXTRA)
    learned = load_classifier()
    assert fit_labels.as_json(learned) == WEIGHTS.read_text(encoding="utf-8")
