"""What an option's value is refused with before a command begins."""

from typing import Any

import discord
import pytest
import simcord
from discord import app_commands

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.replies.reply import ReplyOutcome
from tests.bot.conftest import INCIDENT, Bench
from tests.support.servers.server import said


class Riddle(app_commands.Transformer):
    async def transform(self, _: discord.Interaction[Any], __: Any) -> str:
        raise RuntimeError("the riddle has no answer")


@pytest.fixture
def simcord_bot(bench: Bench) -> IgnisClient:
    @bench.client.tree.command(name="ask", description="breaks on its option")
    async def ask(_: discord.Interaction, riddle: app_commands.Transform[str, Riddle]) -> None:
        raise AssertionError(riddle)

    return bench.client


@pytest.mark.simcord(check_errors=False)
async def test_whoever_is_not_here_is_said_to_be_no_member(simcord_env: simcord.Env, bench: Bench) -> None:
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("servitor-terminal")
    member, outsider = guild.add_member(simcord_env.create_user("vulkan")), simcord_env.create_user("gone")
    await simcord_env.settle()
    assert said(await member.slash(channel, "userinfo", member=outsider)) == "That is not a member of this server."
    assert bench.outcomes == [("userinfo", ReplyOutcome.REFUSED)]


@pytest.mark.simcord(check_errors=False)
async def test_an_option_that_is_no_member_says_nothing_of_members(simcord_env: simcord.Env, bench: Bench) -> None:
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("servitor-terminal")
    member = guild.add_member(simcord_env.create_user("vulkan"))
    await simcord_env.settle()
    assert INCIDENT in said(await member.slash(channel, "ask", riddle="what walks on four legs?"))
    assert bench.outcomes == [("ask", ReplyOutcome.FAILED)]
    assert any("the riddle has no answer" in line.get("exception", "") for line in bench.lines)
