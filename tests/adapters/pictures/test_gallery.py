import asyncio
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from xml.etree import ElementTree as ET

import pytest
import structlog
from hypothesis import given, strategies as st
from PIL import Image

from ignis.adapters.pictures import Gallery, LadderDrawing, rendered
from ignis.adapters.pictures.gallery import FONTS, Drawing
from ignis.adapters.pictures.ladder import HEIGHT, WIDTH
from ignis.domain.rules.ladder_steps import LadderRow, rungs
from tests.support.legion.small_legion import LEGION

ROW = rungs(LEGION.ladder)
DRAWING = LadderDrawing(ROW, "Brother", 2, 5)
RUNGS = st.builds(
    LadderRow, st.text(max_size=100), st.integers(0, 10**9), st.none() | st.text(), st.booleans(), st.booleans()
)


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_the_png_is_small_and_shows_something() -> None:
    png = rendered(DRAWING)
    picture = opened(png)
    assert picture.size == (WIDTH, HEIGHT)
    assert len(png) < 60_000
    assert (46, 204, 113) in {colour for _, colour in picture.getcolors(1 << 20) or []}  # the legion's green


def test_names_are_drawn_with_the_shipped_font() -> None:
    named, nameless = rendered(DRAWING), rendered(LadderDrawing(ROW, "", 2, 5))
    assert named != nameless
    assert sorted(file.name for file in FONTS.iterdir()) == [
        "ChakraPetch-Medium.ttf", "ChakraPetch-SemiBold.ttf", "OFL.txt",
    ]  # fmt: skip


def test_more_points_make_another_picture_and_the_same_ones_the_same() -> None:
    assert DRAWING.svg() != LadderDrawing(ROW, "Brother", 2, 6).svg()
    assert rendered(DRAWING) == rendered(LadderDrawing(ROW, "Brother", 2, 5))


@given(st.lists(RUNGS, max_size=60), st.text(max_size=100), st.none() | st.integers(0, 59), st.integers(0, 12))
def test_whatever_the_ranks_are_called_it_is_well_formed(
    row: list[LadderRow], rank: str, here: int | None, blocks: int
) -> None:
    drawing = LadderDrawing(tuple(row), rank, here if here is not None and here < len(row) else None, blocks)
    ET.fromstring(drawing.svg())  # noqa: S314  our own drawing


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


class Studio:
    """Renders when it is let, and counts."""

    def __init__(self) -> None:
        self.let = Event()
        self.drawn: list[LadderDrawing] = []
        self.error: Exception | None = None

    def __call__(self, drawing: Drawing) -> bytes:
        assert isinstance(drawing, LadderDrawing)
        self.let.wait(10)
        self.drawn.append(drawing)
        if self.error is not None:
            raise self.error
        return str(drawing.blocks).encode()


def gallery(executor: ThreadPoolExecutor, studio: Studio, kept: int = 10) -> Gallery:
    return Gallery(executor, structlog.stdlib.get_logger("test"), render=studio, kept=kept)


async def test_many_readers_share_one_rendering(executor: ThreadPoolExecutor) -> None:
    studio = Studio()
    pictures = gallery(executor, studio)
    readers = [asyncio.create_task(pictures.png(DRAWING)) for _ in range(50)]
    impatient = asyncio.create_task(pictures.png(DRAWING))
    await asyncio.sleep(0)
    impatient.cancel()
    studio.let.set()
    assert await asyncio.gather(*readers) == [b"5"] * 50
    assert await pictures.png(DRAWING) == b"5"
    assert studio.drawn == [DRAWING]


async def test_only_the_newest_are_kept(executor: ThreadPoolExecutor) -> None:
    studio = Studio()
    studio.let.set()
    pictures = gallery(executor, studio, kept=2)
    for blocks in (1, 2, 1, 3, 1, 2):
        await pictures.png(LadderDrawing(ROW, "Brother", 2, blocks))
    assert [drawing.blocks for drawing in studio.drawn] == [1, 2, 3, 2]


async def test_a_failure_is_no_picture_and_is_not_kept(executor: ThreadPoolExecutor) -> None:
    studio = Studio()
    studio.let.set()
    studio.error = ValueError("no ink")
    pictures = gallery(executor, studio)
    assert await pictures.png(DRAWING) is None
    studio.error = None
    assert await pictures.png(DRAWING) == b"5"
