"""The checks as metrics. Labels are bounded: check names, statuses and reasons."""

from collections.abc import Iterable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from probes.outcome import CheckReason, CheckResult, CheckStatus

_WRONG = frozenset({CheckStatus.DEGRADED, CheckStatus.FAILING})  # `unknown` may only mean not configured
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class CheckMetrics:
    def __init__(self, registry: CollectorRegistry, checks: Iterable[str]) -> None:
        """Every check has a sample from the start, as `unknown`: a rule must see it before its first run."""
        self._status = Gauge(
            "ignis_check_status", "1 for the status that a check has now, 0 for the others.",
            ("check", "status"), registry=registry,
        )  # fmt: skip
        self._duration = Histogram(
            "ignis_check_duration_seconds", "How long a run of a check took.",
            ("check",), registry=registry, buckets=_BUCKETS,
        )  # fmt: skip
        self._last_run = Gauge(
            "ignis_check_last_run_timestamp_seconds", "When a check last ended, in seconds since 1970.",
            ("check",), registry=registry,
        )  # fmt: skip
        self._failures = Counter(
            "ignis_check_failures", "Runs of a check that found something wrong, or crashed.",
            ("check", "reason"), registry=registry,
        )  # fmt: skip
        for check in checks:
            self._set_status(check, CheckStatus.UNKNOWN)
            self._duration.labels(check)

    def record(self, check: str, result: CheckResult, duration_s: float, now: datetime) -> None:
        self._set_status(check, result.status)
        self._duration.labels(check).observe(duration_s)
        self._last_run.labels(check).set(now.timestamp())
        if result.status in _WRONG or result.reason is CheckReason.CRASHED:
            self._failures.labels(check, result.reason).inc()

    def _set_status(self, check: str, current: CheckStatus) -> None:
        for status in CheckStatus:
            self._status.labels(check, status).set(status is current)
