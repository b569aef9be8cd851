"""Puts together what `/sync` and `/why` work with, over the role sync that runs anyway."""

import random

from ignis.adapters.database.database import Database
from ignis.adapters.role_map.owner import RoleMapFile
from ignis.adapters.stores.history import SqliteHistory
from ignis.adapters.stores.members import SqliteMembers
from ignis.adapters.stores.sync_runs import SqliteAccountLookups, SqliteSyncRuns
from ignis.bot.gateway.member_list import MemberList
from ignis.bot.manual_sync.account_lookup import LookUpAccounts
from ignis.bot.manual_sync.commands import SyncCommands
from ignis.bot.manual_sync.run_message import RunMessage
from ignis.bot.manual_sync.sync_all import SyncAll
from ignis.bot.manual_sync.sync_members import SyncMembers
from ignis.bot.manual_sync.sync_panel import SyncPanel
from ignis.bot.manual_sync.why_panel import WhyPanel
from ignis.bot.role_map.dry_run import DryRun
from ignis.bot.role_sync import RoleSync
from ignis.bot.texts import Texts
from ignis.runtime.base.clock import WaitableClock
from ignis.runtime.resilience.backoff import UNTIL_IT_WORKS, Backoff
from ignis.runtime.telemetry.logs import Logger
from ignis.services.manual_sync.account_lookups import AccountLookups
from ignis.services.manual_sync.sync_runs import SyncRuns
from ignis.services.ports import AccountsSource
from ignis.services.why import RankExplainer


def build_sync_commands(
    *,
    roles: RoleSync,
    role_map: RoleMapFile,
    dry_run: DryRun,
    member_list: MemberList,
    database: Database,
    accounts: AccountsSource,
    texts: Texts,
    clock: WaitableClock,
    log: Logger,
    lookups_per_minute: float,
    backoff: Backoff = UNTIL_IT_WORKS,
) -> SyncCommands:
    members, message = SyncMembers(roles), RunMessage(clock, log)
    dice = random.Random()  # noqa: S311  jitter
    runs, store = SyncRuns(SqliteSyncRuns(database)), SqliteAccountLookups(database)
    lookups = LookUpAccounts(
        lookups=AccountLookups(store, roles.planner.sync, clock, dice, per_minute=lookups_per_minute),
        runs=runs,
        members=members,
        message=message,
        texts=texts,
        log=log,
        backoff=backoff,
        random=dice,
    )
    everybody = SyncAll(
        runs=runs,
        members=members,
        message=message,
        lookups=lookups,
        member_list=member_list,
        texts=texts,
        clock=clock,
        log=log,
        backoff=backoff,
        random=dice,
    )
    member_list.on_whole(everybody)
    why = RankExplainer(roles.planner.sync, SqliteMembers(database), SqliteHistory(database), accounts)
    return SyncCommands(
        SyncPanel(members, dry_run, role_map, texts),
        everybody,
        WhyPanel(why, roles.planner, role_map, texts),
    )
