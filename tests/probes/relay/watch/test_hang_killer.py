"""Hung programs on real sockets are killed once, and no healthy program ever is."""

from datetime import timedelta
from pathlib import Path

import pytest

from ignis.runtime.stack import endpoints
from probes.companions import GRACE
from probes.peers.addresses import Addresses
from probes.peers.program_client import ProgramAnswers
from probes.relay.incidents.incident import IncidentKind
from probes.relay.incidents.observations import HungProgram
from probes.relay.watch.hang_killer import HangKiller
from probes.relay.watch.observer import ProgramObserver, StackLook
from probes.restarts.control import ProcessControlError, Trouble
from tests.probes.relay.rig import T0, RelayBench, relay_bench
from tests.probes.relay.watch.tower import LIMITS, bot_at, port_of, watchtower
from tests.probes.stand_ins import FakeControl, fake_bot, program, raw_server


@pytest.mark.parametrize("content", [None, "garbage", '{"bot": {"url": "http://127.0.0.1:1", "pid": 99}}'])
async def test_a_lost_address_harms_no_healthy_program(tmp_path: Path, content: str | None) -> None:
    """Deleted, damaged, or overwritten by another process: the address that was seen before still holds."""
    async with watchtower(tmp_path) as tower, fake_bot() as bot, raw_server(None) as silent:
        endpoints.publish(tower.home, "bot", bot.url, pid=10)
        await tower.look(bot_at(10))
        if content is None:
            tower.home.endpoints_file.unlink()
        else:
            tower.home.endpoints_file.write_text(content)
        await tower.look(bot_at(10), seconds=20)
        endpoints.publish(tower.home, "bot", silent, pid=99)
        await tower.look(bot_at(10), seconds=20)
        assert (tower.control.asked, tower.incidents()) == ([], [])


async def test_an_unknown_address_does_not_count_as_silence(tmp_path: Path) -> None:
    async with watchtower(tmp_path) as tower:
        await tower.look(bot_at(10), seconds=20)
        assert (tower.control.asked, tower.incidents()) == ([], [])
        assert tower.bench.registry.get_sample_value("ignis_reconcile_failures_total", {"source": "bot"}) == 0


async def test_a_program_that_could_not_publish_is_found_at_its_configured_port(tmp_path: Path) -> None:
    async with fake_bot() as bot, watchtower(tmp_path, ports={"bot": port_of(bot.url)}) as tower:
        tower.supervisor_logs("spawned: 'bot' with pid 9", "exited: bot (exit status 1; not expected)")
        await tower.look(bot_at(9))
        await tower.look(bot_at(10), seconds=20)
        assert tower.control.asked == []
        assert [found.open for found in tower.incidents()] == [False]


async def test_a_bot_that_blocks_before_it_publishes_is_killed(tmp_path: Path, unused_tcp_port: int) -> None:
    async with watchtower(tmp_path, ports={"bot": unused_tcp_port}) as tower:
        await tower.look(bot_at(10), seconds=7)
        assert tower.control.asked == []
        await tower.look(bot_at(10), seconds=2)
        assert tower.control.asked == ["kill bot KILL"]


async def test_a_hung_bot_whose_address_is_lost_is_killed_nevertheless(tmp_path: Path) -> None:
    async with watchtower(tmp_path) as tower, raw_server(None) as silent:
        endpoints.publish(tower.home, "bot", silent, pid=10)
        await tower.look(bot_at(10))
        tower.home.endpoints_file.unlink()
        await tower.look(bot_at(10), seconds=8)
        assert tower.control.asked == ["kill bot KILL"]


