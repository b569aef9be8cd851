"""Red checks and open circuits of programs on real sockets become incidents, and survive restarts."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ignis.runtime.stack import endpoints
from probes.relay.incidents.incident import Incident
from probes.relay.watch.condition_watch import ConditionWatch
from probes.relay.watch.observer import StackLook
from tests.probes.relay.rig import T0, RelayBench, TurnedClock, relay_bench
from tests.probes.stand_ins import FakeBot, fake_bot, new_home, program
from tests.support.waiting import eventually


@dataclass
class Recovery:
    """Everything was down a moment ago, for as long as the test says so."""

    now: bool = False

    def settling(self) -> bool:
        return self.now


class Tower:
    """A condition watch on a bench; `bot` plays the exporter as well."""

    def __init__(self, bot: FakeBot, bench: RelayBench) -> None:
        self.bot, self.clock, self.bench, self.client = bot, bench.clock, bench, bench.client
        self.recovery = Recovery()
        self.watch = ConditionWatch(
            bench.manager, bench.client, bench.home, self.recovery, clock=bench.clock, every=0.05
        )
        self.check("ok")
        self.circuit("closed")

    def check(self, status: str, *, reason: str = "line 7: no such rank") -> None:
        """The check `config` turned to `status` ten seconds ago, and was found so since."""
        check = {
            "status": status,
            "detail": reason,
            "since": self._ago(10).isoformat(),
            "last_run": self._ago(1).isoformat(),
        }
        liveness = check | {"status": "failing"}
        health = {"time": self.clock.now().isoformat(), "checks": {"config": check, "bot_liveness": liveness}}
        self.bot.answers["/health"] = (200, health)

    def circuit(self, state: str) -> None:
        until = self.clock.now() + timedelta(seconds=30)
        one = {"name": "bloxlink", "state": state, "since": self._ago(2).isoformat(), "until": until.isoformat()}
        self.bot.answers["/state"] = (200, {"gateway": {"status": "ready"}, "circuits": [one]})

    async def look(self, times: int = 1) -> None:
        for _ in range(times):
            self.clock.turn(1)
            await self.watch.look()

    def seen(self) -> list[tuple[str, bool]]:
        return [(one.subject, one.open) for one in reversed(self.bench.incidents())]

    def newest(self) -> Incident:
        return self.bench.incidents()[0]

    def _ago(self, seconds: float) -> datetime:
        return self.clock.now() - timedelta(seconds=seconds)


@asynccontextmanager
async def tower(folder: Path, bot: FakeBot, clock: TurnedClock) -> AsyncGenerator[Tower]:
    async with relay_bench(folder, clock) as bench:
        endpoints.publish(bench.home, "bot", bot.url, pid=10)
        endpoints.publish(bench.home, "exporter", bot.url, pid=11)
        yield Tower(bot, bench)


async def test_each_opening_and_closing_becomes_one_incident_even_across_a_restart_of_the_relay(tmp_path: Path) -> None:
    clock = TurnedClock()
    async with fake_bot() as bot:
        async with tower(tmp_path, bot, clock) as relay:
            await relay.look()
            assert relay.seen() == []
            relay.check("failing")
            relay.circuit("open")
            await relay.look(5)
            assert relay.seen() == [("check:config", True), ("circuit:bloxlink", True)]
            assert relay.bench.incidents()[1].causes[0].text == "line 7: no such rank"
        async with tower(tmp_path, bot, clock) as relay:
            relay.check("failing")
            relay.circuit("half_open")
            await relay.look(5)
            relay.circuit("open")
            await relay.look(5)
            assert relay.seen() == [("check:config", True), ("circuit:bloxlink", True)]
            relay.check("ok")
            relay.circuit("closed")
            await relay.look(5)
            assert relay.seen() == [("check:config", False), ("circuit:bloxlink", False)]


async def test_after_an_outage_of_everything_what_is_red_is_reported_only_if_it_stays_so(tmp_path: Path) -> None:
    async with fake_bot() as bot, tower(tmp_path, bot, TurnedClock()) as relay:
        relay.check("failing")
        await relay.look()
        relay.recovery.now = True
        relay.circuit("open")
        await relay.look(3)
        assert relay.seen() == [("check:config", True)]
        relay.check("ok")
        await relay.look()  # what was red before it and is green now
        assert relay.seen() == [("check:config", False)]
        relay.recovery.now = False
        await relay.look()
        assert relay.seen() == [("check:config", False), ("circuit:bloxlink", True)]


async def test_the_answers_of_the_look_are_used_and_no_program_is_asked_twice(
    tmp_path: Path,
) -> None:
    async with fake_bot() as bot, tower(tmp_path, bot, TurnedClock()) as relay:
        relay.check("failing")
        relay.circuit("open")
        answers = {name: await relay.client.ask(program(name, pid=10), bot.url) for name in ("bot", "exporter")}
        bot.asked.clear()
        await relay.watch.looked(StackLook((), answers))
        assert relay.seen() == [("check:config", True), ("circuit:bloxlink", True)]
        assert bot.asked == []
        watching = asyncio.create_task(relay.watch.run())
        await asyncio.sleep(0.1)
        assert bot.asked == []
        relay.clock.turn(10)  # there was no look for that long
        await eventually(lambda: sorted(bot.asked[:2]) == ["/health", "/state"], "asked by itself")
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


async def test_silence_and_nonsense_neither_open_nor_close(tmp_path: Path) -> None:
    async with fake_bot() as bot, tower(tmp_path, bot, TurnedClock()) as relay:
        relay.circuit("open")
        await relay.look()
        answers: list[object] = ["", "[]", {"checks": 7}, {"circuits": {}}]
        for nonsense in answers:
            bot.answers |= {"/health": (200, nonsense), "/state": (500, nonsense)}
            await relay.look(2)
        assert relay.seen() == [("circuit:bloxlink", True)]
        relay.circuit("closed")
        await relay.look()
        assert relay.newest().resolved_at == T0 + timedelta(seconds=7)


async def test_without_published_addresses_nothing_is_known(tmp_path: Path) -> None:
    async with fake_bot() as bot, tower(tmp_path, bot, TurnedClock()) as relay:
        endpoints.forget(new_home(tmp_path / "var"))
        relay.circuit("open")
        await relay.look()
        assert relay.seen() == []
