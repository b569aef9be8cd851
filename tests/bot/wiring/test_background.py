"""Every piece of the bot's background work, killed by an error, comes back, is counted and told; the bot goes on."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import aiohttp
import pytest
import pytest_asyncio
import structlog
from structlog.testing import capture_logs

from ignis.bot.gateway.client import Gateway, IgnisClient
from ignis.bot.gateway.early_connect import connecting_early
from ignis.bot.wiring.bot import work
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.base.home import Home
from ignis.runtime.config.secrets import Secrets
from ignis.runtime.config.settings import Settings, project_root
from ignis.runtime.stack import endpoints, sandbox_info
from ignis.runtime.stack.process import Process
from ignis.runtime.telemetry.redact import Redactor
from tests.support.programs.broken_work import InjectedError, at_work_again, killed, root_of
from tests.support.programs.program import free_port
from tests.support.servers.sandbox import RunningSandbox, running_sandbox
from tests.support.waiting import eventually

WORK = {
    "circuits file",
    "published address",
    "identify quota",
    "other servers",
    "pinned names",
    "role map",
    "role map audit",
    "sync of everybody",
    "look-up of accounts",
    "role sync",
    "role sync rounds",
    "role sync writer",
    "renamed roles",
    "returning members",
    "heartbeat watchdog",
    "member list",
    "member read-back",
    "health rounds",
    "backups",
    "erasures",
    "retention",
}


@pytest_asyncio.fixture
async def sandbox() -> AsyncIterator[RunningSandbox]:
    async with running_sandbox() as running:
        yield running


@pytest.fixture
def process(tmp_path: Path) -> Process:
    home = Home(tmp_path / "var")
    home.create()
    return Process(
        "bot",
        Settings.model_validate({"ports": {"bot": free_port()}}),
        project_root() / "config" / "ignis.yaml",
        home,
        Secrets(),
        Redactor(),
        structlog.stdlib.get_logger("ignis.bot"),
    )


async def test_each_piece_killed_by_an_error_comes_back_and_the_bot_goes_on(
    process: Process, sandbox: RunningSandbox
) -> None:
    endpoints.publish(process.home, "sandbox", sandbox.url, pid=os.getpid())
    sandbox_info.write(process.home, sandbox.info)
    client = IgnisClient(process.log, SystemClock())
    background = process.background
    with capture_logs() as logged:
        async with connecting_early(process, client, Random(1)) as early:
            bot = asyncio.create_task(work(process, client, early))
            await eventually(lambda: {each.name for each in background.views()} == WORK, "all of it has begun")
            await eventually(lambda: client.gateway is Gateway.READY and not client.preparing, "READY")
            for name in sorted(WORK):
                await killed(background, name)
            for name in sorted(WORK):
                await at_work_again(background, name)
            assert not bot.done()
            assert client.gateway is Gateway.READY
            told = await told_by(process)
            assert told == dict.fromkeys(WORK, 1)
            process.stopping.set()
            await bot
    causes = {line["work"]: line["exc_info"] for line in logged if "background work failed" in line["event"]}
    assert set(causes) == WORK
    assert {type(root_of(cause)) for cause in causes.values()} == {InjectedError}


async def told_by(process: Process) -> dict[str, int]:
    """The failures by name, as `/state` and `/metrics` tell them."""
    url = endpoints.read(process.home)["bot"].url
    async with aiohttp.ClientSession(url) as http:
        async with http.get("/state") as answer:
            state = {each["name"]: each["failures"] for each in (await answer.json())["background"]}
        async with http.get("/metrics") as answer:
            metrics = await answer.text()
    for name, failures in state.items():
        assert f'ignis_background_failures_total{{work="{name}"}} {failures:.1f}' in metrics
        assert f'ignis_background_failing{{work="{name}"}} 1' in metrics
    return state
