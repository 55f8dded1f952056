"""The date of publication by htmldate, for pages on which nothing else gives one: htmldate is slow to import."""

from __future__ import annotations

from cleaner.metadata.candidates import SourcedValue

# On larger pages htmldate takes too long. Few real pages have 20,000 tags.
_LARGEST_CHARACTERS = 3_000_000
_MOST_TAGS = 50_000


def date_of_htmldate(html: str, url: str | None) -> SourcedValue | None:
    """The date of publication (ISO 8601) that htmldate finds in a page; None if it finds none or the page is huge."""
    if len(html) > _LARGEST_CHARACTERS or html.count("<") > _MOST_TAGS:
        return None
    from htmldate import find_date

    try:
        found = find_date(html, url=url, original_date=True, extensive_search=False, outputformat="%Y-%m-%d")
    except Exception:  # a bug in htmldate must not fail the document
        return None
    return SourcedValue(found, "htmldate") if found else None
