"""The date of publication by htmldate, for pages on which nothing else gives one: htmldate is slow to import."""

from __future__ import annotations

import re
from itertools import islice

from cleaner.metadata.candidates import SourcedValue
from cleaner.metadata.dates import Order, dates_in

# On larger pages htmldate takes too long. Few real pages have 20,000 tags.
_LARGEST_CHARACTERS = 3_000_000
_MOST_TAGS = 50_000
_MOST_YEARS = 2_000  # mentions of the year of an answer, each of which takes up to 0.6 ms to read
_AROUND_YEAR = 30  # characters, in which the rest of a date stands
_ORDERS = (Order.DAY_FIRST, Order.MONTH_FIRST)


def date_of_htmldate(html: str, url: str | None) -> SourcedValue | None:
    """The date of publication (ISO 8601) that htmldate finds in a page; None if it finds none or the page is huge.

    htmldate makes 2024-02-01 of "2024-02-30", so its answer counts only if the page or its address holds that day.
    """
    if len(html) > _LARGEST_CHARACTERS or html.count("<") > _MOST_TAGS:
        return None
    from htmldate import find_date

    try:
        found = find_date(html, url=url, original_date=True, extensive_search=False, outputformat="%Y-%m-%d")
    except Exception:  # a bug in htmldate must not fail the document
        return None
    return SourcedValue(found, "htmldate") if found and _holds_day(f"{url or ''} {html}", found) else None


def _holds_day(text: str, iso: str) -> bool:
    """Whether a text holds a day (YYYY-MM-DD) in any form that can be read, or as 20240229, 29/2/24 or 2/29/24."""
    year, month, day = iso.split("-")
    one, other = f"0?{int(day)}[./-]", f"0?{int(month)}[./-]"
    if re.search(rf"(?<!\d)(?:{year}{month}{day}|(?:{one}{other}|{other}{one}){year[2:]}(?!\d))", text):
        return True
    for found in islice(re.finditer(year, text), _MOST_YEARS):
        around = text[max(0, found.start() - _AROUND_YEAR) : found.end() + _AROUND_YEAR]
        if any(date.iso[:10] == iso for order in _ORDERS for date in dates_in(around, order)):
            return True
    return False
