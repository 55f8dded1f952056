"""The words of the program: labels and their families, blocks, verdicts and articles. Imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Family(StrEnum):
    """What a label is for: the article's own text, the furniture around it, or what is not the article at all."""

    TEXT = "text"
    FURNITURE = "furniture"
    BOILERPLATE = "boilerplate"


class Label(StrEnum):
    """What a block is, in journalism's own words. Every block of a document gets exactly one."""

    BODY = "body"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    TABLE = "table"
    CODE = "code"

    KICKER = "kicker"
    TITLE = "title"
    STANDFIRST = "standfirst"
    BYLINE = "byline"
    TIMESTAMP = "timestamp"
    CAPTION = "caption"
    CREDIT = "credit"
    PULL_QUOTE = "pull_quote"
    AUTHOR_BIO = "author_bio"
    CORRECTION = "correction"

    NAVIGATION = "navigation"
    BREADCRUMB = "breadcrumb"
    SHARE = "share"
    NEWSLETTER = "newsletter"
    RELATED = "related"
    AD = "ad"
    PAYWALL = "paywall"
    COOKIE_NOTICE = "cookie_notice"
    COMMENTS = "comments"
    TAGS = "tags"
    MEDIA_CONTROLS = "media_controls"
    APP_PROMO = "app_promo"
    CONTACT = "contact"
    COPYRIGHT = "copyright"
    OTHER = "other"

    @property
    def family(self) -> Family:
        """The family this label belongs to."""
        return FAMILY_OF[self]


_TEXT = (Label.BODY, Label.HEADING, Label.LIST_ITEM, Label.QUOTE, Label.TABLE, Label.CODE)
_FURNITURE = (
    Label.KICKER,
    Label.TITLE,
    Label.STANDFIRST,
    Label.BYLINE,
    Label.TIMESTAMP,
    Label.CAPTION,
    Label.CREDIT,
    Label.PULL_QUOTE,
    Label.AUTHOR_BIO,
    Label.CORRECTION,
)
FAMILY_OF: dict[Label, Family] = {
    label: Family.TEXT if label in _TEXT else Family.FURNITURE if label in _FURNITURE else Family.BOILERPLATE
    for label in Label
}
