"""The last traces, in memory: for the status page, and for whoever follows an exemplar.

Kept are the newest ones, shared fairly between their names so that ten thousand writes of a sync do not drive out the
commands; and each that a histogram's bucket still names: a slow command of last night leads to its trace as long as the
metrics show it. Both are bounded, the second by the number of buckets.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor

from ignis.runtime.trace_context import span_hex, trace_hex

_SPANS: Final = 200
"""Of one trace. A sync of a thousand members has some twenty."""
_UNFINISHED: Final = 1000
"""Traces whose first span has not ended: more than that would be a leak of ours."""
_SECOND: Final = 1e9  # nanoseconds


@dataclass(frozen=True, slots=True)
class Step:
    """One span that has ended. Times are nanoseconds since 1970."""

    span_id: int
    parent_id: int | None
    name: str
    kind: str
    began: int
    ended: int
    status: str
    problem: str | None
    attributes: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        return {
            "span_id": span_hex(self.span_id),
            "parent_id": None if self.parent_id is None else span_hex(self.parent_id),
            "name": self.name,
            "kind": self.kind,
            "start": _iso(self.began),
            "duration_s": (self.ended - self.began) / _SECOND,
            "status": self.status,
            "problem": self.problem,
            "attributes": self.attributes,
        }


@dataclass(slots=True)
class _Trace:
    steps: list[Step] = field(default_factory=list)
    root: Step | None = None
    left_out: int = 0

    def add(self, step: Step) -> None:
        if step.parent_id is None:
            self.root = step
        elif len(self.steps) >= _SPANS - 1:
            self.left_out += 1
            return
        self.steps.append(step)


class TracesMemory(SpanProcessor):
    """OpenTelemetry tells it of every span that ends, from any thread."""

    def __init__(self, keep: int) -> None:
        """`keep` is how many of the newest traces are kept, of all names together."""
        self._most = keep
        self._lock = threading.Lock()
        self._unfinished: OrderedDict[int, _Trace] = OrderedDict()
        self._done: OrderedDict[int, _Trace] = OrderedDict()
        self._newest: dict[str, OrderedDict[int, None]] = {}
        self._count = 0
        self._pins: dict[Hashable, int] = {}
        self._pinned: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._done)

    def on_end(self, span: ReadableSpan) -> None:
        context = span.get_span_context()
        if context is None:
            return
        step, trace_id = _step(span, context.span_id), context.trace_id
        with self._lock:
            trace = self._done.get(trace_id)  # a step that outlives the command it was made for
            if trace is None:
                trace = self._unfinished.setdefault(trace_id, _Trace())
                if len(self._unfinished) > _UNFINISHED:
                    self._unfinished.popitem(last=False)
            trace.add(step)
            if step.parent_id is None:
                self._finish(trace_id)

    def pin(self, place: Hashable, trace_id: int) -> None:
        """`place` leads to this trace now, and no longer to the one before."""
        with self._lock:
            before = self._pins.get(place)
            self._pins[place] = trace_id
            self._pinned[trace_id] = self._pinned.get(trace_id, 0) + 1
            if before is not None:
                self._unpin(before)

    def summaries(self) -> list[dict[str, Any]]:
        """Every finished trace in short, the one that began last first."""
        with self._lock:
            known = [(trace_id, trace.root, len(trace.steps)) for trace_id, trace in self._done.items()]
        known.sort(key=lambda one: 0 if one[1] is None else -one[1].began)
        return [_summary(trace_id, root, count) for trace_id, root, count in known if root is not None]

    def find(self, trace_id: str) -> dict[str, Any] | None:
        """The whole of it; None for what is no id, not known, or known no more."""
        try:
            number = int(trace_id, 16)
        except ValueError:
            return None
        with self._lock:
            trace = self._done.get(number)
            if trace is None:
                return None
            steps, left_out = list(trace.steps), trace.left_out
        steps.sort(key=lambda step: (step.began, step.parent_id is not None))
        return {
            "trace_id": trace_hex(number),
            "spans": [step.to_json() for step in steps],
            "left_out": left_out,
        }

    def _finish(self, trace_id: int) -> None:
        trace = self._unfinished.pop(trace_id, None)
        if trace is None or trace.root is None:
            return
        self._done[trace_id] = trace
        self._newest.setdefault(trace.root.name, OrderedDict())[trace_id] = None
        self._count += 1
        if self._count > self._most:
            oldest, _ = max(self._newest.values(), key=len).popitem(last=False)
            self._count -= 1
            self._forget(oldest)

    def _unpin(self, trace_id: int) -> None:
        self._pinned[trace_id] -= 1
        if not self._pinned[trace_id]:
            del self._pinned[trace_id]
            self._forget(trace_id)

    def _forget(self, trace_id: int) -> None:
        trace = self._done.get(trace_id)
        if trace is None or trace.root is None or trace_id in self._pinned:
            return
        if trace_id not in self._newest[trace.root.name]:
            del self._done[trace_id]


def _step(span: ReadableSpan, span_id: int) -> Step:
    return Step(
        span_id,
        span.parent.span_id if span.parent is not None else None,
        span.name,
        span.kind.name.lower(),
        span.start_time or 0,
        span.end_time or 0,
        span.status.status_code.name.lower(),
        span.status.description,
        dict(span.attributes or {}),
    )


def _summary(trace_id: int, root: Step, spans: int) -> dict[str, Any]:
    return {
        "trace_id": trace_hex(trace_id),
        "name": root.name,
        "start": _iso(root.began),
        "duration_s": (root.ended - root.began) / _SECOND,
        "status": root.status,
        "spans": spans,
    }


def _iso(nanoseconds: int) -> str:
    return datetime.fromtimestamp(nanoseconds / _SECOND, UTC).isoformat()
