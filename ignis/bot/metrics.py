"""What Prometheus reads of the bot. Labels are bounded: names of commands and queries, outcomes; never ids."""

from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from ignis.adapters.linked_accounts.accounts import MemoryHit
from ignis.adapters.linked_accounts.http_json import RequestOutcome
from ignis.bot.replies.reply import ReplyOutcome
from ignis.repair.repairs import RepairOutcome, RepairRecord
from ignis.runtime.telemetry.counters import CounterSeries, from_zero
from ignis.runtime.telemetry.exemplars import NO_TRACES, ExemplarTraces, TracedHistogram

_ANSWER_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.2, 2.0, 3.0, 10.0)
_QUERY_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0)
_HOUR, _DAY = 3600.0, 86_400.0
_AGE_BUCKETS = (60.0, 600.0, _HOUR, 6 * _HOUR, 12 * _HOUR, _DAY, 2 * _DAY, 7 * _DAY, 30 * _DAY)

_RECOVERY_BUCKETS = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0)


class SourceMetrics:
    """Requests to Bloxlink and Roblox."""

    def __init__(self, registry: CollectorRegistry, traces: ExemplarTraces = NO_TRACES) -> None:
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
            traces=traces,
        )
        self._budget = Gauge(
            "ignis_bloxlink_requests_left",
            "Of the day's budget; NaN where Bloxlink is not asked.",
            registry=registry,
        )
        self._budget.set(float("nan"))

    def asked(self, service: str, outcome: RequestOutcome, seconds: float) -> None:
        self._requests.labels(service, outcome.value).inc()
        self._durations.observe(seconds, service)

    def watch_budget(self, left: Callable[[], int]) -> None:
        """Asked at every scrape, from another thread."""
        self._budget.set_function(left)


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

    def looked_up(self, found: MemoryHit, age_s: float | None) -> None:
        self._lookups.inc(found.value)
        if age_s is not None:
            self._ages.observe(age_s)


class BotMetrics:
    def __init__(self, registry: CollectorRegistry, traces: ExemplarTraces = NO_TRACES) -> None:
        """`traces` keeps those that the exemplars of the histograms name."""
        self._registry = registry
        self._interactions = Counter(
            "ignis_bot_interactions", "Commands answered, by how it ended.", ["command", "outcome"], registry=registry
        )
        self._answers = CounterSeries(self._interactions)
        self._durations = TracedHistogram(
            "ignis_bot_interaction_duration_seconds",
            "From a command's arrival to its delivered answer.",
            ["command"],
            buckets=_ANSWER_BUCKETS,
            registry=registry,
            traces=traces,
        )
        self._queries = TracedHistogram(
            "ignis_database_query_duration_seconds",
            "Time of database queries, waiting for their turn excluded.",
            ["query"],
            buckets=_QUERY_BUCKETS,
            registry=registry,
            traces=traces,
        )
        self._recoveries = Counter(
            "ignis_recoveries", "Runs of recoveries, by how they ended.", ["recovery", "outcome"], registry=registry
        )
        self._recovery_durations = Histogram(
            "ignis_recovery_duration_seconds",
            "From a recovery's beginning to its report.",
            ["recovery"],
            buckets=_RECOVERY_BUCKETS,
            registry=registry,
        )
        self._freed = Counter(
            "ignis_recovery_freed_bytes", "Given back to memory and disk.", ["recovery"], registry=registry
        )
        self.ready = Gauge("ignis_bot_ready", "1 when /readyz says so.", registry=registry)

    def expect(self, *, commands: Iterable[str], recoveries: Iterable[str]) -> None:
        """All that people can ask for and all that can be mended, by name."""
        from_zero(self._interactions, commands, ReplyOutcome)
        from_zero(self._recoveries, recoveries, RepairOutcome)

    def answered(self, command: str, outcome: ReplyOutcome, seconds: float) -> None:
        self._answers.inc(command, outcome.value)
        self._durations.observe(seconds, command)

    def queried(self, query: str, seconds: float) -> None:
        self._queries.observe(seconds, query)

    def recovered(self, record: RepairRecord) -> None:
        self._recoveries.labels(record.name, record.outcome.value).inc()
        self._recovery_durations.labels(record.name).observe(record.took_s)
        if record.freed is not None:
            self._freed.labels(record.name).inc(record.freed.bytes)

    def watch_traces(self, kept: Callable[[], int]) -> None:
        """Asked at every scrape, from another thread."""
        gauge = Gauge("ignis_traces_kept", "Traces in memory; 0 where they are sent away.", registry=self._registry)
        gauge.set_function(kept)

    def watch(self, *, latency: Callable[[], float | None]) -> None:
        """It is asked at every scrape, from another thread. A latency that is not known is NaN."""
        gateway = Gauge(
            "ignis_bot_gateway_latency_seconds", "From a heartbeat to its acknowledgement.", registry=self._registry
        )
        gateway.set_function(lambda: seconds if (seconds := latency()) is not None else float("nan"))
