"""What the accounts' services are built of; that they work is tested in tests/contract/test_profile_sources.py."""

from collections.abc import AsyncIterator

import aiohttp
import pytest_asyncio
from pydantic import SecretStr

from ignis.adapters.linked_accounts.roblox_cloud import OpenCloud
from ignis.adapters.linked_accounts.roblox_legacy import LegacyRoblox
from ignis.adapters.linked_accounts.service import Retries
from ignis.bot.wiring.account_metrics import AccountMetrics, SourceMetrics
from ignis.bot.wiring.accounts_builder import AccountParts, AccountsBuilder
from ignis.bot.wiring.context import BotContext
from ignis.runtime.stack.upstreams import AccountHosts
from ignis.services.ports import AccountUrgency

KEY = "canary-key-of-bloxlink"


@pytest_asyncio.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


def parts(context: BotContext) -> AccountParts:
    return AccountParts(
        database=context.database,
        circuits=context.circuits,
        metrics=SourceMetrics(context.registry),
        memory_metrics=AccountMetrics(context.registry),
        settings=context.settings.accounts,
        retries=Retries(within_s=1),
        clock=context.clock,
        log=context.log,
    )


def hosts(*, bloxlink_key: str = KEY, roblox_key: str | None = None) -> AccountHosts:
    key = SecretStr(roblox_key) if roblox_key is not None else None
    return AccountHosts("http://127.0.0.1:9", SecretStr(bloxlink_key), None, key)


async def test_open_cloud_needs_a_key_and_the_legacy_apis_do_not(
    context: BotContext, session: aiohttp.ClientSession
) -> None:
    shared = parts(context)
    assert isinstance(AccountsBuilder(shared, session, hosts()).transport(), LegacyRoblox)
    assert isinstance(AccountsBuilder(shared, session, hosts(roblox_key="a key of Roblox")).transport(), OpenCloud)


async def test_another_key_has_a_quota_of_its_own_and_no_key_is_stored(
    context: BotContext, session: aiohttp.ClientSession
) -> None:
    shared = parts(context)
    spent = await AccountsBuilder(shared, session, hosts()).quota()
    await spent.take(AccountUrgency.CHANGED)
    again = await AccountsBuilder(shared, session, hosts()).quota()
    other = await AccountsBuilder(shared, session, hosts(bloxlink_key="another key")).quota()
    assert (again.left().left, other.left().left) == (spent.left().left, spent.left().left + 1)
    stored = str(await context.database.fetch("keys", "SELECT key FROM request_counts"))
    assert "bloxlink " in stored
    assert "canary" not in stored


async def test_circuits_are_shared_by_name(context: BotContext, session: aiohttp.ClientSession) -> None:
    shared = parts(context)
    first, second = (AccountsBuilder(shared, session, hosts()).headshots() for _ in range(2))
    assert first is not second
    assert [one.name for one in context.circuits.views()].count("roblox_thumbnails") == 1
