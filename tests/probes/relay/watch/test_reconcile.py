"""The look at everything: it goes on by itself, wakes up when asked, and stands a missing supervisord."""

import asyncio
import os
from pathlib import Path

from ignis.runtime.stack import endpoints
from probes.peers.addresses import Addresses
from probes.relay.watch.observer import ProgramObserver, StackLook
from probes.relay.watch.reconcile import Reconciler
from probes.restarts.control import ProgramState
from tests.probes.relay.rig import RelayBench, relay_bench
from tests.probes.relay.watch.tower import bot_at, watchtower
from tests.probes.stand_ins import fake_bot, program, raw_server
from tests.support.waiting import eventually


async def test_blind_looks_change_nothing_and_are_counted(tmp_path: Path) -> None:
    async with watchtower(tmp_path) as tower:
        await tower.look(bot_at(10))
        tower.control.known = None
        await tower.reconciler.look()
        await tower.reconciler.look()
        await tower.look(bot_at(10))
        assert tower.incidents() == []
        assert tower.bench.registry.get_sample_value("ignis_reconcile_failures_total", {"source": "supervisor"}) == 2


async def test_the_relay_knows_that_it_is_ready_itself(tmp_path: Path) -> None:
    async with watchtower(tmp_path) as tower:
        await tower.look(program("relay", pid=os.getpid()), seconds=3)
        assert tower.incidents() == []


async def test_looks_go_on_by_themselves(tmp_path: Path) -> None:
    async with watchtower(tmp_path) as tower:
        tower.control.known = (bot_at(10),)
        looking = asyncio.create_task(tower.reconciler.run())
        await eventually(lambda: "bot" in tower.bench.manager.state.programs, "looked")
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)


class Seen:
    """Listens to a reconciler, and notes in which order it was called."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def programs_seen(self, programs: tuple[ProgramState, ...]) -> None:
        self.calls.append(f"programs {len(programs)}")

    async def looked(self, look: StackLook) -> None:
        self.calls.append(f"look {sorted(look.answers)}")


async def test_listeners_hear_of_the_programs_first_and_then_of_their_answers(tmp_path: Path) -> None:
    async with relay_bench(tmp_path) as bench:
        seen = Seen()
        bench.control.known = (bot_at(10), program("relay", pid=os.getpid()))
        await reconciler_of(bench, seen, every=60).look()
        assert seen.calls == ["programs 2", "look ['bot', 'relay']"]
        bench.control.known = None
        await reconciler_of(bench, seen, every=60).look()
        assert len(seen.calls) == 2


async def test_it_looks_at_once_when_asked(tmp_path: Path) -> None:
    async with relay_bench(tmp_path) as bench:
        seen = Seen()
        bench.control.known = ()
        looking = asyncio.create_task(reconciler_of(bench, seen, every=3600).run())
        await eventually(lambda: len(seen.calls) >= 2, "the first look")
        before = len(seen.calls)
        bench.look_now.set()
        await eventually(lambda: len(seen.calls) == before + 2, "one more look")
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)


def reconciler_of(bench: RelayBench, seen: Seen, *, every: float) -> Reconciler:
    observer = ProgramObserver(bench.control, bench.client, bench.home, Addresses({}))
    return Reconciler(
        observer, [seen], [seen], every=every, look_now=bench.look_now, metrics=bench.metrics, log=bench.log
    )


async def test_a_silent_program_is_counted_and_takes_nothing_with_it(tmp_path: Path) -> None:
    async with relay_bench(tmp_path) as bench, raw_server(None) as silent, fake_bot() as exporter:
        bench.control.known = (bot_at(10), program("exporter", pid=11))
        endpoints.publish(bench.home, "bot", silent, pid=10)
        endpoints.publish(bench.home, "exporter", exporter.url, pid=11)
        observer = ProgramObserver(bench.control, bench.client, bench.home, Addresses({}))
        look = await observer.ask(await observer.programs())
        assert look.silent == ["bot"]
        assert look.answers["exporter"].answered
        await reconciler_of(bench, Seen(), every=60).look()
        assert bench.sample("ignis_reconcile_failures_total", source="bot") == 1
        assert bench.sample("ignis_reconcile_failures_total", source="exporter") == 0
