"""What an article is: title, authors, dates, language, site and the like, from its markup and its lines."""

from cleaner.metadata.resolve import metadata_of

__all__ = ["metadata_of"]
