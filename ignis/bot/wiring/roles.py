"""What follows Discord's roles and the role map: the sync, its commands' side, the dry run, the audit."""

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from ignis.adapters.role_map.owner import RoleMapFile
from ignis.adapters.stores.role_map_audit import SqliteRoleMapAudit
from ignis.bot.gateway.client import Arrival, IgnisClient
from ignis.bot.manual_sync.commands import SyncCommands, syncing
from ignis.bot.members.account_sources import AccountSources
from ignis.bot.role_map.audit import MapAudit
from ignis.bot.role_map.dry_run import DryRun
from ignis.bot.role_sync import RoleSync
from ignis.bot.role_sync.wiring import role_sync
from ignis.bot.wiring.context import BotContext
from ignis.runtime.resilience.circuit import Circuit


@dataclass(frozen=True)
class RoleWork:
    role_map: RoleMapFile
    roles: RoleSync
    asked: SyncCommands
    dry_run: DryRun
    audit: MapAudit

    @property
    def arrivals(self) -> tuple[Arrival, ...]:
        return self.roles, self.asked.everybody

    def runs(self) -> tuple[Coroutine[Any, Any, None], ...]:
        """What goes on for as long as the bot does."""
        return self.role_map.watch(), self.audit.run(), self.roles.run(), self.asked.everybody.run()


def build_role_work(ground: BotContext, client: IgnisClient, rest: Circuit, sources: AccountSources) -> RoleWork:
    roles = role_sync(
        client=client,
        role_map=ground.role_map,
        database=ground.database,
        accounts=lambda: sources.now,
        circuit=rest,
        settings=ground.settings.sync,
        clock=ground.clock,
        registry=ground.registry,
        tracing=ground.traces.tracing,
        log=ground.log,
    )
    dry_run = DryRun(roles.desk.sync, ground.clock, roles.desk)
    asked = syncing(
        roles=roles,
        maps=ground.role_map,
        dry_run=dry_run,
        database=ground.database,
        accounts=lambda: sources.now,
        access=ground.access,
        texts=ground.texts,
        clock=ground.clock,
        log=ground.log,
        delays=ground.delays,
    )
    audit = MapAudit(ground.role_map, SqliteRoleMapAudit(ground.database), ground.log)
    return RoleWork(ground.role_map, roles, asked, dry_run, audit)
