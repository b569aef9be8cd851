"""What a recovery is: something that finds out whether a part of the bot is broken, and mends it."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Report:
    """`found` is what was wrong, or that nothing was; `did` is what was done about it. One line each, for people."""

    found: str
    did: str


class Recovery(Protocol):
    """One file in this folder. It may be run at any time, and does nothing where nothing is broken."""

    @property
    def name(self) -> str:
        """Lower case with dashes; it stands in addresses, logs and metrics."""
        ...

    async def run(self) -> Report:
        """May raise: the runner reports it."""
        ...
