"""One document from start to finish: every stage, in order.

    decode -> detect -> segment -> label -> select -> confidence -> Article         `clean`
                                     |
        evidence -> score -> decide -> assign -> override                          `Labeller.label`

What is left of a plain text is segmented, labelled and selected from again until nothing more is dropped (`settle`).
HTML about which the result is unsure is labelled once more, with a second opinion on every block.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

from cleaner.decode import decode
from cleaner.document import Article, Block, Favor, Kind, Label, LabelledBlock, LazyMetadata, Metadata, Verdict
from cleaner.label.assign import assign_labels
from cleaner.label.decide import decide
from cleaner.label.doubts import kept_words, mark_doubtful, may_fall_short, trust
from cleaner.label.favor import EVEN_SCORES, favoured
from cleaner.label.last_resort import body_of_json_ld
from cleaner.label.overrides import override
from cleaner.label.page_breaks import pages
from cleaner.label.reasons import JSON_LD_BODY
from cleaner.label.second_opinion import blend, votes
from cleaner.model.confidence import UNSURE, confidence
from cleaner.model.scorer import Model, load, score_blocks
from cleaner.options import Options
from cleaner.policy import select, stays
from cleaner.render.as_text import body, join_lines
from cleaner.rules.evidence import gather
from cleaner.rules.ruleset import BUILTIN, RuleSet
from cleaner.segment import segment
from cleaner.segment.detect import detect
from cleaner.segment.from_text import segment_text
from cleaner.segment.inline import NO_GLYPH
from cleaner.segment.script_data import prose_in_scripts

if TYPE_CHECKING:
    from cleaner.profile.site_evidence import CompiledProfile

_DEFAULTS = Options()
# Texts settle after two or three rounds. These bound the work on a text made never to settle, and on one that is a
# corpus rather than an article: the latter may change a little when it is cleaned twice.
_MOST_ROUNDS = 12
_MOST_RELABELLED_BLOCKS = 30_000  # in all rounds together
_MOST_REREAD_CHARACTERS = 3_000_000


def clean(
    source: bytes | str,
    url: str | None = None,
    kind: Literal["auto", "html", "text"] = "auto",
    options: Options | None = None,
) -> Article:
    """Clean one article.

    `source` is a page, HTML or plain text: bytes in any encoding, or a str. `url` is its address, from which title,
    date and site can be read where the page does not give them; nothing is fetched. `kind` says how the source is
    written, where "auto" would guess wrong.

    Whatever the document contains, this raises no other exception than DocumentError: for a text of more than 200,000
    lines, and a page of more than 50,000 blocks, a million tags, or thousands of attributes in one element. Raises
    ValueError for an unknown `kind`, TypeError for a source that is neither bytes nor str.
    """
    return clean_observed(source, url, kind, options or _DEFAULTS, lambda stage, result: None)


def clean_observed(
    source: bytes | str,
    url: str | None,
    kind: Literal["auto", "html", "text"],
    options: Options,
    observe: Callable[[str, str], None],
) -> Article:
    """Clean one article as `clean` does, and tell `observe` after each stage what it was and what came of it."""
    if not isinstance(source, bytes | str):
        raise TypeError(f"a source is bytes or str, not {type(source).__name__}")
    text = decode(source, options.encoding).text if isinstance(source, bytes) else source.replace("\x00", "")
    written = detect(text) if kind == "auto" else Kind(kind)
    observe("detect", f"{written}" if kind == "auto" else f"{written}, as asked for")
    blocks = segment(text, written)
    observe("segment", f"{len(blocks):,} blocks")
    even = None if options.favor is None else EVEN_SCORES[Favor(options.favor)]
    labeller = Labeller(load(written), options.ruleset, _site_of(blocks, url, options), even)
    labelled = select(blocks, settle(blocks, written, labeller, options.kept), options.kept)
    sure = confidence(labelled, written)
    observe("label", f"{_kept(labelled)} kept, confidence {sure:.2f}")
    if written is Kind.HTML and sure < UNSURE and (second := votes(text, blocks)):
        labelled = select(blocks, labeller.label(blocks, second), options.kept)
        sure = min(sure, confidence(labelled, written))
        observe("second opinion", f"{_kept(labelled)} kept, confidence {sure:.2f}")
    article_text = body(labelled, written)
    source_of_text = ""
    may_look = written is Kind.HTML and JSON_LD_BODY not in options.disable
    if may_look and (in_json_ld := body_of_json_ld(text, article_text)):
        labelled = _instead(labelled, in_json_ld, options.kept)
        sure, source_of_text = confidence(labelled, written), "json-ld articleBody"
        article_text = body(labelled, written)
        observe("json-ld", "the page shows next to nothing; its JSON-LD holds the article")
    labelled = mark_doubtful(labelled, options.ruleset.own.ids)
    expected = _expected_words(text, labelled, url) if written is Kind.HTML else None
    observe("doubts", f"{sum(block.doubtful for block in labelled):,} doubtful blocks")
    return Article(
        kind=written,
        text=article_text,
        blocks=labelled,
        standfirst=_first(labelled, Label.STANDFIRST),
        confidence=round(sure * trust(labelled, expected), 3),
        expected_words=expected,
        # A plain text has nothing to say about itself beside its blocks: only HTML is kept.
        _metadata=LazyMetadata(
            partial(_metadata, text if written is Kind.HTML else "", written, labelled, url, source_of_text)
        ),
    )


def _kept(blocks: Sequence[LabelledBlock]) -> str:
    return f"{sum(block.kept for block in blocks):,} of {len(blocks):,} blocks"


class Labeller(NamedTuple):
    """Labels blocks, by a model, the rules, and what is known of their site. It does not know which labels are kept.

    A block whose score is `even` is as likely to stay as to go; if that is None, 0.5 is.
    """

    model: Model
    ruleset: RuleSet = BUILTIN
    site: CompiledProfile | None = None
    even: float | None = None

    def label(self, blocks: Sequence[Block], second_opinion: Sequence[float] | None = None) -> list[Verdict]:
        """One verdict a block, in order. `second_opinion` is another score for each block, 0 to 1."""
        evidence = gather(blocks, self.ruleset)
        scores = [
            score
            for page in pages(blocks, evidence)
            for score in score_blocks(self.model, blocks[page], evidence[page])
        ]
        if second_opinion is not None:
            scores = blend(scores, second_opinion)
        by_site = self.site.weigh(blocks, evidence, scores) if self.site else None
        if by_site is not None:
            scores = by_site.scores
        main_content = decide(blocks, evidence, scores if self.even is None else favoured(scores, self.even))
        verdicts = assign_labels(blocks, evidence, scores, main_content, self.ruleset)
        if by_site is not None:
            verdicts = by_site.relabel(verdicts)
        return override(verdicts, blocks, evidence, self.ruleset)


def settle(blocks: Sequence[Block], kind: Kind, labeller: Labeller, kept: frozenset[Label]) -> list[Verdict]:
    """Label a document so that cleaning the cleaned text would change nothing; `kept` are the labels that are kept.

    The label of a block depends on its neighbours, so what is left of a text may be labelled otherwise once the rest is
    gone. Therefore what is left is segmented and labelled again until nothing more is dropped. Cleaned HTML is not the
    page that it came from any more, so HTML is labelled once.
    """
    verdicts = labeller.label(blocks)
    if kind is Kind.HTML:
        return verdicts
    left = [at for at, verdict in enumerate(verdicts) if stays(verdict, kept)]
    before, relabelled, reread = len(blocks), 0, 0
    for _ in range(_MOST_ROUNDS):
        relabelled += len(left)
        reread += sum(len(blocks[at].source) for at in left)
        is_settled = len(left) in (0, before)
        if is_settled or relabelled > _MOST_RELABELLED_BLOCKS or reread > _MOST_REREAD_CHARACTERS:
            break
        before = len(left)
        text, owners = join_lines(blocks, left)
        again = segment_text(text)
        for block, verdict in zip(again, labeller.label(again), strict=True):
            if not stays(verdict, kept):
                for at in owners[(block.line or 1) - 1 : block.end_line]:
                    verdicts[at] = verdict
        left = [at for at in left if stays(verdicts[at], kept)]
    return verdicts


def _site_of(blocks: Sequence[Block], url: str | None, options: Options) -> CompiledProfile | None:
    """What is known of the site of a page, unless the user has disabled it."""
    if options.profiles is None:
        return None
    site = options.profiles.of_page(options.site, url, blocks)
    return None if site is None or site.reason in options.disable else site


def _instead(
    shown: tuple[LabelledBlock, ...], in_json_ld: tuple[LabelledBlock, ...], kept: frozenset[Label]
) -> tuple[LabelledBlock, ...]:
    """All blocks of a page whose article is in its JSON-LD: of those that it shows, the title alone is kept."""
    return (
        *(replace(block, kept=block.kept and block.label is Label.TITLE) for block in shown),
        *(replace(block, kept=block.label in kept) for block in in_json_ld),
    )


def why_empty(source: str, article: Article) -> str | None:
    """Why nothing is kept of a document, in a few words; None where something is. `source` is its text as read."""
    if any(block.kept for block in article.blocks):
        return None
    if not source.strip("\ufeff\x00 \t\r\n"):
        return "an empty file"
    if article.kind is Kind.HTML and prose_in_scripts(source):
        return "its text stands in scripts, which only a browser runs"
    if article.blocks:
        return "nothing in it but boilerplate"
    return "nothing in it that a browser would show" if article.kind is Kind.HTML else "an empty file"


def _metadata(
    text: str, kind: Kind, blocks: tuple[LabelledBlock, ...], url: str | None, source_of_text: str
) -> Metadata:
    # Imported late: a call that wants the text alone should not wait for it.
    from cleaner.metadata.resolve import metadata_of

    found = metadata_of(text, kind, blocks, url)
    return found._replace(sources={**found.sources, "text": source_of_text}) if source_of_text else found


def _expected_words(html: str, blocks: tuple[LabelledBlock, ...], url: str | None) -> int | None:
    kept = kept_words(blocks)
    if not may_fall_short(html, kept):
        return None
    # Imported late, for the same reason.
    from cleaner.metadata.from_elements import read_declared

    expected = read_declared(html, url).least_words
    return expected if kept < expected else None


def _first(blocks: tuple[LabelledBlock, ...], label: Label) -> str | None:
    # A text keeps its control characters, a field does not.
    texts = (NO_GLYPH.sub("", block.text) for block in blocks if block.label is label)
    return next((" ".join(text.split()) for text in texts), None)
