"""From the outbox to Discord: a real database, a real socket, and everything that goes wrong between them."""

import asyncio
import functools
import json
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import pytest
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from ignis.runtime.config.settings import CircuitSettings as Policy
from ignis.runtime.resilience.circuit import Circuit, CircuitConfig
from ignis.runtime.stack.process import GIVE_UP, Exit
from probes.relay.incidents.incident import Cause, Incident, Resolution
from probes.relay.metrics import RelayMetrics
from probes.relay.notify.outbox_worker import LOOK_EVERY, OutboxWorker, WebhookState
from probes.relay.notify.webhook_circuit import WebhookChannel
from probes.relay.outbox.outbox import DIGEST_AFTER
from probes.relay.storage import Storage, open_storage
from tests.probes.relay.rig import T0, TOKEN, FakeDiscord, TurnedClock, fake_discord, incident, readable_log, telling_of
from tests.support.fakes.circuit_observers import Unobserved
from tests.support.fakes.dice import FixedRoll
from tests.support.waiting import eventually


@dataclass(frozen=True)
class Behaviour:
    """What the webhook does to the next request."""

    status: int = 0
    body: object = None
    hangs: bool = False
    resets: bool = False

    def once(self, discord: FakeDiscord) -> None:
        if self.hangs:
            discord.then_hang()
        elif self.resets:
            discord.resets = True
        else:
            discord.then(self.status, self.body)


@dataclass
class ChangingAddress:
    """An address that the test changes as it goes."""

    value: SecretStr | Exit | None

    async def current(self) -> SecretStr | None:
        if isinstance(self.value, Exit):
            raise self.value
        return self.value


@dataclass
class Office:
    """An outbox worker at work. `address` is its webhook; an Exit means "not known yet"."""

    storage: Storage
    discord: FakeDiscord
    worker: OutboxWorker
    registry: CollectorRegistry
    clock: TurnedClock
    address: ChangingAddress
    circuit: Circuit
    log: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def send(self, *incidents: Incident) -> None:
        self.worker.tell([telling_of(one) for one in incidents])

    @property
    def depth(self) -> float | None:
        return self.registry.get_sample_value("ignis_outbox_depth")

    @property
    def unstored(self) -> float | None:
        return self.registry.get_sample_value("ignis_alerts_unstored")

    def count(self, outcome: str) -> float:
        return self.registry.get_sample_value("ignis_alerts_total", {"outcome": outcome}) or 0

    def has_failed(self, times: int) -> bool:
        return self.logged("not delivered yet") == times

    def logged(self, what: str) -> int:
        return sum(what in entry["event"] for entry in self.log)


@asynccontextmanager
async def office(folder: Path, *, timeout_s: float = 5) -> AsyncGenerator[Office]:
    clock, registry, (log, entries) = TurnedClock(), CollectorRegistry(), readable_log()
    metrics = RelayMetrics(registry)
    async with (
        fake_discord() as discord,
        aiohttp.ClientSession() as session,
        open_storage(folder / "relay.db", clock=clock, metrics=metrics, log=log, spare_root=folder) as storage,
    ):
        begin = await storage.begin()
        config = CircuitConfig(Policy(cooldown=30, max_cooldown=60), clock, FixedRoll(), log)
        circuit = Circuit("webhook", config, Unobserved())
        channel, address = WebhookChannel(session, circuit, timeout_s), ChangingAddress(discord.address)
        worker = OutboxWorker(
            storage.kept,
            begin.outbox,
            begin.limits,
            channel,
            address,
            clock=clock,
            random=Random(1),
            metrics=metrics,
            log=log,
        )
        made = Office(storage, discord, worker, registry, clock, address, circuit, entries)
        running = [asyncio.create_task(work.run()) for work in (worker, storage.kept)]
        try:
            yield made
        finally:
            circuit.close()
            for work in running:
                work.cancel()
            await worker.finish(0)
            await asyncio.gather(*running, return_exceptions=True)
    for entry in entries:
        assert TOKEN not in repr(entry)


