"""What all three programs expose, as Prometheus' own checker and the library's strict parser read it."""

import shutil
import subprocess
import urllib.request

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from tests.support.stack import Stack, stack

pytestmark = pytest.mark.e2e

PROGRAMS = ("bot", "exporter", "relay")


def _scrape(made: Stack, program: str, accept: str) -> tuple[str, bytes]:
    request = urllib.request.Request(f"{made.url(program)}/metrics", headers={"Accept": accept})  # noqa: S310  loopback
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  as above
        return answer.headers["Content-Type"], answer.read()


def test_what_the_programs_expose_is_in_order_in_both_formats() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("no promtool found: install Debian's `prometheus` to have the names of all metrics checked")
    with stack() as made:
        made.up()
        made.slash("Vulkan", "userinfo")
        for program in PROGRAMS:
            kind, text = _scrape(made, program, "text/plain")
            assert kind == "text/plain; version=0.0.4; charset=utf-8"
            done = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, check=False)
            assert (done.returncode, done.stdout, done.stderr) == (0, b"", b""), program
            kind, openmetrics = _scrape(made, program, "*/*")
            assert kind == "application/openmetrics-text; version=1.0.0; charset=utf-8"
            read = {metric.name for metric in text_string_to_metric_families(openmetrics.decode())}
            assert {"ignis_event_loop_lag_seconds", "ignis_build", "process_resident_memory_bytes"} <= read
            assert b"_created" not in openmetrics + text
