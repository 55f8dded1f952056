"""Clean scraped articles: text or HTML in, the article's own text out, with a reason for every dropped block."""

from cleaner.document import Article, Basis, Block, DocumentError, Family, Kind, Label, LabelledBlock, Metadata
from cleaner.options import Options, read_profiles
from cleaner.pipeline import clean
from cleaner.rules.user_rules import read_rules

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
    "clean",
    "read_profiles",
    "read_rules",
]
__version__ = "0.1.0"
