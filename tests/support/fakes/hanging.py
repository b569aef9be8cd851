"""Something that never ends by itself, and knows whether it was really ended."""

import asyncio
from typing import NoReturn


class Hanging:
    """Wait for `begun` before you look at the rest.

    Example: make a `hanging = Hanging()`, hand `hanging.forever` to what should give it up, and assert that it is
    `hanging.cancelled`.
    """

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.cancelled = False

    async def forever(self, *_arguments: object, **_more: object) -> NoReturn:
        self.begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        raise AssertionError("an event that nobody sets was set")
