"""Spans as OpenTelemetry's SDK sends them."""

from collections.abc import Sequence

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import SpanKind as OtelKind, StatusCode

from ignis import __version__
from ignis.runtime.telemetry.otlp import QuietExporter, SpanSender
from ignis.runtime.telemetry.redact import Redactor
from ignis.runtime.telemetry.tracing import SpanKind, Tracing, begin, span
from tests.support.telemetry.collector import Collector


class KeptSpans(SpanExporter):
    """Keeps the spans that it is given."""

    def __init__(self) -> None:
        self.spans: list[ReadableSpan] = []

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self.spans += spans
        return SpanExportResult.SUCCESS


class BrokenDatabaseError(Exception):
    pass


def fail_after_a_query() -> None:
    with span("query find_member", SpanKind.CLIENT, rows=1):
        pass
    raise BrokenDatabaseError("locked\nby somebody")


def test_a_trace_becomes_the_sdks_spans() -> None:
    kept = KeptSpans()
    sender = SpanSender("bot", kept)
    tracing = Tracing(sender, Redactor())
    root = tracing.trace("command userinfo", SpanKind.SERVER)
    with pytest.raises(BrokenDatabaseError), root:
        fail_after_a_query()
    sender.close()
    query, command = kept.spans
    assert (command.name, command.kind, command.parent) == ("command userinfo", OtelKind.SERVER, None)
    assert command.context is not None
    assert (command.context.trace_id, command.context.span_id) == (root.trace_id, root.span_id)
    assert (command.status.status_code, command.status.description) == (StatusCode.ERROR, "locked")
    assert (query.name, query.kind, dict(query.attributes or {})) == ("query find_member", OtelKind.CLIENT, {"rows": 1})
    assert query.parent is not None
    assert query.parent.span_id == root.span_id
    assert (query.status.status_code, query.status.description) == (StatusCode.UNSET, None)
    assert command.start_time is not None
    assert query.start_time is not None
    assert command.start_time <= query.start_time
    assert command.resource.attributes["service.name"] == "ignis-bot"
    assert command.resource.attributes["service.version"] == __version__


def test_a_span_that_ends_after_its_trace_is_sent_too() -> None:
    kept = KeptSpans()
    sender = SpanSender("bot", kept)
    with Tracing(sender, Redactor()).trace("command x"):
        late = begin("ask somebody")
    assert late is not None
    late.end()
    sender.close()
    assert [one.name for one in kept.spans] == ["command x", "ask somebody"]


def test_a_collector_that_takes_nothing_is_told_of_once_an_outage(
    collector: Collector, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
    exporter = QuietExporter()
    lines: list[int] = []
    for status in (400, 400, 200, 400):  # an answer that the exporter does not try again after
        collector.status = status
        exporter.export([])
        lines.append(len(caplog.records))
    exporter.shutdown()
    assert lines == [1, 1, 1, 2]
