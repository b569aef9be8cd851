"""The database of a running stack is lost, spoilt, locked or without room: no acknowledged write is lost, the reason is
said, and service goes on by itself when the cause is gone.

One stack for all: each test leaves it whole. It lives on a small disk of its own.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from ignis.runtime.telemetry.log_tail import parse
from tests.support.programs.small_disk import fill, small_disk
from tests.support.programs.stack import Stack, get, post, stack
from tests.support.waiting import wait_until as eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

DISK = "64m"
SOON = 15.0  # seconds


_AMOUNTS = count(1)


@dataclass
class Case:
    """A stack, and what its officer was told is done."""

    stack: Stack
    sandbox: str
    acknowledged: set[int] = field(default_factory=set)
    unchanged: set[int] = field(default_factory=set)
    """Of orders that were answered with "Nothing was changed"."""
    refusals: list[str] = field(default_factory=list)

    def give(self) -> bool:
        """Gives points, a different number each time: the same order twice would be asked about.

        Returns whether that was acknowledged. If not, what was said instead is in `refusals`.
        """
        amount = next(_AMOUNTS)
        options = {"member": "Molok", "amount": amount, "reason": "in spite of it all"}
        body = {"as": "Cassian", "channel": "servitor-terminal", "command": "points add", "options": options}
        told = said(post(f"{self.sandbox}/sandbox/slash", body))
        if done := "✔" in told:  # an earlier order whose answer was lost may be told of first
            self.acknowledged.add(amount)
        else:
            self.refusals.append(told)
        if told.startswith("Nothing was changed"):
            self.unchanged.add(amount)
        return done

    def given(self) -> Counter[int]:
        """As the file holds them, read by somebody else."""
        with closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True)) as connection:
            sql = "SELECT amount FROM ledger WHERE reason = 'in spite of it all'"
            return Counter(amount for (amount,) in connection.execute(sql))

    @property
    def path(self) -> Path:
        return self.stack.home.ignis_db

    def check(self) -> tuple[str, str]:
        found = get(f"{self.stack.url('exporter')}/health")["checks"]["database"]
        return found["status"], found["reason"]

    def mended(self) -> list[str]:
        """Recoveries that had something to mend, as the bot's log tells."""
        lines = (self.stack.home.log / "bot.log").read_text(encoding="utf-8").splitlines()
        entries = [entry for line in lines if (entry := parse(line)) is not None and entry.get("event") == "recovery"]
        return [entry["recovery"] for entry in entries if entry["did"] != "nothing" and entry["error"] is None]

    def assert_whole(self) -> None:
        eventually(self.give, f"service again: {self.refusals[-1:]}\n{self.stack.logs()}", within=SOON)
        eventually(lambda: self.acknowledged <= self.given().keys(), "every acknowledged write", within=SOON)
        given = self.given()
        assert set(given.values()) == {1}, "nothing is there twice"
        assert not self.unchanged & given.keys(), "what was refused is not there"
        with closing(sqlite3.connect(self.path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def said(answer: dict[str, Any]) -> str:
    messages = answer.get("messages") or [{}]
    return str(messages[0].get("content", answer))


@pytest.fixture(scope="module")
def shared() -> Iterator[Case]:
    with stack({"database": {"busy_timeout": 0.5}}) as made, small_disk(made.home.root, DISK):
        made.up()
        yield Case(made, made.url("sandbox"))
        made.end()


@pytest.fixture
def case(shared: Case) -> Case:
    """With writes that no backup has."""
    shared.refusals.clear()
    for _ in range(3):
        assert shared.give(), shared.refusals
    return shared


def delete_all(path: Path) -> None:
    for file in path.parent.glob("ignis.db*"):
        file.unlink()


def replace(path: Path) -> None:
    path.with_name("other").write_bytes(b"something else")
    path.with_name("other").replace(path)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize(
    ("damage", "recovery"),
    [
        (delete_all, "reopen-database"),
        (replace, "reopen-database"),
        (cut, "restore-database"),
    ],
)
def test_damaged_in_use(case: Case, damage: Callable[[Path], None], recovery: str) -> None:
    pid, before = case.stack.pid("bot"), case.mended().count(recovery)
    damage(case.path)
    case.give()
    eventually(lambda: case.mended().count(recovery) > before, f"{recovery}\n{case.stack.logs()}", within=SOON)
    case.assert_whole()
    assert case.stack.pid("bot") == pid, "nothing had to be restarted"


def test_damaged_and_killed(case: Case) -> None:
    pid = case.stack.pid("bot")
    os.kill(pid, signal.SIGSTOP)  # it must not mend it meanwhile
    os.truncate(case.path, 0)
    os.kill(pid, signal.SIGKILL)
    case.stack.ready_again("bot", pid)
    case.assert_whole()
    log = (case.stack.home.log / "bot.log").read_text(encoding="utf-8")
    assert "rebuilt from" in log
    assert "nothing is lost" in log


def test_a_lock_is_named_and_waited_out(case: Case) -> None:
    with locked(case.path) as pid:
        assert not case.give()
        assert "another program has locked the database" in case.refusals[0]
        eventually(lambda: case.check() == ("failing", "locked"), "the check to see the lock", within=SOON)
        repaired = case.stack.ignis("repair", "reopen-database")
        assert f"(pid {pid})" in repaired.stdout, repaired
        card = post(f"{case.sandbox}/sandbox/slash", {"as": "Cassian", "channel": "servitor-terminal",
                    "command": "userinfo", "options": {}})  # fmt: skip
        assert card.get("acknowledged"), "reading goes on"
    case.assert_whole()


@pytest.mark.long
def test_a_lock_of_a_minute(case: Case) -> None:
    with locked(case.path):
        until = time.monotonic() + 60
        while time.monotonic() < until:
            assert not case.give()
    case.assert_whole()


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """The pid of who holds the lock."""
    program = (
        "import sqlite3, sys; held = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "held.execute('BEGIN IMMEDIATE'); print(flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        yield holder.pid
        holder.communicate()


def test_a_full_disk_is_said_and_lived_through(case: Case) -> None:
    filler, before = case.stack.home.root / "filler", case.stack.supervisord()

    def refused() -> bool:
        fill(filler)  # again and again: the bot cleans up
        return not case.give()

    def seen() -> bool:
        fill(filler)
        return case.check() == ("failing", "full")

    try:
        eventually(refused, "no room for a write", within=SOON)
        assert "the disk is full" in case.refusals[0]
        eventually(seen, "the check to see it", within=SOON)
    finally:
        filler.unlink()
    case.assert_whole()
    eventually(lambda: case.check() == ("ok", "none"), "the check green again", within=SOON)
    assert case.stack.supervisord() == before, "a full disk ends nobody"


def test_a_wrong_recovery_is_told_the_right_ones(case: Case) -> None:
    wrong = case.stack.ignis("repair", "nonsense")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith("ignis: no recovery is called 'nonsense'; there are clean-up, rebuild-cache, ")
