"""The look at everything, over real sockets and a real database, with a fake keeper of programs and a turned clock."""

import asyncio
import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import project_root
from ignis.runtime.stack import endpoints
from probes.peers.hang import HangLimits
from probes.relay.incidents.incident import Incident, IncidentKind
from probes.relay.incidents.observations import EndingKind, ProcessEnding
from probes.relay.store import RelayStore
from probes.relay.watch.events import header
from probes.relay.watch.intake import Intake
from probes.relay.watch.reconcile import Reconciler
from probes.restarts import memory
from probes.restarts.control import ProgramRunState, ProgramState
from probes.restarts.policy import StartHistory, StartPlan, StartReason as Why
from tests.probes.relay.rig import T0, TurnedClock, relay_parts
from tests.probes.stand_ins import FakeControl, fake_bot, program, raw_server
from tests.support.waiting import eventually

DUMP = f"""\
Timeout (0:00:30)!
Thread 0x00007f0000000000 (most recent call first):
  File "{project_root()}/ignis/bot/reply.py", line 12 in answer
"""
LIMITS = HangLimits(hang_after=5, startup_grace=2, longest_gap=7)


@dataclass
class Watchtower:
    home: Home
    control: FakeControl
    clock: TurnedClock
    reconciler: Reconciler
    intake: Intake
    store: RelayStore
    registry: CollectorRegistry

    async def look(self, *programs: ProgramState, seconds: int = 1) -> None:
        """One look a second."""
        self.control.known = programs
        for _ in range(seconds):
            self.clock.turn(1)
            await self.reconciler.look()

    def incidents(self) -> list[Incident]:
        return [incident for incident, _ in self.store.recent(50)]

    def supervisor_logs(self, *lines: str) -> None:
        with (self.home.log / "supervisord.log").open("a") as log:
            log.writelines(f"2026-01-02 03:04:05,000 INFO {line}\n" for line in lines)

    def event(self, serial: int, name: str, payload: str) -> None:
        head = header(f"poolserial:{serial} eventname:PROCESS_STATE_{name} len:{len(payload)}\n".encode())
        self.intake.receive(head, payload)


@asynccontextmanager
async def watchtower(
    folder: Path, *, before: ProcessEnding | None = None, ports: Mapping[str, int] | None = None
) -> AsyncGenerator[Watchtower]:
    clock = TurnedClock()
    async with relay_parts(folder, clock, ports=ports) as (parts, store, registry):
        assert isinstance(parts.control, FakeControl)
        reconciler = Reconciler(parts, every=0.01, limits=LIMITS, before=before)
        yield Watchtower(parts.home, parts.control, clock, reconciler, Intake(parts, reconciler.wake), store, registry)


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2])


def bot_at(pid: int) -> ProgramState:
    return program("bot", pid=pid, since=T0 + timedelta(seconds=pid))


async def test_a_lost_event_is_made_good_by_the_next_look(tmp_path: Path) -> None:
    async with watchtower(tmp_path) as tower, fake_bot() as bot:
        endpoints.publish(tower.home, "bot", bot.url, pid=10)
        tower.supervisor_logs("spawned: 'bot' with pid 10")
        await tower.look(bot_at(10), seconds=3)
        tower.supervisor_logs("exited: bot (terminated by SIGSEGV; not expected)", "spawned: 'bot' with pid 20")
        (tower.home.log / "bot.log").write_text('{"event": "bad: canary-in-a-log", "level": "error"}\n')
        await tower.look(bot_at(20))
        (found,) = tower.incidents()
        assert found.causes[0].text == "killed by SIGSEGV (pid 10)"
        assert found.last_words == "bad: [redacted]"
        endpoints.publish(tower.home, "bot", bot.url, pid=20)
        await tower.look(bot_at(20))
        (found,) = tower.incidents()
        assert not found.open


async def test_a_watchdogs_dump_in_the_log_makes_an_exit_a_hang(tmp_path: Path) -> None:
    async with watchtower(tmp_path) as tower:
        for pid in (10, 20):
            tower.supervisor_logs(f"spawned: 'bot' with pid {pid}")
            await tower.look(bot_at(pid))
            dump = "" if pid == 20 else DUMP  # the older dump is not the younger's
            with (tower.home.log / "bot.log").open("a") as log:
                log.write(f'{{"event": "at work", "level": "info"}}\n{dump}')
            tower.supervisor_logs("exited: bot (exit status 1; not expected)")
        await tower.look(bot_at(30))
        (found,) = tower.incidents()
        assert [cause.text for cause in found.causes] == [
            "hung: its event loop stood still for 30 s at ignis/bot/replies/reply.py:12 (answer) (pid 10)",
            "crashed (exit 1) (pid 20)",
        ]


async def test_a_hold_at_the_gate_is_told_from_the_gates_own_memory(tmp_path: Path) -> None:
    async with watchtower(tmp_path) as tower:
        tower.supervisor_logs("spawned: 'bot' with pid 10")
        await tower.look(bot_at(10))
        tower.supervisor_logs("exited: bot (exit status 1; not expected)", "spawned: 'bot' with pid 20")
        at = memory.now()
        history = StartHistory(at, streak=6, tokens=0, tokens_at=at)
        held = StartPlan(
            at + 360, Why.BUDGET, history
        )  # told in the calendar's time, to which the tower's is long past
        memory.save(tower.home.restart_memory("bot"), history, boot=memory.boot_id(), hold=held)
        await tower.look(bot_at(20))
        (found,) = tower.incidents()
        assert found.until is not None
        assert found.tried[-1] == "held: its budget of restarts is spent"
        memory.save(tower.home.restart_memory("bot"), history, boot=memory.boot_id())
        await tower.look(bot_at(20))
        (found,) = tower.incidents()
        assert (found.until, found.tried[-1]) == (None, "started anew (pid 20)")


