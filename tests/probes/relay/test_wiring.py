"""`python -m probes.relay` as a real process: killed in the middle of a request, and under a real supervisord."""

import asyncio
import json
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
import psutil
import pytest

from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from probes.restarts.control import ProcessControlError, ProgramState, SupervisorControl
from tests.probes.relay.rig import TOKEN, FakeDiscord, fake_discord
from tests.probes.stand_ins import new_home
from tests.support.waiting import becomes, eventually

_CONFIG = "relay: {reconcile_every: 0.1, webhook_timeout: 5, hang_after: 1, startup_grace: 1}\n"
_SUPERVISOR = """\
[unix_http_server]
file={home}/run/supervisor.sock
chmod=0700
[supervisord]
nodaemon=true
logfile={home}/log/supervisord.log
pidfile={home}/run/supervisord.pid
childlogdir={home}/log
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[program:victim]
command={python} -c "import time; time.sleep(600)"
autorestart=unexpected
exitcodes=0,78
startsecs=0
redirect_stderr=true
stdout_logfile={home}/log/victim.log
[program:many]
command=/bin/sleep 600
process_name=many_%(process_num)d
numprocs=125
autostart=false
autorestart=unexpected
exitcodes=0,78
startsecs=0
stdout_logfile=NONE
stderr_logfile=NONE
[eventlistener:relay]
command={python} -m probes.relay
events=PROCESS_STATE
buffer_size=1024
autorestart=unexpected
exitcodes=0,78
startsecs=0
stderr_logfile={home}/log/relay.log
stdout_logfile=NONE
"""


def environ(home: Home, discord: FakeDiscord, port: int) -> dict[str, str]:
    config = home.root / "ignis.yaml"
    config.write_text(_CONFIG)
    return os.environ | {
        "IGNIS_HOME": str(home.root),
        "IGNIS_CONFIG": str(config),
        "IGNIS_PORTS": f"relay={port}",
        "DISCORD_TOKEN": "canary-discord-token",
        "IGNIS_ALERT_WEBHOOK": discord.address.get_secret_value(),
    }


