"""Files that are not articles: programs, settings, tables, licences, markup; and articles that resemble them."""

from __future__ import annotations

import pytest
from helpers import within
from stories import CLEAN, FIRST, PAGE, SECOND

from cleaner.inplace.not_articles import why_html, why_no_article

PROGRAM = """\
# Rings the bell on the hour.
import time
from tower import Bell, Clapper

def ring(bell: Bell, hours: int) -> None:
    for _ in range(hours):
        bell.strike(Clapper.HEAVY)
        time.sleep(2)

if __name__ == "__main__":
    ring(Bell("Old Agnes"), 12)
"""
SCRIPT = "#!/bin/sh\nset -eu\ncp lamp.txt /srv/lamps/\necho done\n"
HEADER = """\
/* The lamp of a lighthouse turns, and this says how fast. It has been so
   since the oil was given up, and nobody has found a reason to change it. */
#ifndef LAMP_H
#define LAMP_H
#include <stdint.h>
struct lamp { uint8_t turns; };
int lamp_turn(struct lamp *lamp, int seconds);
#endif
"""
BUILD = """\
cmake_minimum_required(VERSION 3.20)
project(lamp LANGUAGES C)
add_executable(lamp main.c wick.c)
target_link_libraries(lamp PRIVATE oil)
"""
REQUIREMENTS = "lampkit==2.1\nwick>=0.9,<2\noil-gauge~=1.4\n"
ROBOTS = "User-agent: *\nDisallow: /keepers/\nAllow: /lamps/\n"
SETTINGS = "[lamp]\nturns = 6\ncolour = white\n\n[bell]\nhours = 12\n"
COMMENTED = "# turns = 6\n# colour = white\n# Hours to ring.\n# hours = 12\n# oil = whale\n#\n# rock = gannet\n"
COMMAS = "id,name,height\n1,Gannet Rock,31\n2,Old Agnes,24\n3,The Needle,40\n"
TABS = "id\tname\tremarks\n1\tGannet Rock\tunmanned, since spring\n2\tOld Agnes\tred\n"
NUMBERS = "seed, 12345\n0, 0x11f3\n1, 0x7ab1\n2, 0x0c02\n"
QUOTED = 'name;remarks\n"Gannet Rock";"Automatic; watched from the mainland"\n"Old Agnes";"Red"\n'
RECORDS = '{"text": "one"}\n{"text": "two"}\n'
LICENCE = """\
The Lamp Licence

Copyright 2024 Osric Venn

Permission is hereby granted, free of charge, to any person obtaining a copy of this lamp.
"""

CODE_SAMPLE = "    lamp = Lamp()\n    lamp.turn(6)\n    return lamp\n"
RECIPE = "For four:\n\n250 g flour\n3 eggs, beaten\n100 ml milk, warm\nSalt, pepper\n\n" + FIRST
PLACES = "We went to these, and liked them.\n\nGannet Rock, Northside\nOld Agnes, Southside\nThe Needle, Westside\n"
BULLETS = "* One of the lamps, which is red\n* Another of the lamps, which is green\n* The last, which is white\n" * 3
INTERVIEW = f"Q: Were you never afraid of the sea?\n\nA: {FIRST}\n\nQ: And of the parrot?\n\nA: {SECOND}\n"
DATELINE = f"Gannet Rock (rn) – {FIRST}\n\nOld Agnes (rn): {SECOND}\n\nThe Needle (rn), {FIRST}\n"
ABOUT_LICENCES = CLEAN + "\nIts licence says: “Permission is hereby granted, free of charge, to any person …”\n"


OTHERS = {
    "a program or a settings file": (PROGRAM, SCRIPT, HEADER, BUILD, REQUIREMENTS, ROBOTS, SETTINGS, COMMENTED),
    "a table of data": (COMMAS, TABS, NUMBERS, QUOTED),
    "JSON": ('{\n  "lamps": [1, 2]\n}\n', RECORDS, "[1, 2, 3]"),
    "a licence": (LICENCE,),
}


@pytest.mark.parametrize(
    ("text", "what"), [pytest.param(text, what, id=text.split()[0]) for what in OTHERS for text in OTHERS[what]]
)
def test_files_that_are_not_articles_are_recognised(text: str, what: str) -> None:
    assert (why_no_article(text) or "").partition(", not like an article")[0] == f"this looks like {what}"


@pytest.mark.parametrize(
    "text",
    [
        CLEAN,
        CLEAN + CODE_SAMPLE,
        RECIPE,
        PLACES,
        BULLETS,
        INTERVIEW,
        DATELINE,
        ABOUT_LICENCES,
        "[Gannet Rock] " + FIRST,
        "{sic}\n" + FIRST,
        "One, two.\nThree, four.\nFive, six.\n",
        "# A heading\n\n" + FIRST,
        "A line.\n",
        "",
    ],
    ids="story,sample,recipe,places,bullets,interview,dateline,licences,bracket,brace,commas,heading,line,nothing".split(
        ","
    ),
)
def test_a_text_that_may_be_an_article_is_not_refused(text: str) -> None:
    assert why_no_article(text) is None
    assert why_html(text, "a.txt") is None


@pytest.mark.parametrize("name", ["a.py", "B.CSV", "lamp.toml", "x/y.tar/lamp.yml"])
def test_some_endings_are_refused(name: str) -> None:
    ending = name[name.rfind(".") :].lower()
    assert (why_no_article(CLEAN, name) or "").startswith(f"a name that ends in {ending} is not")


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a", "c.d/a", "3.5 lamps"])
def test_other_endings_are_not_refused(name: str) -> None:
    assert why_no_article(CLEAN, name) is None


def test_html_is_recognised_by_content_and_by_name() -> None:
    assert (why_html(PAGE, "a.txt") or "").startswith("this is HTML")
    assert (why_html(CLEAN, "lamp.HTML") or "").startswith("this is HTML")


HOSTILE = {
    "comments": "/*" * 50_000,
    "quotes": '"""' * 30_000,
    "braces": "{" * 100_000,
    "brackets": "[" * 100_000,
    "commas": "a," * 100_000,
    "equals": "=" * 100_000,
    "calls": "a(" * 50_000,
    "names": "a.b = " * 20_000,
    "words": "if " * 30_000,
    "lines": ("x" * 499 + "!\n") * 500,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_no_time(text: str) -> None:
    with within(3):
        why_no_article(text)
