"""The ladder as SVG: a rising column for each rung; those behind the member lit, the member's own as full as the bar.

It holds names of ranks and numbers but no words, so that one picture serves every language.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from ignis.domain.progress import WIDTH as BLOCKS
from ignis.domain.rungs import Rung

WIDTH: Final = 1100
HEIGHT: Final = 320

_MARGIN = 44
_FLOOR = 270  # where the columns stand
_LOWEST, _HIGHEST = 26, 150  # heights of the first and the last column
_GAP = 10
_PATH_GAP = 22  # extra room where a path begins
_WIDE_ENOUGH = 44  # a column narrower than this carries no number

_NIGHT, _EDGE, _DIM, _DEEP, _GREEN, _LIGHT, _GREY = (
    "#0b1410", "#1c3b2a", "#16261d", "#1e7a48", "#2ecc71", "#d8ffe8", "#6f8f7e",
)  # fmt: skip
_FLAME = "M0-34C5-20 19-12 19 6 19 19 10 28 0 28-10 28-19 19-19 6-19-2-14-8-10-13-9-7-7-4-4-3-7-14-4-25 0-34Z"
_EMBER = "M0 2C3 8 8 10 8 17 8 23 4 26 0 26-4 26-8 23-8 17-8 11-3 8 0 2Z"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class LadderDrawing:
    """All that the picture shows. `here` is the member's rung, None off the ladder; `blocks` of twelve are full."""

    row: tuple[Rung, ...]
    rank: str
    here: int | None
    blocks: int


def svg(drawing: LadderDrawing) -> str:
    parts = [*_frame(), *_heading(drawing)]
    for place, (left, width) in enumerate(_columns(drawing.row)):
        parts += _column(drawing, place, left, width)
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="Chakra Petch" font-weight="500">\n{body}\n</svg>'
    )


def _frame() -> Iterator[str]:
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_NIGHT}"/>'
    yield f'<path d="M{_MARGIN} {_FLOOR + 1}H{WIDTH - _MARGIN}" stroke="{_EDGE}" stroke-width="2"/>'


def _heading(drawing: LadderDrawing) -> Iterator[str]:
    yield f'<g transform="translate({_MARGIN + 20} 62)"><path d="{_FLAME}" fill="{_GREEN}"/>'
    yield f'<path d="{_EMBER}" fill="{_NIGHT}"/></g>'
    yield _text(_MARGIN + 58, 66, drawing.rank, size=_fitting(drawing.rank, 40), fill=_LIGHT, bold=True)
    following = _next(drawing)
    if following is not None:
        yield f'<path d="M{_MARGIN + 60} 88l8 6-8 6" fill="none" stroke="{_GREEN}" stroke-width="3"/>'
        yield _text(_MARGIN + 80, 101, following.rank, size=_fitting(following.rank, 22), fill=_GREY)


def _column(drawing: LadderDrawing, place: int, left: float, width: float) -> Iterator[str]:
    rung, last = drawing.row[place], max(1, len(drawing.row) - 1)
    height = _LOWEST + (_HIGHEST - _LOWEST) * place / last
    top = _FLOOR - height
    here = drawing.here
    if here is not None and place < here:
        yield _box(left, top, width, height, f'fill="{_DEEP}"')
    elif place == here:
        full = height * drawing.blocks / BLOCKS
        yield _box(left, top, width, height, f'fill="{_EDGE}"')
        yield _box(left, _FLOOR - full, width, full, f'fill="{_GREEN}"')
        yield _box(left, top, width, height, f'fill="none" stroke="{_LIGHT}" stroke-width="3"')
    else:
        stroke = f'stroke="{_GREEN}" stroke-dasharray="6 5"' if _is_next(drawing, place) else f'stroke="{_EDGE}"'
        yield _box(left, top, width, height, f'fill="{_DIM}" stroke-width="2" {stroke}')
    yield from _gate(rung, left + width / 2, top - 14, passed=here is not None and place <= here)
    if width >= _WIDE_ENOUGH:
        fill = _LIGHT if place == here else _GREY
        yield _text(left + width / 2, _FLOOR + 28, str(rung.points), size=18, fill=fill, middle=True)


def _gate(rung: Rung, x: float, y: float, *, passed: bool) -> Iterator[str]:
    """A lock where officers choose, a diamond where a trial stands."""
    colour = _GREEN if passed else _GREY
    stroke = f'stroke="{colour}" stroke-width="2.5"'
    if rung.handpicked:
        yield f'<path d="M{x - 5:.1f} {y - 1:.1f}v-5a5 5 0 0 1 10 0v5" fill="none" {stroke}/>'
        yield f'<rect x="{x - 8:.1f}" y="{y - 2:.1f}" width="16" height="11" rx="2" fill="{colour}"/>'
    elif rung.requirement is not None:
        yield f'<path d="M{x:.1f} {y - 9:.1f}l8 9-8 9-8-9z" fill="{colour if passed else "none"}" {stroke}/>'


def _columns(row: tuple[Rung, ...]) -> Iterator[tuple[float, float]]:
    """Left edge and width of every column."""
    breaks = sum(rung.begins for rung in row[1:])
    room = WIDTH - 2 * _MARGIN - breaks * _PATH_GAP
    pitch = room / max(1, len(row))
    left = float(_MARGIN)
    for place, rung in enumerate(row):
        left += _PATH_GAP if place and rung.begins else 0
        yield left + _GAP / 2, max(1.0, pitch - _GAP)
        left += pitch


def _next(drawing: LadderDrawing) -> Rung | None:
    if drawing.here is None or drawing.here + 1 >= len(drawing.row):
        return None
    return drawing.row[drawing.here + 1]


def _is_next(drawing: LadderDrawing, place: int) -> bool:
    return drawing.here is not None and place == drawing.here + 1


def _box(left: float, top: float, width: float, height: float, style: str) -> str:
    return f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" rx="4" {style}/>'


def _text(x: float, y: float, text: str, *, size: int, fill: str, bold: bool = False, middle: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    anchor = ' text-anchor="middle"' if middle else ""
    clean = escape(_NOT_XML.sub("", text))
    return f'<text x="{x:.1f}" y="{y}" font-size="{size}" fill="{fill}"{weight}{anchor}>{clean}</text>'


def _fitting(text: str, size: int) -> int:
    """The largest size, up to `size`, at which a name stays within the picture."""
    return max(8, min(size, int(1.6 * (WIDTH - 3 * _MARGIN) / max(1, len(text)))))
