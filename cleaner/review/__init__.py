"""The review page: what was dropped from many documents and why, for reading, searching and correcting."""
