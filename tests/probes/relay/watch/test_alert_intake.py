"""The intake over real HTTP: what it answers, what is stored, what is counted."""

import io
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry

from ignis.runtime.telemetry.redact import Redactor
from probes.relay.server import application
from probes.relay.store import RelayStore
from probes.relay.watch.alert_intake import LONGEST_BODY, AlertIntake
from tests.probes.relay.operators.bench import desk_of
from tests.probes.relay.rig import TurnedClock, relay_bench

SECRET = "canary-in-an-alert"


@dataclass
class Relay:
    client: TestClient[Any, Any]
    intake: AlertIntake
    clock: TurnedClock
    store: RelayStore
    registry: CollectorRegistry
    log: list[dict[str, Any]]

    async def post(self, body: object, path: str = "/api/v2/alerts", kind: str = "application/json") -> tuple[int, Any]:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self.client.post(path, data=io.BytesIO(data), headers={"Content-Type": kind}) as answer:
            return answer.status, await answer.json()

    async def incidents(self) -> dict[str, Any]:
        async with self.client.get("/incidents") as answer:
            found: dict[str, Any] = await answer.json()
            return found

    def received(self, status: str) -> float | None:
        return self.registry.get_sample_value("ignis_alerts_received_total", {"status": status})


@asynccontextmanager
async def relay(folder: Path, clock: TurnedClock) -> AsyncGenerator[Relay]:
    redactor = Redactor()
    redactor.add(SECRET)
    async with relay_bench(folder, clock) as bench:
        intake = AlertIntake(bench.manager, redactor, clock=clock, metrics=bench.metrics, log=bench.log)
        desk, actions = desk_of(bench)
        app = application(bench.store, bench.manager, intake, bench.registry, desk=desk, actions=actions)
        async with TestClient(TestServer(app)) as client:
            yield Relay(client, intake, clock, bench.store, bench.registry, bench.logged)


def alert(name: str = "Slow", *, minutes: float = 4, **labels: str) -> dict[str, Any]:
    clock = TurnedClock()
    clock.turn(minutes * 60)
    annotations = {"summary": f"{name} & <@everyone>", "description": f"with {SECRET}"}
    labels = {"alertname": name, "severity": "warning", **labels}
    return {"labels": labels, "annotations": annotations, "endsAt": clock.now().isoformat()}


async def test_an_alert_becomes_an_incident_and_ends_with_it(tmp_path: Path) -> None:
    async with relay(tmp_path, TurnedClock()) as made:
        assert made.received("refused") == 0
        assert await made.post([alert(program="bot")]) == (200, {"taken": 1})
        assert await made.post({"alerts": [alert(program="bot")]}, "/alerts") == (200, {"taken": 1})
        (shown,) = (await made.incidents())["open"]
        assert (shown["subject"], shown["title"]) == ("alert:Slow:bot", "alert Slow:bot fires")
        assert (shown["kind"], shown["severity"]) == ("alert", "warning")
        assert shown["causes"][0]["text"] == "Slow & <@everyone>. with [redacted]"
        made.clock.turn(10)
        await made.post([alert(program="bot", minutes=-1)])
        (over,) = (await made.incidents())["recent"]
        assert (over["open"], over["resolution"]) == (False, "cleared")
        assert (made.received("firing"), made.received("resolved")) == (2, 1)


async def test_it_lapses_and_stands_over_a_restart_of_the_relay(tmp_path: Path) -> None:
    clock = TurnedClock()
    async with relay(tmp_path, clock) as made:
        await made.post([alert()])
    clock.turn(100)
    async with relay(tmp_path, clock) as made:
        await made.intake.look()
        assert len((await made.incidents())["open"]) == 1
        await made.post([alert()])
        assert len((await made.incidents())["recent"]) == 1
        clock.turn(300)
        await made.intake.look()
        (gone,) = (await made.incidents())["recent"]
        assert (gone["resolution"], gone["title"]) == ("gone", "alert Slow is no longer reported")


async def test_what_is_right_in_a_bad_request_is_taken_all_the_same(tmp_path: Path) -> None:
    async with relay(tmp_path, TurnedClock()) as made:
        status, body = await made.post([{"labels": {}}, alert(), 5])
        assert (status, body) == (400, {"error": "alert 0: labels: expected an `alertname`"})
        assert [one["subject"] for one in (await made.incidents())["open"]] == ["alert:Slow"]
        assert (made.received("firing"), made.received("refused")) == (1, 2)
        await made.post([{"labels": {}}, alert(), 5])
        assert [entry["event"] for entry in made.log if entry["event"].startswith("alerts")] == [
            "alerts refused"
        ]  # logged once, not every minute


@pytest.mark.parametrize(
    ("body", "kind", "status", "why"),
    [
        (b"{", "application/json", 400, "not JSON"),
        (b"x" * (LONGEST_BODY + 1), "application/json", 413, "more than 1048576 bytes"),
        (b"[]", "text/plain", 415, "expected Content-Type: application/json"),
    ],
)
async def test_a_request_that_cannot_be_read_is_refused(
    tmp_path: Path, body: bytes, kind: str, status: int, why: str
) -> None:
    async with relay(tmp_path, TurnedClock()) as made:
        assert await made.post(body, kind=kind) == (status, {"error": why})
        assert made.received("refused") == 1


async def test_a_thousand_at_once_are_a_bounded_number_of_incidents(tmp_path: Path) -> None:
    async with relay(tmp_path, TurnedClock()) as made:
        many = [alert(f"N{number}") for number in range(999)] + [alert("N1", command="rank")]
        assert (await made.post(many))[0] == 200
        assert len((await made.incidents())["open"]) == 31
        assert made.store.depth() == 31
        assert (await made.post([alert("one more")]))[0] == 400
        assert (await made.post(many))[0] == 200
        assert made.store.depth() == 31


async def test_an_empty_list_is_taken(tmp_path: Path) -> None:
    async with relay(tmp_path, TurnedClock()) as made:
        assert await made.post([]) == (200, {"taken": 0})
        async with aiohttp.ClientSession() as session, session.get(made.client.make_url("/alerts")) as answer:
            assert answer.status == 405
