"""Spans: what was done for one command or one sync, in which order, and how long each part took.

A trace begins at a `Tracing.trace`, which the wiring hands to whoever answers people or follows roles. Everything
below only says `with span("…")`: the trace is found through the task's context, so no service or adapter needs to be
given anything, and where nothing is recorded a span costs well below a microsecond.
"""

import asyncio
import functools
from collections.abc import Callable, Coroutine, Mapping
from enum import Enum
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from opentelemetry.context import Context
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import Span as OtelSpan, SpanKind, Status, StatusCode, Tracer, set_span_in_context

from ignis.runtime.trace_context import Here, current

if TYPE_CHECKING:
    from contextvars import Token

F = TypeVar("F", bound=Callable[..., Coroutine[Any, Any, Any]])
Value = str | bool | int | float

_QUIET_ENDS = (asyncio.CancelledError, GeneratorExit)  # somebody does not wait any more: neither good nor bad


class Kind(Enum):
    """What stands at the other end; OpenTelemetry's names."""

    INTERNAL = SpanKind.INTERNAL
    SERVER = SpanKind.SERVER  # somebody asked us
    CLIENT = SpanKind.CLIENT  # we ask somebody


class Span:
    """One step of a trace. `end` may be called once; a second call changes nothing."""

    __slots__ = ("_context", "_otel", "_redact", "_tracer", "sampled", "span_id", "trace_id")

    def __init__(self, tracer: Tracer, otel: OtelSpan, redact: Callable[[str], str]) -> None:
        context = otel.get_span_context()
        self.trace_id = context.trace_id
        self.span_id = context.span_id
        self.sampled = context.trace_flags.sampled
        self._tracer = tracer
        self._otel = otel
        self._redact = redact
        self._context: Context | None = None

    def child(self, name: str, kind: Kind, attributes: Mapping[str, Value]) -> "Span":
        if self._context is None:
            self._context = set_span_in_context(self._otel, Context())
        otel = self._tracer.start_span(name, self._context, kind.value, attributes)
        return Span(self._tracer, otel, self._redact)

    def set(self, **attributes: Value) -> None:
        """Bounded words and numbers: nothing that people wrote, no ids of theirs, no addresses."""
        for key, value in attributes.items():
            self._otel.set_attribute(key, value)

    def failed(self, what: str, kind: str = "") -> None:
        """`what` is one line for people, `kind` a bounded word such as an exception's name."""
        if kind:
            self._otel.set_attribute("error.type", kind)
        self._otel.set_status(Status(StatusCode.ERROR, self._redact(what)))

    def raised(self, error: BaseException) -> None:
        """The step ended in `error`, of which only what the redactor lets through is kept."""
        if not isinstance(error, _QUIET_ENDS):
            self.failed(str(error).partition("\n")[0], type(error).__name__)

    def end(self) -> None:
        self._otel.end()


class _Within:
    """Makes `span` the task's current one and ends it; with None it does nothing."""

    __slots__ = ("_expected", "_span", "_token")

    def __init__(self, span: Span | None, expected: tuple[type[BaseException], ...] = ()) -> None:
        self._span = span
        self._expected = expected
        self._token: Token[Here | None] | None = None

    def __enter__(self) -> Span | None:
        if self._span is not None:
            self._token = current.set(self._span)
        return self._span

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._span is None or self._token is None:
            return
        current.reset(self._token)
        if error is not None and not isinstance(error, self._expected):
            self._span.raised(error)
        self._span.end()


def span(name: str, kind: Kind = Kind.INTERNAL, **attributes: Value) -> _Within:
    """A step of the trace that the task works for; nothing at all where there is none, or it is not recorded.

    `name` and `attributes` are bounded. An exception that passes through marks the step as failed.
    """
    return _Within(begin(name, kind, **attributes))


def begin(name: str, kind: Kind = Kind.INTERNAL, **attributes: Value) -> Span | None:
    """A step that is ended by `Span.end` and never is the current one: for callbacks. None: not recorded."""
    here = current.get()
    return here.child(name, kind, attributes) if isinstance(here, Span) and here.sampled else None


def traced(name: str, expected: tuple[type[BaseException], ...] = ()) -> Callable[[F], F]:
    """Every call of the coroutine function is a step; exceptions that are `expected` are answers and no failures."""

    def decorate(function: F) -> F:
        @functools.wraps(function)
        async def wrapper(*args: Any, **kwargs: Any) -> Any:
            with _Within(begin(name), expected):
                return await function(*args, **kwargs)

        return cast("F", wrapper)

    return decorate


class Tracing:
    """Where traces begin. See `ignis.runtime.telemetry.open_tracing`."""

    def __init__(self, provider: TracerProvider, redact: Callable[[str], str]) -> None:
        self._tracer = provider.get_tracer("ignis")
        self._redact = redact

    @classmethod
    def off(cls) -> Self:
        """Nothing is recorded; log lines still say what belongs together."""
        from opentelemetry.sdk.trace.sampling import ALWAYS_OFF  # noqa: PLC0415  for tests and tools alone

        return cls(TracerProvider(sampler=ALWAYS_OFF, shutdown_on_exit=False), str)

    def trace(self, name: str, kind: Kind = Kind.INTERNAL, **attributes: Value) -> "_Root":
        """A new trace for what the block does, also where the task works for another one already."""
        otel = self._tracer.start_span(name, Context(), kind.value, attributes)
        return _Root(Span(self._tracer, otel, self._redact))


class _Root(_Within):
    __slots__ = ("_root",)

    def __init__(self, root: Span) -> None:
        super().__init__(root)
        self._root = root

    def __enter__(self) -> Span:
        super().__enter__()
        return self._root
