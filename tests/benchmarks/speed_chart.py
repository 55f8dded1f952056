"""Draws speed against accuracy from docs/speed.toml: `python -m tests.benchmarks.speed_chart`.

The file holds for each form of the pages what `python -m tests.benchmarks.speed CORPUS --save FILE` measured.
One panel a form, one point a system: further right is faster, further up is more accurate.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from math import log2

from tests.benchmarks.chart import DOCS

SPEED = DOCS / "speed.toml"
SPEED_CHART = DOCS / "pages" / "assets" / "speed.svg"
_PANELS = {"html": "HTML", "resiliparse": "the same pages as plain text"}

# All in pixels but the ends of the axes, which are F1, and the speed of trafilatura on HTML as a power of two.
_WIDTH, _HEIGHT, _PANEL, _TOP, _BOTTOM = 720, 380, 330, 40, 330
_LEFT = 48  # of a panel
_LOWEST_F1, _HIGHEST_F1, _STEP_F1 = 0.6, 1.0, 0.1
_SLOWEST, _FASTEST = -3, 6
_RADIUS, _LINE, _CHARACTER, _MARGIN = 5, 13, 6.8, 16  # of a point; of a label: its height, width of a letter, overhang
_OWN = "cleaner"
_LEFT_OUT = "trafilatura, precision"  # it stands too close to the other two modes

Box = tuple[float, float, float, float]  # left, top, right, bottom
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
    caption = "F1 above pages a second, as multiples of trafilatura's on HTML"
    parts.append(f'<text x="{_LEFT}" y="{_BOTTOM + 38}" fill="#666">{caption}</text>')
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
    return parts


def _points(left: int, systems: Mapping[str, tuple[float, float]]) -> list[str]:
    places = {name: (_x(left, times), _y(f1)) for name, (times, f1) in systems.items() if name != _LEFT_OUT}
    taken = [(x - _RADIUS, y - _RADIUS, x + _RADIUS, y + _RADIUS) for x, y in places.values()]
    parts = []
    for name, (x, y) in sorted(places.items(), key=lambda place: place[1]):
        times, f1 = systems[name]
        label = next(box for box in _around(x, y, _CHARACTER * len(name)) if _is_free(box, taken, left))
        taken.append(label)
        colour = "#00796b" if name == _OWN else "#8d8d8d"
        weight = ' font-weight="600"' if name == _OWN else ""
        title = f"<title>{name}: {times:g} times, {f1:.3f}</title>"
        if not label[1] < y < label[3]:
            end = min(max(x, label[0]), label[2]), label[1] + 2 if label[1] > y else label[3] - 2
            parts.append(f'<path d="M{x:.1f},{y:.1f} L{end[0]:.1f},{end[1]:.1f}" stroke="#aaa"/>')
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_RADIUS}" fill="{colour}">{title}</circle>')
        parts.append(f'<text x="{label[0]:.1f}" y="{label[3] - 3:.1f}"{weight}>{name}</text>')
    return parts


def _around(x: float, y: float, width: float) -> Iterator[Box]:
    """Boxes for a label near a point, the best first: to the right, to the left, then ever further below and above."""
    for lines in sorted(range(-20, 21), key=abs):
        middle = y + lines * _LINE
        for start in (x + _RADIUS + 4, x - width - _RADIUS - 4, x - width / 2):
            yield start, middle - _LINE / 2, start + width, middle + _LINE / 2


def _is_free(box: Box, taken: Iterable[Box], left: int) -> bool:
    is_inside = (
        left <= box[0] and box[2] <= left + _PANEL - _LEFT + _MARGIN and _TOP - _LINE <= box[1] < _BOTTOM - _LINE
    )
    return is_inside and not any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken
    )


def _x(left: int, times: float) -> float:
    return left + (log2(times) - _SLOWEST) / (_FASTEST - _SLOWEST) * (_PANEL - _LEFT)


def _y(f1: float) -> float:
    return _BOTTOM - (max(f1, _LOWEST_F1) - _LOWEST_F1) / (_HIGHEST_F1 - _LOWEST_F1) * (_BOTTOM - _TOP)


if __name__ == "__main__":
    main()