@asynccontextmanager
async def relay(home: Home, discord: FakeDiscord, port: int) -> AsyncGenerator[asyncio.subprocess.Process]:
    """The relay without a supervisor, until it serves."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "probes.relay",
        env=environ(home, discord, port),
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        await eventually(lambda: published(home) == process.pid or process.returncode is not None, "the relay serves")
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def published(home: Home) -> int | None:
    found = endpoints.read(home).get("relay")
    return found.pid if found else None


async def kill(process: asyncio.subprocess.Process) -> None:
    process.kill()
    await process.wait()


async def get(url: str, path: str) -> Any:
    async with aiohttp.ClientSession() as session, session.get(url + path) as response:
        return await (response.json() if path != "/metrics" else response.text())


async def test_killed_in_the_middle_of_a_request_it_loses_nothing(tmp_path: Path, unused_tcp_port: int) -> None:
    home = new_home(tmp_path / "var")
    async with fake_discord() as discord:
        async with relay(home, discord, unused_tcp_port) as first:
            await kill(first)
        came = discord.then_hang()
        async with relay(home, discord, unused_tcp_port) as second:  # it reports its own death, and is killed meanwhile
            await asyncio.wait_for(came.wait(), 20)
            await kill(second)
        async with relay(home, discord, unused_tcp_port) as third:
            url = endpoints.read(home)["relay"].url

            async def both() -> bool:
                found = await get(url, "/incidents")
                # within five minutes it is the same one again, and within seconds in the same message
                return [(one["id"], one["deaths"], one["open"]) for one in found["recent"]] == [(1, 2, False)]

            await becomes(both, "both deaths are reported")
            await eventually(lambda: len(discord.requests) > 1, "the message that was cut off")
            assert "ignis_incidents_open 0.0" in await get(url, "/metrics")
            assert await get(url, "/livez") == {"alive": True}
            third.send_signal(signal.SIGTERM)
            _, errors = await asyncio.wait_for(third.communicate(), 20)
        assert third.returncode == 0
        # the request that was cut off is repeated once, with the same incident's number
        posted = [body["embeds"][0]["footer"]["text"].split(" · ")[0] for _, _, body in discord.requests]
        assert set(posted) == {"incident 1"}
        before = len(discord.requests)
        assert before <= 3
        async with relay(home, discord, unused_tcp_port):
            assert len(discord.requests) == before  # a stop that was asked for is not reported
    lines = [json.loads(line) for line in errors.splitlines()]
    assert "by reconcile alone" in " ".join(line["event"] for line in lines)
    assert TOKEN.encode() not in errors


async def test_a_newer_database_ends_it_with_one_line(tmp_path: Path, unused_tcp_port: int) -> None:
    home = new_home(tmp_path / "var")
    async with fake_discord() as discord:
        async with relay(home, discord, unused_tcp_port) as first:
            await kill(first)
        raise_version(home)
        endpoints.forget(home)
        async with relay(home, discord, unused_tcp_port) as process:
            _, errors = await process.communicate()
    assert process.returncode == 78
    assert b"has schema 99" in errors
    assert b"Traceback" not in errors


def raise_version(home: Home) -> None:
    with closing(sqlite3.connect(home.relay_db)) as raw:
        raw.execute("PRAGMA user_version = 99")


@asynccontextmanager
async def supervised(discord: FakeDiscord, port: int) -> AsyncGenerator[tuple[Home, SupervisorControl]]:
    # not pytest's tmp_path: a Unix socket's path may have 107 bytes
    with TemporaryDirectory(prefix="ignis-") as name:
        home = new_home(Path(name) / "var")
        config = Path(name) / "supervisord.conf"
        config.write_text(_SUPERVISOR.format(home=home.root, python=sys.executable))
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "supervisor.supervisord",
            "--silent",
            "-c",
            str(config),
            env=environ(home, discord, port),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
        )
        try:
            await eventually(lambda: published(home) is not None, "the relay serves")
            yield home, SupervisorControl(home.supervisor_socket, 5)
        finally:
            process.terminate()
            await asyncio.wait_for(process.wait(), 20)


def state_of(control: SupervisorControl, name: str) -> ProgramState | None:
    try:
        return next(one for one in control.programs() if one.name == name)
    except ProcessControlError:
        return None


def knows(home: Home, pid: int) -> bool:
    with closing(sqlite3.connect(home.relay_db)) as database:
        row = database.execute("SELECT state FROM engine").fetchone()
    return row is not None and f'"pid":{pid},' in row[0].replace(" ", "")


async def test_under_supervisor_a_death_becomes_one_message(unused_tcp_port: int) -> None:
    async with fake_discord() as discord, supervised(discord, unused_tcp_port) as (home, control):
        victim = await asyncio.to_thread(state_of, control, "victim")
        assert victim is not None
        assert victim.pid is not None
        pid = victim.pid
        # the end of a process that the relay never saw has no pid to look up in supervisord's log
        await eventually(lambda: knows(home, pid), "the relay has seen it")
        psutil.Process(victim.pid).kill()
        await eventually(lambda: discord.titles() == ["victim is back"], "reported and resolved")
        (message,) = discord.messages.values()
        assert "killed by SIGKILL" in message["embeds"][0]["description"]
        url = endpoints.read(home)["relay"].url
        metrics = await get(url, "/metrics")
        assert 'ignis_program_deaths_total{program="victim"} 1.0' in metrics
        assert 'ignis_program_restarts_total{program="victim"} 1.0' in metrics
        assert 'ignis_program_restarts_total{program="relay"} 0.0' in metrics

        await asyncio.to_thread(control.restart, "victim")  # asked for, so it is not reported
        before = published(home)
        assert before is not None
        psutil.Process(before).kill()  # the listener itself: supervisor keeps its events, its successor reports it
        told = "relay is back"  # with the other one, unless that was more than 5 s before
        await eventually(lambda: discord.titles()[-1].startswith(told), "the relay's own death")
        assert published(home) != before
        url = endpoints.read(home)["relay"].url
        assert 'ignis_program_restarts_total{program="relay"} 1.0' in await get(url, "/metrics")
        log = (home.log / "relay.log").read_text()
        assert "violated" not in (home.log / "supervisord.log").read_text()
        assert TOKEN not in log
        assert "ERROR" not in log


def switch_on_and_off(control: SupervisorControl, times: int) -> None:
    """Four events of each of the 125, each time."""
    for _ in range(times):
        for method in ("startProcessGroup", "stopProcessGroup"):
            control._call(method, "many", timeout_s=30)


@pytest.mark.parametrize(("events", "pause_s"), [(500, 0.0), pytest.param(1000, 10.0, marks=pytest.mark.long)])
async def test_after_a_pause_with_many_events_the_final_state_is_right(
    unused_tcp_port: int, events: int, pause_s: float
) -> None:
    async with fake_discord() as discord, supervised(discord, unused_tcp_port) as (home, control):
        victim = await asyncio.to_thread(state_of, control, "victim")
        assert victim is not None
        assert victim.pid is not None
        pid = victim.pid
        await eventually(lambda: knows(home, pid), "the relay has seen it")
        relay_itself = published(home)
        assert relay_itself is not None
        loop, paused = psutil.Process(relay_itself), asyncio.get_running_loop().time()
        loop.suspend()
        psutil.Process(pid).kill()
        await asyncio.to_thread(switch_on_and_off, control, events // 500)
        await asyncio.sleep(max(0.0, pause_s - (asyncio.get_running_loop().time() - paused)))
        loop.resume()
        resumed = asyncio.get_running_loop().time()
        await eventually(lambda: discord.titles() == ["victim is back"], "the death is told, and that it is over")
        if pause_s:  # the promise is for a machine that has nothing else to do
            assert asyncio.get_running_loop().time() - resumed <= 2
        url = endpoints.read(home)["relay"].url
        await becomes(partial(all_received, url, events), "every event has come")
        assert [one["subject"] for one in (await get(url, "/incidents"))["recent"]] == ["process:victim"]
        assert "ignis_supervisor_events_lost_total 0.0" in await get(url, "/metrics")
        assert published(home) == relay_itself


async def all_received(url: str, events: int) -> bool:
    """Whether the relay has counted so many events of supervisor."""
    lines = (await get(url, "/metrics")).splitlines()
    return sum(float(one.split()[-1]) for one in lines if one.startswith("ignis_supervisor_events_total")) >= events


async def test_a_relay_whose_port_is_taken_gives_up(tmp_path: Path) -> None:
    home = new_home(tmp_path / "var")
    async with fake_discord() as discord:
        port = int(discord.url.rpartition(":")[2])
        async with relay(home, discord, port) as process:
            _, errors = await process.communicate()
    assert process.returncode == 70
    assert f"port {port} (relay) is taken".encode() in errors


async def test_a_database_that_was_put_in_its_place_gets_all_that_is_known(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    home, other = new_home(tmp_path / "var"), tmp_path / "other.db"
    async with fake_discord() as discord:
        async with relay(home, discord, unused_tcp_port) as first:
            first.send_signal(signal.SIGTERM)
            await first.communicate()
        other.write_bytes(home.relay_db.read_bytes())
        async with relay(home, discord, unused_tcp_port) as second:
            await kill(second)
        async with relay(home, discord, unused_tcp_port) as third:
            await eventually(lambda: len(discord.messages) == 1, "the death is reported")
            other.replace(home.relay_db)
            await asyncio.wait_for(logged(third, b"was replaced by another file while it was in use"), 20)
            await eventually(lambda: told(home) == ["sent"], "written to the other file")
            third.send_signal(signal.SIGTERM)
            _, errors = await asyncio.wait_for(third.communicate(), 20)
        assert third.returncode == 0
        assert b"was replaced" not in errors  # said once
        with closing(sqlite3.connect(home.relay_db)) as raw:
            assert raw.execute("SELECT ended_at IS NULL FROM runs ORDER BY id DESC").fetchone() == (0,)


async def logged(process: asyncio.subprocess.Process, what: bytes) -> None:
    assert process.stderr is not None
    while what not in await process.stderr.readline():
        pass


def told(home: Home) -> list[str]:
    """The states of the messages that are stored."""
    with closing(sqlite3.connect(home.relay_db)) as raw:
        return [state for (state,) in raw.execute("SELECT state FROM outbox")]
