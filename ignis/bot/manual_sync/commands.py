"""The commands of the role sync: what they need, put together over the sync that runs anyway."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ignis.adapters.database.database import Database
from ignis.adapters.role_map.owner import RoleMapFile
from ignis.adapters.stores.history import SqliteHistory
from ignis.adapters.stores.members import SqliteMembers
from ignis.adapters.stores.sync_runs import SqliteSyncRuns
from ignis.bot.manual_sync.sync_all import SyncAll
from ignis.bot.manual_sync.sync_members import SyncMembers
from ignis.bot.manual_sync.sync_panel import SyncPanel
from ignis.bot.manual_sync.why_panel import WhyPanel
from ignis.bot.replies.access import Access
from ignis.bot.role_map.dry_run import DryRun
from ignis.bot.role_sync import RoleSync
from ignis.bot.texts import Texts
from ignis.runtime.base.clock import Clock
from ignis.runtime.telemetry.logs import Logger
from ignis.services.ports import AccountsSource
from ignis.services.sync_runs import SyncRuns
from ignis.services.why import RankExplainer


@dataclass(frozen=True)
class SyncCommands:
    """`everybody` works while its `run` runs, once it was told of the server (`arrive`)."""

    member: SyncPanel
    everybody: SyncAll
    why: WhyPanel


def syncing(
    *,
    roles: RoleSync,
    maps: RoleMapFile,
    dry_run: DryRun,
    database: Database,
    accounts: AccountsSource,
    access: Access,
    texts: Texts,
    clock: Clock,
    log: Logger,
    delays: Callable[[], Iterator[float]],
) -> SyncCommands:
    members = SyncMembers(roles)
    everybody = SyncAll(
        runs=SyncRuns(SqliteSyncRuns(database)),
        members=members,
        access=access,
        texts=texts,
        clock=clock,
        log=log,
        delays=delays,
    )
    why = RankExplainer(roles.desk.sync, SqliteMembers(database), SqliteHistory(database), accounts)
    return SyncCommands(
        SyncPanel(members, dry_run, maps, access, texts), everybody, WhyPanel(why, roles.desk, maps, texts)
    )
