"""The command `python -m cleaner.training`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from cleaner.document import Kind
from cleaner.model.scorer import FOLDER
from cleaner.training import __doc__ as package_doc
from cleaner.training.corpus import CorpusError

_USAGE_ERROR = 2
# The modules of the extra `train`.
_EXTRA = ("catboost", "numpy", "scipy", "sklearn")
_DESCRIPTION = """\
Train cleaner's models on a corpus of pages, and print how well they do on hosts they have not seen.

Files are written once everything is learned: html.model, text.model, labels.json and
confidence.json. By default they replace those of the installed package, which cleaner uses
from then on.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Train, and return the exit code: 2 where the corpus cannot be used or the extra is missing."""
    arguments = _parser().parse_args(argv)
    try:
        # Late, since --help has to work without the extra.
        from cleaner.training.train import PARTS, TrainingCorpus, train
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        return _fail(f"{error.name} is not installed. In a clone of the project: pip install '.[train]'")
    try:
        source = TrainingCorpus(arguments.corpus, arguments.without)
        files = dict(train(source, [arguments.only] if arguments.only else PARTS, arguments.hosts))
        arguments.out.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (arguments.out / name).write_bytes(content)
    except (CorpusError, OSError) as error:
        return _fail(str(error))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cleaner.training",
        description=_DESCRIPTION,
        epilog=_corpus_format(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("corpus", type=Path, metavar="CORPUS", help="a folder of sets (see below)")
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="FOLDER", help="where to write the files")
    parser.add_argument("--only", choices=[*map(str, Kind), "labels"], help="learn one file; never the confidence")
    parser.add_argument("--without", metavar="SET", help="leave out the hosts of a set, to measure that set with")
    parser.add_argument("--hosts", action="store_true", help="report each host too")
    return parser


def _corpus_format() -> str:
    text = package_doc or ""
    return text[text.find("CORPUS is") : text.find("The stages")]


def _fail(message: str) -> int:
    sys.stderr.write(f"cleaner.training: {message}\n")
    return _USAGE_ERROR


if __name__ == "__main__":
    sys.exit(main())
