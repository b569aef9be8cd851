"""What `clean-up` gives back: one class for each kind of thing."""

import asyncio
import gc
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from ignis.adapters.database.database import Database
from ignis.adapters.database.stale_files import remove_stale_files
from ignis.adapters.stores.account_memory import AccountMemory
from ignis.domain.health.repair_facts import RepairFact
from ignis.repair.clean_up import CleanUpPart
from ignis.repair.recovery import Freed
from ignis.runtime.base.clock import Clock
from ignis.runtime.stack.process import Process

_DAMAGED_FILES_FOR: Final = timedelta(days=30)
_ACCOUNTS_FOR: Final = timedelta(days=30)
_DRAFTS_FOR: Final = timedelta(hours=1)


def clean_up_parts(process: Process, clock: Clock, database: Database) -> Sequence[CleanUpPart]:
    return (
        OldBackups(database, clock, process.settings.database.backups_kept),
        FileDrafts(process.home.root, clock),
        DatabaseLog(database),
        ForgottenAccounts(AccountMemory(database), clock),
        CyclicGarbage(),
    )


@dataclass(frozen=True)
class OldBackups:
    """All but the newest `kept` backups, their journals, and damaged files set aside 30 days ago."""

    database: Database
    clock: Clock
    kept: int
    what = RepairFact.OLD_BACKUPS

    async def free(self) -> Freed:
        before = (self.clock.now() - _DAMAGED_FILES_FOR).timestamp()
        return Freed(*await self.database.tidy(self.kept, aside_before=before))


@dataclass(frozen=True)
class FileDrafts:
    """Drafts of files that a killed program left behind, an hour old."""

    folder: Path
    clock: Clock
    what = RepairFact.FILE_DRAFTS

    async def free(self) -> Freed:
        before = (self.clock.now() - _DRAFTS_FOR).timestamp()
        return Freed(*await asyncio.to_thread(remove_stale_files, self.folder, before=before))


@dataclass(frozen=True)
class DatabaseLog:
    """The database's log of writes, once its content is in the file."""

    database: Database
    what = RepairFact.DATABASE_LOG

    async def free(self) -> Freed:
        return Freed(bytes=await self.database.empty_log())


@dataclass(frozen=True)
class ForgottenAccounts:
    """Roblox accounts that were last asked for 30 days ago."""

    memory: AccountMemory
    clock: Clock
    what = RepairFact.FORGOTTEN_ACCOUNTS

    async def free(self) -> Freed:
        return Freed(objects=await self.memory.forget(self.clock.now() - _ACCOUNTS_FOR))


class CyclicGarbage:
    """Objects that refer to each other and are used by nothing else."""

    what = RepairFact.UNUSED_MEMORY

    async def free(self) -> Freed:
        return Freed(objects=gc.collect())
