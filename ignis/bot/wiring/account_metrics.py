"""What Prometheus reads of the way to members' Roblox accounts. Labels are bounded: circuits and outcomes."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from ignis.adapters.linked_accounts.accounts import MemoryHit
from ignis.adapters.linked_accounts.daily_quota import DailyQuota
from ignis.adapters.linked_accounts.http_json import RequestOutcome
from ignis.runtime.telemetry.counters import CounterSeries, from_zero
from ignis.runtime.telemetry.exemplars import Keep, TracedHistogram, no_trace

_ANSWER_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.2, 2.0, 3.0, 10.0)
_HOUR, _DAY = 3600.0, 86_400.0
_AGE_BUCKETS = (60.0, 600.0, _HOUR, 6 * _HOUR, 12 * _HOUR, _DAY, 2 * _DAY, 7 * _DAY, 30 * _DAY)


class SourceMetrics:
    """Requests to Bloxlink and Roblox.

    Example:
        metrics = SourceMetrics(registry)
        metrics.asked("bloxlink", RequestOutcome.ANSWERED, 0.12)
    """

    def __init__(self, registry: CollectorRegistry, keep: Keep = no_trace) -> None:
        self._requests = Counter(
            "ignis_source_requests",
            "Requests to outside services, by circuit and how they ended.",
            ["service", "outcome"],
            registry=registry,
        )
        self._durations = TracedHistogram(
            "ignis_source_request_duration_seconds",
            "From a request to its answer, or to its failure.",
            ["service"],
            buckets=_ANSWER_BUCKETS,
            registry=registry,
            keep=keep,
        )
        self._quota_left = Gauge(
            "ignis_bloxlink_requests_left",
            "Of the day's budget; NaN where Bloxlink is not asked.",
            registry=registry,
        )
        self._quota_left.set(float("nan"))

    def asked(self, service: str, outcome: RequestOutcome, seconds: float) -> None:
        self._requests.labels(service, outcome.value).inc()
        self._durations.observe(seconds, service)

    def watch_quota(self, quota: DailyQuota) -> None:
        """Read at every scrape, in another thread."""
        self._quota_left.set_function(lambda: quota.left().left)


class AccountMetrics:
    """The memory of members' Roblox accounts."""

    def __init__(self, registry: CollectorRegistry) -> None:
        lookups = Counter(
            "ignis_account_lookups",
            "Accounts looked up, by what the memory of them gave.",
            ["result"],
            registry=registry,
        )
        self._ages = Histogram(
            "ignis_account_age_seconds",
            "Age of the remembered answers that were given.",
            buckets=_AGE_BUCKETS,
            registry=registry,
        )
        self.remembered = Gauge(
            "ignis_accounts_remembered",
            "Members of whose account something is known; NaN while the database does not say.",
            registry=registry,
        )
        from_zero(lookups, MemoryHit)
        self._lookups = CounterSeries(lookups)

    def looked_up(self, hit: MemoryHit, age_s: float | None) -> None:
        self._lookups.inc(hit.value)
        if age_s is not None:
            self._ages.observe(age_s)
