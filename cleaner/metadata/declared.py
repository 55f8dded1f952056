"""How long the article should be at least, by what its page declares."""

from __future__ import annotations

from html import unescape

from cleaner.metadata.from_elements import read_declared
from cleaner.text.lazy_pattern import lazy_pattern
from cleaner.text.stats import count_words

# The share of a declared body's words below which something is missing. Pages that were cleaned rightly have 0.83 and
# more: some bodies include captions and the titles of other stories.
_LEAST_SHARE_OF_BODY = 0.7
_TAG = lazy_pattern(r"<[^<>]*>")


def expected_words(page: str, url: str | None) -> int:
    """The least number of words that the article should have; 0 where the page declares neither body nor summary.

    An article is longer than its summary, and nearly as long as the `articleBody` in the page's JSON-LD.
    """
    declared = read_declared(page, url)
    body_words = count_words(_TAG.sub(" ", unescape(declared.body)))
    return max(count_words(declared.description), int(_LEAST_SHARE_OF_BODY * body_words))
