"""Title, authors, dates, language, site and the other metadata of an article, from its markup and its lines."""
