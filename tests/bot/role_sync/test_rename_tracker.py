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
from ignis.runtime.config.settings import ConfigError
from ignis.services.ports import StorageError
from tests.support.servers.sandbox import running_sandbox
from tests.support.servers.syncing import Syncing, syncing
from tests.support.waiting import becomes


class FailingOnce:
    """A Change that raises `error` the first time, and notes what it was asked."""

    def __init__(self, error: Exception) -> None:
        self._errors = [error]
        self.asked: list[str] = []

    async def __call__(self, edit: Edit, *, by: Actor, what: str) -> object:
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
async def test_what_cannot_be_changed_now_keeps_no_later_rename_from_being_followed(
    run: Syncing, error: Exception
) -> None:
    change = FailingOnce(error)
    log = structlog.stdlib.get_logger("ignis.bot")
    follower = RenameTracker(run.sync.desk, lambda: run.role_map.current, change, remember=lambda: False, log=log)
    legionary = next(role for role in run.seen("Zadar").guild.roles if role.name == "Legionary")
    follower.renamed(legionary.id, "Legionário")
    follower.renamed(legionary.id, "Légionnaire")
    work = asyncio.create_task(follower.run())

    async def asked_twice() -> bool:
        return len(change.asked) == 2

    await becomes(asked_twice, f"both renames are tried; {change.asked} were")
    assert not work.done()
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work
