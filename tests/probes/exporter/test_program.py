"""`python -m probes.exporter` as a real process."""

import asyncio
import json
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import aiohttp

from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from tests.probes.stand_ins import fake_bot, new_home
from tests.support.programs.program import free_port
from tests.support.waiting import becomes

_DEADLINE = 20.0
_CONFIG = "checks: {liveness_every: 0.1, deep_every: 60, confirm_after: 0.2}\n"


@asynccontextmanager
async def exporter(home: Home, port: int, settings: str = _CONFIG) -> AsyncGenerator[asyncio.subprocess.Process]:
    config = home.root / "ignis.yaml"
    config.write_text(settings)
    environ = os.environ | {
        "IGNIS_HOME": str(home.root),
        "IGNIS_CONFIG": str(config),
        "IGNIS_PORTS": f"exporter={port}",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "probes.exporter", env=environ, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def health(http: aiohttp.ClientSession, home: Home) -> dict[str, Any] | None:
    """None until the exporter answers at the address that it published."""
    if (endpoint := endpoints.read(home).get("exporter")) is None:
        return None
    try:
        async with http.get(f"{endpoint.url}/health") as response:
            body: dict[str, Any] = await response.json()
            return body
    except aiohttp.ClientError:
        return None


async def test_it_checks_serves_and_stops_when_asked(tmp_path: Path) -> None:
    home, port = new_home(tmp_path / "var"), free_port()
    async with exporter(home, port) as process, aiohttp.ClientSession() as http:

        async def turns(name: str, status: str) -> None:
            async def is_now() -> bool:
                body = await health(http, home)
                return body is not None and body["checks"][name]["status"] == status

            await becomes(is_now, f"{name} is {status}")

        await turns("bot_liveness", "unknown")
        published = endpoints.read(home)["exporter"]
        assert (published.url, published.pid) == (f"http://127.0.0.1:{port}", process.pid)

        async with fake_bot() as bot:
            with closing(sqlite3.connect(home.ignis_db)) as database:
                database.execute("CREATE TABLE members (user_id INTEGER)")
            endpoints.publish(home, "bot", bot.url, pid=os.getpid())
            # the deep checks run every 60 s: only the change of liveness makes them come in time
            for name in ("bot_liveness", "discord_gateway", "database"):
                await turns(name, "ok")
        await turns("bot_liveness", "failing")

        async with http.get(f"{published.url}/metrics") as response:
            assert 'ignis_check_status{check="bot_liveness",status="failing"} 1.0' in await response.text()

        process.send_signal(signal.SIGTERM)
        _, errors = await asyncio.wait_for(process.communicate(), _DEADLINE)
    assert process.returncode == 0
    lines = [json.loads(line) for line in errors.splitlines()]
    assert lines[-1]["event"] == "stopped"
    assert not [line for line in lines if line["level"] in {"error", "critical"}]


async def test_a_taken_port_is_one_line_and_gives_up(tmp_path: Path) -> None:
    home = new_home(tmp_path / "var")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with exporter(home, port) as process:
            _, errors = await asyncio.wait_for(process.communicate(), _DEADLINE)
    assert process.returncode == 70
    assert f"port {port} (exporter) is taken" in errors.decode()
    assert b"Traceback" not in errors
