"""The stability mark: a program that was healthy for long enough leaves it, and the restart policy forgets its crashes.

The program itself decides this, because only the program is there during all of its run, also while the programs that
watch it are dead. If it hangs, those kill it.
"""

from pathlib import Path
from typing import Protocol

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.ticker import tick


class Health(Protocol):
    """Says whether a program does its work."""

    async def well(self) -> bool: ...


class NotBuiltYet:
    """What is known of a program until it says what its health is: nothing that it does, yet."""

    async def well(self) -> bool:
        return False


class EventLoopHealth:
    """The least that can be said: an event loop that answers is turning."""

    async def well(self) -> bool:
        return True


async def until_stable(health: Health, *, after: float, every: float, clock: Clock) -> None:
    """Returns once `health` was well at every look for `after` seconds without a break. Looks every `every` seconds."""
    since = clock.monotonic()
    while clock.monotonic() - since < after:
        await tick(every)
        if not await health.well():
            since = clock.monotonic()


def leave_mark(mark: Path) -> str | None:
    """Creates the mark for the restart gate. Returns None, or one line that says why it could not be created."""
    try:
        mark.touch()
    except OSError as error:
        return f"{mark}: the stability mark cannot be created: {error.strerror}; the next crash is answered more slowly"
    return None
