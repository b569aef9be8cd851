"""The way to members' Roblox accounts, open for as long as the bot is connected."""

import asyncio
import math
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

import aiohttp

from ignis.adapters.linked_accounts.bloxlink import GuildSource
from ignis.adapters.linked_accounts.service import Retries
from ignis.adapters.stores.account_memory import AccountMemory
from ignis.bot.wiring.account_metrics import AccountMetrics, SourceMetrics
from ignis.bot.wiring.accounts_builder import AccountParts, AccountsBuilder
from ignis.bot.wiring.context import BotContext
from ignis.runtime.config.settings import AccountSettings
from ignis.runtime.stack.upstreams import AccountHosts
from ignis.services.ports import AccountListener, StorageError

if TYPE_CHECKING:
    from ignis.adapters.linked_accounts.accounts import LinkedAccounts
    from ignis.adapters.linked_accounts.daily_quota import DailyQuota

_CONNECTIONS: Final = 20
_COUNT_WITHIN: Final = 2.0  # seconds


class AccountsConnection:
    """Satisfies AccountsSource: `now` is None until it is opened, and again once it is closed."""

    def __init__(self, parts: AccountParts) -> None:
        self._parts = parts
        self._quota: DailyQuota | None = None
        self._listener: AccountListener | None = None
        self.now: LinkedAccounts | None = None

    def on_changed(self, listener: AccountListener) -> None:
        """Call it before it is opened. `listener` hears of members' accounts that are others, or have another name."""
        self._listener = listener

    @asynccontextmanager
    async def open(self, hosts: AccountHosts | None, guild: GuildSource) -> AsyncGenerator[None]:
        """Stays closed if `hosts` is None: no accounts service is configured. Raises StorageError."""
        if hosts is None:
            yield
            return
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(_session(self._parts.settings))
            builder = AccountsBuilder(self._parts, session, hosts)
            self._quota = await builder.quota()
            roblox = builder.roblox()
            stack.push_async_callback(roblox.aclose)
            self.now = builder.accounts(builder.bloxlink(self._quota, guild), roblox, self._listener)
            stack.push_async_callback(self.now.aclose)
            try:
                yield
            finally:
                self.now = None

    async def count_remembered(self) -> None:
        """Brings the metric of remembered accounts up to date; NaN while the database does not answer.

        A broken database is reported elsewhere.
        """
        try:
            async with asyncio.timeout(_COUNT_WITHIN):
                remembered = float(await AccountMemory(self._parts.database).count())
        except (TimeoutError, StorageError):
            remembered = math.nan
        self._parts.memory_metrics.remembered.set(remembered)

    def state(self) -> dict[str, Any]:
        """The `accounts` of `/state`; `budget` is None if Bloxlink is not used."""
        return {"budget": self._quota.left().to_json() if self._quota is not None else None}


def accounts_connection(context: BotContext) -> AccountsConnection:
    """Closed at first: see `AccountsConnection.open`."""
    settings = context.settings.accounts
    return AccountsConnection(
        AccountParts(
            database=context.database,
            circuits=context.circuits,
            metrics=SourceMetrics(context.registry, context.traces.exemplars),
            memory_metrics=AccountMetrics(context.registry),
            settings=settings,
            retries=Retries(within_s=settings.timeout),
            clock=context.clock,
            log=context.log,
        )
    )


def _session(settings: AccountSettings) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=_CONNECTIONS), timeout=aiohttp.ClientTimeout(total=settings.timeout)
    )
