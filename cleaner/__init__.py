"""Clean scraped articles: text or HTML in, the article's own text out, with a reason for every line that goes."""

from cleaner.document import Article, Block, DocumentError, Family, Kind, Label, LabelledBlock
from cleaner.options import Options, read_profiles
from cleaner.pipeline import clean
from cleaner.rules.user_rules import read_rules

__all__ = [
    "Article",
    "Block",
    "DocumentError",
    "Family",
    "Kind",
    "Label",
    "LabelledBlock",
    "Options",
    "clean",
    "read_profiles",
    "read_rules",
]
__version__ = "0.1.0"
