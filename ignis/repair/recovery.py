"""What a recovery is: it finds out whether one part of the bot is broken, and repairs it."""

from dataclasses import dataclass
from typing import Final, Protocol

from ignis.domain.health.repair_facts import RepairFact, RepairFinding, RepairFindings

NOTHING: Final[RepairFindings] = ()


@dataclass(frozen=True)
class Freed:
    """What was given back to memory or disk."""

    bytes: int = 0
    objects: int = 0

    def __add__(self, other: "Freed") -> "Freed":
        return Freed(self.bytes + other.bytes, self.objects + other.objects)


@dataclass(frozen=True)
class Report:
    """`found` says what was wrong, or that nothing was; `did` says what was done about it.

    Example:
        Report((RepairFinding.of(RepairFact.NO_SERVER),))
    """

    found: RepairFindings
    did: RepairFindings = NOTHING
    freed: Freed | None = None


def found(fact: RepairFact, **values: str | int) -> Report:
    """The report of one thing that was found, about which nothing was done."""
    return Report((RepairFinding.of(fact, **values),))


class NotRepaired(Exception):  # noqa: N818  it is what the recovery found
    """Something is broken and stays broken for now. Its text is one line that says why."""


class Recovery(Protocol):
    """One file in this folder. It may run at any time, and does nothing if nothing is broken.

    Example:
        class RestartClock:
            name = "restart-clock"
            trigger = "the clock stopped"

            async def run(self) -> Report:
                return found(RepairFact.CLOCK_RUNS)
    """

    @property
    def name(self) -> str:
        """Lower case with dashes: it appears in addresses, logs and metrics."""
        ...

    @property
    def trigger(self) -> str:
        """When it runs, apart from the health round and people's requests: one line for people."""
        ...

    async def run(self) -> Report:
        """May raise. The runner reports it: NotRepaired by its text alone."""
        ...
