"""The review page in a real browser: clicks, keys, downloads, hostile documents, both themes.

Needs the extra `browser` and a Chromium: `REVIEW_BROWSER` names it, or it is found on the path. Where the variable is
set, nothing is skipped.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from casefile import read_cases
from helpers import article_with, html_article, labelled, text_article

from cleaner import Article, Kind, Label, clean
from cleaner.container import Container
from cleaner.document import LabelledBlock, Markup
from cleaner.review.data import FailedInput, ReviewedDocument
from cleaner.review.review_page import write_page
from cleaner.segment.from_text import split_lines

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Download, Locator, Page

PATIENCE = 15_000  # milliseconds; a build machine may be busy
REQUIRED = "REVIEW_BROWSER"
EXECUTABLE = os.environ.get(REQUIRED) or next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
SAMPLES = Path(__file__).parents[1] / "samples"

if REQUIRED in os.environ:
    import axe_playwright_python.sync_playwright as axe
    import playwright.sync_api as playwright
else:
    if EXECUTABLE is None:
        pytest.skip(f"no Chromium on the path, and {REQUIRED} names none", allow_module_level=True)
    needed = "is not installed: pip install -e '.[browser]'"
    playwright = pytest.importorskip("playwright.sync_api", reason=f"playwright {needed}")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason=f"axe {needed}")

expect = playwright.expect
expect.set_options(timeout=PATIENCE)

FERRY = """\
Share this article

The ferry sails again

