"""How the time of one document grows with its size, from 1 KB to 10 MB, as HTML and as text.

    python -m tests.benchmarks.growth [--rounds N] [--largest BYTES]

Every document is invented: paragraphs of random words, no two alike, with lines of boilerplate between them. Prints the
median of the processor time, and what that is a kilobyte: where the latter stays, time grows with size alone.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator
from itertools import accumulate, takewhile
from random import Random

from cleaner import clean
from tests.benchmarks.common import HTML, say_head, say_row

_SMALLEST_BYTES, _STEP = 1_000, 10
_SYLLABLES = ("ba", "de", "fer", "gul", "han", "kor", "lim", "mo", "nes", "pol", "ri", "sta", "tun", "ver", "wi")
_FUNCTION_WORDS = ("the", "of", "and", "to", "in", "that", "was", "for", "on", "with", "as", "by", "at", "from")
_BOILERPLATE = ("Read more", "Share this article", "Advertisement", "Sign up for our newsletter", "Photo: Ada Fern")
_EVERY_BLOCKS = 5  # one line of boilerplate
_SENTENCES, _WORDS = range(2, 6), range(8, 20)


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--largest", type=int, default=10_000_000, metavar="BYTES")
    arguments = parser.parse_args()
    say_head("form", "bytes", "seconds", "microseconds a KB")
    for form in (HTML, "text"):
        clean(document(form, _SMALLEST_BYTES, 0))  # not measured: what is loaded once
        sizes = accumulate([_SMALLEST_BYTES] * 9, lambda size, _: size * _STEP)
        for size in takewhile(lambda size: size <= arguments.largest, sizes):
            taken = statistics.median(_seconds(document(form, size, seed)) for seed in range(arguments.rounds))
            say_row(form, f"{size:,}", f"{taken:.3f}", f"{taken * 1e9 / size:.0f}")


def document(form: str, size: int, seed: int) -> str:
    """An invented document of about so many characters; each seed gives another one."""
    blocks: list[str] = []
    written = 0
    for block in _blocks(Random(f"{form} {seed}"), form):
        blocks.append(block)
        written += len(block) + 2
        if written >= size:
            break
    body = "\n\n".join(blocks)
    return f"<html><body><main>{body}</main></body></html>" if form == HTML else body


def _blocks(random: Random, form: str) -> Iterator[str]:
    at = 0
    while True:
        at += 1
        text = random.choice(_BOILERPLATE) if at % _EVERY_BLOCKS == 0 else _paragraph(random)
        yield text if form != HTML else f"<p>{text}</p>" if at % _EVERY_BLOCKS else f'<div class="box">{text}</div>'


def _paragraph(random: Random) -> str:
    return " ".join(_sentence(random) for _ in range(random.choice(_SENTENCES)))


def _sentence(random: Random) -> str:
    words = [
        random.choice(_FUNCTION_WORDS) if at % 2 else "".join(random.choices(_SYLLABLES, k=random.choice((2, 3))))
        for at in range(random.choice(_WORDS))
    ]
    return f"{' '.join(words).capitalize()}."


def _seconds(source: str) -> float:
    start = time.process_time()
    clean(source)
    return time.process_time() - start


if __name__ == "__main__":
    main()
