"""Spans: what was done for one command or one sync, in which order, and how long each part took.

A trace begins at `Tracing.trace`, which the wiring gives to what answers commands or syncs roles. Everything below only
says `with span("…")`: the trace is found through the context of the task, so services and adapters need no argument.

The model is OpenTelemetry's (ids, parents, kinds, status, sampling), and its SDK sends them: `otlp.py`. The recording
is ours, because every answer waits for it: the six spans of a /userinfo, recorded by SDK 1.45, took a fifth of the
processor time of the answer, and these take a fiftieth (`make bench-overhead`).
"""

import asyncio
import functools
from collections.abc import Callable, Coroutine
from enum import StrEnum
from random import Random
from time import perf_counter_ns, time_ns
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Protocol, Self, TypeVar, cast

from ignis.runtime.telemetry.redact import Redactor
from ignis.runtime.telemetry.trace_context import CurrentSpan, current

if TYPE_CHECKING:
    from contextvars import Token

F = TypeVar("F", bound=Callable[..., Coroutine[Any, Any, Any]])
Value = str | bool | int | float

MOST: Final = 200
"""Spans of one trace. A sync of a thousand members has some twenty. Further spans are only counted."""

_QUIET_ENDS: Final = (asyncio.CancelledError, GeneratorExit)  # the caller does not wait any more: neither good nor bad
_SPAN_BITS, _TRACE_BITS = 64, 128
_RANDOM: Final = Random()  # noqa: S311  ids, not secrets
_SPAN_MASK: Final = (1 << _SPAN_BITS) - 1


class SpanKind(StrEnum):
    """What is at the other end, by OpenTelemetry's names."""

    INTERNAL = "internal"
    SERVER = "server"  # another program asked us
    CLIENT = "client"  # we ask another program


class SpanStatus(StrEnum):
    UNSET = "unset"
    ERROR = "error"


class SpanSink(Protocol):
    """Where recorded traces go. Called in the thread that ends them; it must return soon and raise nothing."""

    def finished(self, trace: "Trace", /) -> None:
        """Its first span has ended; others may still end later, and are then in `trace.spans` as well."""
        ...

    def late(self, span: "Span", /) -> None:
        """A span of a finished trace has ended."""
        ...


class Trace:
    """`spans` are those that have ended, in that order; `root` is the first that began."""

    __slots__ = ("_first_span", "_next", "_wall_offset", "done", "id", "left_out", "redact", "root", "sink", "spans")

    def __init__(self, trace_id: int, first_span: int, sink: SpanSink, redact: Redactor) -> None:
        """`first_span` is a random id from which the spans' ids are counted, far enough from the largest."""
        self.id = trace_id
        self.sink = sink
        self.redact = redact
        self.spans: list[Span] = []
        self.left_out = 0
        self.done = False
        self.root: Span | None = None
        self._first_span = first_span
        self._next = 0
        self._wall_offset = time_ns() - perf_counter_ns()

    def number(self) -> int:
        self._next += 1
        return self._next - 1

    def span_id(self, number: int) -> int:
        return self._first_span + number

    def wall(self, moment: int) -> int:
        """A moment of the monotonic clock as nanoseconds since 1970; spans never overlap by a stepped clock."""
        return moment + self._wall_offset


