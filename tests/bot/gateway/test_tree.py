import asyncio
from typing import cast

import pytest
import simcord
from discord import app_commands

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.gateway.tree import Interaction
from ignis.bot.replies.access import Access
from ignis.bot.replies.command_guard import CommandGuard
from ignis.bot.replies.reply import ReplyOutcome
from tests.bot.conftest import INCIDENT, Bench
from tests.support.legion.small_legion import LEGION


class BrokenAccess(Access):
    def check(self, interaction: object) -> None:
        raise RuntimeError(f"the seal is broken: {interaction!r}")


@pytest.fixture
def bench(bench: Bench) -> Bench:
    access = BrokenAccess(staff_roles=[], command_channels=[], legion=lambda: LEGION)
    bench.client.tree.open(CommandGuard(access, bench.replies))
    return bench


async def test_when_the_check_itself_breaks_nobody_is_let_in_and_everybody_answered(
    simcord_env: simcord.Env, bench: Bench
) -> None:
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("servitor-terminal")
    member = guild.add_member(simcord_env.create_user("vulkan"))
    await simcord_env.settle()
    result = await member.slash(channel, "leaderboard")
    assert result.response is not None
    assert INCIDENT in result.response.content
    assert result.response.ephemeral
    assert bench.outcomes == [("leaderboard", ReplyOutcome.FAILED)]
    assert any("the seal is broken" in line.get("exception", "") for line in bench.lines)


class OpenDoor:
    """A Desk that lets everybody in and keeps count."""

    def __init__(self) -> None:
        self.admitted = 0
        self.explained: list[Exception] = []

    async def admits(self, _: Interaction) -> bool:
        self.admitted += 1
        return True

    async def explain(self, _: Interaction, error: app_commands.AppCommandError) -> None:
        self.explained.append(error)


async def test_what_comes_before_the_bot_is_put_together_waits_for_it(bench: Bench) -> None:
    tree, desk = IgnisClient(bench.log).tree, OpenDoor()
    interaction = cast("Interaction", object())
    error = app_commands.AppCommandError()
    admitted = asyncio.create_task(tree.interaction_check(interaction))
    explained = asyncio.create_task(tree.on_error(interaction, error))
    await asyncio.sleep(0)
    assert not admitted.done()
    assert not explained.done()
    tree.open(desk)
    assert await admitted
    await explained
    assert (desk.admitted, desk.explained) == (1, [error])
