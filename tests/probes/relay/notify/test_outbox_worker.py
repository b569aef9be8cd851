"""From the outbox to Discord: a real database, a real socket, and everything that goes wrong between them."""

import asyncio
import functools
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import given, strategies as st
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from ignis.runtime.config.settings import CircuitSettings as Policy
from ignis.runtime.resilience.circuit import Circuit, CircuitConfig
from ignis.runtime.stack.process import GIVE_UP, Exit
from probes.database import open_database
from probes.relay.incidents.incident import Resolution
from probes.relay.incidents.process_incidents import EngineState
from probes.relay.metrics import RelayMetrics
from probes.relay.notify.outbox_worker import OutboxWorker, backoff
from probes.relay.store import SCHEMA, RelayStore
from tests.probes.relay.rig import T0, TOKEN, FakeDiscord, TurnedClock, fake_discord, incident, readable_log
from tests.support.waiting import eventually


@dataclass
class Office:
    """A postman at work. `address` is what it is told; an Exit stands for "not known yet"."""

    store: RelayStore
    discord: FakeDiscord
    postman: OutboxWorker
    registry: CollectorRegistry
    clock: TurnedClock
    address: SecretStr | Exit | None
    circuit: Circuit
    log: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def tell(self, *incidents: Any) -> None:
        self.store.save(EngineState(), incidents)
        self.postman.wake()

    def count(self, outcome: str) -> float:
        return self.registry.get_sample_value("ignis_alerts_total", {"outcome": outcome}) or 0

    def said(self, what: str) -> int:
        return sum(what in entry["event"] for entry in self.log)


@asynccontextmanager
async def office(folder: Path, *, timeout_s: float = 5) -> AsyncGenerator[Office]:
    database, _ = open_database(folder / "relay.db", 0.1, SCHEMA)
    store, clock, registry = RelayStore(database), TurnedClock(), CollectorRegistry()
    log, entries = readable_log()
    async with fake_discord() as discord, aiohttp.ClientSession() as session:

        async def address() -> SecretStr | None:
            if isinstance(made.address, Exit):
                raise made.address
            return made.address

        metrics = RelayMetrics(registry)
        around = CircuitConfig(Policy(cooldown=30, max_cooldown=60), clock, lambda: 0.5, log)
        circuit = Circuit("webhook", around, lambda _: None)
        postman = OutboxWorker(
            store, session, address, clock=clock, metrics=metrics, log=log, timeout_s=timeout_s, circuit=circuit
        )
        made = Office(store, discord, postman, registry, clock, discord.address, circuit, entries)
        running = asyncio.create_task(postman.run())
        try:
            yield made
        finally:
            circuit.close()
            running.cancel()
            await postman.land(0)
            await asyncio.gather(running, return_exceptions=True)
            database.close()
    for entry in entries:
        assert TOKEN not in repr(entry)


