"""The one declaration of every option: the command line, `[tool.cleaner]`, `--help` and the reference read it.

Each group is a tuple of values; each field says what stands on the command line, after the default:

    links: bool = option(False, "Keep links.")

`options()` lists all of them as data. Nothing here needs the parser, which takes longer to load than a page to clean.
"""

# Annotations are read at run time, so they are not strings here.

from collections.abc import Callable, Mapping
from enum import StrEnum
from itertools import chain
from math import inf
from operator import add
from types import MappingProxyType, NoneType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, get_args, get_origin

from cleaner.batch import TIMEOUT_SECONDS
from cleaner.document import Favor
from cleaner.inplace.task import MAX_REMOVED, WriteBack
from cleaner.options import read_profiles
from cleaner.render.format import RENDERINGS, Extras, OutputFormat, RenderOptions
from cleaner.rules.ruleset import NO_RULES
from cleaner.rules.schema import RuleTable, merge

if TYPE_CHECKING:
    from cleaner.profile.lookup import Profiles


class InputKind(StrEnum):
    """How to read the inputs."""

    AUTO = "auto"
    HTML = "html"
    TEXT = "text"


# Other names that people know formats by.
ALIASES: Mapping[str, str] = MappingProxyType(
    {"htm": "html", "md": "markdown", "ndjson": "jsonl", "pq": "parquet", "txt": "text"}
)

# The options that leave articles out, by name.
FILTERS = ("only_language", "min_confidence", "min_words", "drop_duplicates")


class Engine(StrEnum):
    """Where a batch runs."""

    LOCAL = "local"
    RAY = "ray"


