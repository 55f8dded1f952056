"""The reasons that labelling gives beside the ids of rules. The user can disable them like rules."""

from __future__ import annotations

from cleaner.document import Label

TITLE = "place/title"
REPEATED_TITLE = "place/title-again"
STANDFIRST = "place/standfirst"
KICKER = "place/kicker"
NAMES = "place/names"
MENU = "place/menu"
AUTHOR_BIO = "place/author-bio"
HEAD_OF_TEXT = "place/head-of-text"
JSON_LD_BODY = "last-resort/json-ld"

# The labels that elements of HTML give to what is in them, and the reasons for these labels.
LABELS_OF_ELEMENTS = {
    "nav": Label.NAVIGATION,
    "menu": Label.NAVIGATION,
    "figure": Label.CAPTION,
    "aside": Label.RELATED,
    "header": Label.NAVIGATION,
    "footer": Label.NAVIGATION,
}
ELEMENTS = {tag: f"markup/{tag}" for tag in LABELS_OF_ELEMENTS}

SECTIONS = {label: f"section/{label}" for label in Label}
CLOSING_SECTIONS = {label: f"section/closing-{label}" for label in (Label.RELATED, Label.COMMENTS)}
LIKELIEST = {label: f"likeliest/{label}" for label in Label}

# Configurations may still disable these, which are given no longer.
_RETIRED = ("place/after-article", "place/outside-article")

REASONS = frozenset(
    (
        *(TITLE, REPEATED_TITLE, STANDFIRST, KICKER, NAMES, MENU, AUTHOR_BIO, HEAD_OF_TEXT, JSON_LD_BODY),
        *ELEMENTS.values(),
        *SECTIONS.values(),
        *CLOSING_SECTIONS.values(),
        *LIKELIEST.values(),
        *_RETIRED,
    )
)

# These say what the model decided; there is nothing to disable.
OWN_WORDS = "score/own-words"
NEIGHBOURS = "score/neighbours"
