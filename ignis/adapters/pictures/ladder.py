"""The ladder as SVG: a rising column for each step. Steps behind the member are lit, the member's own fills up.

It shows names of ranks and numbers but no words, so one picture serves every language.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ignis.domain.rules.ladder_steps import LadderRow
from ignis.domain.rules.progress import WIDTH as BLOCKS
from ignis.runtime.drawing.canvas import DEEP, DIM, EDGE, GREEN, GREY, LIGHT, box, flame, sheet, written

WIDTH: Final = 1100
HEIGHT: Final = 320

_MARGIN = 44
_FLOOR = 270  # where the columns stand
_LOWEST, _HIGHEST = 26, 150  # heights of the first and the last column
_GAP = 10
_PATH_GAP = 22  # extra room where a path begins
_WIDE_ENOUGH = 44  # a column narrower than this carries no number


@dataclass(frozen=True)
class LadderDrawing:
    """All that the picture shows. `here` is the step of the member, None off the ladder. `blocks` of twelve are full.

    Example:
        LadderDrawing(row, "Brother", here=2, blocks=5).svg()
    """

    row: tuple[LadderRow, ...]
    rank: str
    here: int | None
    blocks: int

    def svg(self) -> str:
        return sheet(WIDTH, HEIGHT, _parts(self))


def _parts(drawing: LadderDrawing) -> Iterator[str]:
    yield f'<path d="M{_MARGIN} {_FLOOR + 1}H{WIDTH - _MARGIN}" stroke="{EDGE}" stroke-width="2"/>'
    yield from _heading(drawing)
    for place, (left, width) in enumerate(_columns(drawing.row)):
        yield from _column(drawing, place, left, width)


def _heading(drawing: LadderDrawing) -> Iterator[str]:
    yield flame(_MARGIN + 20, 62)
    yield written(_MARGIN + 58, 66, drawing.rank, size=_fitting(drawing.rank, 40), fill=LIGHT, bold=True)
    following = _next(drawing)
    if following is not None:
        yield f'<path d="M{_MARGIN + 60} 88l8 6-8 6" fill="none" stroke="{GREEN}" stroke-width="3"/>'
        yield written(_MARGIN + 80, 101, following.rank, size=_fitting(following.rank, 22), fill=GREY)


def _column(drawing: LadderDrawing, place: int, left: float, width: float) -> Iterator[str]:
    step, last = drawing.row[place], max(1, len(drawing.row) - 1)
    height = _LOWEST + (_HIGHEST - _LOWEST) * place / last
    top = _FLOOR - height
    here = drawing.here
    if here is not None and place < here:
        yield box(left, top, width, height, f'fill="{DEEP}"')
    elif place == here:
        full = height * drawing.blocks / BLOCKS
        yield box(left, top, width, height, f'fill="{EDGE}"')
        yield box(left, _FLOOR - full, width, full, f'fill="{GREEN}"')
        yield box(left, top, width, height, f'fill="none" stroke="{LIGHT}" stroke-width="3"')
    else:
        stroke = f'stroke="{GREEN}" stroke-dasharray="6 5"' if _is_next(drawing, place) else f'stroke="{EDGE}"'
        yield box(left, top, width, height, f'fill="{DIM}" stroke-width="2" {stroke}')
    yield from _gate(step, left + width / 2, top - 14, passed=here is not None and place <= here)
    if width >= _WIDE_ENOUGH:
        fill = LIGHT if place == here else GREY
        yield written(left + width / 2, _FLOOR + 28, str(step.points), size=18, fill=fill, anchor="middle")


def _gate(step: LadderRow, x: float, y: float, *, passed: bool) -> Iterator[str]:
    """A lock where officers choose, a diamond where there is a trial."""
    colour = GREEN if passed else GREY
    stroke = f'stroke="{colour}" stroke-width="2.5"'
    if step.handpicked:
        yield f'<path d="M{x - 5:.1f} {y - 1:.1f}v-5a5 5 0 0 1 10 0v5" fill="none" {stroke}/>'
        yield f'<rect x="{x - 8:.1f}" y="{y - 2:.1f}" width="16" height="11" rx="2" fill="{colour}"/>'
    elif step.requirement is not None:
        yield f'<path d="M{x:.1f} {y - 9:.1f}l8 9-8 9-8-9z" fill="{colour if passed else "none"}" {stroke}/>'


def _columns(row: tuple[LadderRow, ...]) -> Iterator[tuple[float, float]]:
    """Left edge and width of every column."""
    breaks = sum(step.begins for step in row[1:])
    room = WIDTH - 2 * _MARGIN - breaks * _PATH_GAP
    pitch = room / max(1, len(row))
    left = float(_MARGIN)
    for place, step in enumerate(row):
        left += _PATH_GAP if place and step.begins else 0
        yield left + _GAP / 2, max(1.0, pitch - _GAP)
        left += pitch


def _next(drawing: LadderDrawing) -> LadderRow | None:
    if drawing.here is None or drawing.here + 1 >= len(drawing.row):
        return None
    return drawing.row[drawing.here + 1]


def _is_next(drawing: LadderDrawing, place: int) -> bool:
    return drawing.here is not None and place == drawing.here + 1


def _fitting(text: str, size: int) -> int:
    """The largest size, up to `size`, at which the text fits into the picture."""
    return max(8, min(size, int(1.6 * (WIDTH - 3 * _MARGIN) / max(1, len(text)))))
