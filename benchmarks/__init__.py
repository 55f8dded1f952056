"""Measurements of the command beside others: programs, not tests. Not part of the wheel."""
