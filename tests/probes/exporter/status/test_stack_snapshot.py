"""One look at programs, circuits and incidents: shared, no older than allowed, and never held up by a silent one."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from probes.exporter.status.holds import Holds
from probes.exporter.status.stack_snapshot import StackObserver
from probes.relay.server import as_json
from probes.restarts import memory
from probes.restarts.policy import RestartPolicy, StartHistory, StartPlan, StartReason
from tests.probes.relay.rig import incident
from tests.probes.stand_ins import FakeBot, FakeControl, HandClock, fake_bot, new_home, program, raw_server

CLOSED = {"name": "roblox", "state": "closed", "since": "2026-01-01T00:00:00Z", "failures": 0}


CHANGES = {"seen": 5, "followed": 5, "late": 0, "lost": 0, "waiting": 0, "slowest": None}
MEMBERS = {"served": True, "known": 42, "total": 42, "whole": True}


@dataclass
class Rig:
    home: Home
    clock: HandClock
    control: FakeControl
    bot: FakeBot
    relay: FakeBot
    observer: StackObserver


@asynccontextmanager
async def rig(folder: Path, *, timeout_s: float = 2) -> AsyncGenerator[Rig]:
    home, clock, control = new_home(folder / "var"), HandClock(), FakeControl((program("bot", pid=5),))
    connector = aiohttp.TCPConnector(force_close=True)
    async with fake_bot() as bot, fake_bot() as relay, aiohttp.ClientSession(connector=connector) as http:
        endpoints.publish(home, "bot", bot.url, pid=5)
        endpoints.publish(home, "relay", relay.url, pid=6)
        state = {"gateway": {"status": "ready"}, "circuits": [CLOSED], "sync": {"changes": CHANGES}, "members": MEMBERS}
        bot.answers["/state"] = 200, state
        relay.answers["/incidents"] = 200, {"open": [as_json(incident(7), None)], "recent": []}
        holds = Holds(home.restarts, RestartPolicy())
        observer = StackObserver(home, control, holds, http, clock=clock, timeout_s=timeout_s)
        yield Rig(home, clock, control, bot, relay, observer)


async def test_it_sees_programs_holds_circuits_and_incidents(tmp_path: Path) -> None:
    async with rig(tmp_path) as at:
        now = memory.now()
        history = StartHistory(now, streak=1, tokens=0, tokens_at=now)
        held = StartPlan(now + 360, StartReason.BUDGET, history)
        memory.save(at.home.restart_memory("relay"), history, boot=memory.boot_id(), hold=held)
        assert at.observer.last.programs is None
        seen = await at.observer.look(0)
    assert seen == at.observer.last
    assert seen.at == at.clock.wall
    assert [one.name for one in seen.programs or ()] == ["bot"]
    assert [(one.program, one.reason) for one in seen.holds] == [("relay", "budget")]
    assert [one.name for one in seen.circuits or ()] == ["roblox"]
    assert seen.changes is not None
    assert (seen.changes.seen, seen.members and seen.members.known) == (5, 42)
    assert seen.incidents is not None
    assert [one.id for one in seen.incidents.open] == [7]


async def test_there_is_no_second_look_before_the_first_is_too_old(tmp_path: Path) -> None:
    async with rig(tmp_path) as at:
        first, *others = await asyncio.gather(*(at.observer.look(2) for _ in range(10)))
        assert all(one is first for one in others)
        at.clock.go_on(2)
        assert await at.observer.look(2) is first
        at.clock.go_on(0.1)
        assert await at.observer.look(2) is not first
        assert at.bot.asked == ["/state", "/state"]


async def test_incidents_are_asked_for_seldom_while_nobody_watches(tmp_path: Path) -> None:
    async with rig(tmp_path) as at:
        first = await at.observer.look(2.5)
        at.clock.go_on(5)
        second = await at.observer.look(2.5)
        assert second.incidents is first.incidents
        assert at.relay.asked == ["/incidents"]
        at.clock.go_on(5)
        await at.observer.look(2.5)
        assert at.relay.asked == 2 * ["/incidents"]
        at.clock.go_on(3)
        await at.observer.look(2)  # somebody watches
        assert at.relay.asked == 3 * ["/incidents"]


async def test_a_silent_part_is_none_and_holds_up_no_other(tmp_path: Path) -> None:
    async with rig(tmp_path, timeout_s=0.2) as at, raw_server(None) as silent:
        endpoints.publish(at.home, "bot", silent, pid=5)
        at.control.known = None
        seen = await at.observer.look(0)
        assert (seen.programs, seen.circuits) == (None, None)
        assert seen.incidents is not None
        endpoints.publish(at.home, "relay", silent, pid=6)
        assert (await at.observer.look(-1)).incidents is None


async def test_an_answer_that_the_relay_would_never_give_is_none(tmp_path: Path) -> None:
    async with rig(tmp_path) as at:
        for answer in ((200, {"open": [1], "recent": []}), (503, {"error": "relay.db is locked"}), (200, {})):
            at.relay.answers["/incidents"] = answer
            assert (await at.observer.look(-1)).incidents is None
