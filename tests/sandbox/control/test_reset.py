"""The sandbox as at its first start: by the control API, with an unmodified discord.py connected."""

from pathlib import Path

import discord
import pytest

from ignis.runtime.base.home import Home
from ignis.sandbox.bot_control.process import BotProcess
from probes.restarts.control import Trouble
from tests.support.fakes.fake_control import FakeControl, program
from tests.support.servers.sandbox import Bot, RunningSandbox, connected, pointed_at, running_sandbox
from tests.support.servers.sandbox_commands import add_commands
from tests.support.waiting import becomes, eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")


def world(state: dict[str, object]) -> object:
    return state["members"], state["channels"], state["guild"], state["commands"]


async def changed(running: RunningSandbox) -> None:
    """A world in which something has happened."""
    await running.control("member", actor="Vulkan", member="Tu'Shan", add_roles=["Recruiter"], nick="Somebody")
    await running.control("faults", target="roblox", kind="timeout", seconds=600)
    hook = running.info.alert_webhook.get_secret_value()
    async with running.http.post(f"{hook}?wait=true", json={"content": "an alert"}) as sent:
        assert sent.status == 200


async def test_a_connected_bot_sees_the_world_as_at_the_start_and_keeps_its_commands() -> None:
    async with running_sandbox() as running:
        bot = Bot(running.guild, discord.Intents(guilds=True, members=True))
        add_commands(bot)
        with pointed_at(running.info):
            async with connected(bot, running.info):
                before = world(await running.state())
                await changed(running)
                assert world(await running.state()) != before
                assert await running.control("reset") == {"reset": True, "bot": False}
                assert world(await running.state()) == before
                assert await running.messages("legion-alerts") == []

                async def again() -> bool:
                    return bool((await running.state())["identifies"] == 2)

                await becomes(again, "a new session")

                def seen() -> bool:
                    guild, spec = bot.get_guild(running.info.guild_id), running.sandbox.spec.member("Tu'Shan")
                    member = None if guild is None else guild.get_member(spec.id)
                    return member is not None and member.nick == spec.nick

                await eventually(seen, "the old nickname in discord.py's cache")
                answer = await running.slash("Vulkan", "who", member="Cassian")
                assert answer["acknowledged"]
        async with running.http.get("/sandbox/faults") as faults:
            assert await faults.json() == {"faults": []}


@pytest.mark.parametrize("only_a_sandboxs", [True, False])
async def test_the_bot_is_stopped_forgets_and_starts_again(tmp_path: Path, only_a_sandboxs: bool) -> None:  # noqa: FBT001  a case
    home, control = Home(tmp_path), FakeControl((program("bot"),))
    home.create()
    home.ignis_db.touch()
    if only_a_sandboxs:
        home.sandbox_mark.touch()
    async with running_sandbox(bot=BotProcess(home, control)) as running:
        assert await running.control("reset") == {"reset": True, "bot": only_a_sandboxs}
        async with running.http.get("/sandbox/bot") as answer:
            watch = (await answer.json())["stopwatch"]
        assert (watch["deed"], watch["running"]) == ("reset", True)
    assert control.calls == ["stop bot", "start bot"]
    assert home.ignis_db.exists() is not only_a_sandboxs


async def test_without_a_keeper_the_world_is_reset_even_so(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.create()
    async with running_sandbox(bot=BotProcess(home, FakeControl(trouble=Trouble.MISSING))) as running:
        await changed(running)
        assert await running.control("reset") == {"reset": True, "bot": False}
        assert await running.messages("legion-alerts") == []
