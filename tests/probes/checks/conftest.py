import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.upstreams import Upstreams
from probes.checks.base import Context
from tests.probes.stand_ins import FakeBot, HandClock, context_for, fake_bot, new_home, outside_of
from tests.support.servers.sandbox import RunningSandbox, running_sandbox


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return new_home(tmp_path / "var")


@pytest.fixture
async def context(home: Home) -> AsyncIterator[Context]:
    async with context_for(home) as context:
        yield context


@pytest.fixture
async def bot() -> AsyncIterator[FakeBot]:
    async with fake_bot() as bot:
        yield bot


@pytest.fixture
def published(home: Home, bot: FakeBot) -> FakeBot:
    """A bot that the checks find."""
    endpoints.publish(home, "bot", bot.url, pid=os.getpid())
    return bot


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def sandbox() -> AsyncIterator[RunningSandbox]:
    async with running_sandbox() as running:
        yield running


@pytest.fixture
def there(sandbox: RunningSandbox) -> Upstreams:
    """Discord, Bloxlink and Roblox, all of them the sandbox."""
    return outside_of(sandbox.info)
