"""An invented story as it should be, and as scrapers bring it: with lines around it that certain rules know."""

from __future__ import annotations

from random import Random

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


def annals(years: int) -> list[str]:
    """A long report: a paragraph a year, all different, as the chronicles of towns have them."""
    chance = Random(years)
    who = (
        "the harbour board",
        "the parish council",
        "a carter",
        "the miller's widow",
        "two surveyors",
        "the ropemakers",
    )
    did = ("bought", "repaired", "surveyed", "gave up", "painted", "flooded", "fenced", "lent out", "quarrelled over")
    what = ("the salt store", "a mile of sea wall", "the bridge at the weir", "three barges", "the bell of the chapel")
    why = ("because the winter had been long", "although nobody had asked for it", "after a night of heavy rain")

    def deed() -> str:
        return " ".join(map(chance.choice, (who, did, what, why)))

    def year(number: int) -> str:
        cost = f"The work took {chance.randint(2, 40)} weeks and cost {chance.randint(50, 900)} crowns."
        return f"In {number} {deed()}. {cost} In the autumn {deed()}, and {deed()}."

    return [year(1500 + number) for number in range(years)]
