"""Train both models and print how well they do on hosts they have not seen.

    python -m cleaner.training CORPUS [--only html|text] [--out FOLDER] [--hosts] [--without SET]

CORPUS is a folder with the corpora. The model files are written to FOLDER (default: those of the package). The same corpora give the same files. --without leaves out the hosts of a set, for models to
measure that set with.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from cleaner.document import Block, Kind, LabelledBlock
from cleaner.model.confidence import WEIGHTS
from cleaner.model.scorer import FOLDER, Model, to_bytes
from cleaner.model.word_model import Lexicon
from cleaner.pipeline import Labeller, settle
from cleaner.policy import DEFAULT, select
from cleaner.render.as_text import NOT_BODY
from cleaner.training.confidence import Outcome, how_well, learn, others, outcome
from cleaner.training.corpus import Sample, hosts_of, read
from cleaner.training.folds import fold_of_hosts
from cleaner.training.lexicons import learn_names, learn_words
from cleaner.training.report import Row, by, f1
from cleaner.training.settings import CLEANED
from cleaner.training.tables import boost, tables, with_context

NO_NAMES = Lexicon(0.0, {})


def main() -> None:
    """Read the arguments, train, report."""
    arguments = _arguments()
    left_out = hosts_of(arguments.corpus, arguments.without) if arguments.without else frozenset()
    outcomes: list[Outcome] = []
    for kind in Kind:
        if arguments.only in (None, str(kind)):
            _say(f"{kind}: reading {arguments.corpus}")
            samples = (sample for sample in read(arguments.corpus, kind) if sample.host not in left_out)
            outcomes += _train(list(samples), kind, arguments)
    if arguments.only is None:
        outcomes += others(arguments.corpus)
        weights = learn(outcomes)
        (arguments.out / WEIGHTS.name).write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
        for line in how_well(outcomes, weights):
            sys.stdout.write(f"confidence: {line}\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="a folder of gzipped JSON lines")
    parser.add_argument("--only", choices=[str(kind) for kind in Kind])
    parser.add_argument("--out", type=Path, default=FOLDER, help="where to write the weights")
    parser.add_argument("--without", metavar="SET")
    parser.add_argument("--hosts", action="store_true", help="report every host too")
    return parser.parse_args()


def _train(samples: list[Sample], kind: Kind, arguments: argparse.Namespace) -> list[Outcome]:
    folds = fold_of_hosts(sample.host for sample in samples)
    _say(f"{kind}: {len(samples)} samples of {len(folds)} hosts, {sum(len(s.blocks) for s in samples)} blocks")
    words = learn_words(samples, folds)
    names = learn_names(samples, folds) if kind is Kind.HTML else None
    _say(f"{kind}: lexicon of {len(words.whole.weights)} words")
    of_samples = tables(samples, folds, words, names)
    first = boost(of_samples)
    final = boost(with_context(of_samples, first.scores))
    model = Model(words.whole, names.whole if names else NO_NAMES, first.whole, final.whole)
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / f"{kind}.model").write_bytes(to_bytes(model))
    unseen = [
        Model(words.without[fold], names.without[fold] if names else NO_NAMES, one, two)
        for fold, (one, two) in enumerate(zip(first.without, final.without, strict=True))
    ]
    cleaned = [_cleaned(sample, unseen[folds[sample.host]]) for sample in samples]
    _report(kind, samples, [body_of(blocks) for blocks in cleaned], _keys(arguments))
    pairs = zip(samples, cleaned, strict=True)
    found = (outcome(blocks, kind, f1(body_of(blocks), s)) for s, blocks in pairs if not s.form.endswith(CLEANED))
    return [one for one in found if one]


def _keys(arguments: argparse.Namespace) -> tuple[str, ...]:
    return ("set", "form", "host") if arguments.hosts else ("set", "form")


def _cleaned(sample: Sample, model: Model) -> tuple[LabelledBlock, ...]:
    """The page as the labeller labels it with a model that has not seen the host."""
    return select(sample.blocks, settle(sample.blocks, sample.kind, Labeller(model), DEFAULT), DEFAULT)


def body_of(blocks: Sequence[LabelledBlock]) -> list[Block]:
    """What counts: the body, without title, standfirst and byline."""
    return [one.block for one in blocks if one.kept and one.label not in NOT_BODY]


def _report(kind: Kind, samples: Sequence[Sample], kept: Sequence[list[Block]], keys: Sequence[str]) -> None:
    for row in by("form", samples, kept):
        if row.name.endswith(CLEANED):
            _print(kind, "form", row)
    raw = [pair for pair in zip(samples, kept, strict=True) if not pair[0].form.endswith(CLEANED)]
    for key in keys:
        for row in by(key, [sample for sample, _ in raw], [blocks for _, blocks in raw]):
            _print(kind, key, row)


def _print(kind: Kind, key: str, row: Row) -> None:
    sys.stdout.write(
        f"{kind:5} {key:5} {row.name:40} F1 {row.f1:.4f}  P {row.precision:.4f}  R {row.recall:.4f}  "
        f"empty {row.empty:3}  pages {row.pages:4}\n"
    )
    sys.stdout.flush()


def _say(message: str) -> None:
    sys.stderr.write(message + "\n")


if __name__ == "__main__":
    main()
