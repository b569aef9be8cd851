"""The role map follows renamed roles; a file that cannot be changed now must not end the bot."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio
import structlog

from ignis.bot.role_sync.rename_tracker import RenameTracker
from ignis.domain.members.change import Actor
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.edits import Edit
from ignis.domain.role_map.role_map import RoleMap
from ignis.runtime.config.settings import ConfigError
from ignis.services.ports import StorageError
from tests.support.sandbox import becomes, running_sandbox
from tests.support.syncing import Syncing, syncing


class FailingOnce:
    """An EditableRoleMap that raises `error` at the first change, and notes every change."""

    def __init__(self, current: RoleMap, error: Exception) -> None:
        self.current = current
        self._errors = [error]
        self.asked: list[str] = []

    async def change(self, edit: Edit, *, by: Actor, what: str) -> object:
        del edit, by
        self.asked.append(what)
        if self._errors:
            raise self._errors.pop()
        return None


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
    role_map = FailingOnce(run.role_map.current, error)
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
