"""What the bot has done with the role changes that it was told of."""

from typing import Protocol

from ignis.domain.health.overview import WorkView


class WorkSource(Protocol):
    """Example:
    work = source.figures()
    if work is not None and work.lost: ...
    """

    def figures(self) -> WorkView | None:
        """None while no server is served."""
        ...
