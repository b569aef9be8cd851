"""The metrics of Discord's REST API for Prometheus. All labels are bounded: no id and no token becomes one."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram

from ignis.bot.rest.requests import LimitScope
from ignis.bot.rest.routes import OTHER
from ignis.runtime.telemetry.counters import CounterSeries, from_zero
from ignis.runtime.telemetry.exemplars import Keep, TracedHistogram, no_trace
from ignis.runtime.telemetry.tracing import Span, SpanKind, begin

_ANSWER_BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0)
_WAIT_BUCKETS: Final = (0.01, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0)
_NO_ANSWER: Final = "no_answer"
_STATUSES: Final = range(HTTPStatus.CONTINUE, 600)


@dataclass(frozen=True, slots=True)
class RestCall:
    """A request under way. `step` is its part of the trace that it belongs to, or None if that is not recorded."""

    method: str
    route: str
    step: Span | None


class RestMetrics:
    """A RestObserver that counts requests, and makes each of them a step of the trace that it belongs to.

    Example:
        client.requests.attach(RestMetrics(registry))
    """

    def __init__(self, registry: CollectorRegistry, keep: Keep = no_trace) -> None:
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
            keep=keep,
        )
        self._limited = Counter(
            "ignis_discord_rate_limited", "Answers of 429, by whose limit it was.", ["scope"], registry=registry
        )
        self._waits = Histogram(
            "ignis_discord_rate_limit_wait_seconds",
            "For how long discord.py holds a request back: limits that it keeps, pauses between tries.",
            buckets=_WAIT_BUCKETS,
            registry=registry,
        )
        from_zero(self._limited, LimitScope)

    def begun(self, method: str, route: str, /) -> RestCall:
        return RestCall(method, route, begin(f"{method} {route}", SpanKind.CLIENT))

    def ended(self, call: RestCall, status: int | None, seconds: float, /) -> None:
        label = status_label(status)
        self._requests.inc(call.method, call.route, label)
        self._durations.observe(seconds, call.route)
        if call.step is None:
            return
        if status is not None:
            call.step.set(**{"http.response.status_code": status})
        if status is None or status >= HTTPStatus.BAD_REQUEST:
            call.step.failed(f"Discord answered {label}" if status is not None else "Discord did not answer", label)
        call.step.end()

    def limited(self, scope: LimitScope, /) -> None:
        self._limited.labels(scope.value).inc()

    def waited(self, seconds: float, /) -> None:
        self._waits.observe(seconds)


def status_label(status: int | None) -> str:
    """A bounded label for an answer's status, or for None: no answer.

    >>> status_label(503), status_label(None), status_label(7_000)
    ('503', 'no_answer', 'other')
    """
    if status is None:
        return _NO_ANSWER
    return str(status) if status in _STATUSES else OTHER
