"""The programs that wait at the restart gate, and their budgets, for people and metrics: read from the gate's memory.

The gate itself does not import this: every millisecond of its start delays a program.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ignis.runtime.base.clock import Clock, SystemClock
from probes.restarts import memory
from probes.restarts.memory import RestartMemory
from probes.restarts.policy import RestartPolicy, StartReason, hold_words, tokens_left

_SYSTEM_CLOCK = SystemClock()


@dataclass(frozen=True)
class GateHold:
    """`program` is not started before `until`; `reason` is `backoff` or `budget`.

    `crashes`: how often in a row it ended without having been asked to.
    """

    program: str
    until: datetime
    reason: StartReason
    crashes: int

    @property
    def words(self) -> str:
        """Why, for people."""
        return hold_words(self.reason, self.crashes)


def holds(folder: Path, clock: Clock = _SYSTEM_CLOCK) -> dict[str, GateHold]:
    """The holds in force, by program; none if they cannot be known. `folder` is `Home.restarts`.

    Example:
        for program, hold in holds(home.restarts).items():
            print(f"{program} starts at {hold.until:%H:%M:%S} UTC")
    """
    found = _remembered(folder)
    if found is None:
        return {}
    known, at = found
    wall = clock.now()
    return {
        program: GateHold(
            program, wall + timedelta(seconds=one.hold.start_at - at), one.hold.reason, one.hold.history.streak
        )
        for program, one in known.items()
        if one is not None and one.hold is not None and one.hold.start_at > at
    }


def seconds_left(folder: Path) -> dict[str, float]:
    """How long each program that was ever started is still held, 0 if it is not; nothing if that cannot be known."""
    found = _remembered(folder)
    if found is None:
        return {}
    known, at = found
    return {
        program: max(0.0, one.hold.start_at - at) if one is not None and one.hold is not None else 0.0
        for program, one in known.items()
    }


def budgets_left(folder: Path, policy: RestartPolicy) -> dict[str, int]:
    """How many starts after crashes each program has left at once; nothing if that cannot be known."""
    found = _remembered(folder)
    if found is None:
        return {}
    known, at = found
    return {program: tokens_left(policy, one.history, at) for program, one in known.items() if one is not None}


def _remembered(folder: Path) -> tuple[dict[str, RestartMemory | None], float] | None:
    """The gate's memory and its clock. None if there is no folder, or no such clock on this platform."""
    try:
        at = memory.now()
        return memory.remembered(folder, boot=memory.boot_id(), at=at), at
    except (OSError, AttributeError):  # AttributeError: this platform has no such clock, and another keeper
        return None
