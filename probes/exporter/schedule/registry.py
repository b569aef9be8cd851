"""Each check's latest result, and since when it holds."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from probes.exporter.schedule import outage
from probes.exporter.schedule.outage import Outage
from probes.outcome import CheckReason, CheckResult, CheckStatus, SilentProcess

_NOT_ASKED = CheckResult(CheckStatus.UNKNOWN, CheckReason.NOT_ASKED, "has not run yet")
_SUCCEEDED = CheckResult(CheckStatus.UNKNOWN, CheckReason.NOT_ASKED, "a new process runs, which is asked now")
_SEVERITY = (CheckStatus.OK, CheckStatus.UNKNOWN, CheckStatus.DEGRADED, CheckStatus.FAILING)


@dataclass(frozen=True)
class CheckStanding:
    """One check's current result. Times are UTC, and None if it has not happened yet.

    `since` is when its status began, `changed` when anything in it last changed except detail and latency. It is
    `outdated` once it is about a process that has a successor; what is found of that one follows on it.
    """

    name: str
    result: CheckResult = _NOT_ASKED
    since: datetime | None = None
    changed: datetime | None = None
    consecutive_failures: int = 0
    last_run: datetime | None = None
    next_run: datetime | None = None
    outdated: bool = False

    @property
    def shown(self) -> CheckResult:
        """What is known now: of an outdated result, nothing."""
        return _SUCCEEDED if self.outdated else self.result


def advance(standing: CheckStanding, result: CheckResult, now: datetime) -> CheckStanding:
    """The standing after a run with this result."""
    first = standing.last_run is None
    return replace(
        standing,
        result=result,
        since=now if first or result.status != standing.result.status else standing.since,
        changed=now if first or differs(standing.result, result) else standing.changed,
        consecutive_failures=standing.consecutive_failures + 1 if result.status is CheckStatus.FAILING else 0,
        last_run=now,
        outdated=False,
    )


def differs(before: CheckResult, after: CheckResult) -> bool:
    """Whether something happened between the two; the wording and the latency differ from run to run."""
    return (before.status, before.reason, before.identity) != (after.status, after.reason, after.identity)


def worst(standings: Iterable[CheckStanding]) -> CheckStatus:
    """The status of all of them together; `unknown` if there are none."""
    return max((standing.shown.status for standing in standings), key=_SEVERITY.index, default=CheckStatus.UNKNOWN)


class CheckRegistry:
    """The current standings, in the order of the catalogue."""

    def __init__(self, names: Iterable[str]) -> None:
        self._standings = {name: CheckStanding(name) for name in names}
        self._outage: Outage | None = None

    @property
    def outage(self) -> Outage | None:
        """The current one, else the last one since this registry was made."""
        return self._outage

    @property
    def silent(self) -> dict[str, SilentProcess]:
        """The processes that did not answer, by the check that asked; without results that are outdated already."""
        return {
            name: standing.result.silent
            for name, standing in self._standings.items()
            if standing.result.silent is not None and not standing.outdated
        }

    def standings(self) -> tuple[CheckStanding, ...]:
        return tuple(self._standings.values())

    def record(self, name: str, result: CheckResult, now: datetime) -> bool:
        """Record a run's result, and return whether it differs from the one before. A first result does not."""
        before = self._standings[name]
        self._standings[name] = advance(before, result, now)
        statuses = {name: standing.result.status for name, standing in self._standings.items()}
        self._outage = outage.followed(self._outage, statuses, now)
        return before.last_run is not None and differs(before.result, result)

    def outdate(self, name: str) -> None:
        """The process that its result is about has a successor."""
        self._standings[name] = replace(self._standings[name], outdated=True)

    def plan(self, name: str, next_run: datetime) -> None:
        self._standings[name] = replace(self._standings[name], next_run=next_run)
