"""An invented story, the slogan that its paper prints under every one, and a rule that knows the slogan."""

from __future__ import annotations

FIRST = (
    "The harbour council voted on Tuesday night to reopen the ferry line that it had closed in the spring, after a "
    "debate that lasted for five hours and that most of the town had come to hear."
)
SECOND = (
    "Nobody could say where the money for a second boat would come from, and the mayor, who was asked about it twice, "
    "promised that the figures would be on the table before the end of the month."
)
SLOGAN = "The Courier: first with the tide since 1911"
RULE = """
[[rule]]
id = "newsletter/courier-slogan"
language = "en"
match = "start"
certain = true
why = "The paper prints it under every story."
phrases = ["the courier, first with the tide"]
hits = ["The Courier - first with the tide!"]
misses = ["The Courier reported the tide first."]
"""
