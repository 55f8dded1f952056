"""Five invented pages of one invented paper, as text and as HTML: what it repeats, and what its columnists do."""

from __future__ import annotations

STANDING = (
    "In this column, which has run since the old pier burned down, we look at the week with our feet in the water."
)
QUOTATION = (
    "“A harbour that nobody sails out of is only a very expensive pond,” the old harbour master used to say to us."
)
REFRAIN = "And still the tide came in, as it always has, whether the council had voted for it or not."
PLEA = "The Gannet Post belongs to its readers, and five pounds a month keep our small boat above the water."
TAGLINE = "Gannet Post: news with salt in it"
ALWAYS = ("Harbour Tides", "Fish Prices Today", TAGLINE)

_STORIES = (
    (
        "Ferry Line to the Old Bank Will Run Again From May",
        "The ferry that once linked the two banks of the estuary will run again from May, the council said "
        "on Tuesday, after eleven years in which people had to drive round by the bridge at Upper Marsh.",
        "Two boats have been bought from an island in the north, where a tunnel has taken their work, and they will be "
        "painted green before the summer guests arrive, as the old ones were for a hundred years.",
        "The fare has not been fixed. The mayor, asked about it three times, answered twice that it would be low and "
        "once that it would be fair, which her deputy later said came to the same thing.",
    ),
    (
        "A Bakery That Opens at Midnight Divides Quay Street",
        "When Bruno Halloran opened his bakery at midnight instead of at six, he thought of the fishermen who pass his "
        "door in the dark, and not of the forty people who sleep above the shops on the other side of Quay Street.",
        "They thought of him all the more, and have written to the town hall eleven times since autumn, first about "
        "the smell of the bread, which they like, and then about the bell on the door, which they do not.",
        "The bell is going to be taken down on Sunday. The fishermen have asked whether they may have it for the boat "
        "that they lost their own bell from, and the baker has promised to carry it to them himself.",
    ),
    (
        "School Orchestra Plays to an Empty Hall and Wins a Prize",
        "Nobody had told the school orchestra that the concert had been moved, and so on Saturday evening twenty-six "
        "children played a symphony to a caretaker, two mice and a row of four hundred folded chairs.",
        "The caretaker recorded it on his telephone, because it seemed a pity, and sent it to a jury in the capital "
        "that had asked for recordings from towns of fewer than nine thousand people.",
        "The jury has given it the first prize. It wrote that it had never heard an orchestra listen to itself so "
        "closely, and asked how the silence between the movements had been achieved.",
    ),
    (
        "Beekeepers Ask the Town to Leave Its Verges Alone",
        "Three beekeepers from the hill above the harbour have asked the town to mow its verges no more than once a "
        "year, and have brought nine jars of honey to the meeting to show what grows there otherwise.",
        "The gardeners of the town, who have mown the verges every second week since the war, took a jar each and said "
        "that they would think about it, although a verge that nobody mows was hardly a verge.",
        "A trial will begin in April along the road to the lighthouse. The beekeepers will count the flowers, the "
        "gardeners will count the complaints, and the council will compare the two figures in October.",
    ),
    (
        "The Clock of Saint Brannoc Is Right for the First Time",
        "The clock on the tower of Saint Brannoc, which has been eleven minutes slow since before anybody now living "
        "was born, was put right on Thursday by a watchmaker who was in the town on holiday.",
        "She had missed the bus because of it, climbed the tower in a temper with a screwdriver that she had borrowed "
        "from the hotel, and was down again before the verger had found the key to let her in.",
        "Half the town now comes too early for everything. The verger has been asked by several people to have the "
        "clock put back to how it was, and has answered that he would not know where to begin.",
    ),
)
NAMES = ("Pia Moss", "Osric Venn", "Una Tallow", "Bram Kettle", "Isolde Marsh")
COUNT = len(_STORIES)


def title(number: int) -> str:
    """The title of a page, from 0."""
    return _STORIES[number][0]


def paragraphs(number: int) -> tuple[str, ...]:
    """The paragraphs of a page's article."""
    return _STORIES[number][1:]


def page(number: int, opening: str = "", within: str = "", closing: str = "") -> str:
    """A page as text, with lines that stand ahead of its paragraphs, amid them and behind them."""
    first, second, third = paragraphs(number)
    lines = (
        *ALWAYS[:2],
        title(number),
        f"By {NAMES[number]}",
        f"{number + 2} comments",
        opening,
        first,
        second,
        within,
        PLEA,
        third,
        closing,
        ALWAYS[2],
        f"More from {NAMES[number]}",
        "Sign up for our newsletter!",
        _STORIES[(number + 1) % COUNT][0],
    )
    return "\n\n".join(filter(None, lines)) + "\n"


def html_page(number: int) -> str:
    """A page as HTML; its article stands in a box of its own."""
    first, second, third = (f"<p>{text}</p>" for text in paragraphs(number))
    return (
        f'<!DOCTYPE html><html><body><div class="topbar"><span>{ALWAYS[0]}</span> <a href="/fish">{ALWAYS[1]}</a></div>'
        f'<h1>{title(number)}</h1><div class="story-copy">{first}{second}{third}</div>'
        f'<div class="support-us"><p>{PLEA}</p></div><div class="footer">{TAGLINE}</div></body></html>'
    )
