"""Notices that somebody edited a file by hand."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

from watchfiles import awatch

_DEBOUNCE_MS = 300  # how long a row of changes is waited out
_STEP_MS = 50
_LOOK_EVERY_MS = 700  # in any case: network drives and some volumes tell nobody of a change


async def touched(path: Path) -> AsyncGenerator[None]:
    """Yields again and again, within a second, and at once when something happened in the folder of `path`.

    The folder is watched and not the file, because most editors put a new file in the old one's place; if `path` is a
    link, also the folder that it leads to. Without a folder to watch there is still the regular look.
    """
    while True:
        try:
            async for _ in awatch(
                *{path.parent, path.resolve().parent},
                watch_filter=None,
                debounce=_DEBOUNCE_MS,
                step=_STEP_MS,
                rust_timeout=_LOOK_EVERY_MS,
                yield_on_timeout=True,
                recursive=False,
            ):
                yield
        except (OSError, RuntimeError):  # no such folder, no more watches to be had, or what the library makes of it
            await asyncio.sleep(_LOOK_EVERY_MS / 1000)
            yield
