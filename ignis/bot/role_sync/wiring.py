"""Puts the sync together and lets it hear what it needs to hear."""

import random
from collections.abc import Callable

from prometheus_client import CollectorRegistry

from ignis.adapters.database.database import Database
from ignis.adapters.role_map.owner import RoleMapFile
from ignis.adapters.stores.sync import SqliteSync
from ignis.bot.gateway.client import IgnisClient
from ignis.bot.role_sync.debounce import Debounce
from ignis.bot.role_sync.engine import RoleSync
from ignis.bot.role_sync.metrics import SyncMetrics
from ignis.bot.role_sync.planner import SyncPlanner
from ignis.bot.role_sync.rename_conflicts import RenameConflicts
from ignis.bot.role_sync.rename_tracker import RenameTracker
from ignis.bot.role_sync.write_queue import WriteQueue
from ignis.bot.role_sync.writer import Writer
from ignis.runtime.base.clock import Clock
from ignis.runtime.config.settings import SyncSettings
from ignis.runtime.resilience.circuit import Circuit
from ignis.runtime.telemetry.logs import Logger
from ignis.runtime.telemetry.tracing import Tracing
from ignis.services.ports import Accounts
from ignis.services.sync import RankSync

_JITTER = 0.2


def role_sync(
    *,
    client: IgnisClient,
    role_map: RoleMapFile,
    database: Database,
    accounts: Callable[[], Accounts | None],
    circuit: Circuit,
    settings: SyncSettings,
    clock: Clock,
    registry: CollectorRegistry,
    tracing: Tracing,
    log: Logger,
) -> RoleSync:
    """Hears of everything but new sessions; it works while its `run` runs."""
    metrics = SyncMetrics(registry)
    fights = RenameConflicts(window=settings.fight_window, rest=settings.fight_rest)
    service = RankSync(SqliteSync(database), accounts, keep_rank_without_role=settings.keep_rank_without_role)
    desk = SyncPlanner(service, role_map, lambda: client.guild, fights, clock)
    writer = Writer(
        look=desk.look,
        ask=desk.ask,
        find=desk.member,
        backlog=WriteQueue(first=settings.retry_after, most=settings.retry_at_most, jitter=_jitter),
        fights=fights,
        circuit=circuit,
        per_second=settings.writes_per_second,
        clock=clock,
        metrics=metrics,
        tracing=tracing,
        log=log,
    )
    # what the sandbox calls its roles is nothing to remember in the file that serves the real server
    follower = RenameTracker(desk, role_map, remember=lambda: client.on_discord, log=log)
    made = RoleSync(
        desk=desk,
        writer=writer,
        follower=follower,
        quiet=Debounce(settings.quiet),
        clock=clock,
        metrics=metrics,
        tracing=tracing,
        log=log,
    )
    _listen(client, role_map, made)
    return made


def _listen(client: IgnisClient, role_map: RoleMapFile, made: RoleSync) -> None:
    client.listen("member_update", made.member_updated)
    client.listen("member_join", made.member_joined)
    client.listen("member_remove", made.member_left)
    client.listen("audit_log_entry_create", made.audited)
    client.listen("guild_role_update", made.role_updated)
    client.listen("guild_role_create", made.ground_changed)
    client.listen("guild_role_delete", made.ground_changed)
    client.listen("guild_update", made.ground_changed)
    role_map.on_change(made)


def _jitter() -> float:
    return random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311  spreads retries
