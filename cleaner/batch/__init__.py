"""Folders and corpora: many inputs, each with exactly one outcome."""
