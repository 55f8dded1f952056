"""Title, authors, dates, language, site and the other metadata of an article, from its markup and its lines."""

from cleaner.metadata.resolve import metadata_of

__all__ = ["metadata_of"]
