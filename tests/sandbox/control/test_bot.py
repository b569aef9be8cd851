"""Kill, freeze, restart and reset, by the control API, with a bot that only the control knows."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord
import pytest
import pytest_asyncio

from ignis.runtime.base.home import Home
from ignis.sandbox.bot_control.process import BotProcess
from probes.restarts.control import Trouble
from tests.support.fakes.fake_control import FakeControl, program
from tests.support.servers.sandbox import Bot, RunningSandbox, connected, pointed_at, running_sandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def control() -> FakeControl:
    return FakeControl((program("bot", pid=1),))


@pytest_asyncio.fixture(loop_scope="module")
async def kept(tmp_path: Path, control: FakeControl) -> AsyncIterator[RunningSandbox]:
    """A sandbox in a stack."""
    home = Home(tmp_path)
    home.create()
    async with running_sandbox(bot=BotProcess(home, control)) as running:
        yield running


async def look(running: RunningSandbox) -> dict[str, Any]:
    async with running.http.get("/sandbox/bot") as answer:
        seen: dict[str, Any] = await answer.json()
        return seen


async def test_it_says_what_the_bot_does(kept: RunningSandbox, control: FakeControl) -> None:
    state = {"kept": True, "state": "starting", "pid": 1, "held": None}
    assert await look(kept) == state | {"connected": False, "stopwatch": None}
    control.trouble = Trouble.REFUSED
    assert (await look(kept))["kept"] is False


@pytest.mark.parametrize(
    ("deed", "calls"),
    [("kill", ["kill bot KILL"]), ("freeze", ["kill bot STOP"]), ("restart", ["stop bot", "start bot"])],
)
async def test_a_deed_is_done_and_timed(
    kept: RunningSandbox, control: FakeControl, deed: str, calls: list[str]
) -> None:
    watch = (await kept.control(f"bot/{deed}"))["stopwatch"]
    assert (watch["deed"], watch["running"]) == (deed, True)
    assert control.calls == calls


async def test_a_deed_that_fails_is_not_timed(kept: RunningSandbox, control: FakeControl) -> None:
    control.trouble = Trouble.TIMEOUT
    for deed in ("kill", "freeze", "restart"):
        assert "the bot's process cannot be reached" in (await kept.control(f"bot/{deed}"))["error"]
        assert (await look(kept))["stopwatch"] is None
    assert (await kept.control("reset"))["reset"]
    assert (await look(kept))["stopwatch"] is None


async def test_a_bot_that_is_connected_runs_and_is_timed_no_more(kept: RunningSandbox) -> None:
    """It connects before it publishes its address: the two halves of the panel say one thing."""
    assert (await kept.control("bot/restart"))["state"] == "starting"
    bot = Bot(kept.guild, discord.Intents(guilds=True))
    with pointed_at(kept.info):
        async with connected(bot, kept.info):
            seen = await look(kept)
    assert (seen["state"], seen["connected"]) == ("running", True)
    assert not seen["stopwatch"]["running"]


async def test_a_page_from_elsewhere_cannot_kill_it(kept: RunningSandbox, control: FakeControl) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Host": "evil.example"}):
        async with kept.http.post("/sandbox/bot/kill", json={}, headers=headers) as answer:
            assert answer.status == 403
    assert control.calls == []


async def test_a_sandbox_alone_refuses_and_says_why(sandbox: RunningSandbox) -> None:
    for deed in ("kill", "freeze", "restart"):
        assert "the sandbox runs alone" in (await sandbox.control(f"bot/{deed}"))["error"]
    assert "the sandbox runs alone" in str((await look(sandbox))["why"])