async def test_one_message_per_incident_edited_in_place(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        made.send(incident())
        await eventually(lambda: made.discord.titles() == ["bot crashed"], "posted")
        made.send(incident().resolved(T0, Resolution.BACK))
        await eventually(lambda: made.discord.titles() == ["bot is back"], "edited")
        await eventually(lambda: made.count("delivered") == 2, "both counted")
        await eventually(lambda: made.depth == 0, "empty")
        assert [method for method, _, _ in made.discord.requests] == ["POST", "PATCH"]
        assert made.registry.get_sample_value("ignis_webhook_up") == 1


@pytest.mark.parametrize(("status", "body"), [(500, {}), (503, "<html>"), (200, "garbage"), (404, "no json")])
async def test_trouble_that_passes_is_waited_out(tmp_path: Path, status: int, body: object) -> None:
    async with office(tmp_path) as made:
        made.discord.then(status, body)
        made.send(incident())
        await eventually(lambda: made.count("unavailable") == 1, "failed")
        assert made.discord.titles() == []
        await eventually(lambda: made.log, "recorded")
        made.clock.turn(2)
        made.worker.wake()
        await eventually(lambda: made.discord.titles() == ["bot crashed"], "posted")


async def test_a_discord_that_keeps_failing_is_left_alone_and_then_told_everything(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        for _ in range(3):
            made.discord.then(503, {})
        made.send(incident())
        for failed in (1, 2, 3):
            await eventually(lambda failed=failed: made.logged("not delivered yet") == failed, "failed")  # type: ignore[misc]
            made.clock.turn(6)
            made.worker.wake()
        assert made.circuit.wait_s > 10
        made.clock.turn(10)
        made.send(incident(2, "exporter"))
        await eventually(lambda: made.depth == 2, "both wait")
        assert len(made.discord.requests) == 3
        made.clock.turn(30)
        made.worker.wake()
        await eventually(lambda: len(made.discord.titles()) == 2, "both posted")
        assert made.circuit.well


async def test_silence_is_tried_again(tmp_path: Path) -> None:
    async with office(tmp_path, timeout_s=0.1) as made:
        made.discord.then_hang()
        made.send(incident())
        await eventually(lambda: made.logged("not delivered yet"), "timed out")
        made.clock.turn(2)
        made.worker.wake()
        await eventually(lambda: made.discord.titles() == ["bot crashed"], "posted")


async def test_the_newest_trouble_is_shown_and_when_it_began(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        made.discord.then(500)
        made.discord.then(429, {"retry_after": 1.0}, Via="1.1 discord")
        made.send(incident())
        await eventually(lambda: made.worker.status.detail == "Discord answered 500", "the first trouble")
        since = made.worker.status.since
        made.clock.turn(2)
        made.worker.wake()
        await eventually(lambda: made.worker.status.detail == "Discord answered 429", "the next one")
        assert (made.worker.status.state, made.worker.status.since) == (WebhookState.DOWN, since)


async def test_words_that_cannot_be_made_are_told_in_bare_ones(tmp_path: Path) -> None:
    broken = replace(incident(), causes=(Cause(T0, None),))  # type: ignore[arg-type]
    async with office(tmp_path) as made:
        made.send(broken)
        await eventually(lambda: made.discord.messages, "posted all the same")
        (message,) = made.discord.messages.values()
        assert message == {
            "content": "`process:bot`: open (incident 1)",
            "embeds": [],
            "allowed_mentions": {"parse": []},
        }
        assert made.logged("an alert's text cannot be made") == 1


async def test_retry_after_is_honoured_for_everything(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        made.discord.then(429, {"retry_after": 100.0}, Via="1.1 discord")
        made.send(incident(1), incident(2, "exporter"))
        await eventually(lambda: made.logged("not delivered yet"), "limited")
        made.clock.turn(99)
        made.worker.wake()
        made.clock.turn(2)
        made.worker.wake()
        await eventually(lambda: made.discord.titles() == ["bot crashed", "exporter crashed"], "both posted")
        assert len(made.discord.requests) == 3


async def test_a_message_that_is_gone_is_posted_anew(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        made.send(incident())
        await eventually(lambda: made.count("delivered") == 1, "posted")
        made.discord.messages.clear()
        made.send(incident().resolved(T0, Resolution.BACK))
        await eventually(lambda: made.discord.titles() == ["bot is back"], "posted again")
        assert [method for method, _, _ in made.discord.requests] == ["POST", "PATCH", "POST"]


async def test_a_webhook_that_is_gone_is_left_alone_until_its_address_changes(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        up = functools.partial(made.registry.get_sample_value, "ignis_webhook_up")
        await eventually(lambda: up() == 1, "believed before the first alert")
        made.discord.gone = True
        made.send(incident(1))
        await eventually(lambda: made.logged("the alert webhook is gone"), "switched off")
        assert up() == 0
        made.send(incident(2, "exporter"))
        made.discord.gone = False
        made.address.value = SecretStr(f"{made.discord.url}/api/webhooks/4712/{TOKEN}")
        made.worker.wake()
        await eventually(lambda: made.discord.titles() == ["bot crashed", "exporter crashed"], "kept and posted")
        assert len(made.discord.requests) == 3
        assert made.logged("the alert webhook is gone") == 1


async def test_a_webhook_that_was_called_gone_is_looked_at_and_comes_back_by_itself(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        made.discord.gone = True
        made.send(incident(1))
        await eventually(lambda: made.worker.status.state is WebhookState.OFF, "switched off")
        made.discord.gone = False
        made.worker.wake()
        await asyncio.sleep(0)
        assert [method for method, _, _ in made.discord.requests] == ["POST"]
        made.clock.turn(LOOK_EVERY)
        made.worker.wake()
        await eventually(lambda: made.discord.titles() == ["bot crashed"], "posted")
        assert [method for method, _, _ in made.discord.requests] == ["POST", "GET", "POST"]
        assert made.worker.status.state is WebhookState.UP


async def test_a_refused_message_becomes_a_plain_line(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        made.discord.then(400, {"code": 50035})
        made.send(incident())
        await eventually(lambda: made.discord.messages, "posted plainly")
        assert "bot crashed (incident 1" in next(iter(made.discord.messages.values()))["content"]
        made.discord.then(400, {"code": 50035})
        made.discord.then(400, {"code": 50035})
        made.clock.turn(2)  # an edit is not made sooner
        made.send(incident())
        await eventually(lambda: made.count("refused") == 3, "refused twice")
        await eventually(lambda: made.depth == 0, "given up")


async def test_without_a_webhook_nothing_piles_up(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        made.address.value = None
        made.send(incident(1))
        await eventually(lambda: made.count("no_webhook") == 1, "dropped")
        made.send(incident(2))
        await eventually(lambda: made.count("no_webhook") == 2, "dropped")
        assert made.logged("no alert webhook is configured") == 1
        assert made.discord.requests == []


async def test_alerts_wait_for_a_sandbox_that_is_not_up_yet(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        made.address.value = Exit(GIVE_UP, "no sandbox runs")
        made.send(incident())
        await eventually(lambda: made.logged("no sandbox runs"), "waits")
        made.address.value = made.discord.address
        made.worker.wake()
        await eventually(lambda: made.discord.titles() == ["bot crashed"], "posted")


async def test_a_locked_database_keeps_no_alert_and_gets_all_of_it_later(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        with closing(sqlite3.connect(tmp_path / "relay.db")) as other:
            other.execute("BEGIN IMMEDIATE")
            made.send(incident())
            await eventually(lambda: made.discord.titles() == ["bot crashed"], "told from memory")
            made.send(incident().resolved(T0, Resolution.BACK))
            await eventually(lambda: made.discord.titles() == ["bot is back"], "and edited")
            assert (made.unstored, made.depth) == (1, 0)
            assert made.logged("alerts are sent from memory: ") == 1
            other.rollback()
        await eventually(lambda: made.unstored == 0, "stored in the end")
        stored = await asyncio.to_thread(made.storage.store.load)
        assert stored.entries == ()
        assert [method for method, _, _ in made.discord.requests] == ["POST", "PATCH"]


async def test_the_request_under_way_is_ended_when_the_relay_stops(tmp_path: Path) -> None:
    release = asyncio.Event()
    async with office(tmp_path) as made:

        async def slow() -> Any:
            await release.wait()
            made.discord.then(200, {"id": "9000"})
            return await made.discord.next.pop()()

        made.discord.next.append(slow)
        made.send(incident())
        await eventually(lambda: made.discord.requests, "under way")
        landing = asyncio.create_task(made.worker.finish(20))
        release.set()
        await landing
        assert made.depth == 0


async def test_each_failed_try_waits_twice_as_long_and_a_success_starts_over(tmp_path: Path) -> None:
    dice = Random(1)
    async with office(tmp_path) as made:
        made.send(incident())
        for failures, delay in enumerate((1, 2, 4), start=1):
            made.discord.then(500, {})
            made.worker.wake()
            await eventually(functools.partial(made.has_failed, failures), "failed again")
            (*_, entry) = [one for one in made.log if one["event"] == "alert not delivered yet"]
            assert entry["again_in_s"] == round(delay * (1 + 0.2 * (2 * dice.random() - 1)), 1)
            made.clock.turn(60)
        made.worker.wake()
        await eventually(lambda: made.discord.titles() == ["bot crashed"], "posted")


async def test_what_is_no_alert_waits_for_alerts_and_limits_and_is_not_repeated(tmp_path: Path) -> None:
    body = {"content": "the week", "allowed_mentions": {"parse": []}}
    async with office(tmp_path) as rig:
        await eventually(lambda: rig.worker.status.state is WebhookState.UP, "it has looked for its webhook")
        assert await rig.worker.send_apart(body)
        assert [one["content"] for one in rig.discord.messages.values()] == ["the week"]
        rig.discord.then(503)
        assert not await rig.worker.send_apart(body)
        assert await rig.worker.send_apart(body), "whoever sends it tries again"
        rig.discord.then(429, {"retry_after": 30.0})
        assert not await rig.worker.send_apart(body)
        asked = len(rig.discord.requests)
        assert not await rig.worker.send_apart(body), "Discord asked for a pause"
        assert len(rig.discord.requests) == asked
        rig.clock.turn(31)
        rig.discord.then(503)
        rig.send(incident(1))
        await eventually(lambda: rig.has_failed(1), "an alert waits")
        assert not await rig.worker.send_apart(body), "alerts go first"


@dataclass(frozen=True)
class End:
    """What becomes of an alert when the webhook behaves so once: see docs/alerts.md.

    `again_in` is the most seconds until the next try; None if there is none until a person has done something.
    `state` is what `/incidents` says of the webhook meanwhile.
    """

    outcome: str
    state: WebhookState
    again_in: float | None
    method: str = "POST"


ENDS = {
    "answers 500": (Behaviour(500, {}), End("unavailable", WebhookState.DOWN, 2)),
    "answers 429 for a moment": (Behaviour(429, {"retry_after": 1.5}), End("rate_limited", WebhookState.DOWN, 1.5)),
    "answers 429 for ten minutes": (Behaviour(429, {"retry_after": 600}), End("rate_limited", WebhookState.DOWN, 600)),
    "answers 401": (Behaviour(401, {"code": 50027}), End("webhook_gone", WebhookState.OFF, None)),
    "answers 404": (Behaviour(404, {"code": 10015}), End("webhook_gone", WebhookState.OFF, None)),
    "answers 403": (Behaviour(403, {"code": 50013}), End("unavailable", WebhookState.DOWN, 2)),
    "answers 401 or 404, but is not Discord": (Behaviour(404, "<html>"), End("unavailable", WebhookState.DOWN, 2)),
    "answers 200 with a wrong body": (Behaviour(200, "garbage"), End("unavailable", WebhookState.DOWN, 2)),
    "hangs": (Behaviour(hangs=True), End("timeout", WebhookState.DOWN, 2)),
    "resets the connection": (Behaviour(resets=True), End("unavailable", WebhookState.DOWN, 2)),
}


@pytest.mark.parametrize("what", ENDS)
async def test_every_failure_of_the_webhook_has_its_documented_end(tmp_path: Path, what: str) -> None:
    behaviour, end = ENDS[what]
    async with office(tmp_path, timeout_s=0.2) as made:
        await eventually(lambda: made.worker.status.state is WebhookState.UP, "ready")
        behaviour.once(made.discord)
        made.send(incident())
        await eventually(lambda: made.count(end.outcome) == 1, "failed")
        await eventually(lambda: made.worker.status.state is end.state, "said so")
        assert (made.depth, made.discord.titles()) == (1, [])
        if end.again_in is None:
            assert made.registry.get_sample_value("ignis_webhook_up") == 0
            made.address.value = SecretStr(f"{made.discord.url}/api/webhooks/4712/{TOKEN}")
        else:
            made.clock.turn(end.again_in - 1)
            made.worker.wake()
            requests = len(made.discord.requests)
            await asyncio.sleep(0)
            if end.again_in > 2:
                assert len(made.discord.requests) == requests
            made.clock.turn(1.5)
        made.worker.wake()
        await eventually(lambda: made.discord.titles() == ["bot crashed"], "told in the end")
        assert made.worker.status.state is WebhookState.UP
        await eventually(lambda: made.depth == 0, "nothing waits")
    assert what in Path("docs/alerts.md").read_text(encoding="utf-8")


async def test_after_an_outage_what_began_and_ended_meanwhile_is_one_message(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        made.send(incident(9))
        await eventually(lambda: made.discord.titles() == ["bot crashed"], "told before the outage")
        made.address.value = Exit(GIVE_UP, "Discord is down")
        made.send(incident(9).resolved(T0, Resolution.BACK), incident(5))
        made.send(*(incident(number).resolved(T0, Resolution.BACK) for number in range(1, 5)))
        made.clock.turn(DIGEST_AFTER.total_seconds() + 1)
        assert made.depth == 6
        made.address.value = made.discord.address
        made.worker.wake()
        await eventually(lambda: made.depth == 0, "all told")
        methods = [method for method, _, _ in made.discord.requests]
        assert methods == ["POST", "POST", "POST", "PATCH"]  # before; the digest, what is open, what is over
        digest = json.dumps(made.discord.requests[1][2])
        assert all(f"incident {number}" in digest for number in range(1, 5))
