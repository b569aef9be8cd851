"""Renders drawings outside of the event loop, and keeps the newest pictures by what they show."""

import asyncio
from collections import OrderedDict
from concurrent.futures import Executor
from typing import Final, Protocol

from ignis.runtime.drawing.png import png
from ignis.runtime.telemetry.logs import Logger

KEPT: Final = 256
"""A picture of the ladder has about 10 KB. A ladder of 13 ranks with 12 blocks has 170 pictures."""


class Drawing(Protocol):
    """All that a picture shows. Equal drawings are one picture."""

    def __hash__(self) -> int: ...

    def svg(self) -> str: ...


class Renderer(Protocol):
    def render(self, drawing: Drawing) -> bytes:
        """Returns the PNG. Called in a thread. Raises ValueError or OSError."""
        ...


class ResvgRenderer:
    """Takes some milliseconds, without the interpreter's lock. Raises ValueError."""

    def render(self, drawing: Drawing) -> bytes:
        return png(drawing.svg())


_RESVG: Final = ResvgRenderer()


class Gallery:
    """Renders each picture once, also if many readers want it at the same time.

    Example:
        png = await Gallery(executor, log).png(LadderDrawing(row, "Brother", here=2, blocks=5))
    """

    def __init__(self, executor: Executor, log: Logger, *, renderer: Renderer = _RESVG, kept: int = KEPT) -> None:
        self._executor = executor
        self._log = log
        self._renderer = renderer
        self._kept = kept
        self._pictures: OrderedDict[Drawing, asyncio.Future[bytes]] = OrderedDict()

    async def png(self, drawing: Drawing) -> bytes | None:
        """Returns None if it could not be rendered; the log says why. The next reader tries again."""
        picture = self._pictures.get(drawing)
        if picture is None:
            picture = asyncio.get_running_loop().run_in_executor(self._executor, self._renderer.render, drawing)
            self._pictures[drawing] = picture
            if len(self._pictures) > self._kept:
                self._pictures.popitem(last=False)
        self._pictures.move_to_end(drawing)
        try:
            # shielded: a cancelled reader must not cancel it for the others
            return await asyncio.shield(picture)
        except (ValueError, OSError) as error:
            self._pictures.pop(drawing, None)
            self._log.warning("no picture", of=type(drawing).__name__, problem=str(error))
            return None
