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
from ignis.runtime.resilience.background import Background, BackgroundView
from ignis.runtime.stack import endpoints, sandbox_info
from ignis.runtime.stack.process import Process
from ignis.runtime.telemetry.redact import Redactor
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
    "role sync",
    "role sync rounds",
    "role sync writer",
    "renamed roles",
    "heartbeat watchdog",
    "health rounds",
    "backups",
    "erasures",
    "retention",
}


class InjectedError(Exception):
    """No part of the bot knows it."""


def break_where_it_waits(task: "asyncio.Task[None]") -> bool:
    """Raises an InjectedError in `task`, out of what it waits for. False if it waits for nothing at the moment."""
    waits_for = task._fut_waiter  # type: ignore[attr-defined]  # asyncio has no public name for it
    if isinstance(waits_for, asyncio.Task):
        return break_where_it_waits(waits_for)
    if waits_for is None or waits_for.done():
        return False
    waits_for.set_exception(InjectedError("injected"))
    return True


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


def view(background: Background, name: str) -> BackgroundView:
    (found,) = [each for each in background.views() if each.name == name]
    return found


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
                await eventually(lambda name=name: background.tasks()[name], f"{name} is at work again")  # type: ignore[misc]  # bound at once
                found = view(background, name)
                assert (found.failures, found.failing, found.last_error) == (1, True, "InjectedError: injected")
            assert not bot.done()
            assert client.gateway is Gateway.READY
            told = await told_by(process)
            assert told == dict.fromkeys(WORK, 1)
            process.stopping.set()
            await bot
    causes = {line["work"]: line["exc_info"] for line in logged if "background work failed" in line["event"]}
    assert set(causes) == WORK
    assert {type(cause) for cause in causes.values()} == {InjectedError}


async def killed(background: Background, name: str) -> None:
    """More than one error may be needed: one that hits the work while it is at a member is that member's alone."""

    def failed() -> bool:
        task = background.tasks()[name]
        if not view(background, name).failures and task is not None:
            break_where_it_waits(task)
        return view(background, name).failures > 0

    await eventually(failed, f"{name} failed")


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
