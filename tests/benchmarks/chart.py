"""Draws the chart of README and manual from docs/figures.toml: `python -m tests.benchmarks.chart`.

One row a set of pages, one mark a system. The axis does not begin at 0, so there are marks and no bars: a bar would be
read by its length.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).parents[2] / "docs"
FIGURES = DOCS / "figures.toml"
CHART = DOCS / "pages" / "assets" / "f1.svg"

# All in pixels but the ends of the axis, which are F1.
_WIDTH, _LEFT, _RIGHT, _TOP, _ROW = 720, 200, 30, 56, 38
_LOWEST, _HIGHEST, _STEP = 0.88, 1.0, 0.02
# The path of each mark around its centre, and its colour: told apart without colours too, and by the colour-blind.
_MARKS = (
    ("M-6,0 a6,6 0 1,0 12,0 a6,6 0 1,0 -12,0", "#00796b"),
    ("M-5.5,-5.5 h11 v11 h-11 z", "#8d8d8d"),
    ("M0,-7 L7,0 L0,7 L-7,0 z", "#d95f02"),
)


class Figures(NamedTuple):
    """The names of the sets of pages, and for each system its F1 on each of them."""

    sets: list[str]
    systems: dict[str, list[float]]


def main() -> None:
    """Write the chart."""
    CHART.write_text(chart(read_figures()), encoding="utf-8")


def read_figures() -> Figures:
    """The figures in the file."""
    return Figures(**tomllib.loads(FIGURES.read_text(encoding="utf-8")))


def chart(figures: Figures) -> str:
    """The chart as SVG."""
    height = _TOP + _ROW * len(figures.sets) + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        'font-family="system-ui, sans-serif" font-size="13" fill="#222">',
        "<title>F1 by set of pages and system</title>",
        f'<rect width="{_WIDTH}" height="{height}" rx="6" fill="#fff"/>',
        *_legend(list(figures.systems)),
        *_axis(height),
    ]
    for row, name in enumerate(figures.sets):
        y = _TOP + _ROW * row + _ROW // 2
        parts.append(f'<text x="{_LEFT - 14}" y="{y + 4}" text-anchor="end">{name}</text>')
        parts.append(f'<path d="M{_LEFT},{y} H{_WIDTH - _RIGHT}" stroke="#ddd"/>')
        parts += [
            _mark(system, _x(values[row]), y, f"{name}: {label} {values[row]:.3f}")
            for system, (label, values) in enumerate(figures.systems.items())
        ]
    return "\n".join([*parts, "</svg>\n"])


def _x(value: float) -> float:
    return _LEFT + (value - _LOWEST) / (_HIGHEST - _LOWEST) * (_WIDTH - _LEFT - _RIGHT)


def _mark(system: int, x: float, y: float, title: str) -> str:
    path, colour = _MARKS[system]
    return f'<path d="{path}" transform="translate({x:.1f},{y})" fill="{colour}"><title>{title}</title></path>'


def _legend(systems: list[str]) -> list[str]:
    parts = []
    for number, system in enumerate(systems):
        x = _LEFT + 170 * number
        parts.append(_mark(number, x + 6, 26, system))
        parts.append(f'<text x="{x + 20}" y="30">{system}</text>')
    return parts


def _axis(height: int) -> list[str]:
    parts = []
    for step in range(round((_HIGHEST - _LOWEST) / _STEP) + 1):
        value = _LOWEST + step * _STEP
        parts.append(f'<path d="M{_x(value):.1f},{_TOP} V{height - 36}" stroke="#eee"/>')
        parts.append(f'<text x="{_x(value):.1f}" y="{height - 16}" text-anchor="middle" fill="#666">{value:.2f}</text>')
    parts.append(f'<text x="{_LEFT - 24}" y="{height - 16}" text-anchor="end" fill="#666">F1</text>')
    return parts


if __name__ == "__main__":
    main()