async def test_a_stop_that_the_log_tells_of_is_no_incident(tmp_path: Path) -> None:
    async with watchtower(tmp_path) as tower:
        tower.supervisor_logs("spawned: 'bot' with pid 10")
        await tower.look(bot_at(10))
        tower.supervisor_logs("stopped: bot (exit status 0)", "spawned: 'bot' with pid 20")
        await tower.look(bot_at(20), seconds=5)
        assert tower.incidents() == []


async def test_a_program_that_gave_up_before_the_first_look_is_found_by_its_pid(tmp_path: Path) -> None:
    async with watchtower(tmp_path) as tower:
        tower.supervisor_logs("spawned: 'bot' with pid 10", "exited: bot (exit status 78; expected)")
        (tower.home.log / "bot.log").write_text("ignis bot: config/ignis.yaml: no such file\n")
        await tower.look(program("bot", ProgramRunState.EXITED, exit_status=78, since=T0), seconds=3)
        (found,) = tower.incidents()
        assert (found.kind, found.deaths, found.pid) == (IncidentKind.CONFIG, 1, 10)
        assert found.last_words == "ignis bot: config/ignis.yaml: no such file"


async def test_without_a_log_a_vanished_process_counts_after_a_moment(tmp_path: Path) -> None:
    async with watchtower(tmp_path) as tower:
        await tower.look(bot_at(10))
        await tower.look(bot_at(20), seconds=4)
        assert [found.causes[0].text for found in tower.incidents()] == ["died, exit status unknown (pid 10)"]


async def test_what_went_with_the_relays_own_stop_is_excused(tmp_path: Path) -> None:
    async with watchtower(tmp_path) as tower:
        await tower.look(bot_at(10))
    async with watchtower(tmp_path, before=ProcessEnding(EndingKind.REQUESTED)) as tower:
        await tower.look(bot_at(20), seconds=5)
        assert tower.incidents() == []


async def test_what_went_with_supervisord_is_said_to_have_gone_with_it(tmp_path: Path) -> None:
    async with watchtower(tmp_path) as tower:
        await tower.look(bot_at(10))
    async with watchtower(tmp_path, before=ProcessEnding(EndingKind.WITH_SUPERVISOR)) as tower:
        await tower.look(bot_at(20))
        assert [found.causes[0].text for found in tower.incidents()] == [
            "ended because supervisord itself died (pid 10)"
        ]
        await tower.look(bot_at(30), seconds=4)
        assert [found.causes[-1].text for found in tower.incidents()] == ["died, exit status unknown (pid 20)"]


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


async def test_an_address_that_nobody_ever_told_is_no_silence(tmp_path: Path) -> None:
    async with watchtower(tmp_path) as tower:
        await tower.look(bot_at(10), seconds=20)
        assert (tower.control.asked, tower.incidents()) == ([], [])
        assert tower.registry.get_sample_value("ignis_reconcile_failures_total", {"source": "bot"}) is None


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
        assert found.tried == ("killed, so that it is started anew",)
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


async def test_blind_looks_change_nothing_and_are_counted(tmp_path: Path) -> None:
    async with watchtower(tmp_path) as tower:
        await tower.look(bot_at(10))
        tower.control.known = None
        await tower.reconciler.look()
        await tower.reconciler.look()
        await tower.look(bot_at(10))
        assert tower.incidents() == []
        assert tower.registry.get_sample_value("ignis_reconcile_failures_total", {"source": "supervisor"}) == 2


async def test_the_relay_knows_that_it_is_ready_itself(tmp_path: Path) -> None:
    async with watchtower(tmp_path) as tower:
        await tower.look(program("relay", pid=os.getpid()), seconds=3)
        assert tower.incidents() == []


async def test_events_become_incidents_and_gaps_are_counted(tmp_path: Path) -> None:
    async with watchtower(tmp_path) as tower:
        tower.supervisor_logs("spawned: 'bot' with pid 10", "exited: bot (exit status 3; not expected)")
        running = asyncio.create_task(tower.intake.run())
        try:
            tower.event(1, "EXITED", "processname:bot groupname:bot from_state:RUNNING expected:0 pid:10")
            tower.event(1, "EXITED", "processname:bot groupname:bot from_state:RUNNING expected:0 pid:10")
            tower.event(4, "STOPPING", "processname:exporter groupname:exporter from_state:RUNNING pid:12")
            tower.event(5, "EXITED", "processname:exporter groupname:exporter from_state:RUNNING expected:1 pid:13")
            tower.event(6, "EXITED", "processname:sandbox groupname:sandbox from_state:RUNNING expected:0 pid:14")
            tower.event(7, "RUNNING", "processname:bot groupname:bot from_state:STARTING pid:15")
            await eventually(lambda: len(tower.incidents()) == 2, "both crashes")
        finally:
            running.cancel()
        assert [one.causes[0].text for one in reversed(tower.incidents())] == [
            "crashed (exit 3) (pid 10)",
            "died, exit status unknown (pid 14)",
        ]
        assert tower.registry.get_sample_value("ignis_supervisor_events_lost_total") == 2


async def test_looks_go_on_by_themselves(tmp_path: Path) -> None:
    async with watchtower(tmp_path) as tower:
        tower.control.known = (bot_at(10),)
        looking = asyncio.create_task(tower.reconciler.run())
        await eventually(lambda: "bot" in tower.store.load().programs, "looked")
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
