"""Traces of one process: kept in memory, or sent to a collector by OTLP over HTTP.

With OTEL_EXPORTER_OTLP_ENDPOINT (or …_TRACES_ENDPOINT) they are sent there; OpenTelemetry's other variables hold as its
specification says (OTEL_EXPORTER_OTLP_HEADERS, OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, OTEL_BSP_…):
https://opentelemetry.io/docs/specs/otel/protocol/exporter/
"""

import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

from ignis import __version__
from ignis.runtime.exemplars import Keep, no_trace
from ignis.runtime.redact import Redactor
from ignis.runtime.settings import Telemetry
from ignis.runtime.traces_memory import TracesMemory
from ignis.runtime.tracing import Tracing

_ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_HEADERS: Final = ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS")
_LAST_WORDS: Final = 2.0
"""Seconds that a collector has to take the last spans; a stop is done in five."""


@dataclass(frozen=True)
class Traces:
    """`memory` is None where traces are sent to a collector."""

    tracing: Tracing
    memory: TracesMemory | None

    @property
    def keep(self) -> Keep:
        """For the histograms whose exemplars name these traces."""
        return no_trace if self.memory is None else self.memory.pin


@contextmanager
def open_tracing(program: str, settings: Telemetry, environ: Mapping[str, str], redact: Redactor) -> Generator[Traces]:
    """Traces can be made while the context is open."""
    memory = None if _collector(environ) else TracesMemory(settings.traces_kept)
    provider = TracerProvider(
        sampler=ParentBased(TraceIdRatioBased(settings.sample)), resource=_resource(program), shutdown_on_exit=False
    )
    provider.add_span_processor(memory if memory is not None else _sender(environ, redact))
    try:
        yield Traces(Tracing(provider, redact), memory)
    finally:
        # in a thread that nobody has to wait for: a collector that does not answer must not hold up a stop
        last = threading.Thread(target=provider.shutdown, name="last spans", daemon=True)
        last.start()
        last.join(_LAST_WORDS)


def _collector(environ: Mapping[str, str]) -> str | None:
    return next((environ[name] for name in _ENDPOINTS if environ.get(name, "").strip()), None)


def _sender(environ: Mapping[str, str], redact: Redactor) -> SpanProcessor:
    # half as large again as the rest of OpenTelemetry, and needed by few
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    for secret in _secrets(environ):
        redact.add(secret)
    return BatchSpanProcessor(OTLPSpanExporter())


def _secrets(environ: Mapping[str, str]) -> Generator[str]:
    """A collector's keys stand in headers, `name=value` separated by commas, or in the address itself."""
    for name in _HEADERS:
        for header in environ.get(name, "").split(","):
            value = header.partition("=")[2].strip()
            if value:
                yield value
                yield unquote(value)
    for name in _ENDPOINTS:
        if password := urlsplit(environ.get(name, "")).password:
            yield password


def _resource(program: str) -> Resource:
    # not Resource.create, which looks through every installed package for detectors
    ours = Resource({"service.name": f"ignis-{program}", "service.version": __version__})
    return ours.merge(OTELResourceDetector().detect())
