"""What Prometheus reads of the bot itself. Labels are bounded: names of commands and queries, outcomes; never ids."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.gateway.heartbeat import latency
from ignis.bot.replies.reply import ReplyOutcome
from ignis.repair.repairs import RepairOutcome, RepairRecord
from ignis.runtime.telemetry.counters import CounterSeries, from_zero
from ignis.runtime.telemetry.exemplars import Keep, TracedHistogram, no_trace
from ignis.runtime.telemetry.traces_memory import TracesMemory

_ANSWER_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.2, 2.0, 3.0, 10.0)
_QUERY_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0)
_RECOVERY_BUCKETS = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0)


class BotMetrics:
    def __init__(self, registry: CollectorRegistry, keep: Keep = no_trace) -> None:
        """`keep` is called with every trace that an exemplar names, so that it stays in memory as long."""
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
            keep=keep,
        )
        self._queries = TracedHistogram(
            "ignis_database_query_duration_seconds",
            "Time of database queries, waiting for their turn excluded.",
            ["query"],
            buckets=_QUERY_BUCKETS,
            registry=registry,
            keep=keep,
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
        """Starts the counters of these commands and recoveries at 0."""
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

    def watch_traces(self, memory: TracesMemory | None) -> None:
        """Counted at every scrape, in another thread. `memory` is None where traces are sent to a collector."""
        gauge = Gauge("ignis_traces_kept", "Traces in memory; 0 where they are sent away.", registry=self._registry)
        gauge.set_function(lambda: 0 if memory is None else len(memory))

    def watch_gateway(self, client: IgnisClient) -> None:
        """Read at every scrape, in another thread. An unknown latency is NaN."""
        gateway = Gauge(
            "ignis_bot_gateway_latency_seconds", "From a heartbeat to its acknowledgement.", registry=self._registry
        )
        gateway.set_function(lambda: seconds if (seconds := latency(client)) is not None else float("nan"))
