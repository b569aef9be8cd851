"""Which process of a program is alive, and which of its processes have an end that was already handled.

A process is identified by its pid and, because pids are used again, by its start time. supervisor gives that time in
whole seconds.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

_ROUNDING = timedelta(seconds=2)
_PAST_KEPT = 16


@dataclass(frozen=True)
class PastProcess:
    """A process whose end was handled: the one with this `pid` that was started at `until` at the latest."""

    pid: int
    until: datetime


@dataclass(frozen=True)
class MissingProcess:
    """A process that is gone, and the reason is not known yet."""

    pid: int
    since: datetime | None
    at: datetime


@dataclass(frozen=True)
class TrackedProgram:
    """What is known of a program's processes.

    `pid` is the process last seen alive, None once its end is known; it is never one of the `past`.
    `hung` is a process that was found hanging, `outgrown` one that used too much memory. `nameless` is set if a death
    was only seen in supervisor's table, without a pid. `fatal` is set while supervisor has given up starting the
    program.
    """

    pid: int | None = None
    since: datetime | None = None
    past: tuple[PastProcess, ...] = ()
    missing: tuple[MissingProcess, ...] = ()
    hung: int | None = None
    outgrown: int | None = None
    nameless: bool = False
    fatal: bool = False

    def is_past(self, pid: int, since: datetime | None) -> bool:
        """Whether news of this process comes too late."""
        return any(one.pid == pid and (since is None or since <= one.until) for one in self.past)

    def knows(self, pid: int) -> bool:
        return pid == self.pid or any(one.pid == pid for one in self.missing)

    def knows_nothing(self) -> bool:
        return self.pid is None and not (self.past or self.missing or self.nameless)

    def vanished(self, pid: int | None, since: datetime | None) -> bool:
        """Whether the process last seen alive is gone, now that `pid`, started at `since`, is the one that runs."""
        return self.pid is not None and not _same((self.pid, self.since), (pid, since))

    def alive(self, pid: int, since: datetime | None, at: datetime) -> "TrackedProgram":
        gone = self.gone(at) if self.vanished(pid, since) else self
        missing = tuple(one for one in gone.missing if not _same((one.pid, one.since), (pid, since)))
        return replace(gone, pid=pid, since=since, missing=missing, fatal=False)

    def gone(self, at: datetime) -> "TrackedProgram":
        if self.pid is None:
            return self
        return replace(self, pid=None, since=None, missing=(*self.missing, MissingProcess(self.pid, self.since, at)))

    def ended(self, pid: int, at: datetime) -> "TrackedProgram":
        """The end of `pid` is handled: of the missing process with that pid, else of the one alive."""
        if missing := [one for one in self.missing if one.pid == pid]:
            return self.given_up(missing[0])
        if pid != self.pid:
            return self._with_past(pid, None, at)
        return replace(self._with_past(pid, self.since, at), pid=None, since=None)

    def given_up(self, gone: MissingProcess) -> "TrackedProgram":
        left = tuple(one for one in self.missing if one != gone)
        return replace(self._with_past(gone.pid, gone.since, gone.at), missing=left)

    def _with_past(self, pid: int, since: datetime | None, at: datetime) -> "TrackedProgram":
        past = PastProcess(pid, since + _ROUNDING if since else at)
        return replace(self, past=(*self.past, past)[-_PAST_KEPT:])


def _same(one: tuple[int | None, datetime | None], other: tuple[int | None, datetime | None]) -> bool:
    (pid, since), (other_pid, other_since) = one, other
    return pid == other_pid and (since is None or other_since is None or abs(other_since - since) <= _ROUNDING)
