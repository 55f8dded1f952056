"""The one declaration of every option: the command line, `[tool.cleaner]`, `--help` and the reference read it.

Each group is a tuple of values with its defaults; each field says in an `Option` what stands on the command line:

    links: Annotated[bool, Option("Keep links.", "--links")] = False

`options()` lists all of them as data. Nothing here needs the parser, which takes longer to load than a page to clean.
"""

# Annotations are read at run time, so they are not strings here.

from collections.abc import Callable, Mapping
from enum import StrEnum
from math import inf
from operator import add
from types import MappingProxyType, NoneType
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_args, get_origin

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

    `switches` are empty for a setting that exists only in `[tool.cleaner]`; `in_file` options exist there too, as
    `key`. `lowest` and `highest` are the bounds of a number. `commas` splits one value into several. `read` turns the
    names of files into the value, and raises ValueError. `join` combines the value of the file with that of the
    command line, which otherwise replaces it. `default_text` is the default in words where the value would not say it.
    """

    help: str
    switches: str = ""
    metavar: str = ""
    default_text: str = ""
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
    default: Any = None
    group: str = ""

    @property
    def flags(self) -> tuple[str, ...]:
        """What is typed on the command line, the long form first."""
        return tuple(self.switches.split())

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


class InputOptions(NamedTuple):
    """What is read, and how."""

    kind: Annotated[InputKind, Option("Read the inputs as HTML or as text.", "--kind", in_file=True)] = InputKind.AUTO
    encoding: Annotated[
        str | None,
        Option("Encoding of inputs without a byte-order mark.", "--encoding", "NAME", "detected", in_file=True),
    ] = None
    url: Annotated[str | None, Option("Address that the page came from.", "--url", "URL")] = None
    max_size: Annotated[float, Option("Refuse inputs larger than this.", "--max-size", "MB", lowest=0.001)] = 100.0
    text_field: Annotated[
        str | None, Option("Field of each record that holds the text to clean.", "--text-field", "NAME")
    ] = None
    html_field: Annotated[
        str | None, Option("Field of each record that holds the HTML to clean.", "--html-field", "NAME")
    ] = None
    url_field: Annotated[
        str | None, Option("Field of each record that holds its address.", "--url-field", "NAME", "url")
    ] = None
    id_field: Annotated[str | None, Option("Field of each record that identifies it.", "--id-field", "NAME", "id")] = (
        None
    )
    files_from: Annotated[
        str | None,
        Option("Read the names of the inputs from FILE; - is standard input.", "--files-from", "FILE"),
    ] = None
    null: Annotated[bool, Option("Names in --files-from end with a NUL byte instead of a newline.", "--null -0")] = (
        False
    )
    include: Annotated[
        tuple[str, ...],
        Option("Also take matching files from folders (.gitignore syntax).", "--include", "PATTERN", in_file=True),
    ] = ()
    exclude: Annotated[
        tuple[str, ...],
        Option("Leave out matching files and folders (.gitignore syntax).", "--exclude", "PATTERN", in_file=True),
    ] = ()
    force_exclude: Annotated[
        bool, Option("Apply --exclude to files named on the command line too.", "--force-exclude")
    ] = False
    fetch_timeout: Annotated[
        float, Option("Give up on an address after this long.", "--fetch-timeout", "SECONDS", lowest=0.1)
    ] = 30.0
    pause: Annotated[
        float, Option("Wait this long between two pages of one host.", "--pause", "SECONDS", lowest=0.0)
    ] = 1.0
    allow_private: Annotated[
        bool, Option("Also fetch addresses of this machine and its network.", "--allow-private")
    ] = False
    only: Annotated[
        tuple[str, ...],
        Option(
            "Skip files with other endings, and README, LICENSE and the like, even if named (comma-separated).",
            "--only",
            "ENDINGS",
            commas=True,
        ),
    ] = ()


class OutputOptions(NamedTuple):
    """What is printed or written, and where. A `path` of None is standard output, a `format` of None the usual one."""

    path: Annotated[
        str | None, Option("Write to a folder, table or file instead of standard output.", "--output -o", "PATH")
    ] = None
    format: Annotated[
        OutputFormat | None,
        Option(
            "Print or write text, markdown, html, xml, tei, csv, json, jsonl or parquet.",
            "--format -f",
            "FORMAT",
            "text",
        ),
    ] = None
    links: Annotated[bool, Option("Keep links (in markdown, HTML and XML).", "--links")] = False
    images: Annotated[bool, Option("Keep images (in markdown, HTML and XML).", "--images")] = False
    blocks: Annotated[bool, Option("Add every block to JSON and Parquet.", "--blocks")] = False
    renderings: Annotated[
        tuple[str, ...],
        Option("Add the article as markdown, html, xml or tei to JSON and Parquet.", "--with", "FORMATS", commas=True),
    ] = ()
    frontmatter: Annotated[bool, Option("Put the metadata, as YAML, before text or markdown.", "--frontmatter")] = False
    explain: Annotated[bool, Option("Show every block with its label, score and reason.", "--explain")] = False
    review: Annotated[
        str | None, Option("Write a web page for reviewing what was kept and dropped.", "--review", "FILE")
    ] = None
    overwrite: Annotated[bool, Option("Replace existing output.", "--overwrite")] = False
    allow_empty: Annotated[
        bool, Option("Exit with 0 instead of 3 if a document is nothing but boilerplate.", "--allow-empty")
    ] = False

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


class SelectionOptions(NamedTuple):
    """Which blocks stay."""

    keep: Annotated[
        tuple[str, ...],
        Option("Also keep these labels or families (comma-separated).", "--keep", "LABELS", commas=True, in_file=True),
    ] = ()
    drop: Annotated[
        tuple[str, ...],
        Option("Also drop these labels or families (comma-separated).", "--drop", "LABELS", commas=True, in_file=True),
    ] = ()
    rules: Annotated[
        RuleTable,
        Option(
            "Add your own rules from a TOML file.", "--rules", "FILE", in_file=True, read=_read_rules, join=_join_rules
        ),
    ] = NO_RULES
    disable: Annotated[
        tuple[str, ...],
        Option(
            "Disable these rules, or reasons that --explain shows (comma-separated).",
            "--disable",
            "IDS",
            commas=True,
            in_file=True,
            join=add,
        ),
    ] = ()
    favor: Annotated[
        Favor | None,
        Option("Where a block is in doubt, drop it (precision) or keep it (recall).", "--favor", in_file=True),
    ] = None
    keep_lines: Annotated[tuple[str, ...], Option("Lines that are always kept.", metavar="LINE", in_file=True)] = ()


class InPlaceOptions(NamedTuple):
    """How files are kept clean where they are."""

    write: Annotated[bool, Option("Clean text files in place.", "--in-place -i")] = False
    check: Annotated[bool, Option("Write nothing; exit with 1 if --in-place would change a file.", "--check")] = False
    diff: Annotated[bool, Option("Write nothing; show what --in-place would change.", "--diff")] = False
    max_removed: Annotated[
        float,
        Option(
            "Leave a file alone if more than this share of it would go.",
            "--max-removed",
            "SHARE",
            in_file=True,
            lowest=0.0,
            highest=1.0,
        ),
    ] = MAX_REMOVED

    @property
    def write_back(self) -> WriteBack:
        """What happens with a file that is not clean."""
        if self.write:
            return WriteBack.WRITE
        return WriteBack.DIFF if self.diff else WriteBack.CHECK


class BatchOptions(NamedTuple):
    """How a run over folders and corpora goes on, what it leaves out, and how it reports."""

    resume: Annotated[bool, Option("Continue a run that was interrupted.", "--resume")] = False
    report: Annotated[str | None, Option("Also write a report on the run, as .json or .html.", "--report", "FILE")] = (
        None
    )
    only_language: Annotated[
        tuple[str, ...],
        Option("Leave out articles in other languages (comma-separated).", "--only-language", "TAGS", commas=True),
    ] = ()
    min_confidence: Annotated[
        float,
        Option("Leave out articles of less confidence.", "--min-confidence", "SHARE", lowest=0.0, highest=1.0),
    ] = 0.0
    min_words: Annotated[int, Option("Leave out articles with fewer words.", "--min-words", "N", lowest=0)] = 0
    shards: Annotated[
        bool, Option("Give each file of records a part of the output of its own, as remote outputs do.", "--shards")
    ] = False
    drop_duplicates: Annotated[
        bool, Option("Leave out articles whose text an earlier one of the same shard has.", "--drop-duplicates")
    ] = False
    no_progress: Annotated[bool, Option("Do not show progress.", "--no-progress")] = False


class EngineOptions(NamedTuple):
    """Where a batch runs, on how many workers, and how long each input may take."""

    jobs: Annotated[
        int | None,
        Option("Number of worker processes.", "--jobs -j", "N", "one per processor", in_file=True, lowest=1),
    ] = None
    timeout: Annotated[
        float, Option("Give up on an input after this long.", "--timeout", "SECONDS", in_file=True, lowest=0.1)
    ] = TIMEOUT_SECONDS
    engine: Annotated[Engine, Option("Where to run: in local processes or on a Ray cluster.", "--engine")] = (
        Engine.LOCAL
    )
    ray_address: Annotated[str | None, Option("Address of a running Ray cluster.", "--ray-address", "ADDRESS")] = None


class ProfileOptions(NamedTuple):
    """What is known, or learned, of the sites that the pages come from."""

    profile: Annotated[
        "Profiles | None",
        Option(
            "Drop what a site repeats on its pages, as --learn found it.",
            "--profile",
            "FILE",
            in_file=True,
            read=read_profiles,
            join=_join_profiles,
        ),
    ] = None
    site: Annotated[str | None, Option("Site of the pages that have no address.", "--site", "NAME", in_file=True)] = (
        None
    )
    learn: Annotated[
        str | None, Option("Learn what the inputs' sites repeat and write it to FILE.", "--learn", "FILE")
    ] = None
    learn_first: Annotated[
        bool, Option("Learn from the inputs, then clean them with what was learned.", "--learn-first")
    ] = False


class ConfigurationOptions(NamedTuple):
    """Where the settings come from."""

    config: Annotated[str | None, Option("Read settings from FILE instead of pyproject.toml.", "--config", "FILE")] = (
        None
    )
    no_config: Annotated[bool, Option("Ignore the settings in pyproject.toml.", "--no-config")] = False


class MessageOptions(NamedTuple):
    """How much is said, in which colours, and what is printed instead of cleaning anything."""

    quiet: Annotated[bool, Option("Say nothing but why something failed.", "--quiet -q")] = False
    verbose: Annotated[bool, Option("Say what took how long, and what decided about each input.", "--verbose -v")] = (
        False
    )
    color: Annotated[
        Colour, Option("Colour what is printed: auto (on a terminal), always or never.", "--color", "WHEN")
    ] = Colour.AUTO
    json_schema: Annotated[bool, Option("Print the JSON Schema of the JSON output.", "--json-schema")] = False
    version: Annotated[bool, Option("Print the version.", "--version -V")] = False


# The groups by their headings, in the order of --help.
GROUPS: Mapping[str, type[tuple[Any, ...]]] = MappingProxyType(
    {
        "Input": InputOptions,
        "Output": OutputOptions,
        "What stays": SelectionOptions,
        "In place": InPlaceOptions,
        "Batch": BatchOptions,
        "Engine": EngineOptions,
        "Profiles": ProfileOptions,
        "Configuration": ConfigurationOptions,
        "Messages": MessageOptions,
    }
)


def options() -> tuple[Option, ...]:
    """Every option, in the order of its group and field, complete."""
    return _OPTIONS


def _declared(title: str, group: Any) -> list[Option]:
    return [
        _completed(annotated, name, group._field_defaults[name], title)
        for name, annotated in group.__annotations__.items()
    ]


def _completed(annotated: Any, name: str, default: Any, title: str) -> Option:
    option: Option = annotated.__metadata__[0]
    if option.read is not None:  # the value is made from the files that are named
        return option._replace(name=name, many=True, default=default, group=title)
    hint = annotated.__origin__
    many = get_origin(hint) is tuple
    [kind] = {hint} if isinstance(hint, type) and not many else {*get_args(hint)} - {NoneType, Ellipsis}
    option = option._replace(name=name, type=kind, many=many, default=default, group=title)
    return option._replace(metavar=option.metavar or "|".join(option.choices))


_OPTIONS = tuple(option for title, group in GROUPS.items() for option in _declared(title, group))
