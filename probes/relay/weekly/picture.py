"""The week as SVG: a row for each day, a pill for each half hour. Green, amber, red, or a dot if nothing was seen."""

from collections.abc import Iterator, Sequence
from typing import Final

from ignis.runtime.drawing.canvas import AMBER, GREEN, GREY, LIGHT, RED, box, flame, sheet, written
from probes.relay.weekly.week import SLOTS, DayRow, Week

WIDTH: Final = 900
_LEFT: Final = 150
_RIGHT: Final = WIDTH - 36
_TOP: Final = 84
_ROW: Final = 34
_GAP: Final = 12
_PILL: Final = 10.0
_UNSEEN: Final = "#4a5d52"
_PILLS: Final = {"ok": (GREEN, 1.0), "degraded": (AMBER, 0.7), "failing": (RED, 0.4)}
"""Colour and height: red and green look the same to many."""
_HOURS: Final = (0, 6, 12, 18, 24)


def drawn(week: Week, title: str, weekdays: Sequence[str]) -> str:
    """`weekdays` are their short names, from Monday on."""
    floor = _TOP + len(week.days) * (_ROW + _GAP)
    rows = [part for place, row in enumerate(week.days) for part in _row(row, _TOP + place * (_ROW + _GAP), weekdays)]
    return sheet(
        WIDTH,
        floor + 52,
        [flame(52, 44, 0.7), written(80, 56, title, size=36, fill=LIGHT, bold=True), *rows, *_axis(floor)],
    )


def _row(row: DayRow, top: float, weekdays: Sequence[str]) -> Iterator[str]:
    name = f"{weekdays[row.day.weekday()]} {row.day.day}"
    yield written(36, top + _ROW / 2 + 11, name, size=30, fill=LIGHT)
    for place, status in enumerate(row.slots):
        left = _LEFT + place * _pitch() + (_pitch() - _PILL) / 2
        if status is None:
            yield box(left + 2, top + _ROW / 2 - 3, _PILL - 4, 6, f'fill="{_UNSEEN}"', radius=3)
        else:
            colour, share = _PILLS.get(status, (GREY, 1.0))
            yield box(left, top + _ROW * (1 - share), _PILL, _ROW * share, f'fill="{colour}"')


def _pitch() -> float:
    return (_RIGHT - _LEFT) / SLOTS


def _axis(top: float) -> Iterator[str]:
    for hour in _HOURS:
        x = _LEFT + (_RIGHT - _LEFT) * hour / 24
        anchor = {0: "start", 24: "end"}.get(hour, "middle")
        yield written(x, top + 28, f"{hour} h", size=26, fill=GREY, anchor=anchor)
