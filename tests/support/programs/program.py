"""The bot as a program of its own, started by a test and ended with it."""

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import project_root
from ignis.runtime.stack import endpoints, sandbox_info
from tests.support.servers.sandbox import RunningSandbox
from tests.support.waiting import becomes, eventually

_LOG = 64 * 1024 * 1024
"""Bytes of a program's log that are kept until somebody reads it. Beyond them it waits in the midst of a line."""


@dataclass
class Program:
    process: asyncio.subprocess.Process
    home: Home
    url: str
    http: aiohttp.ClientSession

    async def get(self, path: str) -> tuple[int, Any]:
        async with self.http.get(self.url + path) as answer:
            return answer.status, await answer.json()

    async def ready(self) -> bool:
        return (await self.get("/readyz"))[0] == 200

    async def gone_through(self) -> dict[str, Any] | None:
        """Its state, once it knows all members and has gone through them; None before."""
        state: dict[str, Any] = (await self.get("/state"))[1]
        return state if state["members"]["whole"] and state["sync"]["last_round"] is not None else None

    async def text(self, path: str) -> str:
        async with self.http.get(self.url + path) as answer:
            return await answer.text()


async def ended(process: asyncio.subprocess.Process) -> tuple[int, list[dict[str, Any]]]:
    """Exit code and log, whatever is asked of the program before."""
    code, lines = await _output(process)
    return code, [json.loads(line) for line in lines]


async def gave_up(process: asyncio.subprocess.Process) -> tuple[int, list[dict[str, Any]], str]:
    """Exit code, log, and the one line behind it that tells the person who started the program why it ended."""
    code, (*log, why) = await _output(process)
    return code, [json.loads(line) for line in log], why


async def _output(process: asyncio.subprocess.Process) -> tuple[int, list[str]]:
    async with asyncio.timeout(30):
        _, output = await process.communicate()
    text = output.decode()
    assert "Traceback" not in text, text
    assert process.returncode is not None
    return process.returncode, text.splitlines()


async def start(home: Path, **environ: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "ignis.bot", env={**os.environ, "IGNIS_HOME": str(home), **environ},
        stderr=asyncio.subprocess.PIPE,
        limit=_LOG,
    )  # fmt: skip


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port: int = holder.getsockname()[1]
    return port


def configured(folder: Path, **sections: object) -> str:
    """A configuration of its own, with the shipped role map beside it."""
    config = folder / "config"
    config.mkdir()
    role_map = (project_root() / "config" / "roles_ranks.json").read_text(encoding="utf-8")
    (config / "roles_ranks.json").write_text(role_map, encoding="utf-8")
    (config / "ignis.yaml").write_text(yaml.safe_dump({"ports": {"bot": free_port()}, **sections}), encoding="utf-8")
    return str(config / "ignis.yaml")


@asynccontextmanager
async def started(folder: Path, **environ: str) -> AsyncGenerator[Program]:
    home = Home(folder / "home")
    process = await start(home.root, **environ)
    async with aiohttp.ClientSession() as http:
        try:
            await eventually(lambda: "bot" in endpoints.read(home) or process.returncode is not None, "its address")
            assert process.returncode is None, await ended(process)
            yield Program(process, home, endpoints.read(home)["bot"].url, http)
        finally:
            if process.returncode is None:
                process.kill()
                await process.communicate()


@asynccontextmanager
async def ready_in(sandbox: RunningSandbox, folder: Path, **sections: object) -> AsyncGenerator[Program]:
    """A bot that is ready in the sandbox; `sections` are of its `ignis.yaml`."""
    home = Home(folder / "home")
    home.create()
    sandbox_info.write(home, sandbox.info)
    endpoints.publish(home, "sandbox", sandbox.url, pid=os.getpid())
    async with started(folder, IGNIS_CONFIG=configured(folder, **sections)) as program:
        await becomes(program.ready, "readiness")
        yield program
