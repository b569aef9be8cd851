"""One incident about everything, from its first heartbeat that is missing to the last program that works again."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ignis.runtime.base.machine import Instant
from ignis.runtime.telemetry.redact import Redactor
from probes.peers.program_client import ProgramAnswers
from probes.relay.incidents.incident import Incident, IncidentKind
from probes.relay.incidents.observations import EndedProcess, by_status
from probes.relay.watch.evidence import Evidence
from probes.relay.watch.observer import StackLook
from probes.relay.watch.outages.outage_watch import OutageWatch
from probes.restarts import memory
from probes.restarts.control import ProgramRunState, ProgramState
from probes.restarts.policy import StartHistory, StartPlan, StartReason
from tests.probes.relay.rig import RelayBench, relay_bench
from tests.probes.relay.watch.outages.stack_of_hearts import ALL, StackOfHearts
from tests.probes.stand_ins import program


class Recovering:
    """A stack that stood still for 45 s, and its watch."""

    def __init__(self, bench: RelayBench, hearts: StackOfHearts) -> None:
        self.bench, self.hearts = bench, hearts
        evidence = Evidence(bench.home, Redactor(), hearts.lives, hearts.outages)
        self.watch = OutageWatch(bench.manager, hearts.outages, evidence, bench.home, clock=bench.clock)

    async def look(self, *missing: str, states: tuple[ProgramState, ...] = ()) -> Incident | None:
        """A second later; `missing` programs do not answer. Returns the newest incident."""
        self.turn(1)
        found = (*(program(one, pid=self.hearts.life(one).pid) for one in ALL), *states)
        answers = {one.name: answer(ready=one.name not in missing and one.pid is not None) for one in found}
        await self.watch.looked(StackLook(found, answers))
        return next(iter(self.bench.incidents()), None)

    def turn(self, seconds: float) -> None:
        self.bench.clock.turn(seconds)
        self.hearts.machine.turn(seconds)


def answer(*, ready: bool) -> ProgramAnswers:
    return ProgramAnswers(asked=True, started=True, answered=ready, ready=ready)


@asynccontextmanager
async def recovering(folder: Path) -> AsyncGenerator[Recovering]:
    async with relay_bench(folder) as bench:
        hearts = StackOfHearts(bench.home)
        wall = bench.clock.now().timestamp()
        hearts.machine.at = Instant(wall, 1000.0, 1000.0)
        hearts.start(*ALL)
        made = Recovering(bench, hearts)
        assert await made.look() is None
        for heart in hearts.hearts.values():
            heart.beat()
        made.turn(45)
        yield made


async def test_it_opens_at_the_last_heartbeat_and_ends_at_the_first_work(tmp_path: Path) -> None:
    async with recovering(tmp_path) as made:
        begin = made.hearts.life("bot").last.wall
        opened = await made.look("bot", "exporter")
        assert opened is not None
        assert (opened.subject, opened.kind, opened.open) == ("host:everything", IncidentKind.STANDSTILL, True)
        assert opened.opened_at == datetime.fromtimestamp(begin, UTC)
        assert opened.causes[0].text == "nothing ran: all programs were stopped, or the machine was frozen"
        assert made.watch.settling()
        for heart in made.hearts.hearts.values():
            heart.beat()
        over = await made.look()
        assert over is not None
        assert over.resolved_at == made.bench.clock.now() - timedelta(seconds=1)
        assert len(made.bench.incidents()) == 1


async def test_for_a_moment_after_it_the_stack_settles(tmp_path: Path) -> None:
    async with recovering(tmp_path) as made:
        assert not made.watch.settling()
        await made.look()
        assert made.watch.settling()
        made.turn(14)
        assert made.watch.settling()
        made.turn(2)
        assert not made.watch.settling()


async def test_a_program_that_was_not_started_again_does_not_keep_it_open(tmp_path: Path) -> None:
    async with recovering(tmp_path) as made:
        stopped = program("sandbox", ProgramRunState.STOPPED, since=made.bench.clock.now())
        given_up = program("bot2", ProgramRunState.EXITED, since=made.bench.clock.now(), exit_status=78)
        companion = program("grafana", pid=7)
        over = await made.look("grafana", states=(stopped, given_up, companion))
        assert over is not None
        assert not over.open


async def test_a_program_between_two_starts_does(tmp_path: Path) -> None:
    async with recovering(tmp_path) as made:
        between = program("sandbox", ProgramRunState.EXITED, since=made.bench.clock.now(), exit_status=1)
        opened = await made.look(states=(between,))
        assert opened is not None
        assert opened.open


async def test_a_program_with_an_incident_of_its_own_is_told_of_there(tmp_path: Path) -> None:
    async with recovering(tmp_path) as made:
        await made.look("bot")
        died = EndedProcess("bot", made.hearts.life("bot").pid, by_status(1), made.bench.clock.now())
        await made.bench.manager.handle([died])
        await made.look("bot")
        assert {one.subject: one.open for one in made.bench.incidents()} == {
            "host:everything": False,
            "process:bot": True,
        }


async def test_a_program_that_is_held_is_named_with_its_next_start(tmp_path: Path) -> None:
    async with recovering(tmp_path) as made:
        await made.look("bot")
        at = memory.now()
        history = StartHistory(last_start=at, streak=3, tokens=1, tokens_at=at)
        held = StartPlan(at + 300, StartReason.BACKOFF, history)
        memory.save(made.bench.home.restart_memory("bot"), history, boot=memory.boot_id(), hold=held)
        opened = await made.look("bot")
        assert opened is not None
        assert opened.until is not None
        left = (opened.until - made.bench.clock.now()).total_seconds()
        assert 290 < left <= 300
        assert json.loads(made.bench.home.restart_memory("bot").read_text())["hold"]
