"""Pictures in answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from ignis.domain.health.uptime import StackHistory
from ignis.domain.rules.ladder_steps import LadderRow


@dataclass(frozen=True)
class LadderPicture:
    """What a picture of the ladder shows. `here` is the member's step, None off the ladder; `blocks` of 12 are full."""

    row: tuple[LadderRow, ...]
    rank: str
    here: int | None
    blocks: int


class LadderPainter(Protocol):
    """Draws the ladder with a member's place on it.

    Example:
        png = await painter.png(LadderPicture(ladder_row(legion.ladder), "Initiate", here=1, blocks=7))
    """

    async def png(self, picture: LadderPicture) -> bytes | None:
        """None if it could not be drawn."""
        ...


class DayPainter(Protocol):
    """Draws the last 24 hours of the stack.

    Example:
        png = await painter.png(history, {"check:database": "Database"})
    """

    async def png(self, history: StackHistory, names: Mapping[str, str]) -> bytes | None:
        """`names` are what the rows are called, by subject, in the reader's language.

        None if there is nothing to show yet, or it could not be drawn.
        """
        ...
