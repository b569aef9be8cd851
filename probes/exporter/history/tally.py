"""How long a subject was in each status, and how long its answers took: values that add up. Pure."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from probes.outcome import CheckStatus

SLOT_MS: Final = 300_000
DAY_MS: Final = 86_400_000


class Grain(NamedTuple):
    """A table of history.db, and how long a row of it is. Rows are numbered from the epoch, so they begin in UTC."""

    table: str
    ms: int

    @property
    def slots(self) -> int:
        return self.ms // SLOT_MS

    @property
    def a_day(self) -> int:
        return DAY_MS // self.ms


SLOTS: Final = Grain("slots", SLOT_MS)
SUMS: Final = (Grain("half_hours", 6 * SLOT_MS), Grain("days", DAY_MS))
GRAINS: Final = (SLOTS, *SUMS)

_WORST_FIRST: Final = (CheckStatus.FAILING, CheckStatus.DEGRADED, CheckStatus.OK)


class Tally(NamedTuple):
    """Milliseconds in each status, answered runs, and microseconds they took: all together, and the slowest."""

    ok: int = 0
    degraded: int = 0
    failing: int = 0
    answers: int = 0
    latency_sum: int = 0
    latency_max: int = 0

    @property
    def observed(self) -> int:
        """Milliseconds."""
        return self.ok + self.degraded + self.failing

    @property
    def worst(self) -> CheckStatus | None:
        """None where nothing was observed."""
        return next((status for status in _WORST_FIRST if getattr(self, status)), None)

    def plus(self, more: "Tally") -> "Tally":
        return Tally(
            self.ok + more.ok,
            self.degraded + more.degraded,
            self.failing + more.failing,
            self.answers + more.answers,
            self.latency_sum + more.latency_sum,
            max(self.latency_max, more.latency_max),
        )

    def within(self, room: int) -> "Tally":
        """At most `room` milliseconds of it: after a clock was set back, no minute counts twice.

        Time in `ok` is cut first, so no trouble is hidden.
        """
        excess = max(0, self.observed - max(0, room))
        ok = max(0, self.ok - excess)
        degraded = max(0, self.degraded - max(0, excess - self.ok))
        failing = max(0, self.failing - max(0, excess - self.ok - self.degraded))
        return self._replace(ok=ok, degraded=degraded, failing=failing)


def time_in(status: CheckStatus, length_ms: int) -> Tally:
    """`length_ms` in `status`; `unknown` is not observed."""
    return Tally() if status is CheckStatus.UNKNOWN else Tally(**{status.value: length_ms})


def answer(latency_s: float) -> Tally:
    """One answered run of a check."""
    latency = max(0, round(latency_s * 1_000_000))
    return Tally(answers=1, latency_sum=latency, latency_max=latency)


def slot_of(moment_ms: int) -> int:
    """The slot of a moment (milliseconds since the epoch)."""
    return moment_ms // SLOT_MS


def by_slot(start_ms: int, end_ms: int) -> Iterator[tuple[int, int]]:
    """The slots that a span touches, each with the milliseconds of the span that lie in it."""
    while start_ms < end_ms:
        slot = slot_of(start_ms)
        until = min(end_ms, (slot + 1) * SLOT_MS)
        yield slot, until - start_ms
        start_ms = until
