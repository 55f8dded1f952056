"""Pages of a corpus -> samples: the blocks of a page in one form, with an answer for each."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cleaner.document import Block, Kind
from cleaner.metadata.language import identify
from cleaner.render.as_text import join_lines
from cleaner.rules.evidence import Evidence, gather
from cleaner.segment import segment
from cleaner.training.alignment import EITHER, GOLD, NOT_GOLD, align, best_choice, words
from cleaner.training.corpus import CorpusPage
from cleaner.training.hosts import host_of
from cleaner.training.settings import (
    AROUND_SHORT,
    CLEANED,
    EVERY_NTH_LONG,
    EVERY_NTH_RENDERING,
    LEFT_IN_CLEANED,
    LONG,
    LONG_PAGES,
    MIN_WEIGHT_OF_VARIANTS,
    SEED,
    SHORT,
    TRAINING_VARIANTS,
    WEIGHT_OF_SET,
)
from cleaner.training.snippets import Snippets, truth_of
from cleaner.training.variants import variant
from cleaner.training.weak_gold import weak_gold

HTML = "html"
_LANGUAGE_CHARACTERS = 2_000  # of a text are enough to tell its language


class Sample(NamedTuple):
    """One input with its answer.

    `form` is "html" or the name of a rendering or variant. `truth` has GOLD, NOT_GOLD or EITHER for each block. Where
    there are `snippets`, they are all that is known of the page, and `gold` is empty.
    """

    page: str
    set: str
    host: str
    form: str
    kind: Kind
    blocks: list[Block]
    evidence: list[Evidence]
    truth: list[int]
    gold: str
    optional: tuple[str, ...]
    snippets: Snippets | None = None

    @property
    def language(self) -> str:
        """The BCP 47 tag of the language of what is known of the article, or "und"."""
        known = self.gold or "\n".join(self.snippets.wanted if self.snippets else ())
        return identify(known[:_LANGUAGE_CHARACTERS])[0] or "und"

    @property
    def is_cleaned(self) -> bool:
        """Whether the text was cleaned before: most of its boilerplate is gone."""
        return self.form.endswith(CLEANED)

    @property
    def is_derived(self) -> bool:
        """Whether it was made from other samples."""
        return self.form.endswith((CLEANED, LONG))


def samples_of(pages: Iterable[CorpusPage], kind: Kind) -> Iterator[Sample]:
    """The samples of every article: one as HTML, or several as plain text.

    For plain text, a page of which snippets alone are known gets weak gold where that can be had, and some pages are
    made long ones.
    """
    earlier: deque[list[str]] = deque(maxlen=LONG_PAGES.stop)  # gold of the pages before
    for page in pages:
        if not page.is_article:
            continue
        if kind is Kind.HTML:
            yield from _samples(page, kind)
            continue
        weak = weak_gold(page) if page.wanted and not page.gold else None
        samples = list(_samples(page._replace(gold=weak) if weak else page, kind))
        yield from samples
        if page.gold and not _weighs_little(page):
            if page.number % EVERY_NTH_LONG == 0:
                whole = [sample for sample in samples if sample.form in page.text]
                yield from filter(None, (_lengthened(page, sample, earlier) for sample in whole))
            earlier.append(page.gold)


def _samples(page: CorpusPage, kind: Kind) -> Iterator[Sample]:
    for form, source in _forms(page, kind):
        if sample := _sample(page, form, source, kind):
            yield sample
            yield from _cleaned(page, sample)


def _forms(page: CorpusPage, kind: Kind) -> Iterator[tuple[str, str]]:
    if kind is Kind.HTML:
        yield HTML, page.html
        return
    for form in page.every_nth_rendering(EVERY_NTH_RENDERING):
        yield form, page.text[form]
    if page.renderings and not _weighs_little(page):
        name = TRAINING_VARIANTS[page.number % len(TRAINING_VARIANTS)]
        yield name, variant(name, page.text[page.renderings[0]], page.id)


def _weighs_little(page: CorpusPage) -> bool:
    return WEIGHT_OF_SET.get(page.set, 1.0) < MIN_WEIGHT_OF_VARIANTS


def _cleaned(page: CorpusPage, sample: Sample) -> Iterator[Sample]:
    """The same text nearly clean: it has to stay as it is, or a second cleaning would take more of it away.

    A little of the boilerplate is left in, so that the model does not take every line of a clean page for the article.
    """
    if sample.kind is Kind.HTML or sample.snippets or sample.form in TRAINING_VARIANTS or _weighs_little(page):
        return
    title = words(page.title)
    chance = random.Random(f"{SEED} {sample.page} {sample.form}")
    staying = [
        at
        for at, (block, truth) in enumerate(zip(sample.blocks, sample.truth, strict=True))
        if truth == GOLD or words(block.text) == title or chance.random() < LEFT_IN_CLEANED
    ]
    clean = _sample(page, f"{sample.form}{CLEANED}", join_lines(sample.blocks, staying)[0], sample.kind)
    if clean:
        truth = [EITHER if words(b.text) == title else t for b, t in zip(clean.blocks, clean.truth, strict=True)]
        yield clean._replace(truth=truth)


def _lengthened(page: CorpusPage, sample: Sample, earlier: Sequence[list[str]]) -> Sample | None:
    """The page as one with a long report: below its own article stand the paragraphs of articles before it.

    Without it, nearly all pages of hundreds of blocks would owe their length to readers' comments or lists of stories.
    """
    chance = random.Random(f"{SEED} {page.id}")
    others = chance.sample(earlier, min(len(earlier), chance.choice(LONG_PAGES)))
    paragraphs = [paragraph for gold in others for paragraph in gold]
    gold = [at for at, truth in enumerate(sample.truth) if truth == GOLD]
    if not gold or not paragraphs:
        return None
    end, size = gold[-1] + 1, len(sample.blocks)
    above, below = (join_lines(sample.blocks, part)[0] for part in (range(end), range(end, size)))
    gap = "\n\n" if sample.blocks[end - 1].gap else "\n"
    source = gap.join([above.rstrip("\n"), *paragraphs, below])
    return _sample(page._replace(gold=[*page.gold, *paragraphs]), f"{sample.form}{LONG}", source, sample.kind)


def shortened(sample: Sample) -> Sample | None:
    """A plain text cut down to the first paragraphs of its article and a few lines around: a short article is one too.

    None where nothing of the article is known.
    """
    chance = random.Random(f"{SEED} {sample.page} {sample.form}")
    gold = [at for at, truth in enumerate(sample.truth) if truth == GOLD][: chance.randint(2, 6)]
    if not gold or sample.snippets:
        return None
    around = [at for at, truth in enumerate(sample.truth) if truth == NOT_GOLD and abs(at - gold[0]) <= AROUND_SHORT]
    blocks = segment(join_lines(sample.blocks, sorted({*gold, *around}))[0], sample.kind)
    return sample._replace(
        form=f"{sample.form}{SHORT}",
        blocks=blocks,
        evidence=gather(blocks),
        truth=[EITHER] * len(blocks),
        gold="\n".join(sample.blocks[at].text for at in gold),
    )


def _sample(page: CorpusPage, form: str, source: str, kind: Kind) -> Sample | None:
    if not (page.gold or page.wanted or page.unwanted):
        return None
    blocks = segment(source, kind)
    if not blocks:
        return None
    texts = [block.text for block in blocks]
    snippets = None if page.gold else Snippets(page.wanted, page.unwanted)
    return Sample(
        page=page.id,
        set=page.set,
        host=host_of(page.url),
        form=form,
        kind=kind,
        blocks=blocks,
        evidence=gather(blocks),
        truth=truth_of(texts, snippets) if snippets else _truth(texts, page),
        gold="\n".join(page.gold),
        optional=page.optional,
        snippets=snippets,
    )


def _truth(texts: list[str], page: CorpusPage) -> list[int]:
    return best_choice(texts, page.gold, align(texts, page.gold, page.optional))
