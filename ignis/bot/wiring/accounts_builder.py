"""Puts together what asks for members' Roblox accounts: Bloxlink, Roblox, and the memory of their answers."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import aiohttp
from pydantic import SecretStr

from ignis.adapters.database.database import Database
from ignis.adapters.linked_accounts import bloxlink, roblox_cloud, roblox_legacy
from ignis.adapters.linked_accounts.accounts import AccountLifetimes, LinkedAccounts
from ignis.adapters.linked_accounts.bloxlink import Bloxlink, GuildSource
from ignis.adapters.linked_accounts.daily_quota import DailyQuota
from ignis.adapters.linked_accounts.rate_limiter import RateLimiter
from ignis.adapters.linked_accounts.reader_rate import ReaderRate
from ignis.adapters.linked_accounts.roblox import Roblox, RobloxTransport
from ignis.adapters.linked_accounts.roblox_cloud import CloudRateLimiters, OpenCloud
from ignis.adapters.linked_accounts.roblox_legacy import Headshots, LegacyRoblox
from ignis.adapters.linked_accounts.service import OutsideService, Retries
from ignis.adapters.stores.account_memory import AccountMemory
from ignis.bot.wiring.account_metrics import AccountMetrics, SourceMetrics
from ignis.runtime.base.clock import WaitableClock
from ignis.runtime.config.settings import AccountSettings
from ignis.runtime.resilience.circuits import Circuits
from ignis.runtime.stack.roblox_hosts import RobloxHosts
from ignis.runtime.stack.upstreams import AccountHosts
from ignis.runtime.telemetry.logs import Logger
from ignis.services.ports import AccountListener

_FINGERPRINT: Final = 12  # hexadecimal digits


@dataclass(frozen=True)
class AccountParts:
    """What the accounts' services share with the rest of the bot."""

    database: Database
    circuits: Circuits
    metrics: SourceMetrics
    memory_metrics: AccountMetrics
    settings: AccountSettings
    retries: Retries
    clock: WaitableClock
    log: Logger


@dataclass(frozen=True)
class AccountsBuilder:
    """Each method makes one part; circuits are shared by name."""

    parts: AccountParts
    session: aiohttp.ClientSession
    hosts: AccountHosts

    async def quota(self) -> DailyQuota:
        """Raises StorageError."""
        parts = self.parts
        # a fingerprint: another key has a quota of its own, and the key itself must not be written to a file
        key = f"bloxlink {_fingerprint(self.hosts.bloxlink_key)}"
        quota = DailyQuota(parts.database, key, parts.settings.bloxlink_per_day, parts.clock, parts.log)
        await quota.load()
        parts.metrics.watch_quota(quota)
        return quota

    def bloxlink(self, quota: DailyQuota, guild: GuildSource) -> Bloxlink:
        return Bloxlink(
            self._service("bloxlink"),
            self.hosts.bloxlink_url,
            self.hosts.bloxlink_key,
            guild,
            quota=quota,
            limiter=self._rate_limiter(bloxlink.NAME, bloxlink.PER_MINUTE),
        )

    def roblox(self) -> Roblox:
        return Roblox(self.transport(), self.headshots())

    def headshots(self) -> Headshots:
        return Headshots(
            self._service("roblox_thumbnails"), self._roblox_hosts, self._legacy_rate_limiter("thumbnails")
        )

    def accounts(self, links: Bloxlink, roblox: Roblox, listener: AccountListener | None = None) -> LinkedAccounts:
        parts, settings = self.parts, self.parts.settings
        return LinkedAccounts(
            links,
            roblox,
            AccountMemory(parts.database),
            clock=parts.clock,
            log=parts.log,
            observer=parts.memory_metrics,
            lifetimes=AccountLifetimes(
                settings.linked_for,
                settings.not_linked_for,
                changed=settings.change_older_than,
                refreshed=settings.refresh_older_than,
                ordered=settings.sync_older_than,
            ),
            readers=ReaderRate(settings.per_person_per_hour, parts.clock),
            listener=listener,
        )

    def transport(self) -> RobloxTransport:
        key = self.hosts.roblox_key
        if key is None:
            users, groups = self._service("roblox_users"), self._service("roblox_groups")
            return LegacyRoblox(
                users,
                groups,
                self._roblox_hosts,
                self._legacy_rate_limiter("users"),
                self._legacy_rate_limiter("groups"),
            )
        limiters = {what: self._rate_limiter(roblox_cloud.NAME, most) for what, most in roblox_cloud.PER_MINUTE.items()}
        service = self._service("roblox_cloud")
        return OpenCloud(service, self._roblox_hosts, key, CloudRateLimiters(**limiters), self.parts.clock)

    @property
    def _roblox_hosts(self) -> RobloxHosts:
        return RobloxHosts.under(self.hosts.roblox_url) if self.hosts.roblox_url else RobloxHosts()

    def _service(self, name: str) -> OutsideService:
        parts = self.parts
        circuit = parts.circuits.circuit(name)
        return OutsideService(self.session, circuit, parts.metrics, parts.retries, clock=parts.clock)

    def _legacy_rate_limiter(self, host: str) -> RateLimiter:
        return self._rate_limiter(roblox_legacy.NAME, roblox_legacy.PER_MINUTE[host])

    def _rate_limiter(self, service: str, per_minute: int) -> RateLimiter:
        patience_s = self.parts.retries.within_s / 2  # the rest is for the answer
        return RateLimiter(service, per_minute, self.parts.clock, patience_s=patience_s)


def _fingerprint(key: SecretStr) -> str:
    return sha256(key.get_secret_value().encode()).hexdigest()[:_FINGERPRINT]
