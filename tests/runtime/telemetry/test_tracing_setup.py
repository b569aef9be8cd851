"""Traces sent to a collector: a real one over HTTP, as far as a program sees it."""

import gzip
import io
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from ignis.runtime.config.settings import ConfigError, TelemetrySettings
from ignis.runtime.telemetry.otlp import QuietExporter
from ignis.runtime.telemetry.redact import Redactor
from ignis.runtime.telemetry.tracing import span
from ignis.runtime.telemetry.tracing_setup import open_tracing


class Collector:
    """Takes OTLP over HTTP and keeps what it was sent."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.status = 200
        kept = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.GzipFile(fileobj=io.BytesIO(body)).read()
                kept.bodies.append(body)
                kept.headers.append(dict(self.headers))
                self.send_response(kept.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def names(self) -> set[str]:
        requests = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return {
            one.name
            for request in requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for one in scope.spans
        }

    @property
    def services(self) -> set[str]:
        requests = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return {
            attribute.value.string_value
            for request in requests
            for resource in request.resource_spans
            for attribute in resource.resource.attributes
            if attribute.key == "service.name"
        }


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    yield made
    made.close()


def test_a_collector_gets_every_step_before_the_program_ends(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "OTEL_EXPORTER_OTLP_HEADERS": "x-key=canary%20of-the-collector",
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)  # OpenTelemetry reads the process' own
    redact = Redactor()
    with open_tracing("bot", TelemetrySettings(), environ, redact) as traces:
        assert traces.memory is None
        with traces.tracing.trace("command userinfo"), span("query find_member"):
            pass
    assert collector.names == {"command userinfo", "query find_member"}
    assert collector.services == {"ignis-bot"}
    assert collector.headers[0]["x-key"] == "canary of-the-collector"
    assert "canary" not in redact("canary%20of-the-collector, canary of-the-collector")


def test_a_collector_that_is_not_there_holds_up_no_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    environ = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
    monkeypatch.setenv(*next(iter(environ.items())))
    begun = time.monotonic()
    with (
        open_tracing("bot", TelemetrySettings(), environ, Redactor()) as traces,
        traces.tracing.trace("command userinfo"),
    ):
        pass
    # a limit of the product, not a race: a stop that takes longer is killed
    assert time.monotonic() - begun < 5


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


def test_the_password_in_a_collectors_address_is_a_secret(collector: Collector) -> None:
    address = collector.url.replace("http://", "http://me:canary-password@")
    redact = Redactor()
    with open_tracing("bot", TelemetrySettings(), {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": address}, redact):
        pass
    assert "canary-password" not in redact(f"cannot send to {address}")


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://me:canary-password@[::1", "OTEL_EXPORTER_OTLP_ENDPOINT: is no address"),
        (
            "OTEL_BSP_MAX_QUEUE_SIZE",
            "-1",
            "OTEL_…: the collector's variables cannot be used: max_queue_size must be a positive integer.",
        ),
    ],
)
def test_variables_with_which_nothing_can_be_sent_are_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, why: str
) -> None:
    environ = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", name: value}
    for each, said in environ.items():
        monkeypatch.setenv(each, said)
    with pytest.raises(ConfigError) as caught, open_tracing("bot", TelemetrySettings(), environ, Redactor()):
        pass
    assert str(caught.value) == why
