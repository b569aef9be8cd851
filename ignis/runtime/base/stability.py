"""A program proves its health: what the restart policy needs to forget the crashes before it.

Only the program itself is there for all of its run, also while its watchers are dead; those kill it when it hangs.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.ticker import beat


async def turns() -> bool:
    """The least there is to say: the event loop turns."""
    return True


async def proven(well: Callable[[], Awaitable[bool]], *, after: float, every: float, clock: Clock) -> None:
    """Returns once `well` has been true at every look for `after` seconds on end, however long that takes."""
    since = clock.monotonic()
    while clock.monotonic() - since < after:
        await beat(every)
        if not await well():
            since = clock.monotonic()


def leave(mark: Path) -> str | None:
    """Leaves the mark for the restart gate; what kept it from being left, in one line."""
    try:
        mark.touch()
    except OSError as error:
        return f"{mark}: the proof of health cannot be left: {error.strerror}; the next crash is answered more slowly"
    return None
