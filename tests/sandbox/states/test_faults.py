"""Requests that fail one by one, as an unmodified discord.py sees them."""

import asyncio
import time
from collections.abc import AsyncGenerator

import aiohttp
import discord
import pytest
import pytest_asyncio

from ignis.sandbox.faults import ERRORS
from tests.support.servers.sandbox import Bot, RunningSandbox, connected

pytestmark = pytest.mark.asyncio(loop_scope="module")

GIVE_A_ROLE = "PUT /guilds/{guild}/members/{member}/roles/{role}"
TAKE_A_ROLE = "DELETE /guilds/{guild}/members/{member}/roles/{role}"
CALLBACK = "POST /interactions/{interaction}/{token}/callback"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(sandbox: RunningSandbox) -> AsyncGenerator[Bot]:
    bot = Bot(sandbox.guild, discord.Intents(guilds=True, members=True))

    @bot.tree.command(guild=bot.guild, description="Notes how its answer went")
    async def answer(interaction: discord.Interaction) -> None:
        try:
            await interaction.response.send_message("here")
        except discord.HTTPException as refusal:
            bot.log.append(("refused", refusal.code))

    async with connected(bot, sandbox.info) as ready:
        yield ready


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def mended(sandbox: RunningSandbox) -> AsyncGenerator[None]:
    yield
    async with sandbox.http.delete("/sandbox/faults"):
        pass


async def broken(sandbox: RunningSandbox, kind: str, **details: object) -> None:
    fault = await sandbox.control("faults", target="discord-rest", kind=kind, **({"seconds": 60} | details))
    assert fault["kind"] == kind, fault


@pytest.fixture
def member(bot: Bot) -> discord.Member:
    member = discord.utils.get(bot.guilds[0].members, global_name="Tu'Shan")
    assert member is not None
    return member


@pytest.fixture
def visitor(bot: Bot) -> discord.Role:
    role = discord.utils.get(bot.guilds[0].roles, name="Visitor")
    assert role is not None
    return role


@pytest.mark.parametrize("code", ERRORS)
async def test_one_route_refuses_one_request_with_an_error_code(
    sandbox: RunningSandbox, member: discord.Member, visitor: discord.Role, code: int
) -> None:
    await broken(sandbox, f"error-{code}", route=GIVE_A_ROLE, count=1)
    assert (await member.guild.fetch_member(member.id)).id == member.id, "another route is not broken"
    with pytest.raises(discord.HTTPException) as refusal:
        await member.add_roles(visitor)
    assert (refusal.value.code, refusal.value.status) == (code, ERRORS[code][0])
    await member.add_roles(visitor)


@pytest.mark.parametrize("code", [10062, 40060])
async def test_the_answer_to_an_interaction_is_refused(sandbox: RunningSandbox, bot: Bot, code: int) -> None:
    bot.log.clear()
    await broken(sandbox, f"error-{code}", route=CALLBACK, count=1)
    assert (await sandbox.slash("Vulkan", "answer"))["acknowledged"] is False
    assert bot.seen("refused") == [code]
    assert (await sandbox.slash("Vulkan", "answer"))["acknowledged"] is True


async def test_one_route_is_limited_and_waited_for(
    sandbox: RunningSandbox, member: discord.Member, visitor: discord.Role
) -> None:
    await broken(sandbox, "status-429", route=TAKE_A_ROLE, count=1, delay=0.4)
    began = time.monotonic()
    giving = asyncio.create_task(member.remove_roles(visitor))
    await member.guild.fetch_member(member.id)
    assert not giving.done()
    await giving
    assert time.monotonic() - began >= 0.4


async def test_cloudflare_bans_the_address_with_a_page(sandbox: RunningSandbox, member: discord.Member) -> None:
    await broken(sandbox, "cloudflare-429", delay=1800)
    with pytest.raises(discord.HTTPException) as refusal:
        await member.guild.fetch_member(member.id)
    assert (refusal.value.status, "error code: 1015" in refusal.value.text) == (429, True)


async def test_a_single_request_is_late(sandbox: RunningSandbox, member: discord.Member) -> None:
    await broken(sandbox, "slow", route="GET /guilds/{guild}/members/{member}", count=1, delay=0.3)
    began = time.monotonic()
    await member.guild.fetch_member(member.id)
    assert time.monotonic() - began >= 0.3
    async with sandbox.http.get("/sandbox/faults") as answer:
        assert await answer.json() == {"faults": []}


async def test_an_answer_is_lost_after_the_work_was_done(
    sandbox: RunningSandbox, member: discord.Member, visitor: discord.Role
) -> None:
    await member.remove_roles(visitor)
    await broken(sandbox, "answer-lost", route=GIVE_A_ROLE, count=9)
    with pytest.raises(aiohttp.ClientConnectionError):  # the connection is cut
        await member.add_roles(visitor)
    assert visitor in (await member.guild.fetch_member(member.id)).roles
