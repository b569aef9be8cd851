"""The way to members' Roblox accounts, opened for as long as the bot is connected."""

import asyncio
import math
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import aiohttp
from pydantic import SecretStr

from ignis.adapters.database.database import Database
from ignis.adapters.linked_accounts import bloxlink, roblox_cloud, roblox_legacy
from ignis.adapters.linked_accounts.account_memory import AccountMemory
from ignis.adapters.linked_accounts.accounts import AccountLifetimes, LinkedAccounts
from ignis.adapters.linked_accounts.bloxlink import Bloxlink, GuildSource
from ignis.adapters.linked_accounts.daily_quota import DailyQuota
from ignis.adapters.linked_accounts.rate_limiter import RateLimiter
from ignis.adapters.linked_accounts.roblox import Roblox, RobloxTransport
from ignis.adapters.linked_accounts.roblox_cloud import CloudRateLimiters, OpenCloud
from ignis.adapters.linked_accounts.roblox_legacy import Headshots, LegacyRoblox
from ignis.adapters.linked_accounts.service import OutsideService, Retries
from ignis.bot.metrics import AccountMetrics, SourceMetrics
from ignis.runtime.base.clock import WaitableClock
from ignis.runtime.config.settings import AccountSettings
from ignis.runtime.resilience.circuits import Circuits
from ignis.runtime.stack.roblox_hosts import RobloxHosts
from ignis.runtime.stack.upstreams import AccountHosts
from ignis.runtime.telemetry.logs import Logger
from ignis.services.ports import StorageError

_CONNECTIONS: Final = 20
_PATIENCE: Final = 2.0  # seconds
_FINGERPRINT: Final = 12


@dataclass(frozen=True)
class AccountParts:
    """What the way to the accounts is built of."""

    database: Database
    circuits: Circuits
    metrics: SourceMetrics
    remembering: AccountMetrics
    rules: AccountSettings
    retries: Retries
    clock: WaitableClock
    log: Logger


class AccountSources:
    """`now` is None where, or while, nobody can be asked."""

    def __init__(self, parts: AccountParts) -> None:
        self._parts = parts
        self._budget: DailyQuota | None = None
        self.now: LinkedAccounts | None = None

    @asynccontextmanager
    async def open(self, accounts: AccountHosts | None, guild: GuildSource) -> AsyncGenerator[None]:
        """`guild` is looked at for every question: the gateway tells it, and may tell another. Raises StorageError."""
        if accounts is None:
            yield
            return
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(_session(self._parts.rules))
            builder = AccountsBuilder(self._parts, session, accounts)
            self._budget = await builder.budget()
            roblox = builder.roblox()
            stack.push_async_callback(roblox.aclose)
            links = builder.bloxlink(self._budget, guild)
            self.now = builder.accounts(links, roblox)
            stack.push_async_callback(self.now.aclose)
            try:
                yield
            finally:
                self.now = None

    async def tally(self) -> None:
        """Has the metrics say how many accounts are remembered; a database that is broken is said elsewhere."""
        try:
            async with asyncio.timeout(_PATIENCE):
                remembered = float(await AccountMemory(self._parts.database).count())
        except (TimeoutError, StorageError):
            remembered = math.nan
        self._parts.remembering.remembered.set(remembered)

    def state(self) -> dict[str, Any]:
        """The `accounts` of `/state`; `budget` is None where Bloxlink is not asked."""
        return {"budget": self._budget.left().to_json() if self._budget is not None else None}


def _session(rules: AccountSettings) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=_CONNECTIONS), timeout=aiohttp.ClientTimeout(total=rules.timeout)
    )


@dataclass(frozen=True)
class AccountsBuilder:
    """Each method makes one part; circuits are shared by name."""

    parts: AccountParts
    session: aiohttp.ClientSession
    there: AccountHosts

    async def budget(self) -> DailyQuota:
        parts = self.parts
        # a fingerprint: another key has a budget of its own, and the key itself belongs into no file
        key = f"bloxlink {_fingerprint(self.there.bloxlink_key)}"
        budget = DailyQuota(parts.database, key, parts.rules.bloxlink_per_day, parts.clock, parts.log)
        await budget.load()
        parts.metrics.watch_budget(lambda: budget.left().left)
        return budget

    def bloxlink(self, budget: DailyQuota, guild: GuildSource) -> Bloxlink:
        there, pace = self.there, self._pace(bloxlink.NAME, bloxlink.PER_MINUTE)
        return Bloxlink(
            self._service("bloxlink"), there.bloxlink_url, there.bloxlink_key, guild, quota=budget, limiter=pace
        )

    def roblox(self) -> Roblox:
        return Roblox(self.transport(), self.headshots())

    def headshots(self) -> Headshots:
        return Headshots(self._service("roblox_thumbnails"), self._hosts, self._legacy_pace("thumbnails"))

    def accounts(self, links: Bloxlink, roblox: Roblox) -> LinkedAccounts:
        parts, rules = self.parts, self.parts.rules
        lifetimes = AccountLifetimes(rules.linked_for, rules.not_linked_for)
        return LinkedAccounts(
            links,
            roblox,
            AccountMemory(parts.database),
            clock=parts.clock,
            log=parts.log,
            observer=parts.remembering,
            lifetimes=lifetimes,
        )

    def transport(self) -> RobloxTransport:
        key = self.there.roblox_key
        if key is None:
            users, groups = self._service("roblox_users"), self._service("roblox_groups")
            return LegacyRoblox(users, groups, self._hosts, self._legacy_pace("users"), self._legacy_pace("groups"))
        paces = {what: self._pace(roblox_cloud.NAME, most) for what, most in roblox_cloud.PER_MINUTE.items()}
        service = self._service("roblox_cloud")
        return OpenCloud(service, self._hosts, key, CloudRateLimiters(**paces), self.parts.clock)

    @property
    def _hosts(self) -> RobloxHosts:
        return RobloxHosts.under(self.there.roblox_url) if self.there.roblox_url else RobloxHosts()

    def _service(self, name: str) -> OutsideService:
        parts = self.parts
        return OutsideService(
            self.session, parts.circuits.circuit(name), parts.metrics, parts.retries, clock=parts.clock
        )

    def _legacy_pace(self, host: str) -> RateLimiter:
        return self._pace(roblox_legacy.NAME, roblox_legacy.PER_MINUTE[host])

    def _pace(self, service: str, per_minute: int) -> RateLimiter:
        patience_s = self.parts.retries.within_s / 2  # the rest is for the answer
        return RateLimiter(service, per_minute, self.parts.clock, patience_s=patience_s)


def _fingerprint(key: SecretStr) -> str:
    return sha256(key.get_secret_value().encode()).hexdigest()[:_FINGERPRINT]
