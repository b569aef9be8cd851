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

from ignis.runtime.stack.alerts_token import REFUSAL, AlertsToken
from ignis.runtime.telemetry.redact import Redactor
from probes.relay.incidents.alert_board import MOST_IN_PLACE, MOST_NEWCOMERS, SETTLED
from probes.relay.incidents.incident import IncidentKind
from probes.relay.incidents.observations import Condition
from probes.relay.server import application
from probes.relay.watch.alert_intake import LONGEST_BODY, AlertIntake
from tests.probes.relay.operators.bench import desk_of
from tests.probes.relay.rig import Told, TurnedClock, relay_bench

SECRET = "canary-in-an-alert"
TOKEN = "canary-token-for-alerts-of-this-test"


@dataclass
class Relay:
    client: TestClient[Any, Any]
    intake: AlertIntake
    clock: TurnedClock
    told: Told
    registry: CollectorRegistry
    log: list[dict[str, Any]]

    async def post(
        self, body: object, path: str = "/api/v2/alerts", kind: str = "application/json", token: str | None = TOKEN
    ) -> tuple[int, Any]:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": kind} | ({} if token is None else {"Authorization": f"Bearer {token}"})
        async with self.client.post(path, data=io.BytesIO(data), headers=headers) as answer:
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
        token = AlertsToken(bench.home.alerts_token_file, TOKEN)
        intake = AlertIntake(bench.manager, token, redactor, clock=clock, metrics=bench.metrics, log=bench.log)
        desk, actions = desk_of(bench)
        app = application(bench.told, bench.manager, intake, bench.registry, desk=desk, actions=actions)
        async with TestClient(TestServer(app)) as client:
            yield Relay(client, intake, clock, bench.told, bench.registry, bench.logged)


def alert(name: str = "Slow", *, minutes: float = 4, **labels: str) -> dict[str, Any]:
    clock = TurnedClock()
    clock.turn(minutes * 60)
    annotations = {"summary": f"{name} & <@everyone>", "description": f"with {SECRET}"}
    labels = {"alertname": name, "severity": "warning", **labels}
    return {"labels": labels, "annotations": annotations, "endsAt": clock.now().isoformat()}


async def test_what_an_earlier_version_called_otherwise_ends_with_the_first_reception(tmp_path: Path) -> None:
    clock = TurnedClock()
    async with relay_bench(tmp_path, clock) as bench:  # the version before gave all these names `_` for each letter
        for name, shown in [("______", ""), ("Slow", ""), ("____", "????")]:
            now = clock.now()
            one = Condition(IncidentKind.ALERT, name, wrong=True, since=now, at=now, text="fires", shown=shown)
            await bench.manager.handle([one])
        token = AlertsToken(bench.home.alerts_token_file, TOKEN)
        intake = AlertIntake(bench.manager, token, Redactor(), clock=clock, metrics=bench.metrics, log=bench.log)
        desk, actions = desk_of(bench)
        app = application(bench.told, bench.manager, intake, bench.registry, desk=desk, actions=actions)
        async with TestClient(TestServer(app)) as client:
            made = Relay(client, intake, clock, bench.told, bench.registry, bench.logged)
            await made.post([alert("Сервер"), alert("Slow"), alert("Диск")])
            assert sorted(bench.manager.state.open) == ["alert:Slow", "alert:____", "alert:Диск", "alert:Сервер"]


async def test_an_alert_becomes_an_incident_and_ends_with_it(tmp_path: Path) -> None:
    async with relay(tmp_path, TurnedClock()) as made:
        assert made.received("refused") == 0
        assert await made.post([alert(program="bot")]) == (200, {"taken": 1, "dropped": 0})
        assert await made.post({"alerts": [alert(program="bot")]}, "/alerts") == (200, {"taken": 1, "dropped": 0})
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


@pytest.mark.parametrize("path", ["/alerts", "/api/v2/alerts"])
@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN[:-1]])
async def test_without_the_token_nothing_is_opened_and_nothing_is_closed(
    tmp_path: Path, path: str, token: str | None
) -> None:
    async with relay(tmp_path, TurnedClock()) as made:
        await made.post([alert("Real")])
        for _ in range(3):
            assert await made.post([alert(f"N{n}") for n in range(99)], path, token=token) == (401, {"error": REFUSAL})
            assert await made.post([alert("Real", minutes=-1)], path, token=token) == (401, {"error": REFUSAL})
        assert [one["subject"] for one in (await made.incidents())["open"]] == ["alert:Real"]
        assert made.received("refused") == 6
        assert [entry["why"] for entry in made.log if entry["event"] == "alerts refused"] == [REFUSAL]
        assert TOKEN not in str(made.log)