async def test_a_hung_bot_is_killed_once_and_reported(tmp_path: Path) -> None:
    async with watchtower(tmp_path) as tower, raw_server(None) as silent, fake_bot() as bot:
        endpoints.publish(tower.home, "bot", bot.url, pid=10)
        await tower.look(bot_at(10), seconds=3)
        endpoints.publish(tower.home, "bot", silent, pid=10)
        await tower.look(bot_at(10), seconds=5)
        assert tower.control.asked == []
        await tower.look(bot_at(10))
        assert tower.control.asked == ["kill bot KILL"]
        tower.supervisor_logs("spawned: 'bot' with pid 10", "exited: bot (terminated by SIGKILL; not expected)")
        endpoints.publish(tower.home, "bot", bot.url, pid=20)
        await tower.look(bot_at(20), seconds=3)
        (found,) = tower.incidents()
        assert (found.kind, found.deaths, found.open) == (IncidentKind.HUNG, 1, False)
        assert found.tried == ("killed, to be started again",)
        assert tower.control.asked == ["kill bot KILL"]


async def test_the_exporters_word_shortens_the_wait(tmp_path: Path) -> None:
    async with watchtower(tmp_path) as tower, raw_server(None) as silent, fake_bot() as bot:
        endpoints.publish(tower.home, "bot", bot.url, pid=10)
        await tower.look(bot_at(10), seconds=8)
        check = {"status": "failing", "since": T0.isoformat(), "last_run": (T0 + timedelta(seconds=60)).isoformat()}
        time = (T0 + timedelta(seconds=60)).isoformat()
        bot.answers["/health"] = (200, {"time": time, "checks": {"bot_liveness": check}})
        endpoints.publish(tower.home, "exporter", bot.url, pid=11)
        endpoints.publish(tower.home, "bot", silent, pid=10)
        await tower.look(bot_at(10), program("exporter", pid=11), seconds=3)
        assert tower.control.asked == ["kill bot KILL"]


class Refusing(FakeControl):
    """A keeper that kills nothing."""

    def kill(self, name: str, signal: str) -> None:
        super().kill(name, signal)
        raise ProcessControlError(Trouble.FAULT, "supervisord refused")


async def test_a_kill_that_fails_is_tried_again_at_the_next_look(tmp_path: Path) -> None:
    async with relay_bench(tmp_path) as bench, raw_server(None) as silent:
        control = Refusing((bot_at(10),))
        killer = HangKiller(
            control,
            LIMITS,
            look_now=bench.look_now,
            clock=bench.clock,
            metrics=bench.metrics,
            log=bench.log,
        )
        endpoints.publish(bench.home, "bot", silent, pid=10)
        observer = ProgramObserver(control, bench.client, bench.home, Addresses({}))
        found = list[HungProgram]()
        for _ in range(9):
            bench.clock.turn(1)
            found = killer.find(await observer.ask(await observer.programs()))
            for one in found:
                await killer.kill(one)
        assert [(one.program, one.pid) for one in found] == [("bot", 10)]
        assert control.asked == ["kill bot KILL"] * 2
        assert bench.sample("ignis_program_kills_total", program="bot") is None
        assert not bench.look_now.is_set()


def silence(name: str, seconds: int, bench: RelayBench) -> list[bool]:
    """Whether a program that never answers is found hanging, second by second."""
    killer = HangKiller(
        bench.control, LIMITS, look_now=bench.look_now, clock=bench.clock, metrics=bench.metrics, log=bench.log
    )
    answers = ProgramAnswers(asked=True, started=True, answered=False, ready=False)
    found: list[bool] = []
    for _ in range(seconds):
        bench.clock.turn(1)
        found.append(bool(killer.find(StackLook((program(name, pid=10),), {name: answers}))))
    return found


async def test_a_companion_gets_longer_to_start(tmp_path: Path) -> None:
    async with relay_bench(tmp_path) as bench:
        ours = int(LIMITS.startup_grace + LIMITS.hang_after)
        theirs = int(max(GRACE, LIMITS.startup_grace) + LIMITS.hang_after)
        assert silence("bot", ours + 1, bench) == [False] * ours + [True]
        assert silence("prometheus", theirs + 1, bench) == [False] * theirs + [True]
