"""The way to members' Roblox accounts is open exactly as long as the bot is connected."""

import math
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio

from ignis.bot.wiring.accounts import AccountsConnection, accounts_connection
from ignis.bot.wiring.context import BotContext
from ignis.runtime.stack.upstreams import AccountHosts
from ignis.sandbox.world import SEED
from ignis.services.ports import AccountUrgency, Linked
from tests.support.servers.sandbox import RunningSandbox, running_sandbox

REMEMBERED = "ignis_accounts_remembered"


@dataclass(frozen=True)
class Serves:
    """A GuildSource."""

    served_guild_id: int | None


@pytest_asyncio.fixture
async def sandbox() -> AsyncIterator[RunningSandbox]:
    async with running_sandbox() as running:
        yield running


def hosts(sandbox: RunningSandbox) -> AccountHosts:
    info = sandbox.info
    return AccountHosts(info.bloxlink_url, info.bloxlink_api_key, info.roblox_url, info.roblox_api_key)


async def test_while_it_is_open_accounts_are_looked_up_and_counted(
    context: BotContext, sandbox: RunningSandbox
) -> None:
    connection = accounts_connection(context)
    assert connection.now is None
    member = SEED.member("Tu'Shan")
    async with connection.open(hosts(sandbox), Serves(SEED.guild_id)):
        assert connection.now is not None
        answer = await connection.now.ask(member.id, AccountUrgency.READER)
        assert isinstance(answer, Linked)
        assert answer.roblox_id == member.roblox_id
        budget = connection.state()["budget"]
        assert budget["limit"] - budget["left"] == 1
        assert context.registry.get_sample_value("ignis_bloxlink_requests_left") == budget["left"]
    assert connection.now is None
    await connection.count_remembered()
    assert context.registry.get_sample_value(REMEMBERED) == 1


async def test_without_a_configured_service_it_stays_closed(context: BotContext) -> None:
    connection = accounts_connection(context)
    async with connection.open(None, Serves(None)):
        assert connection.now is None
        assert connection.state() == {"budget": None}


async def test_a_database_that_does_not_answer_leaves_the_count_unknown(context: BotContext) -> None:
    connection: AccountsConnection = accounts_connection(context)
    await connection.count_remembered()
    assert context.registry.get_sample_value(REMEMBERED) == 0
    context.home.ignis_db.unlink()
    await context.database.close()
    await connection.count_remembered()
    assert math.isnan(context.registry.get_sample_value(REMEMBERED) or 0)
    await context.database.reopen()
