"""Sends traces to a collector, by OpenTelemetry's SDK over HTTP. Imported only if there is one: the SDK is large.

Spans become the SDK's when their trace has ended. In a thread of its own it batches them, retries and gives up as its
specification says.
"""

import logging
from collections.abc import Sequence
from typing import Final

from opentelemetry.exporter.otlp.proto.http import trace_exporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanContext, SpanKind as OtelKind, Status as OtelStatus, StatusCode, TraceFlags

from ignis import __version__
from ignis.runtime.telemetry.tracing import Span, SpanKind, SpanStatus, Trace

_KINDS: Final = {
    SpanKind.INTERNAL: OtelKind.INTERNAL,
    SpanKind.SERVER: OtelKind.SERVER,
    SpanKind.CLIENT: OtelKind.CLIENT,
}
_CODES: Final = {SpanStatus.UNSET: StatusCode.UNSET, SpanStatus.ERROR: StatusCode.ERROR}
_SCOPE: Final = InstrumentationScope("ignis", __version__)


class QuietExporter(OTLPSpanExporter):
    """Logs an outage of the collector once. The SDK itself logs four lines for every batch that is not taken."""

    def __init__(self) -> None:
        super().__init__()
        self._well = True
        self._lines = logging.getLogger(trace_exporter.__name__)
        self._lines.addFilter(self._tells)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = super().export(spans)
        self._well = result is SpanExportResult.SUCCESS
        return result

    def shutdown(self) -> None:
        super().shutdown()  # type: ignore[no-untyped-call]  # the library does not annotate it
        self._lines.removeFilter(self._tells)

    def _tells(self, _: logging.LogRecord) -> bool:
        return self._well


class SpanSender:
    """The SpanSink that sends spans away."""

    def __init__(self, program: str, exporter: SpanExporter | None = None) -> None:
        """Without `exporter`, OpenTelemetry's variables in the environment of the process say where to send and how."""
        self._batches = BatchSpanProcessor(exporter or QuietExporter())
        # not Resource.create, which searches every installed package for detectors
        ours = Resource({"service.name": f"ignis-{program}", "service.version": __version__})
        self._resource = ours.merge(OTELResourceDetector().detect())

    def finished(self, trace: Trace, /) -> None:
        for span in trace.spans:
            self.late(span)

    def late(self, span: Span, /) -> None:
        self._batches.on_end(self._readable(span))

    def close(self) -> None:
        """Sends the remaining spans. Blocks as long as the collector takes."""
        self._batches.shutdown()

    def _readable(self, span: Span) -> ReadableSpan:
        return ReadableSpan(
            span.name,
            context=_context(span),
            parent=None if span.parent is None else _context(span.parent),
            resource=self._resource,
            attributes=dict(span.attributes),
            kind=_KINDS[span.kind],
            status=OtelStatus(_CODES[span.status], span.problem),
            start_time=span.trace.wall(span.began),
            end_time=span.trace.wall(span.ended),
            instrumentation_scope=_SCOPE,
        )


def _context(span: Span) -> SpanContext:
    return SpanContext(span.trace_id, span.span_id, is_remote=False, trace_flags=TraceFlags(TraceFlags.SAMPLED))
