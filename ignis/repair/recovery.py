"""What a recovery is: something that finds out whether a part of the bot is broken, and mends it."""

from dataclasses import dataclass
from typing import Final, Protocol

NOTHING: Final = "nothing"


@dataclass(frozen=True)
class Freed:
    """What was given back, to the memory or to the disk."""

    bytes: int = 0
    objects: int = 0

    def __add__(self, other: "Freed") -> "Freed":
        return Freed(self.bytes + other.bytes, self.objects + other.objects)


@dataclass(frozen=True)
class Report:
    """`found` is what was wrong, or that nothing was; `did` is what was done about it. One line each, for people."""

    found: str
    did: str = NOTHING
    freed: Freed | None = None


class NotMended(Exception):  # noqa: N818  it is what was found
    """Something is broken and stays so for now. Its text is one line that says why."""


class Recovery(Protocol):
    """One file in this folder. It may be run at any time, and does nothing where nothing is broken."""

    @property
    def name(self) -> str:
        """Lower case with dashes; it stands in addresses, logs and metrics."""
        ...

    @property
    def trigger(self) -> str:
        """When it runs, the health round and people aside: one line for people."""
        ...

    async def run(self) -> Report:
        """May raise: the runner reports it, NotMended by its text alone."""
        ...
