"""The role map follows renamed roles; a file that cannot be changed now must not end the bot."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio
import structlog

from ignis.bot.role_sync.rename_tracker import RenameTracker
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.changes import RoleMapChange
from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.role_map.stored import Changed
from ignis.runtime.config.settings import ConfigError
from ignis.services.ports import StorageError
from tests.support.servers.sandbox import running_sandbox
from tests.support.servers.syncing import Syncing, syncing
from tests.support.waiting import becomes


class FailingOnce:
    """A ChangeableRoleMap whose first change raises `error`. It keeps the changes, and makes none."""

    def __init__(self, error: Exception, current: RoleMap) -> None:
        self._errors = [error]
        self.current = current
        self.asked: list[RoleMapChange] = []

    async def change(self, change: RoleMapChange) -> Changed:
        self.asked.append(change)
        if self._errors:
            raise self._errors.pop()
        return Changed(self.current, self.current, version=1)


@pytest_asyncio.fixture
async def run(tmp_path: Path) -> AsyncGenerator[Syncing]:
    async with running_sandbox() as sandbox, syncing(sandbox, tmp_path) as made:
        yield made


@pytest.mark.parametrize(
    "error",
    [Refused(Refusal.MAP_UNCHANGED), ConfigError("line 1: refused"), StorageError("the folder cannot be written")],
    ids=["refused", "broken file", "read-only folder"],
)
async def test_an_edit_that_fails_does_not_stop_later_ones(run: Syncing, error: Exception) -> None:
    role_map = FailingOnce(error, run.role_map.current)
    log = structlog.stdlib.get_logger("ignis.bot")
    tracker = RenameTracker(run.sync.planner, role_map, run.client, log)
    legionary = next(role for role in run.seen("Zadar").guild.roles if role.name == "Legionary")
    tracker.renamed(legionary.id, "Legionário")
    tracker.renamed(legionary.id, "Légionnaire")
    work = asyncio.create_task(tracker.run())

    async def asked_twice() -> bool:
        return len(role_map.asked) == 2

    await becomes(asked_twice, f"both renames are tried; {role_map.asked} were")
    assert not work.done()
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work