async def test_a_thousand_at_once_are_a_bounded_number_of_incidents_and_what_is_dropped_is_told_once(
    tmp_path: Path,
) -> None:
    async with relay(tmp_path, TurnedClock()) as made:
        many = [alert(f"N{number}") for number in range(1000)]
        lost = 1000 - MOST_NEWCOMERS - MOST_IN_PLACE
        for times in (1, 2, 3):
            assert await made.post(many) == (200, {"taken": 1000, "dropped": lost})
            assert len((await made.incidents())["open"]) == MOST_NEWCOMERS + 1
            assert made.told.outbox.depth == 1  # one message, as they came together
            assert made.received("dropped") == times * lost
        told = [entry["subject"] for entry in made.log if "than are kept apart" in entry["event"]]
        assert told == ["alert:others"]
        others = next(one for one in (await made.incidents())["open"] if one["subject"] == "alert:others")
        assert others["causes"][0]["text"].endswith("(and 99 more: 99 warning; others are not kept apart)")


async def test_a_name_that_is_known_keeps_its_place_in_a_flood_of_new_ones(tmp_path: Path) -> None:
    async with relay(tmp_path, TurnedClock()) as made:
        await made.post([alert("Known", minutes=30)])
        made.clock.turn(SETTLED.total_seconds())
        await made.post([alert("Known", minutes=-1)])
        await made.post([alert(f"N{number}", minutes=30) for number in range(1000)])
        await made.post([alert("Known", minutes=30)])
        assert "alert:Known" in {one["subject"] for one in (await made.incidents())["open"]}


async def test_one_that_comes_twice_in_a_request_or_ends_in_it_before_it_fires_is_in_its_last_state(
    tmp_path: Path,
) -> None:
    async with relay(tmp_path, TurnedClock()) as made:
        old = alert(minutes=-1) | {"startsAt": "2026-01-02T02:00:00Z"}
        new = alert() | {"startsAt": "2026-01-02T03:04:00Z"}
        for order in ([old, new, new], [new, old], [new, new, old]):
            assert (await made.post(order))[0] == 200
            assert [one["subject"] for one in (await made.incidents())["open"]] == ["alert:Slow"]
        await made.post([old])
        assert len((await made.incidents())["open"]) == 1, "the end of an earlier episode"
        over = new | {"endsAt": "2026-01-02T03:04:05Z"}
        await made.post([over, new])
        assert (await made.incidents())["open"] == []
        assert len((await made.incidents())["recent"]) == 1


async def test_one_ends_while_another_of_its_name_fires(tmp_path: Path) -> None:
    """After a restart nothing is known of them but their incident: the end that comes first must not close it."""
    clock = TurnedClock()
    async with relay(tmp_path, clock) as made:
        await made.post([alert(command="rank"), alert(command="userinfo")])
    async with relay(tmp_path, clock) as made:
        await made.post([alert(command="rank", minutes=-1), alert(command="userinfo")])
        assert len((await made.incidents())["open"]) == 1
        assert len((await made.incidents())["recent"]) == 1


async def test_names_of_every_script_are_incidents_of_their_own(tmp_path: Path) -> None:
    async with relay(tmp_path, TurnedClock()) as made:
        names = ["Память", "Сервер", "Memória", "記憶體", "ذاكرة", "สวัสดี"]
        labels = {"服务": "ignis", "über.dots/and spaces": "x"}
        await made.post([alert(name, minutes=4, **labels) for name in names])
        assert [one["subject"] for one in (await made.incidents())["open"]] == [f"alert:{name}" for name in names]
        await made.post([alert("Память", minutes=-1, **labels)])
        assert len((await made.incidents())["open"]) == len(names) - 1


async def test_an_empty_list_is_taken(tmp_path: Path) -> None:
    async with relay(tmp_path, TurnedClock()) as made:
        assert await made.post([]) == (200, {"taken": 0, "dropped": 0})
        async with aiohttp.ClientSession() as session, session.get(made.client.make_url("/alerts")) as answer:
            assert answer.status == 405
