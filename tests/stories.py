"""An invented story as it should be, and as scrapers bring it: with lines around it that certain rules know."""

from __future__ import annotations

TITLE = "Lighthouse Keeper Retires After Forty Winters on the Rock"
FIRST = (
    "The last keeper of the Gannet Rock light came ashore on Friday with two suitcases and a parrot, forty years after "
    "the board had told him that he would be needed for one winter at the most. He was met at the quay by the mayor, a "
    "brass band and most of the children of the school, who had been given the morning off for it."
)
SECOND = (
    "“I never minded the storms,” said Osric Venn, who is seventy-one, “but I will not miss carrying the coal up the "
    "stairs, and I doubt that the parrot will miss listening to me while I do it.”"
)
THIRD = (
    "The light itself has been automatic since the spring. It is watched from an office on the mainland, where a clerk "
    "looks after nine lamps at once and, the board says, has not yet had to leave his chair on account of any of them."
)
PARAGRAPHS = [FIRST, SECOND, THIRD]
CLEAN = f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n\n{THIRD}\n"
SCRAPED = (
    f"Share this article\n\n{TITLE}\n\n{FIRST}\n\n{SECOND}\n\nAdvertisement\n\n{THIRD}\n\nSign up for our newsletter!\n"
)
PAGE = (
    f"<!DOCTYPE html><html><body><div>Share this article</div><article><h1>{TITLE}</h1>"
    f"<p>{FIRST}</p><p>{SECOND}</p><p>Advertisement</p><p>{THIRD}</p></article></body></html>"
)
BOILERPLATE = "Share this article\n\nAdvertisement\n\nSign up for our newsletter!\n"
