"""What the logs say about a process that is gone: real files, as supervisord and the programs write them."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ignis.runtime.base.heartbeat import Heartbeat
from ignis.runtime.base.home import Home
from ignis.runtime.base.life import read_lives, to_line, to_text
from ignis.runtime.config.settings import project_root
from ignis.runtime.resilience import watchdog
from ignis.runtime.telemetry.redact import Redactor
from probes.relay.incidents.observations import EndingKind, ProcessEnding
from probes.relay.watch.evidence import Evidence
from probes.relay.watch.outages.lives import Lives
from tests.probes.stand_ins import new_home
from tests.support.fakes.fake_machine import FakeMachine

DUMP = f"""\
Timeout (0:00:30)!
Thread 0x00007f0000000000 (most recent call first):
  File "{project_root()}/ignis/bot/replies/reply.py", line 12 in answer
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return new_home(tmp_path / "var")


@pytest.fixture
def evidence(home: Home) -> Evidence:
    redactor = Redactor()
    redactor.add("canary-in-a-log")
    return Evidence(home, redactor)


def logs(home: Home, program: str, *lines: str) -> None:
    with (home.log / f"{program}.log").open("a") as log:
        log.writelines(f"{line}\n" for line in lines)


async def test_without_logs_nothing_is_known_and_nothing_fails(evidence: Evidence) -> None:
    assert await evidence.ending("bot", 7) is None
    assert await evidence.latest("bot") is None
    assert await evidence.last_words("bot", 7, None) is None
    assert not await evidence.supervisord_died(9)
    evidence.alive("bot", 7)


async def test_the_ending_is_the_one_of_that_process(home: Home, evidence: Evidence) -> None:
    logs(
        home,
        "supervisord",
        "2026-01-02 03:04:05,000 INFO spawned: 'bot' with pid 7",
        "2026-01-02 03:04:06,000 WARN exited: bot (terminated by SIGKILL; not expected)",
        "2026-01-02 03:04:07,000 INFO spawned: 'bot' with pid 8",
    )
    assert await evidence.ending("bot", 7) == ProcessEnding(EndingKind.CRASHED, signal="SIGKILL")
    assert await evidence.ending("bot", 8) is None
    assert await evidence.latest("bot") == (7, ProcessEnding(EndingKind.CRASHED, signal="SIGKILL"))


async def test_the_watchdogs_exit_is_a_hang_only_with_its_dump(home: Home, evidence: Evidence) -> None:
    logs(
        home,
        "supervisord",
        "2026-01-02 03:04:05,000 INFO spawned: 'bot' with pid 7",
        f"2026-01-02 03:04:06,000 WARN exited: bot (exit status {watchdog.STATUS}; not expected)",
    )
    plain = await evidence.ending("bot", 7)
    assert plain == ProcessEnding(EndingKind.CRASHED, watchdog.STATUS)
    logs(home, "bot", *DUMP.splitlines())
    found = await evidence.ending("bot", 7)
    assert found is not None
    assert (found.how, found.stall and found.stall.place) == (
        EndingKind.STALLED,
        "ignis/bot/replies/reply.py:12 (answer)",
    )


async def test_a_kill_with_the_exporters_mark_was_a_hang(home: Home, evidence: Evidence) -> None:
    logs(
        home,
        "supervisord",
        "2026-01-02 03:04:05,000 INFO spawned: 'relay' with pid 7",
        "2026-01-02 03:04:06,000 WARN exited: relay (terminated by SIGKILL; not expected)",
    )
    killed = ProcessEnding(EndingKind.CRASHED, signal="SIGKILL")
    assert await evidence.ending("relay", 7) == killed
    mark, end = home.hang_mark("relay"), datetime(2026, 1, 2, 3, 4, 6).astimezone().timestamp()
    for text, at, found in [
        ("7\n", end - 1, ProcessEnding(EndingKind.HUNG)),
        ("8\n", end - 1, killed),
        ("7\n", end - 3600, killed),  # the mark is of another process with this pid
        ("\xe9", end - 1, killed),
    ]:
        mark.write_text(text, encoding="latin-1")
        os.utime(mark, (at, at))
        assert await evidence.ending("relay", 7) == found
    assert str(ProcessEnding(EndingKind.HUNG)) == "hung: it did not answer, and was killed"


async def test_a_dump_from_before_the_process_was_seen_is_not_its_own(home: Home, evidence: Evidence) -> None:
    logs(home, "bot", *DUMP.splitlines())
    evidence.alive("bot", 7)
    logs(
        home,
        "supervisord",
        "2026-01-02 03:04:05,000 INFO spawned: 'bot' with pid 7",
        f"2026-01-02 03:04:06,000 WARN exited: bot (exit status {watchdog.STATUS}; not expected)",
    )
    found = await evidence.ending("bot", 7)
    assert found is not None
    assert found.how is EndingKind.CRASHED


async def test_last_words_are_the_latest_processs_own_and_without_secrets(home: Home, evidence: Evidence) -> None:
    logs(home, "bot", '{"event": "older words", "level": "error"}')
    evidence.alive("bot", 7)
    assert await evidence.last_words("bot", 7, None) is None
    logs(home, "bot", '{"event": "bad: canary-in-a-log", "level": "error"}')
    logs(home, "bot", '{"event": "bot is held for 9 s", "level": "warning", "logger": "ignis.gate"}')
    evidence.alive("bot", 7)  # seen again: the words stay its own
    assert await evidence.last_words("bot", 7, None) == "bad: [redacted]"
    logs(home, "exporter", "a line that is not JSON, with canary-in-a-log")
    assert await evidence.last_words("exporter", 7, None) == "a line that is not JSON, with [redacted]"


def line(at: float, event: str, level: str = "error") -> str:
    return json.dumps({"event": event, "level": level, "timestamp": datetime.fromtimestamp(at, UTC).isoformat()})


async def test_last_words_are_of_the_last_ten_seconds_of_the_life_that_ended(home: Home) -> None:
    machine = FakeMachine()
    file, pid, start = home.heartbeat("bot"), os.getpid(), machine.at.wall
    bot = Heartbeat(file, machine)
    evidence = Evidence(home, Redactor(), Lives(home, Heartbeat(home.heartbeat("relay"), machine), machine))
    logs(home, "bot", line(start - 1, "of the life before it"))
    bot.begin()
    for _ in range(60):
        machine.turn(1)
        bot.beat()
    died = start + 60
    logs(home, "bot", line(died - 11, "long ago"), line(died - 5, "a warning", "warning"))
    killed, crashed = ProcessEnding(EndingKind.CRASHED, signal="SIGKILL"), ProcessEnding(EndingKind.CRASHED, status=1)
    assert await evidence.last_words("bot", pid, killed) is None
    assert await evidence.last_words("bot", pid, crashed) == "a warning"
    events = [f"error {number}" for number in range(4)]
    logs(home, "bot", *(line(died + 0.2 + number / 10, event) for number, event in enumerate(events)))
    machine.turn(1)
    Heartbeat(file, machine).begin()  # its successor, under the same pid here; the life that is meant is the latest
    logs(home, "bot", line(died + 1.05, "of its successor"))
    lives = [one._replace(pid=number) for number, one in enumerate(read_lives(file))]
    file.write_bytes(to_line([to_text(one) for one in lives]))
    assert await evidence.last_words("bot", 0, killed) == "error 1\nerror 2\nerror 3"
