"""`python -m probes.exporter` and its memory: killed at any moment, stopped with somebody listening, restarted."""

import asyncio
import os
import random
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp

from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from tests.probes.exporter.test_wiring import exporter
from tests.probes.stand_ins import fake_bot, new_home
from tests.support.programs.program import free_port
from tests.support.waiting import becomes

_KILLS = 4
_CONFIG = "checks: {liveness_every: 0.1, deep_every: 60, confirm_after: 0.1}\nhistory: {write_every: 0.1}\n"


async def asked(http: aiohttp.ClientSession, home: Home, path: str) -> dict[str, Any] | None:
    """None until the exporter answers at the address that it published."""
    if (endpoint := endpoints.read(home).get("exporter")) is None:
        return None
    try:
        async with http.get(f"{endpoint.url}{path}") as response:
            body: dict[str, Any] = await response.json()
            return body
    except aiohttp.ClientError:
        return None


def kept(home: Home) -> tuple[int, int]:
    """Milliseconds of `check:bot_liveness` on disk, and transitions; fails the test for a file that is not whole."""
    with closing(sqlite3.connect(home.history_db)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        figures = "sum(ok + degraded + failing)"
        name = "(SELECT id FROM subjects WHERE name = 'check:bot_liveness')"
        slots, days = (
            raw.execute(f"SELECT {figures} FROM {table} WHERE subject = {name}").fetchone()[0]  # noqa: S608  our own words
            for table in ("slots", "days")
        )
        assert slots == days
        return slots or 0, raw.execute("SELECT count(*) FROM transitions").fetchone()[0]


async def test_killed_again_and_again_in_the_middle_of_writing_it_loses_no_more_than_it_may(tmp_path: Path) -> None:
    home, port, dice = new_home(tmp_path / "var"), free_port(), random.Random(6)
    connector = aiohttp.TCPConnector(force_close=True)
    async with fake_bot() as bot, aiohttp.ClientSession(connector=connector) as http:
        endpoints.publish(home, "bot", bot.url, pid=os.getpid())
        before = 0
        for _ in range(_KILLS):
            async with exporter(home, port, _CONFIG) as process:

                async def observed() -> bool:
                    answer = await asked(http, home, "/history.json?subject=check:bot_liveness")
                    seconds = answer["subjects"]["check:bot_liveness"]["seconds"] if answer else {}
                    return bool(sum(seconds.values()) * 1000 > before + 500)  # noqa: B023  called in this round alone

                await becomes(observed, f"more than {before} ms observed")
                await asyncio.sleep(dice.random() * 0.2)  # anywhere in the rhythm of writes
                told = await asked(http, home, "/history.json?subject=check:bot_liveness")
                process.kill()
                await process.wait()
            assert told is not None
            seconds = told["subjects"]["check:bot_liveness"]["seconds"]
            after, _ = kept(home)
            # what was told at the end is on disk but for one write's worth, with the time a busy machine needs for one
            assert after >= sum(seconds.values()) * 1000 - 1500
            assert after > before
            before = after
        _, transitions = kept(home)
    assert transitions < 3 * 30  # each start repeats none of those that are known
    assert not list(home.root.glob("history.db.damaged-*"))


async def test_a_stop_writes_what_is_left_and_sends_listeners_home(tmp_path: Path) -> None:
    home, port = new_home(tmp_path / "var"), free_port()
    slow = _CONFIG.replace("write_every: 0.1", "write_every: 3600")
    async with exporter(home, port, slow) as process, aiohttp.ClientSession() as http:

        async def a_check_has_run() -> bool:
            answer = await asked(http, home, "/status.json")
            return answer is not None and any(check["last_run"] for check in answer["checks"])

        await becomes(a_check_has_run, "a check has run")
        url = endpoints.read(home)["exporter"].url
        async with http.get(f"{url}/events") as events:
            await events.content.readuntil(b"event: status\n")
            process.send_signal(signal.SIGTERM)
            await (
                events.content.read()
            )  # to its end; an open stream that has to be broken off, after two seconds, raises here
            _, errors = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 0, errors
    with closing(sqlite3.connect(home.history_db)) as raw:
        assert raw.execute("SELECT count(*) FROM slots").fetchone()[0] > 0


async def test_a_history_of_a_newer_ignis_is_a_configuration_error_of_one_line(tmp_path: Path) -> None:
    home = new_home(tmp_path / "var")
    with closing(sqlite3.connect(home.history_db)) as raw:
        raw.execute("PRAGMA user_version = 99")
    async with exporter(home, free_port()) as process:
        _, errors = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 78
    assert b"history.db: has schema 99" in errors
    assert b"Traceback" not in errors
