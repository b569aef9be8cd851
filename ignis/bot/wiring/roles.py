"""What follows Discord's roles and the role map: the sync, its commands' side, the dry run, the audit."""

from dataclasses import dataclass

from ignis.adapters.role_map.owner import RoleMapFile
from ignis.adapters.stores.role_map_audit import SqliteRoleMapAudit
from ignis.bot.gateway.client import Arrival, IgnisClient
from ignis.bot.manual_sync.commands import SyncCommands
from ignis.bot.names.guild_names import GuildNames
from ignis.bot.role_map.audit import MapAudit
from ignis.bot.role_map.dry_run import DryRun
from ignis.bot.role_sync import RoleSync
from ignis.bot.wiring.context import BotContext
from ignis.bot.wiring.role_sync import build_role_sync
from ignis.bot.wiring.sync_commands import build_sync_commands
from ignis.runtime.resilience.background import BackgroundWork
from ignis.runtime.resilience.circuit import Circuit
from ignis.services.ports import AccountsSource


@dataclass(frozen=True)
class RoleWork:
    role_map: RoleMapFile
    roles: RoleSync
    commands: SyncCommands
    dry_run: DryRun
    audit: MapAudit

    @property
    def arrivals(self) -> tuple[Arrival, ...]:
        return self.roles, self.commands.everybody

    def background(self) -> dict[str, BackgroundWork]:
        """What runs for as long as the bot does, by name."""
        return {
            "role map": self.role_map,
            "role map audit": self.audit,
            "sync of everybody": self.commands.everybody,
            "look-up of accounts": self.commands.everybody.lookups,
            **self.roles.background(),
        }


def build_role_work(context: BotContext, client: IgnisClient, rest: Circuit, accounts: AccountsSource) -> RoleWork:
    roles = build_role_sync(
        client=client,
        role_map=context.role_map,
        database=context.database,
        accounts=accounts,
        circuit=rest,
        settings=context.settings.sync,
        clock=context.clock,
        registry=context.registry,
        tracing=context.traces.tracing,
        log=context.log,
        pins=context.names,
    )
    _subscribe(context.names, client, context.role_map)
    context.names.on_pinned(roles)
    dry_run = DryRun(roles.planner.sync, context.clock, roles.planner, client.members, context.names)
    commands = build_sync_commands(
        roles=roles,
        role_map=context.role_map,
        dry_run=dry_run,
        member_list=client.members,
        database=context.database,
        accounts=accounts,
        texts=context.texts,
        clock=context.clock,
        log=context.log,
        lookups_per_minute=context.settings.accounts.background_per_minute,
    )
    audit = MapAudit(context.role_map, SqliteRoleMapAudit(context.database), context.log)
    return RoleWork(context.role_map, roles, commands, dry_run, audit)


def _subscribe(names: GuildNames, client: IgnisClient, role_map: RoleMapFile) -> None:
    for what in ("guild_role", "guild_channel"):
        for happened in ("create", "update", "delete"):
            client.listen(f"{what}_{happened}", names.changed)
    role_map.on_change(names)
