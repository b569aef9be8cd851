"""What the exporter serves, read over a real socket."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from ignis.runtime.base.clock import SystemClock
from ignis.runtime.base.home import Home
from ignis.runtime.telemetry.metrics import new_registry
from probes.exporter.schedule.metrics import CheckMetrics
from probes.exporter.schedule.registry import CheckRegistry
from probes.exporter.server import application
from probes.exporter.status.holds import Holds
from probes.outcome import CheckReason, CheckResult, CheckStatus
from probes.restarts import memory
from probes.restarts.policy import RestartPolicy, StartHistory, StartPlan, StartReason
from tests.probes.stand_ins import new_home

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
NAMES = ("database", "bot_liveness")
Client = TestClient[Any, Any]


@pytest.fixture
def registry() -> CheckRegistry:
    return CheckRegistry(NAMES)


@pytest.fixture
def prometheus() -> Any:
    return new_registry("exporter")


@pytest.fixture(autouse=True)
def metrics(prometheus: Any) -> CheckMetrics:
    return CheckMetrics(prometheus, NAMES)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return new_home(tmp_path / "var")


@pytest.fixture
async def client(registry: CheckRegistry, prometheus: Any, home: Home) -> AsyncIterator[Client]:
    holds = Holds(home.restarts, RestartPolicy())
    prometheus.register(holds)
    async with TestClient(TestServer(application(registry, holds, prometheus, SystemClock()))) as client:
        yield client


async def samples(client: Client) -> dict[tuple[str, str, str], float]:
    """(metric, check, status or reason) -> value; the parser is strict."""
    response = await client.get("/metrics")
    assert "application/openmetrics-text" in response.headers["Content-Type"]
    families = text_string_to_metric_families(await response.text())
    found: dict[tuple[str, str, str], float] = {}
    for sample in (sample for family in families for sample in family.samples):
        labels = sample.labels
        if "check" in labels and "le" not in labels:
            found[sample.name, labels["check"], labels.get("status") or labels.get("reason", "")] = sample.value
    return found


async def test_health_is_unknown_and_not_ok_before_anything_was_asked(client: Client) -> None:
    response = await client.get("/health")
    body = await response.json()
    assert (response.status, body["status"]) == (200, "unknown")
    assert body["checks"]["database"] == {
        "status": "unknown",
        "reason": "not_asked",
        "detail": "has not run yet",
        "since": None,
        "changed": None,
        "latency_s": None,
        "consecutive_failures": 0,
        "last_run": None,
        "next_run": None,
    }


async def test_health_tells_the_worst_and_still_answers_200(client: Client, registry: CheckRegistry) -> None:
    registry.record("bot_liveness", CheckResult(CheckStatus.OK, latency_s=0.25), NOON)
    registry.record("database", CheckResult(CheckStatus.FAILING, CheckReason.LOCKED, "someone writes"), NOON)
    registry.plan("database", NOON)
    response = await client.get("/health")
    body = await response.json()
    assert (response.status, body["status"]) == (200, "failing")
    assert body["checks"]["bot_liveness"]["latency_s"] == 0.25
    database = body["checks"]["database"]
    assert (database["reason"], database["detail"], database["consecutive_failures"]) == ("locked", "someone writes", 1)
    assert datetime.fromisoformat(database["since"]) == datetime.fromisoformat(database["next_run"]) == NOON
    assert datetime.fromisoformat(body["time"]).tzinfo is not None


async def test_every_check_has_a_status_metric_from_the_start(client: Client) -> None:
    found = await samples(client)
    for name in NAMES:
        assert found["ignis_check_status", name, "unknown"] == 1
        assert found["ignis_check_status", name, "ok"] == 0


async def test_metrics_tell_status_time_and_failures_by_reason(client: Client, metrics: CheckMetrics) -> None:
    metrics.record("database", CheckResult(CheckStatus.FAILING, CheckReason.LOCKED), 0.5, NOON)
    metrics.record("database", CheckResult(CheckStatus.OK), 0.25, NOON)
    metrics.record("bot_liveness", CheckResult(CheckStatus.UNKNOWN, CheckReason.NOT_STARTED), 0.25, NOON)
    metrics.record("bot_liveness", CheckResult(CheckStatus.UNKNOWN, CheckReason.CRASHED), 0.25, NOON)
    found = await samples(client)
    set_now = [status for status in CheckStatus if found["ignis_check_status", "database", status]]
    assert set_now == [CheckStatus.OK]
    assert found["ignis_check_failures_total", "database", "locked"] == 1
    assert found["ignis_check_failures_total", "bot_liveness", "crashed"] == 1
    assert ("ignis_check_failures_total", "bot_liveness", "not_started") not in found
    assert found["ignis_check_duration_seconds_count", "database", ""] == 2
    assert found["ignis_check_duration_seconds_sum", "database", ""] == 0.75
    assert found["ignis_check_last_run_timestamp_seconds", "database", ""] == NOON.timestamp()


async def test_a_hold_is_shown_with_the_moment_of_its_end(client: Client, home: Home) -> None:
    assert (await (await client.get("/health")).json())["holds"] == []
    at = memory.now()
    history = StartHistory(at, streak=1, tokens=0, tokens_at=at)
    held = StartPlan(at + 360, StartReason.BUDGET, history)
    memory.save(home.restart_memory("bot"), history, boot=memory.boot_id(), hold=held)
    memory.save(home.restart_memory("relay"), history, boot=memory.boot_id())
    (hold,) = (await (await client.get("/health")).json())["holds"]
    assert (hold["program"], hold["reason"]) == ("bot", "budget")
    assert datetime.fromisoformat(hold["until"]) > datetime.now(UTC)
    metrics = await (await client.get("/metrics")).text()
    assert 'ignis_restart_hold_seconds{program="relay"} 0.0' in metrics
    assert 'ignis_restart_hold_seconds{program="bot"} 3' in metrics
    assert 'ignis_restart_budget_left{program="bot"} 0.0' in metrics


async def test_the_page_is_there(client: Client) -> None:
    """What it shows is tests/probes/exporter/site's to say."""
    response = await client.get("/")
    assert (response.status, response.content_type) == (200, "text/html")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert (await client.get("/site/main.js")).content_type == "text/javascript"


async def test_livez_answers(client: Client) -> None:
    assert (await client.get("/livez")).status == 200
