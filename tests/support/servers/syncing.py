"""The bot's own client and its role sync, over a real database, in the sandbox of the test's own process."""

import asyncio
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import discord
import structlog
from prometheus_client import CollectorRegistry

from ignis.adapters.database.database import Database, open_database
from ignis.adapters.role_map.owner import RoleMapFile
from ignis.adapters.stores.account_memory import AccountMemory, RememberedAccount
from ignis.adapters.stores.sync import SqliteSync
from ignis.bot.gateway.client import CommandSet, IgnisClient
from ignis.bot.health.recovery_targets import GuildMembers
from ignis.bot.member_list.request import MemberListRequest
from ignis.bot.member_list.role_counts import RoleCounts
from ignis.bot.member_list.watch import MemberListWatch
from ignis.bot.metrics import BotMetrics
from ignis.bot.names.guild_names import GuildNames, NamesInSettings
from ignis.bot.replies.access import Access
from ignis.bot.replies.command_guard import CommandGuard
from ignis.bot.replies.error_codes import ErrorCodes
from ignis.bot.replies.reply import Replies
from ignis.bot.rest.address import pointed_at
from ignis.bot.rest.circuit import discord_rest
from ignis.bot.role_sync import RoleSync
from ignis.bot.texts import load_texts
from ignis.bot.wiring.role_sync import build_role_sync
from ignis.domain.members.member import Member
from ignis.repair.rebuild_cache import RebuildCache
from ignis.repair.repairs import Repairs
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.config.settings import CircuitSettings, SyncSettings, project_root
from ignis.runtime.resilience.backoff import Backoff
from ignis.runtime.resilience.circuit import CircuitConfig
from ignis.runtime.resilience.circuits import Circuits
from ignis.runtime.telemetry.tracing import Tracing
from tests.support.fakes.accounts import FakeAccounts, FixedAccounts
from tests.support.fakes.dice import FixedRoll
from tests.support.fakes.fake_recovery import RepairLog
from tests.support.fakes.memory_pins import MemoryPins
from tests.support.servers.sandbox import RunningSandbox
from tests.support.waiting import becomes

QUICK = SyncSettings(quiet=0.2, retry_after=0.2, retry_at_most=1, writes_per_second=40)


@dataclass
class Syncing:
    """One run of the bot; members go by the names of the sandbox's world."""

    sandbox: RunningSandbox
    database: Database
    client: IgnisClient
    sync: RoleSync
    role_map: RoleMapFile
    registry: CollectorRegistry
    request: MemberListRequest
    repairs: Repairs

    def id_of(self, name: str) -> int:
        return next(member.id for member in self.sandbox.sandbox.spec.members if member.display_name == name)

    def seen(self, name: str) -> discord.Member:
        """As the bot's gateway has shown the member."""
        assert self.client.guild is not None
        found = self.client.guild.get_member(self.id_of(name))
        assert found is not None
        return found

    def holds(self, name: str, role: str) -> bool:
        return role in {each.name for each in self.seen(name).roles}

    async def stored(self, name: str) -> Member | None:
        return (await SqliteSync(self.database).stored([self.id_of(name)])).get(self.id_of(name))

    async def rank(self, name: str) -> str | None:
        found = await self.stored(name)
        return found.rank if found is not None else None

    async def change(self, name: str, *, by: str = "Cassian", **what: Any) -> None:
        answer = await self.sandbox.control("member", actor=by, member=name, **what)
        assert "error" not in answer, answer

    async def nickname(self, name: str) -> str | None:
        names: dict[str, str | None] = {each["name"]: each["nick"] for each in (await self.sandbox.state())["members"]}
        return names[name]

    async def becomes(self, name: str, nickname: str) -> None:
        async def is_so() -> bool:
            return await self.nickname(name) == nickname

        await becomes(is_so, f"{name} is called {nickname!r}, not {await self.nickname(name)!r}")

    async def idle(self) -> None:
        """Until nothing is left to do."""

        async def is_idle() -> bool:
            return self.sync.idle

        await becomes(is_idle, f"nothing left to do: {self.sync.state()}", within=20)

    def writes(self, name: str) -> list[tuple[str, int]]:
        """The requests about one member, and how they were answered."""
        part = f"/members/{self.id_of(name)}"
        return [(each.method, each.status) for each in self.sandbox.served if part in each.path]

    def count(self, metric: str, **labels: str) -> float:
        return self.registry.get_sample_value(metric, labels) or 0.0


@asynccontextmanager
async def syncing(
    sandbox: RunningSandbox, folder: Path, accounts: FakeAccounts | None = None, settings: SyncSettings = QUICK
) -> AsyncGenerator[Syncing]:
    """Until it has gone through everybody once. A second run over the same `folder` is the bot restarted."""
    log = structlog.stdlib.get_logger("ignis.bot")
    config = folder / "roles_ranks.json"
    if not config.exists():
        shutil.copy(project_root() / "config" / "roles_ranks.json", config)
    role_map = RoleMapFile.open(config, folder / "versions", SystemClock(), log)
    registry = CollectorRegistry()
    client = IgnisClient(log, SystemClock())
    names = GuildNames(role_map, NamesInSettings(), MemoryPins(), SystemClock(), log)
    access = Access(names, role_map, client)
    replies = Replies(load_texts(), log, BotMetrics(CollectorRegistry()), ErrorCodes(Random(1)), SystemClock())
    client.equip(CommandSet(CommandGuard(access, replies)))
    around = CircuitConfig(CircuitSettings(cooldown=0.5), SystemClock(), FixedRoll(), log)
    circuits = Circuits(around, registry, {})
    async with open_database(folder / "ignis.db", busy_timeout=1) as database:
        sync = build_role_sync(
            client=client,
            role_map=role_map,
            database=database,
            accounts=FixedAccounts(accounts),
            circuit=discord_rest(circuits, client),
            settings=settings,
            clock=SystemClock(),
            registry=registry,
            tracing=Tracing.off(),
            log=log,
        )
        for user_id, name in accounts.names.items() if accounts is not None else ():
            await AccountMemory(database).keep(user_id, RememberedAccount(user_id, name, None, datetime.now(UTC)))
        client.on_arrival(sync)
        rest = circuits.circuit("discord_rest")
        request = MemberListRequest(client, rest, RoleCounts(client, rest), silent_for=0.5)
        cache = RebuildCache(GuildMembers(client, request))
        repairs = Repairs([cache], SystemClock(), log, RepairLog(), rest=Backoff(first=0.1, longest=0.5, jitter=0))
        made = Syncing(sandbox, database, client, sync, role_map, registry, request, repairs)
        with pointed_at(sandbox.info.api_url, sandbox.info.gateway_url):
            await client.login(sandbox.info.token.get_secret_value())
            parts = (client.connect(), sync.run(), MemberListWatch(client, repairs, look_every=0.1).run())
            tasks = [asyncio.create_task(part) for part in parts]
            try:
                await made.idle()
                yield made
            finally:
                await repairs.aclose()
                circuits.close()
                await client.close()
                for task in tasks:
                    task.cancel()
                with suppress(Exception):
                    await asyncio.gather(*tasks, return_exceptions=True)