The council voted on Tuesday
to reopen the line.
Advertisement
The boat has lain in a shed since May.
Copy link
"""
FERRY_LABELS = {
    "Share this article": Label.SHARE,
    "The ferry sails again": Label.TITLE,
    "Advertisement": Label.AD,
    "Copy link": Label.SHARE,
}
BUTTONS = "<p>Share this article</p><p hidden>Log in</p><p>Nobody sells buttons\n here any more.</p>"


def visible(text: str, label: Label = Label.BODY, hidden: bool = False, **fields: object) -> LabelledBlock:
    """A block of a page, as a browser would show it."""
    return labelled(text, label, markup=Markup("p", Container("p", (), None, hidden), 0.0), **fields)


def ferry() -> ReviewedDocument:
    article = text_article(FERRY, FERRY_LABELS)
    return ReviewedDocument("data/Ferry line.txt", article_with(article, title="The ferry sails again", confidence=0.9))


def buttons() -> ReviewedDocument:
    blocks = (
        visible("Share this article", Label.SHARE, reason="share/this", score=0.02),
        visible("Log in", Label.NAVIGATION, hidden=True, reason="navigation/account", score=0.5),
        visible("Nobody sells buttons\n here any more.", score=0.8),
    )
    return ReviewedDocument("data/buttons.html", html_article(*blocks, title="Buttons", confidence=0.4), BUTTONS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with playwright.sync_playwright() as started:
        # Chromium's own sandbox does not work for root, who runs the checks in a container.
        args = ["--no-sandbox"] if os.geteuid() == 0 else []
        chromium = started.chromium.launch(executable_path=EXECUTABLE, args=args)
        yield chromium
        chromium.close()


class Opened:
    """A review page in a window of its own. Its messages, dialogs and requests are recorded."""

    def __init__(self, browser: Browser, path: Path, **options: Any) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 800}, **options)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.asked: list[str] = []
        self.page.on("dialog", lambda dialog: (self.asked.append(dialog.message), dialog.accept()))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri())

    def document(self, name: str) -> None:
        self.page.get_by_role("option", name=name).click()
        expect(self.page.locator(".path")).to_contain_text(name)

    @property
    def found(self) -> Locator:
        """The element that shows how many documents match."""
        return self.page.locator("#found")

    def unfold(self) -> None:
        """Open every run of dropped blocks."""
        while self.page.locator(".folded button").count():
            self.page.locator(".folded button").first.click()

    def blocks(self) -> list[str]:
        return self.page.locator(".block .text").all_text_contents()

    def names(self) -> list[str]:
        return self.page.locator(".row .name").all_inner_texts()

    def mark(self, block: str, label: str) -> None:
        row = self.page.locator(".block", has_text=block).first
        row.hover()
        row.get_by_role("button").last.click()
        self.page.locator(f"#marking [data-name={label}]").click()
        expect(row.locator(".should")).to_contain_text(label)

    def download(self) -> Download:
        self.page.get_by_role("button", name="Marks").click()
        with self.page.expect_download() as coming:
            self.page.get_by_role("button", name="Download as cases").click()
        return coming.value


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    target = tmp_path / "review.html"
    write_page(str(target), [ferry(), buttons()])
    page = Opened(browser, target)
    yield page
    assert page.complaints == []
    assert page.requests == [target.as_uri()]
    page.context.close()


# Looking


def test_the_overview_says_what_was_dropped(opened: Opened) -> None:
    expect(opened.page.get_by_role("heading", level=1)).to_have_text("Overview")
    expect(opened.page.locator(".lead")).to_have_text("31 % of the text was dropped: 5 of 9 blocks, in 2 documents.")
    rows = opened.page.locator(".chart tbody tr").all_inner_texts()
    assert [row.split() for row in rows] == [
        ["share", "70", "%", "45", "3", "2"],
        ["ad", "20", "%", "13", "1", "1"],
        ["navigation", "9", "%", "6", "1", "1"],
    ]
    assert opened.page.locator(".lines tbody tr").all_inner_texts() == ["2\tShare this article\tshare"]


def test_a_document_is_shown_with_what_was_dropped_struck_through(opened: Opened) -> None:
    opened.document("Ferry line")
    expect(opened.page.get_by_role("heading", level=1)).to_have_text("The ferry sails again")
    assert opened.page.locator(".block .where").all_text_contents() == [
        "Line 1",
        "Line 3",
        "Line 5–6",
        "Line 7",
        "Line 8",
        "Line 9",
    ]
    assert opened.page.locator("del").all_text_contents() == [
        "Dropped: Share this article",
        "Dropped: Advertisement",
        "Dropped: Copy link",
    ]
    struck = opened.page.locator("del").first.evaluate("element => getComputedStyle(element).textDecorationLine")
    assert struck == "line-through"
    assert opened.page.locator(".why").first.locator("> *").all_text_contents() == [
        "share",
        "score/own-words",
        "score 0.50",
    ]
    assert opened.page.title() == "The ferry sails again · Review"


def test_menus_are_folded_and_a_document_begins_with_its_first_kept_line(browser: Browser, tmp_path: Path) -> None:
    menu = [visible(f"Section {at}", Label.NAVIGATION) for at in range(5)]
    story = [visible("The ferry sails again.", Label.TITLE), visible("It had been away."), visible("Ad", Label.AD)]
    footer = [visible(f"Link {at}", label) for at, label in enumerate([Label.NAVIGATION, Label.CONTACT] * 2)]
    teasers = [visible(f"Another story, number {at}", Label.RELATED) for at in range(4)]
    target = tmp_path / "review.html"
    article = html_article(*menu, *story, *teasers, *footer, title="Ferry")
    write_page(str(target), [ReviewedDocument("a.html", article)])
    opened = Opened(browser, target)
    opened.document("a.html")
    teased = [f"Dropped: Another story, number {at}" for at in range(4)]
    shown = ["The ferry sails again.", "It had been away.", "Dropped: Ad", *teased]
    assert opened.blocks() == shown
    folds = opened.page.locator(".folded")
    assert [" ".join(text.split()) for text in folds.locator("button").all_inner_texts()] == [
        "5 blocks dropped: navigation",
        "4 blocks dropped: navigation contact",
    ]
    folds.last.get_by_role("button").click()
    assert opened.blocks() == [*shown, *(f"Dropped: Link {at}" for at in range(4))]
    expect(opened.page.locator(".block").last).to_have_attribute("id", "block-15")
    opened.page.locator("#state").select_option("dropped")
    expect(opened.page.locator(".block")).to_have_count(14)
    opened.context.close()


def test_the_overview_lists_what_failed_and_what_is_empty(browser: Browser, tmp_path: Path) -> None:
    target = tmp_path / "review.html"
    empty = ReviewedDocument(
        "e.txt", text_article("Share this\n", {"Share this": Label.SHARE}), empty="all boilerplate"
    )
    write_page(str(target), [FailedInput("<b>f.bin", "binary data"), ferry(), empty])
    opened = Opened(browser, target)
    rows = opened.page.locator(".problems tbody tr")
    assert [row.split("\t") for row in rows.all_inner_texts()] == [
        ["failed", "<b>f.bin", "binary data"],
        ["empty", "e.txt", "all boilerplate"],
    ]
    rows.get_by_role("link").click()
    expect(opened.page.locator(".path")).to_have_text("e.txt")
    opened.context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_button_beside_a_block_covers_no_reason(opened: Opened, width: int) -> None:
    opened.page.set_viewport_size({"width": width, "height": 844})
    opened.document("Ferry line")
    for row in opened.page.locator(".block").all():
        row.focus()
        reason, button = row.locator(".reason").bounding_box(), row.locator(".wrong").bounding_box()
        assert reason
        assert button
        apart = reason["x"] + reason["width"] <= button["x"] or reason["y"] >= button["y"] + button["height"]
        assert apart


def test_blocks_that_the_page_hides_are_marked_as_hidden(opened: Opened) -> None:
    opened.document("buttons")
    assert opened.page.locator(".note").all_inner_texts() == ["hidden on the page"]
    assert opened.page.locator(".block .where").all_text_contents() == ["Block 1", "Block 2", "Block 3"]


def test_documents_are_sorted_by_the_button_clicked(opened: Opened) -> None:
    ferry_first = ["data/Ferry line.txt", "data/buttons.html"]
    assert opened.names() == ferry_first[::-1]  # the least sure first
    for button, expected in (
        ("Confidence", ferry_first),
        ("Name", ferry_first[::-1]),
        ("Name", ferry_first),
        ("Removed", ferry_first[::-1]),
        ("Removed", ferry_first),
    ):
        opened.page.get_by_role("button", name=button).click()
        assert opened.names() == expected


def test_going_back_goes_back(opened: Opened) -> None:
    opened.document("Ferry line")
    opened.document("buttons")
    opened.page.go_back()
    expect(opened.page.locator(".path")).to_have_text("data/Ferry line.txt")
    opened.page.get_by_role("link", name="Overview").click()
    expect(opened.page.get_by_role("heading", level=1)).to_have_text("Overview")


# Filters


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SHED since", ["data/Ferry line.txt"]),
        ("tuesday to  reopen", ["data/Ferry line.txt"]),
        ("share", ["data/buttons.html", "data/Ferry line.txt"]),
        ("buttons.html", ["data/buttons.html"]),
        (".*", []),
    ],
)
def test_search_finds_documents_by_text_and_name(opened: Opened, text: str, found: list[str]) -> None:
    opened.page.get_by_role("searchbox").fill(text)
    expect(opened.found).to_have_text(f"{len(found)} of 2 documents")
    assert opened.names() == found


def test_search_shows_and_highlights_the_blocks_that_match(opened: Opened) -> None:
    opened.document("Ferry line")
    opened.page.get_by_role("searchbox").fill("the")
    expect(opened.page.locator(".block")).to_have_count(3)
    assert opened.page.locator("mark").all_inner_texts() == ["The", "The", "the", "The"]
    opened.page.get_by_role("button", name="1 block not shown").first.click()
    expect(opened.page.locator(".block")).to_have_count(4)
    opened.page.get_by_role("button", name="Reset filters").click()
    expect(opened.page.locator(".block")).to_have_count(6)


def test_labels_filter_documents_and_blocks(opened: Opened) -> None:
    opened.page.locator("#labels [data-label-name=ad]").click()
    expect(opened.found).to_have_text("1 of 2 documents")
    opened.document("Ferry line")
    assert opened.blocks() == ["Dropped: Advertisement"]
    pressed = opened.page.locator("#labels [aria-pressed=true]")
    assert pressed.all_inner_texts() == ["ad1"]
    pressed.click()
    expect(opened.page.locator(".block")).to_have_count(6)


@pytest.mark.parametrize(
    ("state", "documents", "blocks"),
    [
        ("dropped", 2, ["Dropped: Share this article", "Dropped: Log in"]),
        ("kept", 2, ["Nobody sells buttons\n here any more."]),
        ("unsure", 2, ["Dropped: Log in"]),
        ("marked", 0, []),
    ],
)
def test_blocks_are_filtered_by_their_state(opened: Opened, state: str, documents: int, blocks: list[str]) -> None:
    opened.document("buttons")
    opened.page.get_by_role("combobox", name="Blocks").select_option(state)
    expect(opened.found).to_have_text(f"{documents} of 2 documents")
    assert opened.blocks() == blocks


def test_rules_filter_documents_and_blocks(opened: Opened) -> None:
    opened.page.get_by_role("button", name="navigation/account").click()
    expect(opened.found).to_have_text("1 of 2 documents")
    opened.document("buttons")
    assert opened.blocks() == ["Dropped: Log in"]
    opened.page.get_by_label("Rule").fill("share/")
    expect(opened.page.locator(".block")).to_have_text(re.compile("Share this article"))


def test_confidence_filters_documents(opened: Opened) -> None:
    opened.page.get_by_role("slider").fill("40")
    expect(opened.found).to_have_text("1 of 2 documents")
    assert opened.names() == ["data/buttons.html"]
    opened.page.get_by_role("slider").fill("39")
    expect(opened.page.locator(".lead")).to_have_text("No document matches the filters.")
    assert faults(opened.page) == []


def test_a_frequent_line_leads_to_its_documents(opened: Opened) -> None:
    opened.page.locator(".lines").get_by_role("button").click()
    expect(opened.page.get_by_role("searchbox")).to_have_value("Share this article")
    expect(opened.found).to_have_text("2 of 2 documents")


# Keys


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_keys_move_between_blocks_and_documents(opened: Opened) -> None:
    page = opened.page
    page.keyboard.press("n")
    expect(page.locator(".path")).to_have_text("data/buttons.html")
    assert focused(page) == "heading"
    page.keyboard.press("n")
    expect(page.locator(".path")).to_have_text("data/Ferry line.txt")
    for key, block in (("j", 0), ("j", 1), ("k", 0), ("d", 3), ("d", 5), ("d", 5), ("D", 3), ("k", 2)):
        page.keyboard.press(key)
        assert focused(page) == f"block-{block}"
    page.keyboard.press("p")
    expect(page.locator(".path")).to_have_text("data/buttons.html")
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


def test_arrows_move_through_the_list(opened: Opened) -> None:
    page = opened.page
    page.locator("#listing").focus()
    for key, name in (("ArrowDown", "buttons.html"), ("ArrowDown", "Ferry line.txt"), ("Home", "buttons.html")):
        page.keyboard.press(key)
        expect(page.locator(".path")).to_have_text(f"data/{name}")
        assert focused(page) == "listing"
    assert page.locator("#listing").get_attribute("aria-activedescendant") == "option-1"


@pytest.mark.parametrize("leaving", ["Enter", "Escape"])
def test_a_slash_searches_and_letters_typed_there_are_letters(opened: Opened, leaving: str) -> None:
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("njo?")
    opened.page.keyboard.press(leaving)
    assert focused(opened.page) == "main"
    expect(opened.page.get_by_role("searchbox")).to_have_value("njo?")
    expect(opened.found).to_have_text("0 of 2 documents")


def test_help_lists_the_keys_and_switches_them_off(opened: Opened) -> None:
    page = opened.page
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("next document")
    page.get_by_label("Use single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("n")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    expect(page.get_by_role("dialog")).to_have_count(0)


# Marking and cases


def test_a_marked_text_is_downloaded_as_a_case(opened: Opened, tmp_path: Path) -> None:
    opened.document("Ferry line")
    opened.page.keyboard.press("d")
    opened.page.keyboard.press("m")
    opened.page.keyboard.type("nav")
    opened.page.keyboard.press("Enter")
    expect(opened.page.locator("#block-0 .should")).to_have_text("should be navigation")
    expect(opened.page.locator(".own").last).to_have_text("1 mark")
    opened.mark("The council", "standfirst")
    download = opened.download()
    assert download.suggested_filename == "ferry-line.case"
    path = tmp_path / "a.case"
    download.save_as(path)
    assert path.read_text(encoding="utf-8") == (
        "# why: Line 1 should be navigation, not share. Lines 5–6 should be standfirst, not body.\n"
        "navigation    | Share this article\n"
        "              |\n"
        "title         | The ferry sails again\n"
        "              |\n"
        "standfirst    | The council voted on Tuesday\n"
        "              | to reopen the line.\n"
        "ad            | Advertisement\n"
        "body          | The boat has lain in a shed since May.\n"
        "share         | Copy link\n"
    )
    assert [case.source for case in read_cases(path)] == [FERRY]


def test_marked_pages_are_downloaded_with_their_markup(opened: Opened, tmp_path: Path) -> None:
    opened.document("Ferry line")
    opened.mark("Advertisement", "body")
    opened.document("buttons")
    opened.mark("Nobody sells", "quote")
    opened.page.get_by_role("button", name="Marks").click()
    opened.page.get_by_label("Why this case exists").last.fill("  A complaint\tis a quotation. ")
    opened.page.keyboard.press("Escape")
    download = opened.download()
    assert download.suggested_filename == "review.cases"
    path = tmp_path / "review.cases"
    download.save_as(path)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# file: ferry-line.case\n# why: Line 7 should be body, not ad.\n")
    assert text.endswith(
        "# file: buttons.case\n"
        "# why: A complaint is a quotation.\n"
        "share         | Share this article\n"
        "quote         | Nobody sells buttons here any more.\n"
        "# file: buttons.html\n"
        "| <p>Share this article</p><p hidden>Log in</p><p>Nobody sells buttons\n"
        "|  here any more.</p>\n"
    )
    assert [(case.path.name, case.is_html, case.source) for case in read_cases(path)] == [
        ("ferry-line.case", False, FERRY),
        ("buttons.case", True, BUTTONS),
    ]


def test_a_mark_can_be_changed_and_taken_back(opened: Opened) -> None:
    opened.document("buttons")
    opened.mark("Share", "ad")
    opened.mark("Share", "tags")
    opened.page.get_by_role("combobox", name="Blocks").select_option("marked")
    expect(opened.page.locator(".block")).to_have_count(1)
    opened.page.get_by_role("button", name="Change").click()
    opened.page.get_by_role("button", name="The label is correct").click()
    expect(opened.page.locator(".should")).to_have_count(0)
    expect(opened.page.locator("#marks-count")).to_have_text("0")


def test_marks_survive_a_reload_and_can_be_deleted(opened: Opened) -> None:
    opened.document("buttons")
    opened.mark("Share", "ad")
    opened.page.reload()
    opened.requests.pop()
    expect(opened.page.locator(".should")).to_have_text("should be ad")
    opened.page.get_by_role("button", name="Marks").click()
    opened.page.get_by_role("button", name="Delete all marks").click()
    assert opened.asked == ["Delete 1 mark?"]
    opened.page.keyboard.press("Escape")
    expect(opened.page.locator(".should")).to_have_count(0)
    expect(opened.page.get_by_role("button", name="Marks")).to_have_text("Marks 0")


def test_the_cases_of_every_sample_read_as_its_blocks(browser: Browser, tmp_path: Path) -> None:
    samples = {path.name: path.read_text(encoding="utf-8") for path in SAMPLES.glob("*.[ht]*")}
    articles = {name: clean(source) for name, source in samples.items() if source}
    target = tmp_path / "review.html"
    write_page(
        str(target),
        [
            ReviewedDocument(f"samples/{name}", article, samples[name] if article.kind is Kind.HTML else "")
            for name, article in articles.items()
        ],
    )
    opened = Opened(browser, target)
    for _ in articles:
        opened.page.keyboard.press("n")
        expect(opened.page.locator("#heading")).to_be_focused()
        opened.page.keyboard.press("j")
        opened.page.keyboard.press("m")
        opened.page.keyboard.type("code")
        opened.page.keyboard.press("Enter")
        expect(opened.page.locator(".should")).to_have_count(1)
    path = tmp_path / "review.cases"
    opened.download().save_as(path)
    cases = read_cases(path)
    assert len(cases) == len(articles)
    for name, article in articles.items():
        # Two samples may have one stem; the second of them is numbered.
        case = next(
            case
            for case in cases
            if case.path.name.startswith(Path(name).stem) and case.is_html == (article.kind is Kind.HTML)
        )
        if case.is_html:
            assert case.source == samples[name]
        assert [(line.label, " ".join(line.text.split())) for line in case.lines] == expected_rows(article)
    opened.context.close()


def expected_rows(article: Article) -> list[tuple[Label, str]]:
    """The rows of the case of an article whose first shown block is marked as code: four above the text are folded."""
    seen = [block for block in article.blocks if not (block.block.markup and block.block.markup.hidden)]
    if article.kind is Kind.HTML:
        rows = [(block, block.text) for block in seen]
    else:
        rows = [(block, line) for block in seen for line in split_lines(block.block.source)]
    above = next(at for at, block in enumerate(seen) if block.kept)
    first = seen[above if above >= 4 else 0]
    return [(Label.CODE if block is first else block.label, " ".join(text.split())) for block, text in rows]


# Nothing of a document can run

RUN = "window.hasRun = true"
HOSTILE = (
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f'<img src="x" onerror="{RUN}">',
    f'"><svg onload={RUN}>',
    f"javascript:{RUN}",
    f"<a href='javascript:{RUN}'>a link</a>",
    "<!-- <script>",
    "{{script}} ${" + RUN + "}",
    "turned \u202e around",
    "\x1b[31mred\x00",
    "__proto__",
    "<iframe srcdoc='<script>parent.hasRun=true</script>'></iframe>",
)


@pytest.fixture
def hostile(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    target = tmp_path / "review.html"
    blocks = [visible(text, Label.SHARE, reason=text) for text in HOSTILE]
    page = html_article(*blocks, title=HOSTILE[2], language=HOSTILE[2], url=HOSTILE[4])
    documents = [ReviewedDocument(text, page, HOSTILE[1]) for text in HOSTILE[:3]]
    write_page(str(target), [*documents, ReviewedDocument(HOSTILE[8], text_article("\n".join(HOSTILE)))])
    opened = Opened(browser, target)
    yield opened
    opened.context.close()


def test_a_hostile_document_is_shown_and_does_nothing(hostile: Opened) -> None:
    page = hostile.page
    for _ in range(4):
        page.keyboard.press("n")
        expect(page.locator("#heading")).to_be_focused()
        page.keyboard.press("j")
        page.keyboard.press("m")
        page.keyboard.press("Escape")
        hostile.unfold()
        for number, text in enumerate(HOSTILE[:7]):
            expect(page.locator(f"#block-{number} .text")).to_contain_text(text)
    page.get_by_role("searchbox").fill("<script>")
    expect(page.locator("mark").first).to_have_text("<script>")
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    expect(page.locator(".lines tbody tr").first).to_be_visible()
    assert page.locator("main :is(script, img, svg, iframe, a), [onerror], [onload]").count() == 0
    assert page.evaluate("window.hasRun") is None
    assert hostile.complaints == []
    assert hostile.asked == []
    assert len(hostile.requests) == 1


def test_a_text_cannot_change_the_direction_of_the_text_around_it(hostile: Opened) -> None:
    hostile.page.keyboard.press("n")
    hostile.unfold()
    assert hostile.page.locator("#block-8 .text").text_content() == "Dropped: turned \\u202e around"
    assert hostile.page.locator("#block-9 .text").text_content() == "Dropped: \\x1b[31mred\\x00"
    assert hostile.page.locator("#block-8 .control").all_inner_texts() == ["\\u202e"]


@pytest.mark.parametrize(
    "attempt",
    [
        "document.body.innerHTML = '<img src=x onerror=\"window.hasRun = true\">'",
        "document.body.setAttribute('onclick', 'window.hasRun = true'); document.body.click()",
        "const it = document.createElement('script'); it.text = 'window.hasRun = true'; document.body.append(it)",
        "location.href = 'javascript:window.hasRun = true'",
        "setTimeout('window.hasRun = true')",
    ],
    ids=["markup", "handler", "script element", "address", "string"],
)
def test_the_policy_stops_injected_code(hostile: Opened, attempt: str) -> None:
    hostile.page.evaluate(f"() => {{ try {{ {attempt} }} catch {{}} }}")
    hostile.page.wait_for_timeout(100)
    assert hostile.page.evaluate("window.hasRun") is None
    assert hostile.complaints != []


def test_the_policy_stops_the_network(hostile: Opened) -> None:
    with pytest.raises(Exception, match="Failed to fetch"):
        hostile.page.evaluate("fetch('http://127.0.0.1:9/')")


# Many documents, long documents


def test_two_thousand_documents_cost_no_more_rows_than_a_few(browser: Browser, tmp_path: Path) -> None:
    target = tmp_path / "review.html"
    article = text_article(FERRY, FERRY_LABELS)
    names = [f"data/{number:04}.txt" for number in range(2000)]
    write_page(
        str(target), (ReviewedDocument(name, article_with(article, title=name, confidence=0.5)) for name in names)
    )
    opened = Opened(browser, target)
    page = opened.page
    expect(opened.found).to_have_text("2,000 documents")
    assert page.locator(".row").count() < 40
    page.locator("#listing").evaluate("element => { element.scrollTop = element.scrollHeight }")
    expect(page.locator("#option-1999")).to_be_visible()
    assert page.locator(".row").count() < 40
    page.get_by_role("searchbox").fill("1234.txt")
    expect(opened.found).to_have_text("1 of 2,000 documents")
    page.get_by_role("searchbox").fill("lain in a shed")
    expect(opened.found).to_have_text("2,000 of 2,000 documents")
    page.locator("#listing").focus()
    page.keyboard.press("End")
    expect(page.locator(".path")).to_have_text("data/1999.txt")
    expect(page.locator("#option-1999")).to_have_attribute("aria-selected", "true")
    opened.context.close()


def test_a_long_document_is_rendered_as_it_is_read(browser: Browser, tmp_path: Path) -> None:
    target = tmp_path / "review.html"
    blocks = [labelled(f"Sentence {number}.") for number in range(5000)]
    last = labelled("Copy link", Label.SHARE)
    write_page(
        str(target),
        [ReviewedDocument("long.html", html_article(*blocks, last)), ReviewedDocument("b", html_article(last))],
    )
    opened = Opened(browser, target)
    opened.document("long.html")
    assert opened.page.locator(".block").count() < 1000
    opened.page.keyboard.press("d")
    expect(opened.page.locator("#block-5000")).to_be_focused()
    opened.context.close()


def test_a_long_block_is_cut_until_a_button_is_pressed(browser: Browser, tmp_path: Path) -> None:
    target = tmp_path / "review.html"
    write_page(str(target), [ReviewedDocument("a.html", html_article(labelled("word " * 4000)))])
    opened = Opened(browser, target)
    opened.document("a.html")
    assert len(opened.page.locator(".text").inner_text()) <= 6000
    opened.page.get_by_role("button", name="Show all 20,000 characters").click()
    assert len(opened.page.locator(".text").inner_text()) >= 19_999
    opened.context.close()


# How it looks

CONTRAST = """
() => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const parts = [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part / 255);
    const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return [...document.querySelectorAll("#marking .chip")].map((chip) => {
    const { color, backgroundColor } = getComputedStyle(chip);
    const [low, high] = [light(color), light(backgroundColor)].sort((a, b) => a - b);
    return [chip.textContent, (high + 0.05) / (low + 0.05)];
  });
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_labels_and_texts_are_readable_in_both_themes(browser: Browser, tmp_path: Path, scheme: str) -> None:
    target = tmp_path / "review.html"
    write_page(str(target), [ferry(), buttons()])
    opened = Opened(browser, target, color_scheme=scheme, reduced_motion="reduce")
    page = opened.page
    assert faults(page) == []
    opened.document("buttons")
    opened.mark("Share", "ad")
    page.get_by_role("searchbox").fill("share")
    expect(page.locator("mark")).to_have_count(1)
    assert faults(page) == []
    page.locator(".wrong").first.click()
    contrasts = page.evaluate(CONTRAST)
    assert [label for label, _ in contrasts if label != "ad"] == [label for label in Label if label != "ad"]
    assert [(label, round(contrast, 2)) for label, contrast in contrasts if contrast < 4.5] == []
    assert faults(page) == []
    opened.context.close()


