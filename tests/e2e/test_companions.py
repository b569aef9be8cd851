"""Prometheus and Grafana run beside Ignis when they are wanted: kept, shown, and heard."""

import json
import os
import shutil
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import pytest
import yaml

from ignis.runtime.config.settings import project_root
from tests.support.programs.stack import Stack, get, stack
from tests.support.telemetry import grafana_stand_in
from tests.support.telemetry.promtool import PROMETHEUS, installed
from tests.support.waiting import wait_until as eventually

pytestmark = pytest.mark.e2e

_SECRET = "canary-bloxlink-key"


@dataclass
class Gauge:
    """A program of somebody's own that Prometheus scrapes, with one figure that the test sets."""

    address: str
    value: int = 0


@contextmanager
def scraped() -> Iterator[Gauge]:
    class Metrics(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.end_headers()
            self.wfile.write(f"queue {gauge.value}\n".encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Metrics) as server:
        gauge = Gauge(f"127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield gauge
        finally:
            server.shutdown()
            thread.join()


def configure(folder: Path, gauge: Gauge) -> None:
    """The shipped configuration, made quick, with a job and a rule of the operator's own."""
    content = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text(encoding="utf-8"))
    content["global"] |= {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"}
    content["scrape_configs"].append({"job_name": "mine", "static_configs": [{"targets": [gauge.address]}]})
    content["rule_files"] = [str(PROMETHEUS / "rules" / "*.yml"), "mine.yml"]
    (folder / "prometheus.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    rule = {
        "alert": "QueueLong",
        "expr": "queue > 5",
        "for": "1s",
        "labels": {"severity": "warning"},
        "annotations": {"summary": "{{ $value }} wait <@1>", "description": "Look at **it**."},
    }
    rules = {"groups": [{"name": "mine", "rules": [rule]}]}
    (folder / "mine.yml").write_text(yaml.safe_dump(rules), encoding="utf-8")


def grafana(folder: Path) -> Path:
    """A folder for PATH in which the stand-in is called `grafana`, as in Grafana's tarball."""
    (folder / "bin").mkdir(parents=True)
    (folder / "conf").mkdir()
    (folder / "conf" / "defaults.ini").touch()
    program = folder / "bin" / "grafana"
    source = Path(grafana_stand_in.__file__).read_text(encoding="utf-8")
    program.write_text(f"#!{sys.executable}\n{source}", encoding="utf-8")
    program.chmod(0o755)
    return program.parent


@dataclass
class Companions:
    stack: Stack
    gauge: Gauge
    path: Path

    def query(self, expression: str, *, at: float | None = None) -> dict[str, float]:
        """The series' values by their jobs, now or at that moment (Unix seconds)."""
        moment = f"&time={at}" if at is not None else ""
        found = get(f"{self.stack.url('prometheus')}/api/v1/query?query={quote(expression)}{moment}")
        return {one["metric"].get("job", ""): float(one["value"][1]) for one in found["data"]["result"]}

    def alert(self) -> dict[str, Any] | None:
        """The embed of the one message about the rule."""
        embeds = [embed for message in self.stack.alerts() for embed in message["embeds"]]
        found = [embed for embed in embeds if "alert:QueueLong:" in embed["footer"]["text"]]
        assert len(found) <= 1, found
        return found[0] if found else None


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Companions]:
    installed("prometheus")
    path = grafana(tmp_path_factory.mktemp("grafana"))
    environ = {"PATH": f"{path}:{os.environ['PATH']}", "BLOXLINK_API_KEY": _SECRET, "DISCORD_TOKEN": ""}
    with scraped() as gauge, stack(environ=environ) as made:
        configure(made.config.parent, gauge)
        made.up("--sandbox", "--with", "prometheus,grafana")
        yield Companions(made, gauge, path)


def test_they_are_programs_like_the_others(running: Companions) -> None:
    status = running.stack.status()
    assert status["ready"]
    for companion in ("prometheus", "grafana"):
        assert status["programs"][companion]["state"] == "RUNNING"
        assert status["endpoints"][companion] == running.stack.url(companion)
        listens = psutil.Process(status["programs"][companion]["pid"]).net_connections("tcp")
        assert {one.laddr[0] for one in listens if one.status == psutil.CONN_LISTEN} == {"127.0.0.1"}
    said = running.stack.ignis("status").stdout
    assert f"dashboards     {running.stack.url('grafana')}" in said
    checks = eventually(lambda: _once_asked(running), "the checks have been asked")
    assert {name for name, one in checks.items() if one["status"] == "failing"} == set()
    assert "prometheus" in checks["process_state"]["detail"]
    assert "the stand-in for Grafana listens" in running.stack.ignis("logs", "grafana").stdout


def _once_asked(running: Companions) -> dict[str, Any] | None:
    checks: dict[str, Any] = get(f"{running.stack.url('exporter')}/health")["checks"]
    return checks if all(one["last_run"] for one in checks.values()) else None


def test_grafana_gets_its_settings_and_no_secret(running: Companions) -> None:
    data = running.stack.home.companion("grafana") / "data"
    started = json.loads((data / "started.json").read_text(encoding="utf-8"))
    assert started["argv"] == [str(running.path / "grafana"), "server", "--homepath", str(running.path.parent)]
    environ = started["environ"]
    assert environ["IGNIS_PROMETHEUS_URL"] == running.stack.url("prometheus")
    assert environ["IGNIS_STATUS_URL"] == running.stack.url("exporter")
    assert environ["IGNIS_DASHBOARDS"] == str(project_root() / "ops" / "grafana" / "dashboards")
    assert environ["GF_PATHS_DATA"] == str(data)
    assert running.stack.url("grafana").endswith(f":{environ['GF_SERVER_HTTP_PORT']}")
    pid = running.stack.pid("prometheus")
    for held in (environ, psutil.Process(pid).environ()):
        assert _SECRET not in held.values()
        assert not any(name.startswith(("DISCORD_", "BLOXLINK_", "IGNIS_ALERT")) for name in held)


def test_prometheus_scrapes_the_stack_and_works_the_rules_out(running: Companions) -> None:
    jobs = {"ignis-bot", "ignis-exporter", "ignis-relay", "mine"}
    eventually(lambda: {job for job, up in running.query("up").items() if up} == jobs, "every job is scraped")
    running.stack.slash("Tu'Shan", "userinfo")
    eventually(lambda: running.query("ignis:check_age:seconds"), "a recorded rule")

    def receivers() -> list[str]:
        found = get(f"{running.stack.url('prometheus')}/api/v1/alertmanagers")["data"]["activeAlertmanagers"]
        return [one["url"] for one in found]

    assert eventually(receivers, "whom it tells") == [f"{running.stack.url('relay')}/api/v2/alerts"]


def test_pages_from_elsewhere_may_not_read_what_prometheus_knows(running: Companions) -> None:
    for origin, let_in in (("https://evil.example", False), (running.stack.url("grafana"), True)):
        request = urllib.request.Request(  # noqa: S310  loopback
            f"{running.stack.url('prometheus')}/api/v1/query?query=up", headers={"Origin": origin}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  as above
            assert (answer.headers["Access-Control-Allow-Origin"] is not None) == let_in


def test_a_rule_that_fires_is_one_message_and_its_end_is_told_in_it(running: Companions) -> None:
    running.gauge.value = 9
    shown = eventually(running.alert, f"the alert in Discord\n{running.stack.logs()}")
    assert shown["title"] == f"⚠️ alert QueueLong:{running.gauge.address} fires"
    assert r"9 wait \<@1\>. Look at \*\*it\*\*" in shown["description"]
    assert shown["color"] == 0xF1C40F  # a warning is not red
    running.gauge.value = 0

    def over() -> dict[str, Any] | None:
        found = running.alert()
        return found if found and found["title"].endswith("is over") else None

    assert "It lasted" in eventually(over, "told that it is over")["description"]
    with urllib.request.urlopen(f"{running.stack.url('relay')}/metrics", timeout=10) as answer:  # noqa: S310  loopback
        assert b'ignis_alerts_received_total{status="firing"}' in answer.read()


def test_killed_it_comes_back_with_its_data_and_a_restart_is_no_crash(running: Companions) -> None:
    before = running.stack.pid("prometheus")
    known = eventually(lambda: running.query("timestamp(up)"), "it has scraped")
    psutil.Process(before).kill()
    running.stack.ready_again("prometheus", before)
    eventually(lambda: running.query("up"), "it scrapes again")
    assert running.query("timestamp(up)", at=max(known.values())) == known, "it knows what it knew before"

    def back() -> list[str]:
        embeds = [embed for one in running.stack.alerts() for embed in one["embeds"]]
        told = [embed for embed in embeds if f"killed by SIGKILL (pid {before})" in embed["description"]]
        return [embed["title"] for embed in told if embed["title"] == "✅ prometheus is back"]

    eventually(back, "its death and its return are reported")
    told = len(running.stack.alerts())
    for companion in ("prometheus", "grafana"):
        pid = running.stack.pid(companion)
        done = running.stack.ignis("restart", companion)
        assert (done.returncode, done.stderr) == (0, "")
        running.stack.ready_again(companion, pid)
        memory = json.loads(running.stack.home.restart_memory(companion).read_text(encoding="utf-8"))
        assert memory["history"]["streak"] == 0
    # what is lost from the file of addresses is back, though the companions know nothing of it
    running.stack.home.endpoints_file.unlink()
    eventually(lambda: running.stack.status()["ready"], "every address is published again")
    assert len(running.stack.alerts()) == told, "a restart that was asked for is not reported"


def test_with_a_wrong_configuration_nothing_starts_and_one_line_says_why(running: Companions) -> None:
    with stack(environ={"PATH": os.environ["PATH"]}) as other:
        file = other.config.with_name("prometheus.yml")
        shutil.copy(running.stack.config.with_name("prometheus.yml"), file)
        other.config.with_name("mine.yml").write_text("groups: 5\n", encoding="utf-8")
        done = other.ignis("up", "--detach", "--ports", "auto", "--with", "prometheus")
        assert (done.returncode, done.stderr.count("\n")) == (78, 1)
        assert done.stderr.startswith(f"ignis: {file}: ")
        assert "mine.yml" in done.stderr
        assert not other.home.run.exists()


def test_a_configuration_that_became_wrong_is_said_by_the_program_that_ends_over_it(running: Companions) -> None:
    file, pid = running.stack.config.with_name("prometheus.yml"), running.stack.pid("prometheus")
    right = file.read_text(encoding="utf-8")
    try:
        file.write_text("scrape_configs: [", encoding="utf-8")
        running.stack.ignis("restart", "prometheus")
        ended = eventually(lambda: _exited(running), "prometheus gives up")
        assert ended["state"] == "EXITED"
        line = running.stack.ignis("logs", "prometheus", "-n", "1").stdout
        assert line == f"ignis prometheus: {file}: not valid YAML, line 1\n"
    finally:
        file.write_text(right, encoding="utf-8")
        running.stack.ignis("restart", "prometheus")
    running.stack.ready_again("prometheus", pid)


def _exited(running: Companions) -> dict[str, Any] | None:
    program: dict[str, Any] = running.stack.status()["programs"]["prometheus"]
    return program if program["state"] != "RUNNING" else None
