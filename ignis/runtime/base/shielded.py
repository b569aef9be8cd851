"""Work that is never left half done."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def shielded(work: Coroutine[Any, Any, T]) -> T:
    """Returns or raises what `work` does. If the caller is cancelled, `work` still runs to its end first.

    Example:
        await shielded(self._commit(transaction))
    """
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait({task})
        if not task.cancelled():
            task.exception()  # the cancellation counts; asyncio would report this exception as never retrieved
        raise
