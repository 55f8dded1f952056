"""Gold text -> the truth of every block.

A block is gold if it is a line of the gold text, or if at least half of its four-word shingles are in it. A block of
three or four words is gold if the gold text contains it as a phrase; one of one or two words only as a line of its own,
since many sentences contain "read more".

That looks at one block at a time. By it a teaser that quotes the article is gold, and so are both copies of a paragraph
that the page holds twice. The truth of a page is therefore turned, block by block, wherever that brings the page as a
whole nearer to its gold text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

GOLD, NOT_GOLD, EITHER = 1, 0, -1
SHINGLE_WORDS = 4
_GOLD_SHARE = 0.5  # of the shingles of a block
_MIN_PHRASE_WORDS = 3
_MAX_ROUNDS = 4  # of turning truths; hardly any page needs more than two
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]+"
)


def words(text: str) -> tuple[str, ...]:
    """The words of a text, case-folded; each character of a script without spaces is a word."""
    return tuple(_WORD.findall(text.casefold()))


def runs(text: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every run of four words, in order."""
    return zip(*(text[at:] for at in range(SHINGLE_WORDS)), strict=False)


def shingles(text: Sequence[str]) -> set[tuple[str, ...]]:
    """The runs of four words, each once."""
    return set(runs(text))


def align(blocks: Iterable[str], gold: Sequence[str], optional: Sequence[str] = ()) -> list[int]:
    """GOLD, NOT_GOLD or EITHER for each block, given the paragraphs of the gold text and of optional text.

    EITHER is a block of optional text, or one without a word.
    """
    lines = {words(line) for paragraph in gold for line in paragraph.split("\n")}
    in_gold = shingles([word for paragraph in gold for word in words(paragraph)])
    running = f" {' '.join(' '.join(words(paragraph)) for paragraph in gold)} "
    optional_lines = {words(paragraph) for paragraph in optional}
    in_optional = {shingle for paragraph in optional for shingle in shingles(words(paragraph))}

    def truth(block: tuple[str, ...]) -> int:
        if not block:
            return EITHER
        if block in lines:
            return GOLD
        if block in optional_lines:
            return EITHER
        if len(block) <= SHINGLE_WORDS:
            return int(len(block) >= _MIN_PHRASE_WORDS and f" {' '.join(block)} " in running)
        pieces = shingles(block)
        if len(pieces & in_gold) >= _GOLD_SHARE * len(pieces):
            return GOLD
        return EITHER if len(pieces & in_optional) >= _GOLD_SHARE * len(pieces) else NOT_GOLD

    return [truth(words(block)) for block in blocks]


def best_choice(blocks: Sequence[str], gold: Sequence[str], truth: Sequence[int]) -> list[int]:
    """The truth with every block turned that raises the F1, over shingles, of the gold blocks against the gold text.

    Blocks of fewer than four words, and those that may be either, stay as they are.
    """
    wanted = Counter(runs(words("\n".join(gold))))
    pieces = [Counter(runs(words(block))) for block in blocks]
    turned = list(truth)
    chosen: Counter[tuple[str, ...]] = Counter()
    for piece, answer in zip(pieces, truth, strict=True):
        if answer == GOLD:
            chosen.update(piece)
    hits, size = (chosen & wanted).total(), chosen.total()
    for _ in range(_MAX_ROUNDS):
        before = turned.copy()
        for at, piece in enumerate(pieces):
            if turned[at] == EITHER or not piece:
                continue
            sign = -1 if turned[at] == GOLD else 1
            gained = sum(
                min(chosen[run] + sign * count, wanted[run]) - min(chosen[run], wanted[run])
                for run, count in piece.items()
                if run in wanted
            )
            gained_size = sign * piece.total()
            # F1 is twice the hits over the size of both texts; the products compare the two fractions exactly.
            if (hits + gained) * (size + wanted.total()) > hits * (size + gained_size + wanted.total()):
                for run, count in piece.items():
                    chosen[run] += sign * count
                hits, size = hits + gained, size + gained_size
                turned[at] = NOT_GOLD if turned[at] == GOLD else GOLD
        if turned == before:
            break
    return turned
