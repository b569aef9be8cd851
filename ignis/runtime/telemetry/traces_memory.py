"""The last traces, in memory: for the status page, and for readers who follow an exemplar.

It keeps the newest traces, shared fairly between their names, so ten thousand writes of a sync do not push out the
commands. It also keeps each trace that a bucket of a histogram still names: a slow command of last night leads to its
trace as long as the metrics show it. Both are bounded, the second by the number of buckets.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from datetime import UTC, datetime
from typing import Any, Final

from ignis.runtime.telemetry.trace_context import span_hex, trace_hex
from ignis.runtime.telemetry.tracing import Span, Trace

_SECOND: Final = 1e9  # nanoseconds


class TracesMemory:
    """A SpanSink. Its methods may be called from any thread."""

    def __init__(self, keep: int) -> None:
        """`keep` is how many of the newest traces are kept, of all names together."""
        self._most = keep
        self._lock = threading.Lock()
        self._done: dict[int, Trace] = {}
        self._newest: dict[str, OrderedDict[int, None]] = {}
        self._count = 0
        self._pins: dict[Hashable, int] = {}
        self._pinned: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._done)

    def finished(self, trace: Trace, /) -> None:
        with self._lock:
            self._done[trace.id] = trace
            self._newest.setdefault(_name(trace), OrderedDict())[trace.id] = None
            self._count += 1
            if self._count > self._most:
                oldest, _ = max(self._newest.values(), key=len).popitem(last=False)
                self._count -= 1
                self._forget(oldest)

    def late(self, span: Span, /) -> None:
        """Nothing to do: the span is already in its trace."""

    def pin(self, place: Hashable, trace_id: int) -> None:
        """`place` names this trace now, and not the one before."""
        with self._lock:
            before = self._pins.get(place)
            self._pins[place] = trace_id
            self._pinned[trace_id] = self._pinned.get(trace_id, 0) + 1
            if before is not None:
                self._unpin(before)

    def summaries(self) -> list[dict[str, Any]]:
        """Every finished trace in short, the one that began last first."""
        with self._lock:
            known = [_summary(trace) for trace in self._done.values()]
        return sorted(known, key=lambda one: str(one["start"]), reverse=True)

    def find(self, trace_id: str) -> dict[str, Any] | None:
        """The whole trace. None if `trace_id` is not an id, or if the trace is not kept."""
        try:
            number = int(trace_id, 16)
        except ValueError:
            return None
        with self._lock:
            trace = self._done.get(number)
            if trace is None:
                return None
            spans = sorted(trace.spans, key=lambda one: (one.began, one.parent is not None))
        return {
            "trace_id": trace_hex(trace.id),
            "spans": [_span(one) for one in spans],
            "left_out": trace.left_out,
        }

    def _unpin(self, trace_id: int) -> None:
        self._pinned[trace_id] -= 1
        if not self._pinned[trace_id]:
            del self._pinned[trace_id]
            self._forget(trace_id)

    def _forget(self, trace_id: int) -> None:
        trace = self._done.get(trace_id)
        if trace is None or trace_id in self._pinned or trace_id in self._newest[_name(trace)]:
            return
        del self._done[trace_id]
        trace.spans.clear()  # breaks the reference cycle, so the garbage collector has no work


def _name(trace: Trace) -> str:
    return trace.root.name if trace.root is not None else ""


def _summary(trace: Trace) -> dict[str, Any]:
    root = trace.root or trace.spans[-1]
    return {
        "trace_id": trace_hex(trace.id),
        "name": root.name,
        "start": _iso(trace, root.began),
        "duration_s": (root.ended - root.began) / _SECOND,
        "status": root.status.value,
        "spans": len(trace.spans),
    }


def _span(span: Span) -> dict[str, Any]:
    return {
        "span_id": span_hex(span.span_id),
        "parent_id": None if span.parent is None else span_hex(span.parent.span_id),
        "name": span.name,
        "kind": span.kind.value,
        "start": _iso(span.trace, span.began),
        "duration_s": (span.ended - span.began) / _SECOND,
        "status": span.status.value,
        "problem": span.problem,
        "attributes": dict(span.attributes),
    }


def _iso(trace: Trace, moment: int) -> str:
    return datetime.fromtimestamp(trace.wall(moment) / _SECOND, UTC).isoformat(timespec="microseconds")
