"""A choice between precision and recall moves the decision about blocks in doubt, and breaks no promise."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import run
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Options, clean
from cleaner.document import Favor
from cleaner.label.favor import EVEN_SCORES, favoured
from cleaner.model.scorer import Score
from cleaner.render.as_text import as_text

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.[th]*[tl]"))
PROBABILITY = st.floats(0.0, 1.0)


def kept(source: bytes, favor: str | None = None) -> set[int]:
    """The numbers of the blocks that stay."""
    article = clean(source, options=Options(favor=favor))
    return {at for at, block in enumerate(article.blocks) if block.kept}


def test_recall_keeps_more_than_precision() -> None:
    sizes = {favor: sum(len(kept(path.read_bytes(), favor)) for path in SAMPLES) for favor in (None, *Favor)}
    assert sizes[Favor.PRECISION] < sizes[None] < sizes[Favor.RECALL]


def test_most_of_a_sample_is_beyond_doubt() -> None:
    for path in SAMPLES:
        usual, precise = kept(path.read_bytes()), kept(path.read_bytes(), Favor.PRECISION)
        assert 2 * len(usual & precise) > len(usual), path.name


@pytest.mark.parametrize("favor", Favor)
def test_cleaning_a_cleaned_text_changes_nothing(favor: Favor) -> None:
    options = Options(favor=favor)
    for path in SAMPLES:
        if path.suffix == ".txt":
            once = as_text(clean(path.read_bytes(), options=options))
            assert as_text(clean(once, kind="text", options=options)) == once, path.name


@given(st.lists(PROBABILITY, min_size=1), st.sampled_from(sorted(EVEN_SCORES.values())))
def test_scores_keep_their_order_and_meet_at_one_half(values: list[float], even: float) -> None:
    moved = [score.final for score in favoured([Score(value, value) for value in sorted(values)], even)]
    assert moved == sorted(moved)
    assert all(0 <= value <= 1 for value in moved)
    [middle] = favoured([Score(even, even)], even)
    assert middle.final == pytest.approx(0.5)


def test_another_choice_is_an_error() -> None:
    with pytest.raises(ValueError, match="there are precision and recall"):
        Options(favor="speed")


def test_the_command_and_the_settings_choose(tmp_path: Path) -> None:
    source = SAMPLES[0].read_bytes()
    for favor in Favor:
        expected = as_text(clean(source, options=Options(favor=favor))).encode()
        assert run("--favor", favor, str(SAMPLES[0])).out == expected
        settings = tmp_path / f"{favor}.toml"
        settings.write_text(f'[tool.cleaner]\nfavor = "{favor}"\n')
        assert run("--config", str(settings), str(SAMPLES[0])).out == expected
