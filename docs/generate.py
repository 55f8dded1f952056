"""Writes the parts of the manual that the program itself knows: its options, the fields of its JSON, its labels.

`python docs/generate.py` writes docs/cleaner.1, the manual page for `man cleaner`, which the wheel installs.

A page asks for a part with a line of its own, `<!-- generated: options -->`, and for a file of the repository with
`<!-- file: cleaner/model/README.md -->`. MkDocs calls `on_page_markdown` for every page, see `hooks` in mkdocs.yml.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from cleaner import Family, Label, __version__
from cleaner.cli.exit_codes import Exit
from cleaner.cli.option_groups import GROUPS, Option
from cleaner.cli.option_groups import options as declared_options
from cleaner.policy import DEFAULT
from cleaner.render.as_json import schema

ROOT = Path(__file__).parent.parent
_MARKER = re.compile(r"^<!-- (generated|file): (\S+) -->$", re.M)

# One sentence a label, in the order of the table that is made of them.
SENTENCES: Mapping[Label, str] = {
    Label.BODY: "A paragraph of the article; a question, an answer, a verse, an entry of a live blog.",
    Label.HEADING: "A heading between paragraphs of the article.",
    Label.LIST_ITEM: "An item of a list in the article.",
    Label.QUOTE: "A passage that is set off as a quotation.",
    Label.TABLE: "A table of data.",
    Label.CODE: "A listing: program code, or what a terminal printed.",
    Label.FORMULA: "A formula on a line of its own; one within a line is part of its paragraph.",
    Label.FOOTNOTE: "A footnote, or an entry in a list of references that the text refers to.",
    Label.KICKER: "One to three words over the title, such as the section of the paper.",
    Label.TITLE: "The headline.",
    Label.STANDFIRST: "The sentence or two under the headline that sum the article up.",
    Label.BYLINE: "Who wrote it: “By Jane Doe”.",
    Label.TIMESTAMP: "When it was published or changed, and how many minutes it takes to read.",
    Label.CAPTION: "The text under a picture, or its alternative text, each time it is printed.",
    Label.CREDIT: "Who took the picture, and who else reported or edited: “Reporting by …”.",
    Label.PULL_QUOTE: "A sentence of the article that is printed a second time as decoration.",
    Label.AUTHOR_BIO: "A note on the author.",
    Label.CORRECTION: "A note that says what was corrected or updated, and when.",
    Label.NAVIGATION: "Menus, footers, “Back to top”, links to other sections.",
    Label.BREADCRUMB: "The path to the page: “Home › News › Local”.",
    Label.SHARE: "Share, copy, print and save buttons.",
    Label.NEWSLETTER: "Sign-up forms and promotions of newsletters and e-mail alerts.",
    Label.RELATED: "Teasers of and links to other articles: “More For You”, “Most read”.",
    Label.AD: "Advertisements and what marks them: “Advertisement”, “Story continues below”.",
    Label.PAYWALL: "Subscription offers and members-only notices.",
    Label.COOKIE_NOTICE: "Consent banners.",
    Label.COMMENTS: "Readers' comments with the names and dates of those who wrote them, and the form for more.",
    Label.TAGS: "Key words and topics under the article.",
    Label.MEDIA_CONTROLS: "What audio and video players show: “Play”, “1x”, “Listen to this article”.",
    Label.APP_PROMO: "Invitations to install an app.",
    Label.CONTACT: "Addresses and telephone numbers of the site, calls for tips and letters.",
    Label.COPYRIGHT: "Notices of rights.",
    Label.OTHER: "Boilerplate of no other kind.",
}
_OF_FAMILY = {
    Family.TEXT: "the article's own text",
    Family.FURNITURE: "what stands around the text and belongs to it",
    Family.BOILERPLATE: "what is not the article",
}


MAN_PAGE = Path(__file__).with_name("cleaner.1")
DESCRIPTION = (
    "Reads HTML, or plain text that a scraper has already flattened, and prints the article's own text. Every line "
    "that it drops has a label and a reason, which --explain shows.",
    "INPUT is a file, a folder, a glob, an address of a page or a file of records; - is standard input, which is also "
    "the default. Results go to standard output, messages to standard error. Many options can be set in the table "
    "[tool.cleaner] of pyproject.toml.",
)
MEANINGS: Mapping[Exit, str] = {
    Exit.DONE: "Done.",
    Exit.WOULD_CHANGE: "--check: a file would change.",
    Exit.FAILED: "A usage or configuration error, an input failed, or the output could not be written.",
    Exit.NOTHING_BUT_BOILERPLATE: "The only document is nothing but boilerplate; --allow-empty makes it 0.",
    Exit.INTERRUPTED: "Interrupted.",
}
ENVIRONMENT: Mapping[str, str] = {
    "NO_COLOR": "No colours, not even on a terminal.",
    "FORCE_COLOR": "Colours, even in a pipe.",
    "COLUMNS": "The width of the terminal.",
}
EXAMPLES: Mapping[str, str] = {
    "Print the article of a page:": "cleaner page.html",
    "See what was dropped, and why:": "cleaner --explain page.html",
    "Clean a folder:": "cleaner scraped/ -o clean/",
    "Keep text files clean where they are:": "cleaner -i data/*.txt",
}


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Replace the markers of a page by what they ask for. Raises KeyError for an unknown part, OSError for a file."""
    return _MARKER.sub(lambda found: _part(found[1], found[2]), markdown)


