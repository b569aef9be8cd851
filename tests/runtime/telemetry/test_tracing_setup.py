"""Traces sent to a collector: a real one over HTTP, as far as a program sees it."""

import os
import subprocess
import sys

import pytest

from ignis.runtime.config.settings import ConfigError, TelemetrySettings
from ignis.runtime.telemetry.redact import Redactor
from ignis.runtime.telemetry.tracing import span
from ignis.runtime.telemetry.tracing_setup import open_tracing
from tests.support.telemetry.collector import Collector


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


_STOP = """
import os
import threading
from ignis.runtime.config.settings import TelemetrySettings
from ignis.runtime.telemetry.redact import Redactor
from ignis.runtime.telemetry.tracing_setup import open_tracing

with open_tracing("bot", TelemetrySettings(), os.environ, Redactor()) as traces, traces.tracing.trace("command"):
    pass
print(any(thread.name == "last spans" for thread in threading.enumerate()))
"""


def test_a_collector_that_is_not_there_holds_up_no_stop() -> None:
    """In a process of its own: the thread that is left behind goes on trying for seconds, with Python's shared dice."""
    environ = {**os.environ, "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
    ended = subprocess.run([sys.executable, "-c", _STOP], env=environ, capture_output=True, text=True, check=True)
    assert ended.stdout == "True\n", "the stop waited for the collector"


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
