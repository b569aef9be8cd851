"""Traces of one process: kept in memory, or sent to a collector by OTLP over HTTP.

With OTEL_EXPORTER_OTLP_ENDPOINT (or …_TRACES_ENDPOINT) they are sent there; OpenTelemetry's other variables hold as its
specification says (OTEL_EXPORTER_OTLP_HEADERS, OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, OTEL_BSP_…):
https://opentelemetry.io/docs/specs/otel/protocol/exporter/
"""

import threading
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from ignis.runtime.config.settings import ConfigError, TelemetrySettings
from ignis.runtime.telemetry.exemplars import NO_TRACES, ExemplarTraces
from ignis.runtime.telemetry.redact import Redactor
from ignis.runtime.telemetry.traces_memory import TracesMemory
from ignis.runtime.telemetry.tracing import Tracing

_COLLECTOR: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_HEADERS: Final = ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS")
_LAST_SPANS_WITHIN: Final = 2.0
"""Seconds that a collector has to take the last spans. A stop takes five at most."""


@dataclass(frozen=True)
class TracingSetup:
    """`memory` is None if traces are sent to a collector."""

    tracing: Tracing
    memory: TracesMemory | None

    @property
    def exemplars(self) -> ExemplarTraces:
        """For the histograms whose exemplars name these traces."""
        return NO_TRACES if self.memory is None else self.memory


@contextmanager
def open_tracing(
    program: str, settings: TelemetrySettings, environ: Mapping[str, str], redact: Redactor
) -> Generator[TracingSetup]:
    """Traces can be made while the context is open. Raises ConfigError if the variables of the collector are wrong.

    Example:
        with open_tracing("bot", settings.telemetry, environment(), redact) as traces, traces.tracing.trace("start"):
            ...
    """
    if not any(environ.get(name, "").strip() for name in _COLLECTOR):
        memory = TracesMemory(settings.traces_kept)
        yield TracingSetup(Tracing(memory, redact, settings.sample), memory)
        return

    from ignis.runtime.telemetry.otlp import SpanSender  # noqa: PLC0415  the one user of OpenTelemetry's SDK, see there

    for secret in _secrets(environ):
        redact.add(secret)
    try:
        sender = SpanSender(program)
    except ValueError as error:
        raise ConfigError(f"OTEL_…: the collector's variables cannot be used: {error}") from None
    try:
        yield TracingSetup(Tracing(sender, redact, settings.sample), None)
    finally:
        # in a thread that can be left behind: a collector that does not answer must not hold up a stop
        last = threading.Thread(target=sender.close, name="last spans", daemon=True)
        last.start()
        last.join(_LAST_SPANS_WITHIN)


def _secrets(environ: Mapping[str, str]) -> Iterator[str]:
    """A collector's keys stand in headers, `name=value` separated by commas, or in the address itself."""
    for name in _HEADERS:
        for header in environ.get(name, "").split(","):
            value = header.partition("=")[2].strip()
            if value:
                yield value
                yield unquote(value)
    for name in _COLLECTOR:
        try:
            password = urlsplit(environ.get(name, "")).password
        except ValueError:  # without its text, which may show the address
            raise ConfigError(f"{name}: is no address") from None
        if password:
            yield password
