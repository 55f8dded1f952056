"""The report on a batch: its facts as JSON, or drawn as a page."""
