import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from probes.checks.base import Context
from tests.probes.stand_ins import FakeBot, context_for, fake_bot, new_home


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
