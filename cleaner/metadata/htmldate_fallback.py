"""What htmldate finds where nothing on the page says when it was published. It is slow to load, and asked last."""

from __future__ import annotations

from cleaner.metadata.candidates import Claim

# Characters and tags: what it does with larger pages takes too long. Few real ones have 20,000 tags.
_LARGEST = 3_000_000
_MOST_TAGS = 50_000


def date_of_htmldate(html: str, url: str | None) -> Claim | None:
    """The date of publication that htmldate sees in the page's text."""
    if len(html) > _LARGEST or html.count("<") > _MOST_TAGS:
        return None
    from htmldate import find_date

    try:
        found = find_date(html, url=url, original_date=True, extensive_search=False, outputformat="%Y-%m-%d")
    except Exception:  # another program's fault must not become ours
        return None
    return Claim(found, "htmldate") if found else None
