"""The last 24 hours as SVG: a row of half hours for each subject, and below them how long Discord's answers took.

Half an hour is green. Its foot is amber or red, as high as the share of time that was degraded or failing, but never so
low that a short outage could be overlooked. A grey dot means that nothing was observed. Times are hours before the
picture was made, because the time zone of the reader is not known. The names of the rows are in the reader's language.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from ignis.domain.health.uptime import Cell, StackHistory, cells
from ignis.runtime.drawing.canvas import AMBER, EDGE, GREEN, GREY, LIGHT, NIGHT, RED, box, flame, sheet, written

WIDTH: Final = 900
CELLS: Final = 48
LEFT: Final = 204  # where the oldest half hour begins
RIGHT: Final = WIDTH - 36
TOP: Final = 36

_MARGIN = 36
_TALL, _LOW, _GAP = 48, 34, 14  # heights of the first and of the other rows, and what is between rows
_PITCH = (RIGHT - LEFT) / CELLS
_PILL = 10.0
_FOOT = 0.36  # of a row: the least that a problem takes of a pill
_UNSEEN = "#4a5d52"
_SOFT = "#a9c9b7"  # names of single programs
_CHART = 88  # height of the latency's
_SCALES = (100, 150, 200, 300, 400, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 10_000)  # ms
_HOURS = (24, 18, 12, 6, 0)  # marks of the axis


@dataclass(frozen=True)
class DayDrawing:
    """All that the picture shows. `ping` is in whole milliseconds: a tiny change makes no other picture."""

    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    ping: tuple[int | None, ...] = ()

    def svg(self) -> str:
        chart = _rows_end(self) + _GAP
        axis = chart + (_CHART + 12 if self.pinged else 0)
        return sheet(
            WIDTH, axis + 56, [*_rows(self), *(_latency(self.ping, chart) if self.pinged else ()), *_axis(axis)]
        )

    @property
    def pinged(self) -> bool:
        return any(one is not None for one in self.ping)


def day_drawing(history: StackHistory, names: Mapping[str, str]) -> DayDrawing | None:
    """`names` by subject. None if there is nothing to show yet."""
    rows = tuple((names[strip.subject], cells(strip.steps, CELLS)) for strip in history.strips)
    if not any(cell.observed for _, row in rows for cell in row):
        return None
    return DayDrawing(rows, tuple(None if one is None else round(1000 * one) for one in history.latency))


def _height(place: int) -> int:
    return _LOW if place else _TALL


def _rows_end(drawing: DayDrawing) -> int:
    return TOP + sum(_height(place) + _GAP for place in range(len(drawing.rows)))


def _rows(drawing: DayDrawing) -> Iterator[str]:
    top = TOP
    for place, (name, row) in enumerate(drawing.rows):
        height = _height(place)
        yield from _name(name, place, top + height / 2)
        for column, cell in enumerate(row):
            yield from _pill(cell, LEFT + column * _PITCH + (_PITCH - _PILL) / 2, top, height)
        top += height + _GAP


def _name(name: str, place: int, middle: float) -> Iterator[str]:
    """The first row is the whole stack, and has the mark of the legion."""
    if place:
        yield written(_MARGIN, middle + 11, name, size=32, fill=_SOFT)
    else:
        yield flame(_MARGIN + 14, middle + 2, 0.7)
        yield written(_MARGIN + 38, middle + 13, name, size=38, fill=LIGHT, bold=True)


def _pill(cell: Cell, left: float, top: float, height: float) -> Iterator[str]:
    if not cell.observed:
        yield box(left + 2, top + height / 2 - 3, _PILL - 4, 6, f'fill="{_UNSEEN}"', radius=3)
        return
    for colour, share in _layers(cell):
        yield box(left, top + height * (1 - share), _PILL, height * share, f'fill="{colour}"')


def _layers(cell: Cell) -> Iterator[tuple[str, float]]:
    """What lies behind comes first. The share is how high it reaches."""
    if cell.failing == cell.observed:
        yield RED, 1
        return
    red = max(_FOOT, cell.failing / cell.observed) if cell.failing else 0.0
    unwell = (cell.failing + cell.degraded) / cell.observed
    yield (AMBER if unwell == 1 else GREEN), 1
    if cell.degraded and unwell < 1:
        yield AMBER, min(1 - _FOOT / 2, red + max(_FOOT, cell.degraded / cell.observed))
    if red:
        yield RED, min(red, 1 - _FOOT)


def _latency(ping: Sequence[int | None], top: int) -> Iterator[str]:
    """Milliseconds: the last one as a number, and the end of the scale beside the line."""
    known = [one for one in ping if one is not None]
    scale = next((one for one in _SCALES if one >= max(known)), _SCALES[-1])
    floor = top + _CHART
    yield written(_MARGIN, top + 35, "Ping", size=32, fill=_SOFT)
    yield written(_MARGIN, top + 73, f"{known[-1]} ms", size=32, fill=LIGHT, bold=True)
    yield f'<path d="M{LEFT} {top}H{RIGHT}M{LEFT} {floor}H{RIGHT}" stroke="{EDGE}" stroke-width="2"/>'
    for line in _lines(ping, scale, floor):
        (first, _), (last, _) = line[0], line[-1]
        points = "L".join(f"{x:.1f} {y:.1f}" for x, y in line)
        yield f'<path d="M{points}L{last:.1f} {floor}L{first:.1f} {floor}Z" fill="{GREEN}" fill-opacity=".22"/>'
        yield (
            f'<path d="M{points}h.1" fill="none" stroke="{GREEN}" stroke-width="3.5" stroke-linejoin="round" '
            'stroke-linecap="round"/>'
        )
    yield (
        f'<text x="{RIGHT - 6}" y="{top + 27}" font-size="26" text-anchor="end" fill="{GREY}" stroke="{NIGHT}" '
        f'stroke-width="6" paint-order="stroke">{scale} ms</text>'
    )


def _lines(ping: Sequence[int | None], scale: int, floor: int) -> Iterator[list[tuple[float, float]]]:
    """Measurements without a gap are one line."""
    step = (RIGHT - LEFT) / len(ping)
    places = [(LEFT + (place + 0.5) * step, one) for place, one in enumerate(ping)]
    for measured, part in groupby(places, key=lambda place: place[1] is not None):
        if measured:
            yield [(x, floor - _CHART * min(1.0, (one or 0) / scale)) for x, one in part]


def _axis(y: int) -> Iterator[str]:
    for hours in _HOURS:
        x = RIGHT - (RIGHT - LEFT) * hours / 24
        anchor = {24: "start", 0: "end"}.get(hours, "middle")
        yield f'<path d="M{x:.1f} {y - 4}v8" stroke="{GREY}" stroke-width="2"/>'
        yield written(x, y + 34, f"−{hours} h" if hours else "0", size=28, fill=GREY, anchor=anchor)  # noqa: RUF001
