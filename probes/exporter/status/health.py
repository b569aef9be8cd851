"""`GET /health` as a value: the contract that the relay, the command line and the bot read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ignis.runtime.stack.http_shapes import ReportedCheck, ReportedHealth, ReportedHold
from probes.exporter.schedule.registry import CheckStanding, worst


def health(standings: Sequence[CheckStanding], holds: Sequence[ReportedHold], now: datetime) -> dict[str, Any]:
    return ReportedHealth(
        status=worst(standings),
        time=now,
        holds=tuple(holds),
        checks={standing.name: reported(standing) for standing in standings},
    ).to_json()


def reported(standing: CheckStanding) -> ReportedCheck:
    result = standing.shown
    return ReportedCheck(
        status=result.status,
        reason=result.reason,
        detail=result.detail,
        since=None if standing.outdated else standing.since,
        changed=standing.changed,
        latency_s=result.latency_s,
        consecutive_failures=standing.consecutive_failures,
        last_run=standing.last_run,
        next_run=standing.next_run,
    )
