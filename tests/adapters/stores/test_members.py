"""Points are the sum of the ledger, whoever writes at once and whoever is killed while writing."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import AsyncExitStack, closing
from pathlib import Path

from ignis.adapters.database.database import open_database
from ignis.domain.members.change import Actor, Change
from ignis.domain.refusals import Refusal, Refused
from ignis.runtime.config.settings import project_root
from tests.support.legion.staff import Staff
from tests.support.legion.stores import on_disk

_WRITERS, _ROUNDS, _MEMBERS = 4, 12, 3

# Members, the lines of ledger and audit that do not add up, and every line that is not the sum of those before it.
_ODD = """
    SELECT user_id FROM members AS m WHERE
        points <> (SELECT coalesce(sum(amount), 0) FROM ledger WHERE user_id = m.user_id)
        OR points <> coalesce((SELECT total FROM ledger WHERE user_id = m.user_id ORDER BY id DESC LIMIT 1), 0)
        OR points <> (SELECT coalesce(sum(after - before), 0) FROM audit
                      WHERE user_id = m.user_id AND action = 'points')
    UNION ALL
    SELECT user_id FROM ledger AS l WHERE
        total <> (SELECT sum(amount) FROM ledger WHERE user_id = l.user_id AND id <= l.id)
"""


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def unobserved(_name: str, _seconds: float) -> None:
    pass


async def test_the_sum_holds_under_many_writers(tmp_path: Path) -> None:
    path = tmp_path / "ignis.db"
    done: list[Change] = []

    async def write(staff: Staff) -> None:
        for turn in range(_ROUNDS):
            try:
                done.append(await staff.points(turn % _MEMBERS + 1, (turn % 5 - 1) * 7 or -3))
            except Refused:  # the total would have been below zero
                continue

    async with AsyncExitStack() as stack:
        writers: list[Staff] = []
        for number in range(_WRITERS):
            database = await stack.enter_async_context(open_database(path, busy_timeout=20, observe=unobserved))
            stores = on_disk(database)
            writers.append(Staff(stores.members, stores.promotions, Actor(number)))
        await asyncio.gather(*map(write, writers))
    assert rows(path, _ODD) == []
    assert rows(path, "SELECT count(*) FROM ledger") == [(len(done),)]
    assert rows(path, "SELECT sum(points) FROM members") == [
        (sum(change.after.points - change.before.points for change in done),)
    ]


async def test_of_two_officers_who_press_one_button_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ignis.db"
    async with AsyncExitStack() as stack:
        officers = []
        for number in (1, 2):
            database = await stack.enter_async_context(open_database(path, busy_timeout=5, observe=unobserved))
            stores = on_disk(database)
            officers.append(Staff(stores.members, stores.promotions, Actor(number)))
        await officers[0].points(7, 20)
        both = await asyncio.gather(*(officer.approve(7, "Brother") for officer in officers), return_exceptions=True)
    told = [outcome for outcome in both if isinstance(outcome, Refused)]
    assert [refused.code for refused in told] == [Refusal.MOVED_ON]
    assert rows(path, "SELECT count(*) FROM audit WHERE action = 'approved'") == [(1,)]


def test_a_kill_between_any_two_statements_leaves_all_of_a_change_or_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ignis.db"
    run = subprocess.run(
        [sys.executable, "-m", "tests.adapters.database.killed_writer", str(path)],
        cwd=project_root(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    statements = int(run.stdout)
    assert statements >= 6, "begin, look, keep, three lines, commit: each was the last one once"
    assert rows(path, _ODD) == []
    assert rows(path, "SELECT points, rank FROM members") == [(30, "Initiate")], (
        "two tries got through: the one that died between journal and commit, and the last"
    )
    assert rows(path, "SELECT action FROM audit ORDER BY id") == [("points",), ("promoted",), ("points",)]
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
