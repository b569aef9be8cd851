"""What Prometheus reads of the bot's traffic with Discord. All labels are bounded: no id, no token becomes one."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Protocol

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ignis.bot.gateway.events import GatewayEvents
from ignis.bot.rest.requests import LimitScope
from ignis.bot.rest.routes import OTHER
from ignis.runtime.telemetry.counters import CounterSeries, from_zero
from ignis.runtime.telemetry.exemplars import NO_TRACES, ExemplarTraces, TracedHistogram
from ignis.runtime.telemetry.tracing import Span, SpanKind, begin

_ANSWER_BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0)
_WAIT_BUCKETS: Final = (0.01, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0)
_NO_ANSWER: Final = "no_answer"
_STATUSES: Final = range(HTTPStatus.CONTINUE, 600)


@dataclass(frozen=True, slots=True)
class RestCall:
    """A request under way; `step` is its part of the trace that it is made for, if that is recorded."""

    method: str
    route: str
    step: Span | None


class RestMetrics:
    """A RestObserver: counts requests, and makes each a step of the trace that it is made for."""

    def __init__(self, registry: CollectorRegistry, traces: ExemplarTraces = NO_TRACES) -> None:
        requests = Counter(
            "ignis_discord_requests",
            "Requests to Discord's REST API; each try of one that is repeated counts.",
            ["method", "route", "status"],
            registry=registry,
        )
        self._requests = CounterSeries(requests)
        self._durations = TracedHistogram(
            "ignis_discord_request_duration_seconds",
            "From a request to the head of its answer, or to its failure.",
            ["route"],
            buckets=_ANSWER_BUCKETS,
            registry=registry,
            traces=traces,
        )
        self._limited = Counter(
            "ignis_discord_rate_limited", "Answers of 429, by whose limit it was.", ["scope"], registry=registry
        )
        self._waits = Histogram(
            "ignis_discord_rate_limit_wait_seconds",
            "What discord.py holds a request back for: limits that it keeps, pauses between tries.",
            buckets=_WAIT_BUCKETS,
            registry=registry,
        )
        from_zero(self._limited, LimitScope)

    def begun(self, method: str, route: str, /) -> RestCall:
        return RestCall(method, route, begin(f"{method} {route}", SpanKind.CLIENT))

    def ended(self, call: RestCall, status: int | None, seconds: float, /) -> None:
        told = status_of(status)
        self._requests.inc(call.method, call.route, told)
        self._durations.observe(seconds, call.route)
        if call.step is None:
            return
        if status is not None:
            call.step.set(**{"http.response.status_code": status})
        if status is None or status >= HTTPStatus.BAD_REQUEST:
            call.step.failed(f"Discord answered {told}" if status is not None else "Discord did not answer", told)
        call.step.end()

    def limited(self, scope: LimitScope, /) -> None:
        self._limited.labels(scope.value).inc()

    def waited(self, seconds: float, /) -> None:
        self._waits.observe(seconds)


def status_of(status: int | None) -> str:
    if status is None:
        return _NO_ANSWER
    return str(status) if status in _STATUSES else OTHER


class GatewayCounts(Protocol):
    """The client, as far as it is counted here; read from another thread."""

    events: GatewayEvents
    identifies: int
    resumes: int


class SessionStartsLeft(Protocol):
    """See `ignis.bot.gateway.session_starts`."""

    @property
    def limit(self) -> int | None: ...

    @property
    def left(self) -> int | None: ...


class GatewayCollector(Collector):
    """Makes metrics, at the scrape, of what is counted elsewhere, and was from the first connection on."""

    def __init__(self, client: GatewayCounts, starts: SessionStartsLeft) -> None:
        self._client = client
        self._starts = starts

    def collect(self) -> Iterator[Metric]:
        events = CounterMetricFamily(
            "ignis_gateway_events", "Events that the gateway has sent, by Discord's name for them.", labels=["event"]
        )
        for event, count in sorted(self._client.events.counts.items()):
            events.add_metric([event], count)
        yield events
        connects = CounterMetricFamily(
            "ignis_gateway_connects",
            "Sessions that the gateway was asked for anew (identify) and that it took up again (resume).",
            labels=["how"],
        )
        connects.add_metric(["identify"], self._client.identifies)
        connects.add_metric(["resume"], self._client.resumes)
        yield connects
        yield _gauge(
            "ignis_gateway_identifies_left",
            "Sessions that may be begun until Discord counts anew; NaN until it has said so.",
            self._starts.left,
        )
        yield _gauge(
            "ignis_gateway_identifies_limit", "Of which so many are allowed a day; NaN likewise.", self._starts.limit
        )


def _gauge(name: str, documentation: str, value: int | None) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, documentation, float("nan") if value is None else value)
