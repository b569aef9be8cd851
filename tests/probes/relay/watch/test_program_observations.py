"""What a look and the logs say about processes that are gone, as incidents in a real database."""

from pathlib import Path

from ignis.runtime.config.settings import project_root
from ignis.runtime.stack import endpoints
from probes.relay.incidents.incident import IncidentKind
from probes.relay.incidents.observations import EndingKind, ProcessEnding
from probes.restarts import memory
from probes.restarts.control import ProgramRunState
from probes.restarts.policy import StartHistory, StartPlan, StartReason as Why
from tests.probes.relay.rig import T0
from tests.probes.relay.watch.tower import bot_at, watchtower
from tests.probes.stand_ins import fake_bot, program

DUMP = f"""\
Timeout (0:00:30)!
Thread 0x00007f0000000000 (most recent call first):
  File "{project_root()}/ignis/bot/replies/reply.py", line 12 in answer
"""


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
        held = StartPlan(at + 360, Why.BUDGET, history)
        memory.save(tower.home.restart_memory("bot"), history, boot=memory.boot_id(), hold=held)
        await tower.look(bot_at(20))
        (found,) = tower.incidents()
        assert found.until is not None
        assert found.tried[-1] == "held: its budget of restarts is spent"
        memory.save(tower.home.restart_memory("bot"), history, boot=memory.boot_id())
        await tower.look(bot_at(20))
        (found,) = tower.incidents()
        assert (found.until, found.tried[-1]) == (None, "started again (pid 20)")


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
