"""The picture of the last 24 hours, looked at where its colours must be."""

import io
from dataclasses import replace
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings, strategies as st
from PIL import Image

from ignis.adapters.pictures import ResvgRenderer
from ignis.adapters.pictures.day import CELLS, LEFT, RIGHT, TOP, WIDTH, DayDrawing, day_drawing
from ignis.domain.health.uptime import GATEWAY, SUBJECTS, WHOLE, Cell, StackHistory, Strip, Uptime

GREEN, AMBER, RED, GREY, NIGHT = (46, 204, 113), (241, 196, 15), (231, 76, 60), (74, 93, 82), (11, 20, 16)
COLOURS: Final = {GREEN: "green", AMBER: "amber", RED: "red", GREY: "grey", NIGHT: "night"}
OK, UNSEEN = Cell(6, 0, 0), Cell(0, 0, 0)
STEPS = 288
UPTIME = Uptime(86_400, 0, 1)
WORDS = st.sampled_from(["ok", "degraded", "failing", "of a newer exporter", None])
SECONDS = st.none() | st.floats(0, 3_600)
STRIPS = st.builds(Strip, st.sampled_from(sorted(SUBJECTS)), st.just(UPTIME), st.lists(WORDS, max_size=300))
HISTORIES = st.builds(
    StackHistory,
    st.just(UPTIME),
    strips=st.lists(
        st.builds(Strip, st.sampled_from(sorted(SUBJECTS)), st.just(UPTIME), st.lists(WORDS, max_size=300))
    ),
    latency=st.lists(SECONDS, max_size=300),
)


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def colours(picture: Image.Image, cell: int, *heights: float) -> list[str]:
    """What the first row shows in the middle of one half hour, from its top (0) to its foot (1)."""
    x = round(LEFT + (cell + 0.5) * (RIGHT - LEFT) / CELLS)
    return [COLOURS[picture.getpixel((x, round(TOP + 2 + 43 * height)))] for height in heights]  # type: ignore[index]


def row_of(**cells: Cell) -> DayDrawing:
    """One row, well but for `c<place>`."""
    return DayDrawing((("Ignis", tuple(cells.get(f"c{place}", OK) for place in range(CELLS))),))


@pytest.mark.parametrize(
    ("cell", "top", "middle", "foot"),
    [
        (OK, "green", "green", "green"),
        (Cell(6, 0, 6), "red", "red", "red"),
        (Cell(6, 6, 0), "amber", "amber", "amber"),
        (Cell(6, 0, 1), "green", "green", "red"),  # five minutes show, and are no half hour
        (Cell(6, 1, 0), "green", "green", "amber"),
        (Cell(6, 0, 4), "green", "red", "red"),
        (Cell(6, 3, 3), "amber", "amber", "red"),
        (Cell(1, 0, 1), "red", "red", "red"),
        (UNSEEN, "night", "grey", "night"),
    ],
)
def test_half_an_hour_has_the_colours_of_what_was_in_it(cell: Cell, top: str, middle: str, foot: str) -> None:
    picture = opened(ResvgRenderer().render(row_of(c7=cell)))
    assert colours(picture, 7, 0.1, 0.47, 0.95) == [top, middle, foot]
    assert colours(picture, 6, 0.1, 0.47, 0.95) == colours(picture, 8, 0.1, 0.47, 0.95) == ["green"] * 3


def test_all_three_show_where_all_three_were() -> None:
    assert colours(opened(ResvgRenderer().render(row_of(c0=Cell(6, 1, 1)))), 0, 0.1, 0.5, 0.95) == [
        "green",
        "amber",
        "red",
    ]


def test_the_last_step_is_at_the_right_and_the_first_at_the_left() -> None:
    steps = ["failing"] * 6 + [None] * 270 + ["ok"] * 6 + ["degraded"] * 6
    drawing = day_drawing(StackHistory(UPTIME, strips=[Strip(WHOLE, UPTIME, steps)]), SUBJECTS)
    assert drawing is not None
    picture = opened(ResvgRenderer().render(drawing))
    assert [colours(picture, cell, 0.47) for cell in (0, 20, 46, 47)] == [["red"], ["grey"], ["green"], ["amber"]]


def test_the_line_is_higher_where_it_took_longer_and_nowhere_where_nothing_was_measured() -> None:
    ping = tuple([20] * 96 + [None] * 96 + [80] * 96)
    plain = row_of()
    with_line, without = (
        opened(ResvgRenderer().render(replace(plain, ping=ping))),
        opened(ResvgRenderer().render(plain)),
    )
    assert with_line.height > without.height
    quick, nothing, slow = (_highest(with_line, (LEFT + (RIGHT - LEFT) * part // 6)) for part in (1, 3, 5))
    assert nothing is None
    assert quick is not None
    assert slow is not None
    assert quick - slow == pytest.approx(88 * 0.6, abs=2)  # of a scale of 100 ms


def _highest(picture: Image.Image, x: int) -> int | None:
    """Where the line is at `x`, below the rows."""
    return next((y for y in range(TOP + 60, picture.height) if picture.getpixel((x, y)) == GREEN), None)


def test_it_is_small_and_of_the_names_that_are_given() -> None:
    row = (OK,) * CELLS
    whole = DayDrawing(tuple((name, row) for name in SUBJECTS.values()), (20,) * STEPS)
    png = ResvgRenderer().render(whole)
    assert len(png) < 60_000
    assert opened(png).width == WIDTH
    texts = [one.text for one in ET.fromstring(whole.svg()).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314
    assert texts[:8] == [*SUBJECTS.values(), "Ping", "20 ms"]


def test_a_breath_of_change_makes_no_other_picture() -> None:
    strips = [Strip(GATEWAY, UPTIME, ["ok"] * STEPS)]
    one, other, slower = (
        day_drawing(StackHistory(UPTIME, strips=strips, latency=[s]), SUBJECTS) for s in (0.0401, 0.0404, 0.0412)
    )
    assert one == other != slower
    assert hash(one) == hash(other)


def test_nothing_observed_is_no_picture() -> None:
    assert day_drawing(StackHistory(UPTIME), SUBJECTS) is None
    assert (
        day_drawing(StackHistory(UPTIME, strips=[Strip(WHOLE, UPTIME, [None] * STEPS)], latency=[0.1]), SUBJECTS)
        is None
    )


@given(HISTORIES)
@settings(deadline=None)
def test_any_history_is_well_formed(history: StackHistory) -> None:
    if (drawing := day_drawing(history, SUBJECTS)) is not None:
        ET.fromstring(drawing.svg())  # noqa: S314  our own drawing


@given(HISTORIES)
@settings(max_examples=15, deadline=None)
def test_any_history_renders(history: StackHistory) -> None:
    if (drawing := day_drawing(history, SUBJECTS)) is not None:
        assert opened(ResvgRenderer().render(drawing)).width == WIDTH


@given(st.text(max_size=100), st.integers(0, 10**9))
def test_whatever_a_row_is_called_it_is_well_formed(name: str, ping: int) -> None:
    ET.fromstring(DayDrawing(((name, (OK,) * CELLS),), (ping,)).svg())  # noqa: S314
