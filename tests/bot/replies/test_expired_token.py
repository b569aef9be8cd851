"""An answer that comes after Discord has forgotten the interaction: it counts as late, and nothing is tried again."""

import asyncio
from typing import Any

import discord
import pytest
import pytest_asyncio
import simcord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.replies.reply import Reply, ReplyOutcome
from tests.bot.conftest import Bench

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
INVALID_WEBHOOK_TOKEN = 50027


@pytest.fixture
def simcord_bot(bench: Bench) -> IgnisClient:
    async def work(interaction: discord.Interaction[Any]) -> Reply:
        while not interaction.response.is_done():  # noqa: ASYNC110  the library offers no event for it
            await asyncio.sleep(0.01)
        return Reply("sorry for the wait")

    @bench.client.tree.command(name="slow", description="answers after it was deferred")
    async def slow(interaction: discord.Interaction[Any]) -> None:
        await bench.replies.answer(interaction, work(interaction))

    return bench.client


@pytest_asyncio.fixture
async def place(simcord_env: simcord.Env) -> tuple[MemberActor, ChannelHandle]:
    guild = simcord_env.create_guild(name="Age of Warfare")
    channel = guild.create_text_channel("servitor-terminal")
    member = guild.add_member(simcord_env.create_user("vulkan"))
    await simcord_env.settle()
    return member, channel


def edits(env: simcord.Env) -> int:
    return len([one for one in env.http_requests if one.method == "PATCH" and one.path.endswith("/messages/@original")])


async def test_an_expired_token_is_late_and_is_not_tried_again(
    place: tuple[MemberActor, ChannelHandle], bench: Bench, simcord_env: simcord.Env
) -> None:
    member, channel = place
    simcord_env.inject_error(
        "PATCH",
        "/webhooks/*/*/messages/@original",
        status=401,
        code=INVALID_WEBHOOK_TOKEN,
        message="Invalid Webhook Token",
        times=None,
    )
    await member.slash(channel, "slow")
    assert bench.outcomes == [("slow", ReplyOutcome.LATE)]
    assert edits(simcord_env) == 1
    assert [line["code"] for line in bench.lines if line["event"] == "answered too late"] == [INVALID_WEBHOOK_TOKEN]
    assert not [line for line in bench.lines if line["level"] == "error"]


async def test_another_refusal_of_the_same_request_is_a_failure_that_is_explained(
    place: tuple[MemberActor, ChannelHandle], bench: Bench, simcord_env: simcord.Env
) -> None:
    member, channel = place
    simcord_env.inject_error(
        "PATCH", "/webhooks/*/*/messages/@original", status=400, code=50035, message="Invalid Form Body", times=1
    )
    await member.slash(channel, "slow")
    assert bench.outcomes == [("slow", ReplyOutcome.FAILED)]
    assert edits(simcord_env) == 2
