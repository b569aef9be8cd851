"""What the relay serves, over real HTTP: incidents as other programs read them, liveness, metrics."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestClient, TestServer

from ignis.runtime.stack.alerts_token import AlertsToken
from ignis.runtime.telemetry.redact import Redactor
from probes.relay.incidents.incident import Resolution
from probes.relay.incidents.observations import EndedProcess, EndingKind, ProcessEnding
from probes.relay.notify.outbox_worker import WebhookState, WebhookStatus
from probes.relay.server import application, as_json, newest_first
from probes.relay.watch.alert_intake import AlertIntake
from tests.probes.relay.operators.bench import desk_of
from tests.probes.relay.rig import T0, RelayBench, incident, relay_bench

DIED = EndedProcess("bot", 1, ProcessEnding(EndingKind.CRASHED, signal="SIGKILL"), T0, "last words")

TOKEN = AlertsToken(Path("alerts.token"), "canary-token-for-alerts")


@asynccontextmanager
async def served(folder: Path) -> AsyncGenerator[tuple[RelayBench, TestClient[Any, Any]]]:
    async with relay_bench(folder) as bench:
        alerts = AlertIntake(bench.manager, TOKEN, Redactor(), clock=bench.clock, metrics=bench.metrics, log=bench.log)
        desk, actions = desk_of(bench)
        app = application(bench.told, bench.manager, alerts, bench.registry, desk=desk, actions=actions)
        async with TestClient(TestServer(app)) as client:
            yield bench, client


async def test_open_and_recent_incidents_with_the_state_of_their_messages(tmp_path: Path) -> None:
    async with served(tmp_path) as (bench, client):
        await bench.manager.handle([DIED])
        async with client.get("/incidents") as answer:
            body = await answer.json()
        assert body["open"] == body["recent"]
        (shown,) = body["open"]
        assert (shown["id"], shown["subject"], shown["title"], shown["message"]) == (
            1,
            "process:bot",
            "bot crashed",
            "pending",
        )
        assert shown["last_words"] == "last words"
        bench.told.outbox = bench.told.outbox.dropped()
        async with client.get("/incidents") as answer:
            assert [one["message"] for one in (await answer.json())["open"]] == ["dropped"]


async def test_it_lives_and_shows_its_metrics(tmp_path: Path) -> None:
    async with served(tmp_path) as (bench, client):
        await bench.manager.handle([DIED])
        async with client.get("/livez") as answer:
            assert (answer.status, await answer.json()) == (200, {"alive": True})
        async with client.get("/metrics") as answer:
            assert "ignis_incidents_open 1.0" in await answer.text()


async def test_a_database_that_does_not_answer_hides_nothing(tmp_path: Path) -> None:
    async with served(tmp_path) as (bench, client):
        (bench.home.relay_db).unlink()
        await bench.manager.handle([DIED])
        async with client.get("/incidents") as answer:
            assert [one["subject"] for one in (await answer.json())["open"]] == ["process:bot"]


async def test_how_the_alert_channel_can_be_reached_is_told(tmp_path: Path) -> None:
    async with served(tmp_path) as (bench, client):
        await bench.manager.handle([DIED])
        bench.told.status = WebhookStatus(WebhookState.OFF, T0, "Discord answered 404: the webhook is gone")
        async with client.get("/incidents") as answer:
            assert (await answer.json())["webhook"] == {
                "state": "off",
                "since": "2026-01-02T03:04:05+00:00",
                "detail": "Discord answered 404: the webhook is gone",
                "waiting": 1,
                "stored": True,
            }


def test_the_shape_of_an_incident_that_others_read() -> None:
    over = replace(incident().death(T0).step("started again (pid 2)"), until=T0 + timedelta(seconds=60)).resolved(
        T0 + timedelta(seconds=9), Resolution.BACK
    )
    assert as_json(over, "sent") == {
        "id": 1,
        "subject": "process:bot",
        "title": "bot is back",
        "kind": "crashed",
        "severity": None,
        "open": False,
        "opened_at": "2026-01-02T03:04:05+00:00",
        "resolved_at": "2026-01-02T03:04:14+00:00",
        "resolution": "back",
        "duration_s": 9.0,
        "deaths": 2,
        "died": ["2026-01-02T03:04:05+00:00"],
        "causes": [{"at": "2026-01-02T03:04:05+00:00", "text": "killed by SIGKILL"}],
        "tried": ["started again (pid 2)"],
        "last_words": None,
        "until": "2026-01-02T03:05:05+00:00",
        "message": "sent",
        "acknowledged_by": None,
        "acknowledged_at": None,
    }


def test_what_began_again_is_among_the_newest() -> None:
    over = [incident(number).resolved(T0 + timedelta(hours=number), Resolution.BACK) for number in (2, 3)]
    assert [one.number for one in newest_first([incident(1), *over])] == [1, 3, 2]
