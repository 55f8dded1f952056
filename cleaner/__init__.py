"""Clean scraped articles: text or HTML in, the article's own text out, with a reason for every dropped block."""

from typing import TYPE_CHECKING, Any

from cleaner.document import Article, Basis, Block, DocumentError, Family, Kind, Label, LabelledBlock, Metadata
from cleaner.options import Options, read_profiles
from cleaner.pipeline import clean
from cleaner.rules.user_rules import read_rules

if TYPE_CHECKING:
    from cleaner.batch.many import Result, clean_many

__all__ = [
    "Article",
    "Basis",
    "Block",
    "DocumentError",
    "Family",
    "Kind",
    "Label",
    "LabelledBlock",
    "Metadata",
    "Options",
    "Result",
    "clean",
    "clean_many",
    "read_profiles",
    "read_rules",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Loaded on demand: one page needs no processes.
    if name in ("Result", "clean_many"):
        from cleaner.batch import many

        return getattr(many, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
