"""The sign goes out while all is well, over real HTTP, and only then; its address comes out nowhere."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from hypothesis import given, strategies as st
from prometheus_client import CollectorRegistry, generate_latest
from pydantic import SecretStr

from ignis.runtime.resilience.background import EvenDice
from probes.peers.program_client import ProgramAnswers
from probes.relay.dead_mans_switch import switch as switch_module
from probes.relay.dead_mans_switch.rule import Freshness, reason_to_be_silent
from probes.relay.dead_mans_switch.switch import DeadMansSwitch
from probes.relay.watch.observer import StackLook
from tests.probes.relay.receivers.servers import CANARY, HttpReceiver, http_receiver
from tests.probes.relay.rig import TurnedClock, readable_log
from tests.support.waiting import eventually


@dataclass
class Bench:
    server: HttpReceiver
    switch: DeadMansSwitch
    clock: TurnedClock
    registry: CollectorRegistry
    log: list[dict[str, Any]]

    async def see(self, **answered: bool) -> None:
        answers = {
            name: ProgramAnswers(asked=True, started=True, answered=one, ready=False) for name, one in answered.items()
        }
        await self.switch.looked(StackLook((), answers))

    def signs(self, outcome: str) -> float | None:
        return self.registry.get_sample_value("ignis_dead_mans_switch_signs_total", {"outcome": outcome})


@asynccontextmanager
async def bench() -> AsyncGenerator[Bench]:
    clock, registry, (log, logged) = TurnedClock(), CollectorRegistry(), readable_log()
    async with http_receiver() as server, aiohttp.ClientSession(trust_env=False) as session:
        server.body = "OK"
        made = DeadMansSwitch(
            session, SecretStr(f"{server.url}/{CANARY}"), every=60, within=30, clock=clock, dice=EvenDice(),
            registry=registry, log=log,
        )  # fmt: skip
        yield Bench(server, made, clock, registry, logged)


async def test_while_all_are_fresh_the_sign_is_given() -> None:
    async with bench() as made:
        await made.see(exporter=True, bot=True)
        assert await made.switch.give() == 60
        (request,) = made.server.seen
        assert (request.method, request.path) == ("GET", f"/{CANARY}")
        assert made.signs("delivered") == 1
        assert made.switch.status.why is None


@pytest.mark.parametrize("program", ["bot", "exporter"])
async def test_while_one_is_silent_the_sign_is_not_given_and_it_is_logged_once(program: str) -> None:
    async with bench() as made:
        await made.see(exporter=True, bot=True)
        for _ in range(7):
            made.clock.turn(10)
            await made.see(**{name: name != program for name in ("exporter", "bot")})
            await made.switch.give()
        assert len(made.server.seen) == 3
        assert made.signs("silent") == 4
        assert made.switch.status.why == f"{program} has not answered for 70 s"
        assert [entry["why"] for entry in made.log] == [f"{program} has not answered for 60 s"]
        await made.see(exporter=True, bot=True)
        await made.switch.give()
        assert made.switch.status.why is None
        assert len(made.log) == 2


async def test_a_relay_that_no_longer_looks_gives_no_sign() -> None:
    async with bench() as made:
        assert await made.switch.give() == 5
        assert made.log == [], "the stack is starting"
        await made.see(exporter=True, bot=True)
        made.clock.turn(60)
        await made.switch.give()
        assert made.server.seen == []
        assert made.switch.status.why == "the relay has not seen the programs for 60 s"


@pytest.mark.parametrize("mode", ["404", "429", "500", "reset", "redirect", "hang", "kuma"])
async def test_what_fails_is_tried_again_sooner_counted_and_logged_once_without_the_address(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switch_module, "TIMEOUT", 0.2)
    async with bench() as made:
        await made.see(exporter=True, bot=True)
        made.server.mode = mode
        if mode == "kuma":
            made.server.mode, made.server.body = "200", '{"ok": false, "msg": "Monitor not found"}'
        assert [await made.switch.give() for _ in range(2)] == [5, 10]
        assert {request.path for request in made.server.seen} == {f"/{CANARY}"}, "no redirect is followed"
        assert len(made.log) == 1
        assert made.switch.status.why
        assert made.signs("delivered") == 0
        assert CANARY not in str(made.log) + str(made.switch.status) + generate_latest(made.registry).decode()


async def test_it_goes_on_by_itself() -> None:
    async with bench() as made:
        await made.see(exporter=True, bot=True)
        work = asyncio.create_task(made.switch.run())
        await eventually(lambda: made.server.seen, "the sign")
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


MOMENTS = st.none() | st.floats(0, 100)


@given(MOMENTS, MOMENTS, MOMENTS)
def test_the_sign_is_given_exactly_while_all_three_are_fresh(
    looked: float | None, bot: float | None, exporter: float | None
) -> None:
    answered = {name: at for name, at in (("bot", bot), ("exporter", exporter)) if at is not None}
    fresh = all(at is not None and 100 - at <= 30 for at in (looked, bot, exporter))
    assert (reason_to_be_silent(Freshness(looked, answered), 100, within=30) is None) is fresh
