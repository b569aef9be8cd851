"""Puts the role sync together and subscribes it to what it follows."""

import random

from prometheus_client import CollectorRegistry

from ignis.adapters.database.database import Database
from ignis.adapters.role_map.owner import RoleMapFile
from ignis.adapters.stores.departures import SqliteReturns
from ignis.adapters.stores.owed_swaps import SqliteSwaps
from ignis.adapters.stores.sync import SqliteSync
from ignis.bot.gateway.client import IgnisClient
from ignis.bot.role_sync.debounce import Debounce
from ignis.bot.role_sync.engine import RoleSync
from ignis.bot.role_sync.guild_snapshot import UNPINNED, RolePins
from ignis.bot.role_sync.metrics import SyncMetrics
from ignis.bot.role_sync.owed_swaps import OwedSwaps
from ignis.bot.role_sync.planner import SyncPlanner
from ignis.bot.role_sync.rename_tracker import RenameTracker
from ignis.bot.role_sync.request_pace import RequestPace
from ignis.bot.role_sync.returning import Returning
from ignis.bot.role_sync.write_conflicts import MemberConflicts
from ignis.bot.role_sync.write_queue import WriteQueue
from ignis.bot.role_sync.writer import Writer
from ignis.runtime.base.clock import Clock
from ignis.runtime.config.settings import SyncSettings
from ignis.runtime.resilience.backoff import Backoff
from ignis.runtime.resilience.circuit import Circuit
from ignis.runtime.telemetry.logs import Logger
from ignis.runtime.telemetry.tracing import Tracing
from ignis.services.ports import AccountsSource
from ignis.services.sync import RankSync


def build_role_sync(
    *,
    client: IgnisClient,
    role_map: RoleMapFile,
    database: Database,
    accounts: AccountsSource,
    circuit: Circuit,
    settings: SyncSettings,
    clock: Clock,
    registry: CollectorRegistry,
    tracing: Tracing,
    log: Logger,
    pins: RolePins = UNPINNED,
) -> RoleSync:
    """The sync works while its `run` runs. It is subscribed to everything but new sessions: call its `arrive`."""
    metrics = SyncMetrics(registry)
    conflicts = MemberConflicts.of(window=settings.fight_window, rest=settings.fight_rest)
    service = RankSync(SqliteSync(database), accounts, keep_rank_without_role=settings.keep_rank_without_role)
    planner = SyncPlanner(service, role_map, client, conflicts, clock, pins=pins)
    writer = Writer(
        planner=planner,
        queue=WriteQueue(
            Backoff(first=settings.retry_after, longest=settings.retry_at_most),
            random.Random(),  # noqa: S311  jitter
        ),
        conflicts=conflicts,
        circuit=circuit,
        pace=RequestPace(settings.writes_per_second),
        clock=clock,
        metrics=metrics,
        tracing=tracing,
        log=log,
        swaps=OwedSwaps(SqliteSwaps(database), clock, log),
        answer_within=settings.answer_within,
    )
    roles = RoleSync(
        planner=planner,
        members=client.members,
        writer=writer,
        rename_tracker=RenameTracker(planner, role_map, client, log),
        debounce=Debounce(settings.quiet),
        clock=clock,
        metrics=metrics,
        tracing=tracing,
        log=log,
        returning=Returning(SqliteReturns(database), clock, log, enabled=settings.rank_on_return),
    )
    _subscribe(roles, client, role_map)
    return roles


def _subscribe(roles: RoleSync, client: IgnisClient, role_map: RoleMapFile) -> None:
    client.members.on_whole(roles)
    client.listen("member_update", roles.member_updated)
    client.listen("member_join", roles.member_joined)
    client.listen("member_remove", roles.member_left)
    client.listen("audit_log_entry_create", roles.audited)
    client.listen("guild_role_update", roles.role_updated)
    client.listen("guild_role_create", roles.guild_changed)
    client.listen("guild_role_delete", roles.guild_changed)
    client.listen("guild_update", roles.guild_changed)
    role_map.on_change(roles)
