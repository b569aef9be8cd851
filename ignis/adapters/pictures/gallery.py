"""Renders drawings off the event loop and keeps the newest by what they show."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import Final, Protocol

import resvg_py

from ignis.runtime.telemetry.logs import Logger

FONTS: Final = Path(__file__).resolve().parent / "fonts"
KEPT: Final = 256
"""A picture of the ladder has about 10 KB, and a ladder of 13 ranks with 12 blocks has 170 of them."""


class Drawing(Protocol):
    """All that a picture shows; equal ones are one picture."""

    def __hash__(self) -> int: ...

    def svg(self) -> str: ...


Render = Callable[[Drawing], bytes]


def rendered(drawing: Drawing) -> bytes:
    """The PNG. Takes some milliseconds without the interpreter's lock. Raises ValueError."""
    return resvg_py.svg_to_bytes(
        svg_string=drawing.svg(),
        skip_system_fonts=True,  # the same picture on every machine
        font_files=[str(file) for file in sorted(FONTS.glob("*.ttf"))],
    )


class Gallery:
    """Each picture is rendered once, however many ask for it at the same time."""

    def __init__(self, executor: Executor, log: Logger, *, render: Render = rendered, kept: int = KEPT) -> None:
        self._executor = executor
        self._log = log
        self._render = render
        self._kept = kept
        self._pictures: OrderedDict[Drawing, asyncio.Future[bytes]] = OrderedDict()

    async def png(self, drawing: Drawing) -> bytes | None:
        """None when it could not be rendered, which the log says; the next reader tries again."""
        picture = self._pictures.get(drawing)
        if picture is None:
            picture = asyncio.get_running_loop().run_in_executor(self._executor, self._render, drawing)
            self._pictures[drawing] = picture
            if len(self._pictures) > self._kept:
                self._pictures.popitem(last=False)
        self._pictures.move_to_end(drawing)
        try:
            # shielded: a reader who is gone must not cancel it for the others
            return await asyncio.shield(picture)
        except (ValueError, OSError) as error:
            self._pictures.pop(drawing, None)
            self._log.warning("no picture", of=type(drawing).__name__, problem=str(error))
            return None
