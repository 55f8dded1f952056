"""Which articles are left out of the output. The manifest has a row for each of them, with the reason."""

from __future__ import annotations

from typing import NamedTuple

from cleaner.document import Article
from cleaner.metadata.language_tags import takes
from cleaner.text.stats import count_words


class Filters(NamedTuple):
    """What an article must be to be written.

    It is in one of the `languages`, BCP 47 tags as in `language_tags.takes` (empty: any language), has a confidence of
    at least `min_confidence` and at least `min_words` words.
    """

    languages: frozenset[str] = frozenset()
    min_confidence: float = 0.0
    min_words: int = 0

    def why_not(self, article: Article) -> str | None:
        """Why an article is left out, in a few words; None if it is not.

        Reasons are counted, so they name the limit and not the value.
        """
        if article.confidence < self.min_confidence:
            return f"its confidence is below {self.min_confidence:g}"
        if self.min_words and count_words(article.text) < self.min_words:
            return f"it has fewer than {self.min_words:,} words"
        if self.languages and not self._takes(article.language):
            return f"its language is {article.language or 'unknown'}"
        return None

    def _takes(self, language: str | None) -> bool:
        return language is not None and any(takes(wanted, language) for wanted in self.languages)


NO_FILTERS = Filters()
