"""The drawing of the ladder, as SVG."""

from xml.etree import ElementTree as ET

from hypothesis import given, strategies as st

from ignis.adapters.pictures import ResvgRenderer
from ignis.adapters.pictures.ladder import HEIGHT, WIDTH, LadderDrawing
from ignis.domain.rules.ladder_steps import LadderRow, ladder_rows
from tests.support.legion.small_legion import LEGION

ROW = ladder_rows(LEGION.ladder)
DRAWING = LadderDrawing(ROW, "Brother", 2, 5)
STEPS = st.builds(
    LadderRow, st.text(max_size=100), st.integers(0, 10**9), st.none() | st.text(), st.booleans(), st.booleans()
)


def texts(drawing: LadderDrawing) -> list[str]:
    return [element.text or "" for element in ET.fromstring(drawing.svg()).iter() if element.tag.endswith("text")]  # noqa: S314  our own drawing


def test_it_shows_the_rank_the_next_one_and_the_points_of_each_step() -> None:
    assert texts(DRAWING)[:2] == ["Brother", ROW[3].rank]
    assert texts(DRAWING)[2:] == [str(step.points) for step in ROW]


def test_at_the_top_and_off_the_ladder_there_is_no_next_rank() -> None:
    for here in (len(ROW) - 1, None):
        drawing = LadderDrawing(ROW, "Brother", here, 0)
        assert texts(drawing) == ["Brother", *(str(step.points) for step in ROW)]


def test_the_picture_has_one_size_for_every_ladder() -> None:
    for row in (ROW, ROW[:1], ()):
        root = ET.fromstring(LadderDrawing(row, "Brother", None, 0).svg())  # noqa: S314  our own drawing
        assert (root.get("width"), root.get("height")) == (str(WIDTH), str(HEIGHT))


def test_other_points_are_another_picture_and_the_same_points_are_the_same() -> None:
    assert DRAWING.svg() != LadderDrawing(ROW, "Brother", 2, 6).svg()
    assert ResvgRenderer().render(DRAWING) == ResvgRenderer().render(LadderDrawing(ROW, "Brother", 2, 5))


@given(st.lists(STEPS, max_size=60), st.text(max_size=100), st.none() | st.integers(0, 59), st.integers(0, 12))
def test_whatever_the_ranks_are_called_it_is_well_formed(
    row: list[LadderRow], rank: str, here: int | None, blocks: int
) -> None:
    drawing = LadderDrawing(tuple(row), rank, here if here is not None and here < len(row) else None, blocks)
    ET.fromstring(drawing.svg())  # noqa: S314  our own drawing