async def test_one_message_per_incident_edited_in_place(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        made.tell(incident())
        await eventually(lambda: made.discord.titles() == ["bot crashed"], "posted")
        made.tell(incident().resolved(T0, Resolution.BACK))
        await eventually(lambda: made.discord.titles() == ["bot is back"], "edited")
        await eventually(lambda: made.count("delivered") == 2, "both counted")
        await eventually(lambda: made.registry.get_sample_value("ignis_outbox_depth") == 0, "empty")
        assert [method for method, _, _ in made.discord.requests] == ["POST", "PATCH"]
        assert made.registry.get_sample_value("ignis_webhook_up") == 1


@pytest.mark.parametrize(("status", "body"), [(500, {}), (503, "<html>"), (200, "garbage"), (404, "no json")])
async def test_trouble_that_passes_is_waited_out(tmp_path: Path, status: int, body: object) -> None:
    async with office(tmp_path) as made:
        made.discord.then(status, body)
        made.tell(incident())
        await eventually(lambda: made.count("unavailable") == 1, "failed")
        assert made.discord.titles() == []
        await eventually(lambda: made.log, "recorded")
        made.clock.turn(2)
        made.postman.wake()
        await eventually(lambda: made.discord.titles() == ["bot crashed"], "posted")


async def test_a_discord_that_keeps_failing_is_left_alone_and_then_told_everything(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        for _ in range(3):
            made.discord.then(503, {})
        made.tell(incident())
        for failed in (1, 2, 3):
            await eventually(lambda failed=failed: made.said("not delivered yet") == failed, "failed")  # type: ignore[misc]
            made.clock.turn(6)
            made.postman.wake()
        assert made.circuit.wait_s > 10
        made.clock.turn(10)
        made.tell(incident(2, "exporter"))
        await eventually(lambda: made.registry.get_sample_value("ignis_outbox_depth") == 2, "both wait")
        assert len(made.discord.requests) == 3
        made.clock.turn(30)
        made.postman.wake()
        await eventually(lambda: len(made.discord.titles()) == 2, "both posted")
        assert made.circuit.well


async def test_silence_is_tried_again(tmp_path: Path) -> None:
    async with office(tmp_path, timeout_s=0.1) as made:
        made.discord.then_hang()
        made.tell(incident())
        await eventually(lambda: made.said("not delivered yet"), "timed out")
        made.clock.turn(2)
        made.postman.wake()
        await eventually(lambda: made.discord.titles() == ["bot crashed"], "posted")


async def test_retry_after_is_honoured_for_everything(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        made.discord.then(429, {"retry_after": 100.0}, Via="1.1 discord")
        made.tell(incident(1), incident(2, "exporter"))
        await eventually(lambda: made.said("not delivered yet"), "limited")
        made.clock.turn(99)
        assert made.store.due(made.clock.now()) is None
        made.clock.turn(2)
        made.postman.wake()
        await eventually(lambda: made.discord.titles() == ["bot crashed", "exporter crashed"], "both posted")
        assert len(made.discord.requests) == 3


async def test_a_message_that_is_gone_is_posted_anew(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        made.tell(incident())
        await eventually(lambda: made.count("delivered") == 1, "posted")
        made.discord.messages.clear()
        made.tell(incident().resolved(T0, Resolution.BACK))
        await eventually(lambda: made.discord.titles() == ["bot is back"], "posted anew")
        assert [method for method, _, _ in made.discord.requests] == ["POST", "PATCH", "POST"]


async def test_a_webhook_that_is_gone_is_left_alone_until_its_address_changes(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        up = functools.partial(made.registry.get_sample_value, "ignis_webhook_up")
        await eventually(lambda: up() == 1, "believed before the first alert")
        made.discord.gone = True
        made.tell(incident(1))
        await eventually(lambda: made.said("the alert webhook is gone"), "switched off")
        assert up() == 0
        made.tell(incident(2, "exporter"))
        made.discord.gone = False
        made.address = SecretStr(f"{made.discord.url}/api/webhooks/4712/{TOKEN}")
        made.postman.wake()
        await eventually(lambda: made.discord.titles() == ["bot crashed", "exporter crashed"], "kept and posted")
        assert len(made.discord.requests) == 3
        assert made.said("the alert webhook is gone") == 1


async def test_a_refused_message_becomes_a_plain_line(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        made.discord.then(400, {"code": 50035})
        made.tell(incident())
        await eventually(lambda: made.discord.messages, "posted plainly")
        assert "bot crashed (incident 1" in next(iter(made.discord.messages.values()))["content"]
        made.tell(incident())
        made.discord.then(400, {"code": 50035})
        made.discord.then(400, {"code": 50035})
        await eventually(lambda: made.count("refused") == 3, "refused twice")
        await eventually(lambda: made.store.depth() == 0, "given up")


async def test_without_a_webhook_nothing_piles_up(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        made.address = None
        made.tell(incident(1))
        await eventually(lambda: made.count("no_webhook") == 1, "dropped")
        made.tell(incident(2))
        await eventually(lambda: made.count("no_webhook") == 2, "dropped")
        assert made.said("no alert webhook is configured") == 1
        assert made.discord.requests == []


async def test_alerts_wait_for_a_sandbox_that_is_not_up_yet(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        made.address = Exit(GIVE_UP, "no sandbox runs")
        made.tell(incident())
        await eventually(lambda: made.said("no sandbox runs"), "waits")
        made.address = made.discord.address
        made.postman.wake()
        await eventually(lambda: made.discord.titles() == ["bot crashed"], "posted")


async def test_a_disk_that_refuses_the_receipt_does_not_repeat_the_message(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        with closing(sqlite3.connect(tmp_path / "relay.db")) as other:
            came = made.discord.then_hang()
            made.discord.next.insert(0, lock_and_deliver(made.discord, other))
            made.tell(incident())
            await eventually(lambda: made.said("alerts wait"), "the receipt was refused")
            other.rollback()
        await eventually(lambda: made.store.depth() == 0, "received in the end")
        assert len(made.discord.requests) == 1
        assert not came.is_set()


def lock_and_deliver(discord: FakeDiscord, other: sqlite3.Connection) -> Any:
    async def reply() -> Any:
        other.execute("BEGIN IMMEDIATE")
        held, discord.next[:] = discord.next[:], []
        try:
            discord.then(200, {"id": "9000"})
            return await discord.next.pop()()
        finally:
            discord.next[:] = held

    return reply


async def test_the_request_under_way_is_ended_when_the_relay_stops(tmp_path: Path) -> None:
    release = asyncio.Event()
    async with office(tmp_path) as made:

        async def slow() -> Any:
            await release.wait()
            made.discord.then(200, {"id": "9000"})
            return await made.discord.next.pop()()

        made.discord.next.append(slow)
        made.tell(incident())
        await eventually(lambda: made.discord.requests, "under way")
        landing = asyncio.create_task(made.postman.land(20))
        release.set()
        await landing
        assert made.store.depth() == 0


@given(st.integers(0, 1000), st.floats(0, 1))
def test_the_delay_grows_to_a_minute_and_no_further(attempts: int, roll: float) -> None:
    assert 0.8 <= backoff(attempts, roll) <= 72
    assert backoff(0, 0.5) == 1