def options() -> str:
    """Every option of the command with its help, as the parser declares it, a table a group."""
    import typer

    from cleaner.cli.parser import app

    groups: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for param in typer.main.get_command(app).params:
        if param.param_type_name != "option" or param.hidden:
            continue
        names = ", ".join(f"`{name}`" for name in sorted(param.opts, key=len, reverse=True))
        value = "" if param.is_flag else f" `{_value(param)}`"
        groups[param.rich_help_panel or ""].append((names + value, param.help or "", _default(param)))
    return "\n\n".join(
        (f"## {group}\n\n" if group else "") + _table(("option", "meaning", "default"), rows)
        for group, rows in groups.items()
    )


def json_fields() -> str:
    """The fields of an article in JSON, of a block, and of a block as `--explain` prints it."""
    whole = json.loads(schema())
    definitions = whole["$defs"]
    parts = [_fields(whole, whole)]
    for name, heading in (("block", "A block"), ("explained_block", "A line of `--explain -f jsonl`")):
        parts.append(f"## {heading}\n\n{_fields(definitions[name], whole)}")
    return "\n\n".join(parts)


def labels() -> str:
    """Every label with what it means and whether it stays, a table a family."""
    parts = []
    for family in Family:
        rows = [
            (f"`{label}`", SENTENCES[label], "stays" if label in DEFAULT else "goes")
            for label in Label
            if label.family is family
        ]
        heading = f"## {family.capitalize()}: {_OF_FAMILY[family]}"
        parts.append(f"{heading}\n\n{_table(('label', 'meaning', 'by default'), rows)}")
    return "\n\n".join(parts)


def man_page() -> str:
    """The manual page, in the macros of man(7)."""
    title = f'.TH CLEANER 1 "" "cleaner {__version__}" "User Commands"'
    name = "cleaner \\- take the article out of a scraped page"
    synopsis = ".B cleaner\n.RI [ OPTION ]...\\~[ INPUT ]..."
    sections = [("NAME", name), ("SYNOPSIS", synopsis), ("DESCRIPTION", "\n.PP\n".join(map(_roff, DESCRIPTION)))]
    sections.append(("OPTIONS", "\n".join(_man_group(group) for group in GROUPS)))
    codes = (f".TP\n.B {code.value}\n{_roff(MEANINGS[code])}" for code in Exit)
    sections.append(("EXIT STATUS", "\n".join(codes)))
    variables = (f".TP\n.B {name}\n{_roff(meaning)}" for name, meaning in ENVIRONMENT.items())
    sections.append(("ENVIRONMENT", "\n".join(variables)))
    examples = (f"{_roff(what)}\n.PP\n.RS\n.EX\n{_roff(command)}\n.EE\n.RE" for what, command in EXAMPLES.items())
    sections.append(("EXAMPLES", "\n.PP\n".join(examples)))
    return title + "\n" + "".join(f".SH {heading}\n{text}\n" for heading, text in sections)


def _man_group(group: str) -> str:
    rows = [_man_option(option) for option in declared_options() if option.group == group and option.flags]
    return "\n".join((f".SS {group}", *rows))


def _man_option(option: Option) -> str:
    flags = ", ".join(f"\\fB{_roff(flag)}\\fR" for flag in sorted(option.flags, key=len))
    value = f" \\fI{_roff(option.metavar)}\\fR" if option.metavar else ""
    default = f" The default is {option.shown_default}." if option.shown_default else ""
    return f".TP\n{flags}{value}\n{_roff(option.help + default)}"


def _roff(text: str) -> str:
    """Text that roff shows as it is: no backslash, and no point or quote at the start of a line, is a command."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return re.sub(r"^\.", r"\\&.", escaped, flags=re.M)


PARTS: Mapping[str, Callable[[], str]] = {"options": options, "json-fields": json_fields, "labels": labels}


def _part(kind: str, name: str) -> str:
    return PARTS[name]() if kind == "generated" else (ROOT / name).read_text(encoding="utf-8")


def _value(param: Any) -> str:
    annotation = getattr(getattr(param, "type_descriptor", None), "annotation", None)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return ", ".join(str(member.value) for member in annotation)
    if param.metavar:
        return str(param.metavar)
    return "NUMBER" if annotation in (int, float) else "TEXT"


def _default(param: Any) -> str:
    shown = param.default if param.show_default is True else param.show_default
    if shown is False or shown is None or param.is_flag:
        return ""
    return str(getattr(shown, "value", shown))


def _fields(part: Mapping[str, Any], whole: Mapping[str, Any]) -> str:
    required = part.get("required", ())
    rows = []
    for name, field in part["properties"].items():
        resolved = _resolved(field, whole)
        always = "" if name in required else " (not always there)"
        rows.append((f"`{name}`", _type(resolved), resolved.get("description", "") + always))
    return _table(("field", "type", "meaning"), rows)


def _resolved(field: Mapping[str, Any], whole: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in field:
        return field
    at: Any = whole
    for step in field["$ref"].removeprefix("#/").split("/"):
        at = at[step]
    return at


def _type(field: Mapping[str, Any]) -> str:
    if "const" in field:
        return f"always {field['const']}"
    if "enum" in field:
        values = field["enum"]
        return ", ".join(f"`{value}`" for value in values) if len(values) < 5 else "one of the [labels](labels.md)"
    kinds = field["type"] if isinstance(field["type"], list) else [field["type"]]
    name = " or ".join(kinds)
    if "items" in field:
        name += f" of {'block' if '$ref' in field['items'] else _type(field['items'])}"
    if "minimum" in field and "maximum" in field:
        name += f", {field['minimum']} to {field['maximum']}"
    elif "minimum" in field:
        name += f", from {field['minimum']}"
    return name


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    MAN_PAGE.write_text(man_page(), encoding="utf-8")
