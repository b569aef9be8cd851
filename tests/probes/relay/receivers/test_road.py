"""The road to a receiver, with a real one at its end: at once when Discord is down, and again when it fails."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from ignis.runtime.resilience.background import EvenDice
from probes.relay.incidents.incident import Severity
from probes.relay.notify.message import MessageStyle
from probes.relay.outbox.road_memory import RoadMemory
from probes.relay.receivers.build import Unusable
from probes.relay.receivers.json_hook import JsonHook
from probes.relay.receivers.metrics import ReceiverMetrics
from probes.relay.receivers.receiver import Receiver, SendOutcome, SendResult
from probes.relay.receivers.road import Road
from probes.relay.receivers.road_queue import RoadRule
from probes.relay.receivers.roads import Roads
from tests.probes.relay.receivers.servers import CANARY, HttpReceiver, http_receiver
from tests.probes.relay.receivers.tellings import KeptRoads, telling
from tests.probes.relay.rig import Told, TurnedClock, readable_log
from tests.support.waiting import eventually


@dataclass
class Discord:
    """What is known about the way to Discord."""

    is_down: bool = False
    taken: set[int] = field(default_factory=set[int])

    def down(self) -> bool:
        return self.is_down

    def took(self, notice: int) -> bool:
        return notice in self.taken


@dataclass
class Bench:
    server: HttpReceiver
    road: Road
    discord: Discord
    clock: TurnedClock
    registry: CollectorRegistry
    log: list[dict[str, Any]]

    def titles(self) -> list[str]:
        return [one["title"] for one in self.server.taken]

    def sample(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(f"ignis_receiver_{name}", {"receiver": "webhook", **labels})


def road_to(
    receiver: Receiver, *, always: bool = True, kept: KeptRoads | None = None
) -> tuple[Road, Discord, TurnedClock, CollectorRegistry, list[dict[str, Any]]]:
    clock, discord, registry, (log, logged) = TurnedClock(), Discord(), CollectorRegistry(), readable_log()
    rule = RoadRule(always=always, least=Severity.WARNING)
    metrics = ReceiverMetrics(registry)
    kept = kept or KeptRoads()
    road = Road(
        receiver,
        rule,
        discord,
        MessageStyle(),
        kept=kept,
        memory=kept.roads.get(receiver.kind, RoadMemory()),
        clock=clock,
        dice=EvenDice(),
        metrics=metrics,
        log=log,
    )
    return road, discord, clock, registry, logged


@asynccontextmanager
async def bench(*, always: bool = True, kept: KeptRoads | None = None) -> AsyncGenerator[Bench]:
    """`kept` is what the run before left, and what this run keeps."""
    async with http_receiver() as server, aiohttp.ClientSession(trust_env=False) as session:
        hook = JsonHook(session, SecretStr(f"{server.url}/{CANARY}"), SecretStr("canary-token"))
        road, discord, clock, registry, logged = road_to(hook, always=always, kept=kept)
        yield Bench(server, road, discord, clock, registry, logged)


async def test_always_means_at_once_and_the_end_is_told_too() -> None:
    async with bench() as made:
        work = asyncio.create_task(made.road.run())
        made.road.tell([telling()])
        await eventually(lambda: made.titles() == ["alert A1 fires"], "it is told")
        made.clock.turn(2)
        made.road.tell([telling(over=True)])
        await eventually(lambda: made.titles() == ["alert A1 fires", "alert A1 is over"], "so is its end")
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        assert made.sample("messages_total", outcome="delivered") == 2
        assert made.sample("messages_total", outcome="timeout") == 0


async def test_the_second_road_is_told_when_discord_goes_down_and_not_before() -> None:
    async with bench(always=False) as made:
        made.road.tell([telling(), telling(2)])
        made.discord.taken = {2}
        await made.road.look()
        assert made.titles() == []
        made.discord.is_down = True
        await made.road.look()
        assert made.titles() == ["alert A1 fires"]


async def test_one_that_fails_is_tried_again_later_and_shown_and_logged_once() -> None:
    async with bench() as made:
        made.server.mode = "503"
        made.road.tell([telling()])
        for _ in range(3):
            await made.road.look()
            made.clock.turn(600)
        assert len(made.server.taken) == 3
        status = made.road.status
        assert (status.kind, status.waiting, status.why) == ("webhook", 1, "it answered 503")
        assert status.failing_since is not None
        assert (made.sample("failing"), made.sample("waiting")) == (1, 1)
        assert len([entry for entry in made.log if entry["event"] == "further receiver not told"]) == 1
        made.server.mode = "200"
        await made.road.look()
        assert (made.road.status.why, made.road.status.failing_since) == (None, None)
        assert (made.sample("failing"), made.sample("waiting")) == (0, 0)
        assert "canary" not in str(made.log)


async def test_one_that_hangs_holds_nothing_else_up() -> None:
    async with bench() as made:
        made.server.mode = "hang"
        work = asyncio.create_task(made.road.run())
        made.road.tell([telling()])
        await eventually(lambda: made.server.seen, "the request is under way")
        made.road.tell([telling(2), telling(3)])
        assert made.road.status.waiting == 3
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def test_after_a_restart_the_end_of_what_was_told_is_told_too() -> None:
    kept = KeptRoads()
    async with bench(kept=kept) as before:
        before.road.tell([telling(), telling(2)])
        for _ in range(2):
            await before.road.look()
            before.clock.turn(2)
        assert before.titles() == ["alert A1 fires", "alert A2 fires"]
    async with bench(kept=kept) as after:
        roads = Roads(Told(), [after.road])
        roads.resume([telling()])  # Discord has not taken it: here it was told
        await after.road.look()
        roads.tell([telling(over=True)])
        await after.road.look()
        assert after.titles() == ["alert A1 is over"]


async def test_what_waits_for_one_that_hangs_is_told_by_the_next_run() -> None:
    kept = KeptRoads()
    async with bench(kept=kept) as before:
        before.server.mode = "hang"
        work = asyncio.create_task(before.road.run())
        before.road.tell([telling()])
        await eventually(lambda: before.server.seen, "the request is under way")
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
    async with bench(kept=kept) as after:
        assert (after.road.status.waiting, after.sample("waiting")) == (1, 1)
        Roads(Told(), [after.road]).resume([])  # Discord has all of it
        await after.road.look()
        assert after.titles() == ["alert A1 fires"]


async def test_what_is_held_for_an_outage_of_discord_is_held_by_the_next_run_too() -> None:
    kept = KeptRoads()
    async with bench(always=False, kept=kept) as before:
        before.road.tell([telling()])
        await before.road.look()
    async with bench(always=False, kept=kept) as after:
        await after.road.look()
        assert after.titles() == []
        after.discord.is_down = True
        await after.road.look()
        assert after.titles() == ["alert A1 fires"]


async def test_operators_can_try_it() -> None:
    async with bench() as made:
        assert await made.road.test("Vulkan") == SendResult(SendOutcome.DELIVERED)
        assert made.server.taken[0]["event"] == "test"


async def test_one_that_lacks_its_secret_says_so_from_the_start() -> None:
    road, _, _, registry, logged = road_to(Unusable("ntfy", "IGNIS_NTFY_URL is not set"))
    assert road.status.why == "IGNIS_NTFY_URL is not set"
    assert registry.get_sample_value("ignis_receiver_failing", {"receiver": "ntfy"}) == 1
    assert [entry["why"] for entry in logged] == ["IGNIS_NTFY_URL is not set"]
    assert (await road.test("Vulkan")).outcome is SendOutcome.MISCONFIGURED
