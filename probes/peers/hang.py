"""Does a program hang? Pure: (what is known of its answers, one more probe) -> what is known; then the verdict.

A program hangs if it runs but does not answer over HTTP for `hang_after` seconds. Its first `startup_grace` seconds do
not count, nor does the time it waits in the restart gate. The relay asks the programs itself, so a dead exporter hides
nothing. The exporter's longer memory counts too, but never against an answer that the relay received.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ignis.runtime.config.settings import RelaySettings

_LEAST_FAILURES = 3  # one or two may be the relay's own problem
_SLACK = 5.0  # seconds by which a look may be late on a busy machine


@dataclass(frozen=True)
class HangLimits:
    """Seconds. Two probes further apart than `longest_gap` mean that the relay itself was stopped or starved."""

    hang_after: float
    startup_grace: float
    longest_gap: float


def limits(*, hang_after: float, startup_grace: float, every: float, question: float) -> HangLimits:
    """Limits for a look every `every` seconds, in which a question may take `question` seconds.

    A hung program makes every look as long as the question's timeout. So the gap follows from the pace of the looks and
    never from `hang_after`, which may be shorter.
    """
    return HangLimits(hang_after, startup_grace, every + question + _SLACK)


def limits_by(settings: RelaySettings, question: float) -> HangLimits:
    """The limits that `relay` in config/ignis.yaml sets."""
    return limits(
        hang_after=settings.hang_after,
        startup_grace=settings.startup_grace,
        every=settings.reconcile_every,
        question=question,
    )


@dataclass(frozen=True)
class LivenessProbe:
    """The answer of process `pid` at `at` (monotonic seconds). `started`: it has left the restart gate."""

    pid: int
    at: float
    started: bool
    answered: bool


@dataclass(frozen=True)
class HangWatch:
    """What is known of one process. `failing_since` is None while it answers."""

    pid: int
    watched_since: float
    last_probe: float
    failing_since: float | None = None
    failures: int = 0

    @property
    def failing(self) -> bool:
        return self.failing_since is not None


def observe(before: HangWatch | None, probe: LivenessProbe, limits: HangLimits) -> HangWatch | None:
    """What is known after one more probe; None while there is nothing to watch: the program waits in the gate.

    Example:
        >>> limits = HangLimits(hang_after=30, startup_grace=10, longest_gap=7)
        >>> observe(None, LivenessProbe(pid=7, at=100.0, started=True, answered=True), limits).failing
        False
    """
    if not probe.started:
        return None
    if before is None or before.pid != probe.pid:
        return HangWatch(probe.pid, probe.at, probe.at)
    if probe.at - before.last_probe > limits.longest_gap:  # nothing is known about the time between
        return HangWatch(probe.pid, probe.at, probe.at)
    before = _without_pause(before, probe.at - before.last_probe - (limits.longest_gap - _SLACK))
    if probe.answered or probe.at - before.watched_since < limits.startup_grace:
        return replace(before, last_probe=probe.at, failing_since=None, failures=0)
    since = probe.at if before.failing_since is None else before.failing_since
    return replace(before, last_probe=probe.at, failing_since=since, failures=before.failures + 1)


def _without_pause(watch: HangWatch, excess: float) -> HangWatch:
    """Without the seconds by which the look came too late: it was the relay that stood still in them."""
    if excess <= 0:
        return watch
    failing_since = None if watch.failing_since is None else watch.failing_since + excess
    return replace(watch, watched_since=watch.watched_since + excess, failing_since=failing_since)


def silent_for(watch: HangWatch, limits: HangLimits, reported: Iterable[float] = ()) -> float | None:
    """Seconds of silence if the process hangs, else None.

    `reported` are the seconds for which others have found it failing. The silence is never longer than the time it has
    been watched, without the grace.
    """
    if watch.failing_since is None or watch.failures < _LEAST_FAILURES:
        return None
    longest = watch.last_probe - watch.watched_since - limits.startup_grace
    silent = min(longest, max(watch.last_probe - watch.failing_since, *reported, 0.0))
    return silent if silent >= limits.hang_after else None
