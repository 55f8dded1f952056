"""The parser of the command line: typer, with the options of option_groups.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from inspect import Parameter, Signature
from types import MappingProxyType
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from cleaner.cli.arguments import CommandLine, with_default_input
from cleaner.cli.dispatch import run
from cleaner.cli.exit_codes import Exit
from cleaner.cli.job import job_of
from cleaner.cli.option_groups import GROUPS, Option, options
from cleaner.cli.streams import PROGRAM, flush, print_out, program_version
from cleaner.document import Family, Label
from cleaner.label import decide
from cleaner.label.reasons import REASONS
from cleaner.render.format import RENDERINGS
from cleaner.rules.ruleset import builtin_ids

_INPUTS = typer.Argument(
    metavar="INPUT",
    help="Files, folders, globs and files of records; - is standard input, which is also the default.",
    show_default=False,
)


# What the bare command says on a terminal, where it would wait for standard input.
_FIRST_HELP = """\
cleaner prints the article of a scraped page, HTML or plain text, and drops all else with a reason for each line.

Usage: cleaner [OPTION]... [INPUT]...

  cleaner page.html                     print the article's own text
  cleaner https://example.org/story     fetch a page, and print its article
  cleaner pages/ -o clean/              clean a folder into another one
  cleaner --explain page.txt            show every line with its label and the reason

cleaner --help lists all options."""


class _Command(TyperCommand):
    """The command, with its options in groups in --help."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The usage line after the name of the program; typer's own differs between its versions."""
        return ["[OPTION]...", "[INPUT]..."]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write every group under its heading; typer's own options are in the last one."""
        known = {option.name: option for option in options()}
        sections: dict[str, list[tuple[str, str]]] = {"Arguments": [("INPUT...", _INPUTS.help)]}
        sections |= {title: [] for title in GROUPS}
        for param in self.get_params(ctx):
            if (option := known.get(param.name or "")) is not None:
                sections[option.group].append(_help_row(option))
            elif (row := param.get_help_record(ctx)) is not None and param.param_type_name == "option":
                sections["Messages"].append(row)
        for title, rows in sections.items():
            with formatter.section(title):
                formatter.write_dl(rows)


def _help_row(option: Option) -> tuple[str, str]:
    flags = ", ".join(sorted(option.flags, key=len))
    default = f" [default: {option.shown_default}]" if option.shown_default else ""
    return f"{flags} {option.metavar}".rstrip(), option.help + default


def _clean(context: typer.Context, **values: Any) -> None:
    """Clean scraped articles: print the article's own text, write it for folders and corpora, or keep files clean.

    Exit codes: 0 done; 1 a file would change (--check); 2 usage error, an input failed, or the output could not be
    written; 3 the only document is nothing but boilerplate; 130 interrupted; 143 terminated.
    """
    names = values.pop("names") or ()
    given = {name: value for name, value in values.items() if value is not None and value is not False}
    if (line := with_default_input(CommandLine(names, given))) is None:
        typer.echo(_FIRST_HELP, err=True)
        raise typer.Exit(Exit.FAILED)
    raise typer.Exit(run(job_of(*line)))


def _print_version(wanted: bool) -> None:
    if wanted:
        print_out(f"{PROGRAM} {program_version()} ({_core()})\n")
        flush()
        raise typer.Exit(Exit.DONE)


def _core() -> str:
    """How the core is installed: compiled when the wheel was built, or as it is written."""
    return "pure Python" if decide.__file__.endswith(".py") else "compiled"


def _print_schema(wanted: bool) -> None:
    if wanted:
        from cleaner.render.as_json import schema

        print_out(schema())
        flush()
        raise typer.Exit(Exit.DONE)


_CALLBACKS: Mapping[str, Any] = MappingProxyType({"json_schema": _print_schema, "version": _print_version})


def _completion(option: Option) -> Callable[[str], list[str]] | None:
    """What completes the value of an option; None where the shell should offer files."""
    known = _KNOWN.get(option.name, lambda: option.choices)

    def complete(incomplete: str) -> list[str]:
        before, comma, last = incomplete.rpartition(",") if option.commas else ("", "", incomplete)
        return [f"{before}{comma}{name}" for name in sorted(known()) if name.startswith(last)]

    return complete if option.choices or option.name in _KNOWN else None


# What completes options whose values are not choices.
_KNOWN: Mapping[str, Callable[[], Iterable[str]]] = MappingProxyType(
    {
        **dict.fromkeys(("keep", "drop"), lambda: (*Label, *Family)),
        "disable": lambda: builtin_ids() | REASONS,
        "renderings": lambda: RENDERINGS,
    }
)


def _parameter(option: Option) -> Parameter:
    """An option as typer reads it from the signature of a function."""
    declared = typer.Option(
        *option.flags,
        help=option.help,
        metavar=option.metavar or None,
        show_default=option.shown_default or False,
        rich_help_panel=option.group,
        callback=_CALLBACKS.get(option.name),
        is_eager=option.name in _CALLBACKS,
        autocompletion=_completion(option),
    )
    if option.type is bool:
        return _keyword(option.name, Annotated[bool, declared], False)
    # Texts alone: job.py makes values of them, with messages of our own.
    kind: Any = list[str] if option.many else str
    return _keyword(option.name, Annotated[kind | None, declared], None)


def _keyword(name: str, annotation: Any, default: object = Parameter.empty) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def _app() -> typer.Typer:
    signature = Signature(
        [
            _keyword("context", typer.Context),
            _keyword("names", Annotated[list[str] | None, _INPUTS], None),
            *(_parameter(option) for option in options() if option.flags),
        ]
    )
    _clean.__signature__ = signature  # type: ignore[attr-defined]
    app = typer.Typer(
        name=PROGRAM,
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.command(cls=_Command)(_clean)
    return app


app = _app()
