"""`GET /health` as a value: the contract that the relay, the command line and the bot read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from probes.exporter.holds import Hold
from probes.exporter.registry import Standing, worst


def health(standings: Sequence[Standing], holds: Sequence[Hold], now: datetime) -> dict[str, Any]:
    """Times are ISO 8601 in UTC, spans are seconds; null where it has not happened yet."""
    return {
        "status": worst(standings),
        "time": now.isoformat(),
        "holds": [{"program": one.program, "until": one.until.isoformat(), "reason": one.reason} for one in holds],
        "checks": {standing.name: _check(standing) for standing in standings},
    }


def _check(standing: Standing) -> dict[str, Any]:
    return {
        "status": standing.result.status,
        "reason": standing.result.reason,
        "detail": standing.result.detail,
        "since": _iso(standing.since),
        "changed": _iso(standing.changed),
        "latency_s": standing.result.latency_s,
        "consecutive_failures": standing.consecutive_failures,
        "last_run": _iso(standing.last_run),
        "next_run": _iso(standing.next_run),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
