"""Train both models and print how well they do on hosts they have not seen.

    python -m training [CORPUS] [--only html|text] [--out FOLDER] [--hosts]

CORPUS is a folder with the corpora (default: ../shared/corpus). The model files are written to FOLDER (default:
cleaner/model). The same corpora give the same files.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from cleaner.document import Block, Family, Kind
from cleaner.labelling import settle_with
from cleaner.lexicon import Lexicon
from cleaner.model import Model, to_bytes
from cleaner.policy import DEFAULT
from training.corpus import Sample, read
from training.folds import fold_of_hosts
from training.lexicons import learn_names, learn_words
from training.report import Row, by
from training.tables import boost, tables, with_context

NO_NAMES = Lexicon(0.0, {})


def main() -> None:
    """Read the arguments, train, report."""
    arguments = _arguments()
    for kind in Kind:
        if arguments.only in (None, str(kind)):
            _say(f"{kind}: reading {arguments.corpus}")
            _train(list(read(arguments.corpus, kind)), kind, arguments)


def _arguments() -> argparse.Namespace:
    here = Path(__file__).parent.parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?", default=here.parent / "shared" / "corpus")
    parser.add_argument("--only", choices=[str(kind) for kind in Kind])
    parser.add_argument("--out", type=Path, default=here / "cleaner" / "model")
    parser.add_argument("--hosts", action="store_true", help="report every host too")
    return parser.parse_args()


def _train(samples: list[Sample], kind: Kind, arguments: argparse.Namespace) -> None:
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
    kept = [_kept(sample, unseen[folds[sample.host]]) for sample in samples]
    for key in ("set", "form", "host") if arguments.hosts else ("set", "form"):
        for row in by(key, samples, kept):
            _print(kind, key, row)


def _kept(sample: Sample, model: Model) -> list[Block]:
    """The body as the labeller selects it with a model that has not seen the host."""
    verdicts = settle_with(model, sample.blocks, sample.kind, DEFAULT)
    labels = (verdict.label for verdict in verdicts)
    return [
        block
        for block, label in zip(sample.blocks, labels, strict=True)
        if label.family is Family.TEXT or label == "correction"
    ]


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
