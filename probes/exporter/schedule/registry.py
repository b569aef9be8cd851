"""What each check last found, and since when."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from probes.outcome import CheckReason, CheckResult, CheckStatus

_NOT_ASKED = CheckResult(CheckStatus.UNKNOWN, CheckReason.NOT_ASKED, "has not run yet")
_SEVERITY = (CheckStatus.OK, CheckStatus.UNKNOWN, CheckStatus.DEGRADED, CheckStatus.FAILING)


@dataclass(frozen=True)
class CheckStanding:
    """One check's current result. Times are UTC; None where it has not happened yet.

    `since` is when its status began, `changed` when anything of it last changed but detail and latency.
    """

    name: str
    result: CheckResult = _NOT_ASKED
    since: datetime | None = None
    changed: datetime | None = None
    consecutive_failures: int = 0
    last_run: datetime | None = None
    next_run: datetime | None = None


def advance(standing: CheckStanding, result: CheckResult, now: datetime) -> CheckStanding:
    """The standing after a run that found `result`."""
    first = standing.last_run is None
    return replace(
        standing,
        result=result,
        since=now if first or result.status != standing.result.status else standing.since,
        changed=now if first or differs(standing.result, result) else standing.changed,
        consecutive_failures=standing.consecutive_failures + 1 if result.status is CheckStatus.FAILING else 0,
        last_run=now,
    )


def differs(before: CheckResult, after: CheckResult) -> bool:
    """Whether this is news; the wording and the latency differ from run to run."""
    return (before.status, before.reason, before.identity) != (after.status, after.reason, after.identity)


def worst(standings: Iterable[CheckStanding]) -> CheckStatus:
    """Of the whole; nothing asked at all is `unknown`."""
    return max((standing.result.status for standing in standings), key=_SEVERITY.index, default=CheckStatus.UNKNOWN)


class CheckRegistry:
    """The current standings, in the order of the catalogue."""

    def __init__(self, names: Iterable[str]) -> None:
        self._standings = {name: CheckStanding(name) for name in names}

    def standings(self) -> tuple[CheckStanding, ...]:
        return tuple(self._standings.values())

    def record(self, name: str, result: CheckResult, now: datetime) -> bool:
        """Takes a run's result, and tells whether it is news. The first result of a check is none."""
        before = self._standings[name]
        self._standings[name] = advance(before, result, now)
        return before.last_run is not None and differs(before.result, result)

    def plan(self, name: str, next_run: datetime) -> None:
        self._standings[name] = replace(self._standings[name], next_run=next_run)
