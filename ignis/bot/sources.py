"""The way to members' Roblox accounts, opened for as long as the bot is connected."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Final

import aiohttp

from ignis.adapters.accounts import LinkedAccounts
from ignis.adapters.bloxlink import Bloxlink
from ignis.adapters.roblox import Roblox, RobloxHosts
from ignis.runtime.clock import SystemClock
from ignis.runtime.logs import Logger
from ignis.runtime.outside import Accounts
from ignis.services.ports import ProfileSources

_TIMEOUT: Final = aiohttp.ClientTimeout(total=5)
_CONNECTIONS: Final = 20


@asynccontextmanager
async def profile_sources(
    accounts: Accounts | None, guild_id: Callable[[], int | None], log: Logger
) -> AsyncGenerator[ProfileSources | None]:
    """None where nobody can be asked."""
    if accounts is None:
        yield None
        return
    connector = aiohttp.TCPConnector(limit=_CONNECTIONS)
    async with aiohttp.ClientSession(connector=connector, timeout=_TIMEOUT) as session:
        links = Bloxlink(session, accounts.bloxlink_url, accounts.bloxlink_key, guild_id)
        hosts = RobloxHosts.under(accounts.roblox_url) if accounts.roblox_url else RobloxHosts()
        sources = LinkedAccounts(links, Roblox(session, hosts, accounts.roblox_key), SystemClock().monotonic, log)
        try:
            yield sources
        finally:
            await sources.aclose()
