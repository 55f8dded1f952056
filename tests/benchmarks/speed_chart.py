"""Draws speed against accuracy from docs/speed.toml: `python -m tests.benchmarks.speed_chart`.

The file holds for each form of the pages what `python -m tests.benchmarks.speed CORPUS --save FILE` measured.
One panel a form, one point a system: further right is faster, further up is more accurate.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from math import log2

from tests.benchmarks.chart import DOCS

SPEED = DOCS / "speed.toml"
SPEED_CHART = DOCS / "pages" / "assets" / "speed.svg"
_PANELS = {"html": "HTML", "resiliparse": "the same pages as plain text"}

# All in pixels but the ends of the axes, which are F1, and the speed of trafilatura on HTML as a power of two.
_WIDTH, _HEIGHT, _PANEL, _TOP, _BOTTOM = 720, 320, 330, 40, 270
_LEFT = 48  # of a panel
_LOWEST_F1, _HIGHEST_F1, _STEP_F1 = 0.5, 1.0, 0.1
_SLOWEST, _FASTEST = -3, 6
_OWN = "cleaner"

Figures = Mapping[str, Mapping[str, tuple[float, float]]]  # form -> system -> times the speed of trafilatura, and F1


def main() -> None:
    """Write the chart."""
    SPEED_CHART.write_text(speed_chart(read_speed()), encoding="utf-8")


def read_speed() -> Figures:
    """The figures in the file."""
    return tomllib.loads(SPEED.read_text(encoding="utf-8"))


def speed_chart(figures: Figures) -> str:
    """The chart as SVG."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="#222">',
        "<title>Pages a second and F1 of each system</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" rx="6" fill="#fff"/>',
    ]
    for number, (form, title) in enumerate(_PANELS.items()):
        left = _LEFT + number * (_PANEL + 12)
        parts += [*_axes(left, title), *_points(left, figures[form])]
    return "\n".join([*parts, "</svg>\n"])


def _axes(left: int, title: str) -> list[str]:
    right = left + _PANEL - _LEFT
    parts = [f'<text x="{left}" y="22" font-weight="600">{title}</text>']
    for step in range(round((_HIGHEST_F1 - _LOWEST_F1) / _STEP_F1) + 1):
        value = _LOWEST_F1 + step * _STEP_F1
        parts.append(f'<path d="M{left},{_y(value):.1f} H{right}" stroke="#eee"/>')
        parts.append(f'<text x="{left - 6}" y="{_y(value) + 4:.1f}" text-anchor="end" fill="#666">{value:.1f}</text>')
    for power in range(_SLOWEST, _FASTEST + 1):
        x, times = _x(left, 2.0**power), f"{2.0**power:g}"
        parts.append(f'<path d="M{x:.1f},{_TOP} V{_BOTTOM}" stroke="#eee"/>')
        if power % 2 == 0:
            parts.append(f'<text x="{x:.1f}" y="{_BOTTOM + 16}" text-anchor="middle" fill="#666">{times}</text>')
    caption = "F1 above pages a second, as multiples of trafilatura's on HTML"
    return [*parts, f'<text x="{left}" y="{_BOTTOM + 36}" fill="#666" font-size="11">{caption}</text>']


def _points(left: int, systems: Mapping[str, tuple[float, float]]) -> list[str]:
    parts = []
    last = -100.0
    # From the top: a label that would cover the one above it moves down.
    for name, (times, f1) in sorted(systems.items(), key=lambda system: -system[1][1]):
        x, y = _x(left, times), _y(f1)
        last = max(y + 4, last + 13)
        colour = "#00796b" if name == _OWN else "#8d8d8d"
        weight = ' font-weight="600"' if name == _OWN else ""
        title = f"<title>{name}: {times:g} times, {f1:.3f}</title>"
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}">{title}</circle>')
        parts.append(f'<text x="{x + 9:.1f}" y="{last:.1f}"{weight}>{name}</text>')
    return parts


def _x(left: int, times: float) -> float:
    return left + (log2(times) - _SLOWEST) / (_FASTEST - _SLOWEST) * (_PANEL - _LEFT)


def _y(f1: float) -> float:
    return _BOTTOM - (max(f1, _LOWEST_F1) - _LOWEST_F1) / (_HIGHEST_F1 - _LOWEST_F1) * (_BOTTOM - _TOP)


if __name__ == "__main__":
    main()
