"""`GET /health` as a value: the contract that the relay, the command line and the bot read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from probes.exporter.schedule.registry import CheckStanding, worst
from probes.restarts.holds import GateHold


def health(standings: Sequence[CheckStanding], holds: Sequence[GateHold], now: datetime) -> dict[str, Any]:
    """Times are ISO 8601 in UTC, spans are seconds; null where it has not happened yet."""
    return {
        "status": worst(standings),
        "time": now.isoformat(),
        "holds": [{"program": one.program, "until": one.until.isoformat(), "reason": one.reason} for one in holds],
        "checks": {standing.name: check_json(standing) for standing in standings},
    }


def check_json(standing: CheckStanding) -> dict[str, Any]:
    return {
        "status": standing.result.status,
        "reason": standing.result.reason,
        "detail": standing.result.detail,
        "since": iso(standing.since),
        "changed": iso(standing.changed),
        "latency_s": standing.result.latency_s,
        "consecutive_failures": standing.consecutive_failures,
        "last_run": iso(standing.last_run),
        "next_run": iso(standing.next_run),
    }


def iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
