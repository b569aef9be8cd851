"""Whatever ends or stops everything at once is one message, and its times are right."""

import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psutil
import pytest

from ignis.runtime.base.heartbeat import SIZE
from ignis.runtime.base.life import read_lives, to_line, to_text
from ignis.runtime.base.machine import since_boot
from tests.support.programs.stack import Stack, get, stack
from tests.support.waiting import wait_until as eventually

pytestmark = pytest.mark.e2e

PROGRAMS = ("sandbox", "bot", "exporter", "relay")
SHORT, LONG = 6.0, 45.0  # seconds
PRECISION = timedelta(seconds=2)


@dataclass
class Span:
    """What really happened: from the kill, and until everything worked again, which was between the last two."""

    begin: datetime
    from_: datetime
    to: datetime


def now() -> datetime:
    return datetime.now(UTC)


def at_work(made: Stack) -> None:
    """Waits until each program has said that it works, so that what happens next is not its start."""
    eventually(
        lambda: made.status()["ready"] and all(read_lives(made.home.heartbeat(one))[-1].working for one in PROGRAMS),
        f"all at work\n{made.logs()}",
    )


def killed(made: Stack) -> datetime:
    """Supervisord is killed, and everything with it."""
    family = [made.supervisord(), *made.supervisord().children(recursive=True)]
    began = now()
    family[0].kill()
    _, alive = psutil.wait_procs(family, timeout=20)
    assert not alive
    return began


def recent(made: Stack) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = get(f"{made.url('relay')}/incidents")["recent"]
    return found


def all_over(made: Stack) -> bool:
    with suppress(OSError):  # the relay is being ended
        found = get(f"{made.url('relay')}/incidents")
        return bool(found["recent"]) and not found["open"]
    return False


def pid_of(made: Stack, program: str) -> int:
    """By its heartbeat: it can be asked while supervisord stands still."""
    return read_lives(made.home.heartbeat(program))[-1].pid


def at_work_again(made: Stack, programs: Sequence[str]) -> None:
    """Each of them has a second life, which works."""

    def renewed() -> bool:
        lives = [read_lives(made.home.heartbeat(one)) for one in programs]
        return all(len(known) > 1 and known[-1].working for known in lives)

    eventually(renewed, f"{programs} at work again\n{made.logs()}")


def one_message(made: Stack, kind: str, span: Span, title: str) -> dict[str, Any]:
    """The only incident and the only message are about everything, and its times are right to 2 s."""
    eventually(lambda: all_over(made), f"an incident that is over\n{made.logs()}")
    eventually(lambda: title in str(made.alerts()), f"{title!r}\n{made.alerts()}")
    known = recent(made)
    assert [(one["subject"], one["kind"]) for one in known] == [("host:everything", kind)], made.logs()
    (message,) = made.alerts()
    opened, resolved = (datetime.fromisoformat(known[0][key]) for key in ("opened_at", "resolved_at"))
    assert abs(opened - span.begin) < PRECISION, (known[0], span)
    assert span.from_ - PRECISION < resolved < span.to + PRECISION, (known[0], span)
    return message


def check_killed(made: Stack, pause: float) -> None:
    made.up()
    at_work(made)
    began = killed(made)
    time.sleep(pause)
    restarted = now()
    made.up()
    title = "everything was down, and works again: supervisord was killed"
    one_message(made, "outage", Span(began, restarted, now()), title)


def test_a_killed_supervisord_is_one_message_and_a_stop_that_was_asked_for_is_none() -> None:
    with stack() as made:
        made.up()
        assert made.ignis("down").returncode == 0
        check_killed(made, SHORT)


@pytest.mark.long
def test_a_supervisord_that_was_dead_for_longer_is_one_message() -> None:
    with stack() as made:
        check_killed(made, LONG)


def moved_to_an_earlier_boot(made: Stack) -> timedelta:
    """The heartbeats are of an earlier boot, as after a power cut. Returns by how much older they were made."""
    older = since_boot() + 60
    for program in PROGRAMS:
        file = made.home.heartbeat(program)
        lives = [
            one._replace(boot="an earlier boot", last=one.last._replace(wall=one.last.wall - older))
            for one in read_lives(file)
        ]
        file.write_bytes(to_line([to_text(one) for one in lives]).ljust(SIZE - 1) + b"\n")
    return timedelta(seconds=older)


def test_a_power_cut_is_one_message() -> None:
    with stack() as made:
        made.up()
        at_work(made)
        began = killed(made)
        began -= moved_to_an_earlier_boot(made)
        restarted = now()
        made.up()
        title = "everything was down, and works again: the machine was off"
        one_message(made, "machine_off", Span(began, restarted, now()), title)


def check_stopped(made: Stack, pause: float) -> None:
    made.up()
    at_work(made)
    family = [made.supervisord(), *made.supervisord().children(recursive=True)]
    began = now()
    for process in family:
        process.suspend()
    time.sleep(pause)
    ended = now()
    for process in family:
        process.resume()
    eventually(lambda: made.status()["ready"] and all_over(made), f"all well again\n{made.logs()}")
    one_message(made, "standstill", Span(began, ended, now()), "everything stood still, and works again")


def test_all_stopped_for_a_while_is_one_message_and_nobody_is_killed_for_it() -> None:
    with stack({"relay": {"hang_after": 4, "startup_grace": 2}}) as made:
        made.up()
        at_work(made)
        before = [made.pid(one) for one in PROGRAMS]
        check_stopped(made, SHORT)
        assert [made.pid(one) for one in PROGRAMS] == before


@pytest.mark.long
def test_who_is_ended_by_its_watchdog_after_a_standstill_belongs_to_it() -> None:
    """A watchdog cannot know that its program was stopped: each ends its program as soon as the time goes on."""
    with stack({"watchdog": {"blocked_after": 3}}) as made:
        check_stopped(made, SHORT)
        assert made.status()["ready"]


@pytest.mark.long
def test_all_stopped_for_longer_is_one_message() -> None:
    with stack() as made:
        check_stopped(made, LONG)


@pytest.mark.parametrize(
    "dead",
    [
        pytest.param(("relay",), marks=pytest.mark.long),
        ("relay", "exporter"),
        pytest.param(("relay", "bot"), marks=pytest.mark.long),
    ],
)
def test_whoever_dies_with_the_relay_is_dated_by_its_own_heartbeat(dead: tuple[str, ...]) -> None:
    with stack() as made:
        made.up()
        at_work(made)
        made.supervisord().suspend()  # so that for a while nobody is started again
        began = now()
        for program in dead:
            os.kill(pid_of(made, program), signal.SIGKILL)
        time.sleep(3)
        made.supervisord().resume()
        at_work_again(made, dead)
        ended = now()
        subjects = {f"process:{one}" for one in dead}
        eventually(lambda: all_over(made) and {one["subject"] for one in recent(made)} == subjects, "all over")
        for one in recent(made):
            life = read_lives(made.home.heartbeat(one["subject"].removeprefix("process:")))[-1]
            assert life.working is not None
            opened, resolved = (datetime.fromisoformat(one[key]) for key in ("opened_at", "resolved_at"))
            assert -0.1 <= (began - opened).total_seconds() <= 1.3, one
            assert abs(resolved.timestamp() - life.working.wall) <= 1, one
            assert resolved <= ended