def faults(page: Page) -> list[str]:
    """The violations of accessibility rules that axe finds."""
    found = axe.Axe().run(page).response["violations"]
    return [f"{fault['id']}: {node['html'][:100]}" for fault in found for node in fault["nodes"]]


def test_the_theme_follows_the_system_until_it_is_switched(browser: Browser, tmp_path: Path) -> None:
    target = tmp_path / "review.html"
    write_page(str(target), [ferry()])
    opened = Opened(browser, target, color_scheme="dark")
    page = opened.page
    dark = page.screenshot()
    assert background(page) == "rgb(23, 24, 26)"
    for theme, colour in (("light", "rgb(252, 251, 249)"), ("dark", "rgb(23, 24, 26)"), ("system", "rgb(23, 24, 26)")):
        page.keyboard.press("t")
        expect(page.get_by_role("button", name="Theme")).to_have_text(f"Theme: {theme}")
        assert background(page) == colour
    page.keyboard.press("t")
    assert page.screenshot() != dark
    page.reload()
    assert background(page) == "rgb(252, 251, 249)"
    opened.context.close()


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


def test_nothing_overflows_a_narrow_window(browser: Browser, tmp_path: Path) -> None:
    target = tmp_path / "review.html"
    long = visible("w" * 500, reason="r" * 80)
    write_page(str(target), [ReviewedDocument("n" * 300, html_article(long, title="t" * 300), "")])
    opened = Opened(browser, target)
    opened.page.set_viewport_size({"width": 390, "height": 780})
    for _ in range(2):
        assert opened.page.evaluate("document.documentElement.scrollWidth") == 390
        assert opened.page.locator("main").evaluate("main => main.scrollWidth - main.clientWidth") == 0
        opened.page.keyboard.press("n")
        expect(opened.page.locator("#heading")).to_be_focused()
        opened.page.keyboard.press("Home")
    opened.context.close()
