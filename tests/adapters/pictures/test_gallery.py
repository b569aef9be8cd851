import asyncio
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
import structlog
from PIL import Image

from ignis.adapters.pictures import Gallery, ResvgRenderer
from ignis.adapters.pictures.gallery import Drawing
from ignis.adapters.pictures.ladder import HEIGHT, WIDTH, LadderDrawing
from ignis.domain.rules.ladder_steps import ladder_rows
from ignis.runtime.drawing.png import FONTS
from tests.support.legion.small_legion import LEGION

ROW = ladder_rows(LEGION.ladder)
DRAWING = LadderDrawing(ROW, "Brother", 2, 5)


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_the_png_is_small_and_shows_something() -> None:
    png = ResvgRenderer().render(DRAWING)
    picture = opened(png)
    assert picture.size == (WIDTH, HEIGHT)
    assert len(png) < 60_000
    assert (46, 204, 113) in {colour for _, colour in picture.getcolors(1 << 20) or []}  # the legion's green


def test_names_are_drawn_with_the_shipped_font() -> None:
    named, nameless = ResvgRenderer().render(DRAWING), ResvgRenderer().render(LadderDrawing(ROW, "", 2, 5))
    assert named != nameless
    assert sorted(file.name for file in FONTS.iterdir()) == [
        "ChakraPetch-Medium.ttf", "ChakraPetch-SemiBold.ttf", "OFL.txt",
    ]  # fmt: skip


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

    def render(self, drawing: Drawing) -> bytes:
        assert isinstance(drawing, LadderDrawing)
        self.let.wait(10)
        self.drawn.append(drawing)
        if self.error is not None:
            raise self.error
        return str(drawing.blocks).encode()


def gallery(executor: ThreadPoolExecutor, studio: Studio, kept: int = 10) -> Gallery:
    return Gallery(executor, structlog.stdlib.get_logger("test"), renderer=studio, kept=kept)


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
