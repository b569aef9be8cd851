"""A real Prometheus reads a real stack that has seen a lot, and is asked everything that the dashboards ask."""

import math
import re
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from ops.grafana.kit.promql import metrics_in
from ops.grafana.metric_usage import RULES
from tests.support.programs.busy import ENVIRON, SETTINGS, busy
from tests.support.programs.stack import Stack, get, stack
from tests.support.telemetry.dashboards import Asked, asked, documented, variables
from tests.support.telemetry.prometheus import Prometheus, prometheus, scraping
from tests.support.telemetry.promtool import installed, promtool
from tests.support.waiting import wait_until as eventually

pytestmark = pytest.mark.e2e

PROGRAMS = ("bot", "exporter", "relay")
# Grafana's own answer to these depends on the zoom; the stack is scraped every second.
WINDOW = {"__rate_interval": "15s", "__interval": "1s"}
PICKED = {name: ".*" for _, name, _ in variables()}


@dataclass(frozen=True)
class Watched:
    stack: Stack
    prometheus: Prometheus
    since: float

    def trouble(self, one: Asked) -> str | None:
        """Why nothing would be drawn for a query; None when something would."""
        expression = one.filled({**PICKED, **WINDOW, "__range": f"{math.ceil(time.time() - self.since)}s"})
        if one.instant:
            series = self.prometheus.query(expression)
            values = [float(each["value"][1]) for each in series]
        else:
            span = {"start": self.since, "end": time.time(), "step": "1s"}
            series = self.prometheus.api("query_range", query=expression, **span)["result"]
            values = [float(value) for each in series for _, value in each["values"]]
        if not (known := [value for value in values if not math.isnan(value)]):
            return f"{one.where}: {'only NaN' if values else 'nothing'}: {expression}"
        if any(lacking := one.labels - set(each["metric"]) for each in series):
            return f"{one.where}: no label {', '.join(lacking)}: {expression}"
        return f"{one.where}: never above zero: {expression}" if one.mark and max(known) <= 0 else None


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    installed("prometheus")
    with stack(SETTINGS, environ=ENVIRON) as running:
        running.up()
        jobs = {f"ignis-{program}": running.url(program) for program in PROGRAMS}
        rules = quick_rules(tmp_path_factory.mktemp("rules"))
        with prometheus(scraping(jobs, rules=rules)) as server:
            since = time.time()
            eventually(lambda: server.scrapes([*jobs]), "every program is scraped")
            busy(running, server)
            yield Watched(running, server, since)


def quick_rules(folder: Path) -> list[Path]:
    """The shipped rules, evaluated every second whatever their pace."""
    made = []
    for file in RULES.glob("*.yml"):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        for group in content["groups"]:
            group["interval"] = "1s"
        made.append(folder / file.name)
        made[-1].write_text(yaml.safe_dump(content), encoding="utf-8")
    return made


def test_no_query_is_empty(watched: Watched) -> None:
    left = list(asked())

    def all_are_there() -> bool:
        left[:] = [one for one in left if watched.trouble(one)]
        return not left

    try:
        eventually(all_are_there, "", within=20)
    except AssertionError:
        pytest.fail("\n".join(str(watched.trouble(one)) for one in left))


def test_no_query_names_a_metric_that_does_not_exist(watched: Watched) -> None:
    named = {metric: one.where for one in asked() for metric in metrics_in(one.expression)}
    named |= {metric: where for where, _, query in variables() for metric in metrics_in(first_argument(query))}
    unknown = {metric: where for metric, where in named.items() if metric not in watched.prometheus.names()}
    assert not unknown


def first_argument(query: str) -> str:
    """Of `label_values(metric, label)`."""
    return query.removeprefix("label_values(").rpartition(",")[0]


def test_every_variable_offers_something(watched: Watched) -> None:
    for where, name, query in variables():
        label = "instance" if name == "exporter" else name
        asked_for = {"match[]": first_argument(query), "start": watched.since, "end": time.time()}
        assert watched.prometheus.api(f"label/{label}/values", **asked_for), where
    exporter = watched.prometheus.query('up{job="ignis-exporter"}')[0]["metric"]["instance"]
    assert f"http://{exporter}" == watched.stack.url("exporter"), "the link to the status page"


def test_exemplars_are_kept_and_lead_to_their_traces(watched: Watched) -> None:
    selector = 'ignis_bot_interaction_duration_seconds_bucket{command="userinfo"}'
    began = watched.prometheus.query('process_start_time_seconds{job="ignis-bot"}')[0]["value"][1]

    def kept() -> list[str]:
        """Of the bot that runs now: the one before it has taken its traces with it."""
        found = watched.prometheus.exemplars(selector, start=float(began), end=time.time())
        return [exemplar["labels"]["trace_id"] for exemplar in found]

    ids = eventually(kept, "exemplars of /userinfo")
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in ids)
    trace = get(f"{watched.stack.url('bot')}/traces/{ids[-1]}")
    assert trace["trace_id"] == ids[-1]
    assert "command userinfo" in [span["name"] for span in trace["spans"]]


def test_every_metric_is_documented_as_it_is(watched: Watched) -> None:
    rows = documented()
    real: dict[str, Metric] = {}
    for program in PROGRAMS:
        for metric in exposed(watched.stack.url(program)):
            name = known_as(metric)
            real[name] = merged(real.get(name), metric)
    assert sorted(set(real) - set(rows)) == [], "not in docs/metrics.md"
    assert sorted(set(rows) - set(real)) == [], "in docs/metrics.md alone"
    wrong = [name for name, metric in real.items() if rows[name]["type"] != metric.type]
    wrong += [name for name, metric in real.items() if metric.samples and told(rows[name]["labels"]) != labels(metric)]
    assert wrong == []


def test_what_the_programs_expose_is_in_order_in_both_formats(watched: Watched) -> None:
    """As Prometheus' own checker and the library's strict parser read it."""
    for program in PROGRAMS:
        url = watched.stack.url(program)
        kind, text = scraped(url, "text/plain")
        assert kind == "text/plain; version=0.0.4; charset=utf-8"
        done = promtool("check", "metrics", said=text)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), program
        kind, openmetrics = scraped(url, "*/*")
        assert kind == "application/openmetrics-text; version=1.0.0; charset=utf-8"
        read = {metric.name for metric in text_string_to_metric_families(openmetrics)}
        assert {"ignis_event_loop_lag_seconds", "ignis_build", "process_resident_memory_bytes"} <= read
        assert "_created" not in openmetrics + text


def exposed(url: str) -> list[Metric]:
    return list(text_string_to_metric_families(scraped(url, "*/*")[1]))


def scraped(url: str, accept: str) -> tuple[str, str]:
    """The type and the text of a program's metrics."""
    request = urllib.request.Request(f"{url}/metrics", headers={"Accept": accept})  # noqa: S310  the stack's own address
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  as above
        return answer.headers["Content-Type"], answer.read().decode()


def known_as(metric: Metric) -> str:
    """The name that Prometheus knows a family by."""
    return metric.name + {"counter": "_total", "info": "_info"}.get(metric.type, "")


def merged(known: Metric | None, other: Metric) -> Metric:
    """Several programs may have the same metric."""
    if known is not None:
        other.samples = [*known.samples, *other.samples]
    return other


def labels(metric: Metric) -> set[str]:
    return {label for sample in metric.samples for label in sample.labels} - {"le"}


def told(cell: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", cell))
