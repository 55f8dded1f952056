"""The review page: what was dropped from many documents, and why, for people who would rather look than read."""
