"""A sync of everybody on the server as a value: who asked for it, how far it is, and what came of it so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RunState(StrEnum):
    """The values are stored."""

    RUNNING = "running"
    STOPPED = "stopped"  # somebody pressed the button
    FINISHED = "finished"


class MemberOutcome(StrEnum):
    """What came of one member."""

    FITTING = "fitting"  # nothing was to be done
    UNKNOWN = "unknown"  # nothing either, as far as is known: the Roblox account is not
    CHANGED = "changed"
    BLOCKED = "blocked"  # Discord does not allow it
    FAILED = "failed"  # it did not work now; the sync tries again by itself
    GONE = "gone"  # left the server meanwhile


@dataclass(frozen=True, slots=True)
class SyncTally:
    """How many members, by what came of them."""

    fitting: int = 0
    changed: int = 0
    blocked: int = 0
    failed: int = 0
    unknown: int = 0

    @property
    def looked_at(self) -> int:
        return self.fitting + self.changed + self.blocked + self.failed + self.unknown

    def plus(self, outcomes: Iterable[MemberOutcome]) -> "SyncTally":
        """Members who have left are not counted."""
        came = list(outcomes)
        return SyncTally(
            self.fitting + came.count(MemberOutcome.FITTING),
            self.changed + came.count(MemberOutcome.CHANGED),
            self.blocked + came.count(MemberOutcome.BLOCKED),
            self.failed + came.count(MemberOutcome.FAILED),
            self.unknown + came.count(MemberOutcome.UNKNOWN),
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """The message that shows a run."""

    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class SyncRun:
    """Members are taken in the order of their ids; `position` is the last one's that was done.

    `total` is how many there were to do when the run began. `language` is the reader's who asked for it. `started_by`
    is None once that member has had their data deleted, `shown` until the message stands.
    """

    id: int
    started_by: int | None
    started_at: datetime
    language: str
    total: int
    state: RunState = RunState.RUNNING
    position: int = 0
    tally: SyncTally = SyncTally()
    shown: Shown | None = None
    ended_at: datetime | None = None

    @property
    def share(self) -> float:
        """From 0 to 1. Members who join or leave meanwhile do not move it out of that range."""
        if self.state is RunState.FINISHED or not self.total:
            return 1.0
        return min(1.0, self.tally.looked_at / self.total)


def following(members: Iterable[int], position: int, count: int) -> list[int]:
    """Who comes next: at most `count` of `members` with ids above `position`, in order."""
    return sorted(member for member in members if member > position)[:count]