class Colour(StrEnum):
    """When results are coloured."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Option(NamedTuple):
    """One option, as it is declared and, in `options()`, completed from its field.

    `switches` are what is typed, the long form first: by default the name, and "" for a setting that exists only in
    `[tool.cleaner]`; `in_file` options exist there too, as `key`. `lowest` and `highest` are the bounds of a number.
    `commas` splits one value into several. `read` turns the names of files into the value, and raises ValueError.
    `join` combines the value of the file with that of the command line, which otherwise replaces it. `default_text` is
    the default in words where the value would not say it.
    """

    default: Any
    help: str
    metavar: str = ""
    default_text: str = ""
    switches: str | None = None
    in_file: bool = False
    lowest: float = -inf
    highest: float = inf
    commas: bool = False
    read: Callable[..., Any] | None = None
    join: Callable[[Any, Any], Any] | None = None
    # Completed from the field:
    name: str = ""
    type: type = str  # of one value
    many: bool = False
    group: str = ""

    @property
    def flags(self) -> tuple[str, ...]:
        """What is typed on the command line, the long form first."""
        return tuple((f"--{self.key}" if self.switches is None else self.switches).split())

    @property
    def choices(self) -> tuple[str, ...]:
        """The only values that there are; empty if there are others."""
        return tuple(self.type) if issubclass(self.type, StrEnum) else ()

    @property
    def bounds(self) -> str:
        """The bounds of a number in words."""
        if self.highest < inf:
            return f"from {self.lowest:g} to {self.highest:g}"
        return f"of at least {self.lowest:g}"

    @property
    def key(self) -> str:
        """The key in `[tool.cleaner]`."""
        return self.name.replace("_", "-")

    @property
    def shown_default(self) -> str:
        """The default as people read it; "" where there is none to speak of."""
        if self.default_text or self.type is bool or self.many or self.default is None:
            return self.default_text
        return f"{self.default:g}" if isinstance(self.default, float) else str(self.default)


def _read_rules(*paths: str) -> RuleTable:
    from cleaner.rules.user_rules import read_rules

    return read_rules(*paths)


def _join_rules(base: RuleTable, ours: RuleTable) -> RuleTable:
    return merge((base.without(ours.ids), ours))


def _join_profiles(base: "Profiles", ours: "Profiles") -> "Profiles":
    return ours.over(base)


# The options of each group, by the headings and in the order of --help.
GROUPS: dict[str, tuple[Option, ...]] = {}

_Group = TypeVar("_Group", bound=type[Any])
option: Any = Option  # it stands in the place of a default of any type


def _under(heading: str) -> Callable[[_Group], _Group]:
    """Take in a group whose options are declared in the place of its defaults, and give it its defaults."""

    def taken_in(group: _Group) -> _Group:
        declared = group._field_defaults
        hints = group.__annotations__
        GROUPS[heading] = tuple(_completed(declared[name], name, hints[name], heading) for name in hints)
        group.__new__.__defaults__ = tuple(option.default for option in declared.values())
        return group

    return taken_in


def _completed(option: Option, name: str, hint: Any, heading: str) -> Option:
    if option.read is not None:  # the value is made from the files that are named
        return option._replace(name=name, many=True, group=heading)
    many = get_origin(hint) is tuple
    [kind] = {hint} if isinstance(hint, type) and not many else {*get_args(hint)} - {NoneType, Ellipsis}
    option = option._replace(name=name, type=kind, many=many, group=heading)
    return option._replace(metavar=option.metavar or "|".join(option.choices))


@_under("Input")
class InputOptions(NamedTuple):
    """What is read, and how."""

    kind: InputKind = option(InputKind.AUTO, "Read the inputs as HTML or as text.", in_file=True)
    encoding: str | None = option(
        None, "Encoding of inputs without a byte-order mark.", "NAME", "detected", in_file=True
    )
    url: str | None = option(None, "Address that the page came from.", "URL")
    max_size: float = option(100.0, "Refuse inputs larger than this.", "MB", lowest=0.001)
    text_field: str | None = option(None, "Field of each record that holds the text to clean.", "NAME")
    html_field: str | None = option(None, "Field of each record that holds the HTML to clean.", "NAME")
    url_field: str | None = option(None, "Field of each record that holds its address.", "NAME", "url")
    id_field: str | None = option(None, "Field of each record that identifies it.", "NAME", "id")
    files_from: str | None = option(None, "Read the names of the inputs from FILE; - is standard input.", "FILE")
    null: bool = option(False, "Names in --files-from end with a NUL byte instead of a newline.", switches="--null -0")
    include: tuple[str, ...] = option(
        (), "Also take matching files from folders (.gitignore syntax).", "PATTERN", in_file=True
    )
    exclude: tuple[str, ...] = option(
        (), "Leave out matching files and folders (.gitignore syntax).", "PATTERN", in_file=True
    )
    force_exclude: bool = option(False, "Apply --exclude to files named on the command line too.")
    fetch_timeout: float = option(30.0, "Give up on an address after this long.", "SECONDS", lowest=0.1)
    pause: float = option(1.0, "Wait this long between two pages of one host.", "SECONDS", lowest=0.0)
    allow_private: bool = option(False, "Also fetch addresses of this machine and its network.")
    only: tuple[str, ...] = option(
        (),
        "Skip files with other endings, and README, LICENSE and the like, even if named (comma-separated).",
        "ENDINGS",
        commas=True,
    )


@_under("Output")
class OutputOptions(NamedTuple):
    """What is printed or written, and where. A `path` of None is standard output, a `format` of None the usual one."""

    path: str | None = option(
        None, "Write to a folder, table or file instead of standard output.", "PATH", switches="--output -o"
    )
    format: OutputFormat | None = option(
        None,
        "Print or write text, markdown, html, xml, tei, csv, json, jsonl or parquet.",
        "FORMAT",
        "text",
        switches="--format -f",
    )
    links: bool = option(False, "Keep links (in markdown, HTML and XML).")
    images: bool = option(False, "Keep images (in markdown, HTML and XML).")
    blocks: bool = option(False, "Add every block to JSON and Parquet.")
    renderings: tuple[str, ...] = option(
        (),
        "Add the article as markdown, html, xml or tei to JSON and Parquet.",
        "FORMATS",
        switches="--with",
        commas=True,
    )
    frontmatter: bool = option(False, "Put the metadata, as YAML, before text or markdown.")
    explain: bool = option(False, "Show every block with its label, score and reason.")
    review: str | None = option(None, "Write a web page for reviewing what was kept and dropped.", "FILE")
    overwrite: bool = option(False, "Replace existing output.")
    allow_empty: bool = option(False, "Exit with 0 instead of 3 if a document is nothing but boilerplate.")

    @property
    def rendering_names(self) -> frozenset[str]:
        """The names behind --with, by which formats are called here."""
        return frozenset(ALIASES.get(name.lower(), name.lower()) for name in self.renderings)

    @property
    def extras(self) -> Extras:
        """What is written besides the text."""
        return Extras(self.frontmatter, self.links, self.images)

    @property
    def form(self) -> RenderOptions:
        """The form of each document; a Parquet table holds no documents."""
        named = OutputFormat.TEXT if self.format in (None, OutputFormat.PARQUET) else self.format
        renderings = tuple(form for form in RENDERINGS if form in self.rendering_names)
        return RenderOptions(named, self.extras, self.explain, self.blocks, renderings)


@_under("What stays")
class SelectionOptions(NamedTuple):
    """Which blocks stay."""

    keep: tuple[str, ...] = option(
        (), "Also keep these labels or families (comma-separated).", "LABELS", commas=True, in_file=True
    )
    drop: tuple[str, ...] = option(
        (), "Also drop these labels or families (comma-separated).", "LABELS", commas=True, in_file=True
    )
    rules: RuleTable = option(
        NO_RULES, "Add your own rules from a TOML file.", "FILE", in_file=True, read=_read_rules, join=_join_rules
    )
    disable: tuple[str, ...] = option(
        (),
        "Disable these rules, or reasons that --explain shows (comma-separated).",
        "IDS",
        commas=True,
        in_file=True,
        join=add,
    )
    favor: Favor | None = option(
        None, "Where a block is in doubt, drop it (precision) or keep it (recall).", in_file=True
    )
    keep_lines: tuple[str, ...] = option((), "Lines that are always kept.", switches="", metavar="LINE", in_file=True)


@_under("In place")
class InPlaceOptions(NamedTuple):
    """How files are kept clean where they are."""

    write: bool = option(False, "Clean text files in place.", switches="--in-place -i")
    check: bool = option(False, "Write nothing; exit with 1 if --in-place would change a file.")
    diff: bool = option(False, "Write nothing; show what --in-place would change.")
    max_removed: float = option(
        MAX_REMOVED,
        "Leave a file alone if more than this share of it would go.",
        "SHARE",
        in_file=True,
        lowest=0.0,
        highest=1.0,
    )

    @property
    def write_back(self) -> WriteBack:
        """What happens with a file that is not clean."""
        if self.write:
            return WriteBack.WRITE
        return WriteBack.DIFF if self.diff else WriteBack.CHECK


@_under("Batch")
class BatchOptions(NamedTuple):
    """How a run over folders and corpora goes on, what it leaves out, and how it reports."""

    resume: bool = option(False, "Continue a run that was interrupted.")
    report: str | None = option(None, "Also write a report on the run, as .json or .html.", "FILE")
    only_language: tuple[str, ...] = option(
        (), "Leave out articles in other languages (comma-separated).", "TAGS", commas=True
    )
    min_confidence: float = option(0.0, "Leave out articles of less confidence.", "SHARE", lowest=0.0, highest=1.0)
    min_words: int = option(0, "Leave out articles with fewer words.", "N", lowest=0)
    shards: bool = option(False, "Give each file of records a part of the output of its own, as remote outputs do.")
    drop_duplicates: bool = option(False, "Leave out articles whose text an earlier one of the same shard has.")
    no_progress: bool = option(False, "Do not show progress.")


@_under("Engine")
class EngineOptions(NamedTuple):
    """Where a batch runs, on how many workers, and how long each input may take."""

    jobs: int | None = option(
        None, "Number of worker processes.", "N", "one per processor", switches="--jobs -j", in_file=True, lowest=1
    )
    timeout: float = option(
        TIMEOUT_SECONDS, "Give up on an input after this long.", "SECONDS", in_file=True, lowest=0.1
    )
    engine: Engine = option(Engine.LOCAL, "Where to run: in local processes or on a Ray cluster.")
    ray_address: str | None = option(None, "Address of a running Ray cluster.", "ADDRESS")


@_under("Profiles")
class ProfileOptions(NamedTuple):
    """What is known, or learned, of the sites that the pages come from."""

    profile: "Profiles | None" = option(
        None,
        "Drop what a site repeats on its pages, as --learn found it.",
        "FILE",
        in_file=True,
        read=read_profiles,
        join=_join_profiles,
    )
    site: str | None = option(None, "Site of the pages that have no address.", "NAME", in_file=True)
    learn: str | None = option(None, "Learn what the inputs' sites repeat and write it to FILE.", "FILE")
    learn_first: bool = option(False, "Learn from the inputs, then clean them with what was learned.")


@_under("Configuration")
class ConfigurationOptions(NamedTuple):
    """Where the settings come from."""

    config: str | None = option(None, "Read settings from FILE instead of pyproject.toml.", "FILE")
    no_config: bool = option(False, "Ignore the settings in pyproject.toml.")


@_under("Messages")
class MessageOptions(NamedTuple):
    """How much is said, in which colours, and what is printed instead of cleaning anything."""

    quiet: bool = option(False, "Say nothing but why something failed.", switches="--quiet -q")
    verbose: bool = option(False, "Say what took how long, and what decided about each input.", switches="--verbose -v")
    color: Colour = option(Colour.AUTO, "Colour what is printed: auto (on a terminal), always or never.", "WHEN")
    json_schema: bool = option(False, "Print the JSON Schema of the JSON output.")
    version: bool = option(False, "Print the version.", switches="--version -V")


def options() -> tuple[Option, ...]:
    """Every option, in the order of its group and field, complete."""
    return tuple(chain.from_iterable(GROUPS.values()))
