"""The bot's context over a folder of its own, as `work` opens it; and the sandbox of tests that start the program.

A test that asks for `sandbox` runs in its module's loop. At its end the sandbox's traffic is judged.
"""

import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import structlog

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.wiring.context import BotContext, open_context
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.base.home import Home
from ignis.runtime.config.secrets import Secrets
from ignis.runtime.config.settings import Settings, project_root
from ignis.runtime.resilience.circuit import Circuit
from ignis.runtime.stack.process import Process
from ignis.runtime.telemetry.redact import Redactor
from tests.support.programs.program import free_port
from tests.support.servers.sandbox import RunningSandbox, running_sandbox


@pytest.fixture
def process(tmp_path: Path) -> Process:
    """With the settings and the role map of the project; the HTTP server takes a free port."""
    shutil.copy(project_root() / "config" / "roles_ranks.json", tmp_path)
    home = Home(tmp_path / "var")
    home.create()
    log: structlog.stdlib.BoundLogger = structlog.wrap_logger(structlog.ReturnLogger())
    settings = Settings.model_validate({"ports": {"bot": free_port()}})
    return Process("bot", settings, tmp_path / "ignis.yaml", home, Secrets(), Redactor(), log)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sandbox() -> AsyncGenerator[RunningSandbox]:
    async with running_sandbox() as running:
        yield running


@pytest_asyncio.fixture
async def context(process: Process) -> AsyncIterator[BotContext]:
    async with open_context(process) as opened:
        yield opened


@pytest.fixture
def client(process: Process) -> IgnisClient:
    return IgnisClient(process.log, SystemClock())


@pytest.fixture
def rest(context: BotContext) -> Circuit:
    return context.circuits.circuit("discord_rest")