class Span:
    """One step of a trace, and the context in which it is the task's current one."""

    __slots__ = (
        "_expected", "_number", "_token", "attributes", "began", "ended", "kind", "name", "parent", "problem",
        "sampled", "status", "trace",
    )  # fmt: skip

    def __init__(  # noqa: PLR0917  by place, because every answer waits for it
        self,
        trace: Trace,
        parent: "Span | None",
        name: str,
        kind: SpanKind,
        attributes: dict[str, Value],
        expected: tuple[type[BaseException], ...] = (),
        *,
        sampled: bool = True,
    ) -> None:
        self.trace = trace
        self.parent = parent
        self.name = name
        self.kind = kind
        self.attributes = attributes
        self.sampled = sampled
        self.status = SpanStatus.UNSET
        self.problem: str | None = None
        self.ended = 0
        self._expected = expected
        self._number = trace.number()
        self._token: Token[CurrentSpan | None] | None = None
        self.began = perf_counter_ns()

    @property
    def trace_id(self) -> int:
        return self.trace.id

    @property
    def span_id(self) -> int:
        return self.trace.span_id(self._number)

    def set(self, **attributes: Value) -> None:
        """Bounded words and numbers: nothing that people wrote, no ids of theirs, no addresses."""
        self.attributes.update(attributes)

    def failed(self, what: str, kind: str = "") -> None:
        """`what` is one line for people, `kind` a bounded word such as an exception's name."""
        if not self.sampled:
            return
        if kind:
            self.attributes["error.type"] = kind
        self.status = SpanStatus.ERROR
        self.problem = self.trace.redact(what)

    def raised(self, error: BaseException) -> None:
        """The step ended in `error`, of which only what the redactor lets through is kept."""
        if not isinstance(error, _QUIET_ENDS):
            self.failed(str(error).partition("\n")[0], type(error).__name__)

    def end(self) -> None:
        """A second call changes nothing."""
        if self.ended:
            return
        self.ended = perf_counter_ns()
        trace = self.trace
        if not self.sampled:
            return
        if self.parent is None:
            trace.spans.append(self)
            trace.done = True
            trace.sink.finished(trace)
        elif len(trace.spans) >= MOST - 1:
            trace.left_out += 1
        else:
            trace.spans.append(self)
            if trace.done:
                trace.sink.late(self)

    def __enter__(self) -> Self:
        self._token = current.set(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._token is not None:
            current.reset(self._token)
        if error is not None and not isinstance(error, self._expected):
            self.raised(error)
        self.end()


class _Nothing:
    """Stands for a span where nothing is recorded."""

    __slots__ = ()

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


_NOTHING: Final = _Nothing()


def span(name: str, kind: SpanKind = SpanKind.INTERNAL, **attributes: Value) -> Span | _Nothing:
    """A step of the trace that the task works for. Records nothing if there is none, or if it is not recorded.

    `name` and `attributes` are bounded. An exception that passes through marks the step as failed.
    """
    here = current.get()
    if here is None or not here.sampled:
        return _NOTHING
    parent = cast("Span", here)
    return Span(parent.trace, parent, name, kind, attributes)


def begin(name: str, kind: SpanKind = SpanKind.INTERNAL, **attributes: Value) -> Span | None:
    """A step that is ended by `Span.end` and is never the current one: for callbacks. None: not recorded."""
    made = span(name, kind, **attributes)
    return made if isinstance(made, Span) else None


def traced(name: str, expected: tuple[type[BaseException], ...] = ()) -> Callable[[F], F]:
    """A decorator: every call of the coroutine function is a step. `expected` exceptions are not failures."""

    def decorate(function: F) -> F:
        @functools.wraps(function)
        async def wrapper(*args: Any, **kwargs: Any) -> Any:
            here = current.get()
            if here is None or not here.sampled:
                return await function(*args, **kwargs)
            parent = cast("Span", here)
            with Span(parent.trace, parent, name, SpanKind.INTERNAL, {}, expected):
                return await function(*args, **kwargs)

        return cast("F", wrapper)

    return decorate


class Tracing:
    """Where traces begin. See `ignis.runtime.telemetry.tracing_setup.open_tracing`."""

    def __init__(
        self,
        sink: SpanSink,
        redact: Redactor,
        sample: float = 1.0,
        random: Random = _RANDOM,
    ) -> None:
        """`sample` is the share of traces that is recorded."""
        self._sink = sink
        self._redact = redact
        self._random = random
        # by the lower half of the id, as OpenTelemetry's TraceIdRatioBased does, so every program decides alike
        self._below = round(sample * (1 << _SPAN_BITS))

    @classmethod
    def off(cls) -> Self:
        """Nothing is recorded. Log lines still have ids that say what belongs together."""
        return cls(_Nowhere(), Redactor(), 0.0)

    def trace(self, name: str, kind: SpanKind = SpanKind.INTERNAL, **attributes: Value) -> Span:
        """A new trace for what the block does, also if the task already works for another one."""
        trace_id = self._random.getrandbits(_TRACE_BITS) or 1
        sampled = trace_id & _SPAN_MASK < self._below
        trace = Trace(trace_id, self._random.getrandbits(_SPAN_BITS - 1) + 1, self._sink, self._redact)  # 0 is no id
        trace.root = Span(trace, None, name, kind, attributes, sampled=sampled)
        return trace.root


class _Nowhere:
    def finished(self, trace: Trace, /) -> None:
        pass

    def late(self, span: Span, /) -> None:
        pass
