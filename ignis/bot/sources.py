"""The way to members' Roblox accounts, opened for as long as the bot is connected."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Final

import aiohttp

from ignis.adapters.accounts import LinkedAccounts
from ignis.adapters.bloxlink import Bloxlink
from ignis.adapters.roblox import Roblox
from ignis.runtime.clock import SystemClock
from ignis.runtime.logs import Logger
from ignis.runtime.outside import Accounts
from ignis.runtime.roblox_hosts import RobloxHosts

_TIMEOUT: Final = aiohttp.ClientTimeout(total=5)
_CONNECTIONS: Final = 20


class Sources:
    """`now` is None where, or while, nobody can be asked."""

    def __init__(self, log: Logger) -> None:
        self._log = log
        self.now: LinkedAccounts | None = None

    @asynccontextmanager
    async def open(self, accounts: Accounts | None, guild_id: Callable[[], int | None]) -> AsyncGenerator[None]:
        """`guild_id` is asked at every question: the gateway tells it, and may tell another."""
        if accounts is None:
            yield
            return
        connector = aiohttp.TCPConnector(limit=_CONNECTIONS)
        async with aiohttp.ClientSession(connector=connector, timeout=_TIMEOUT) as session:
            sources = _sources(session, accounts, guild_id, self._log)
            self.now = sources
            try:
                yield
            finally:
                self.now = None
                await sources.aclose()


def _sources(
    session: aiohttp.ClientSession, accounts: Accounts, guild_id: Callable[[], int | None], log: Logger
) -> LinkedAccounts:
    links = Bloxlink(session, accounts.bloxlink_url, accounts.bloxlink_key, guild_id)
    hosts = RobloxHosts.under(accounts.roblox_url) if accounts.roblox_url else RobloxHosts()
    return LinkedAccounts(links, Roblox(session, hosts, accounts.roblox_key), SystemClock().monotonic, log)
