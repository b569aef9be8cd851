"""Every version of the role map stands in the audit once, whoever made it, whatever broke off in between."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio

from ignis.adapters.database.database import Database, open_database
from ignis.adapters.stores.privacy import SqlitePrivacy
from ignis.adapters.stores.role_map_audit import SqliteRoleMapAudit
from ignis.domain.members.change import Actor
from ignis.domain.role_map.orders import RemoveRole
from ignis.runtime.base.clock import SystemClock
from tests.support.legion.role_map import opened, written

_LINES = "SELECT actor_id, before, after, reason FROM audit WHERE action = 'role_map' ORDER BY id"
ADMIN = Actor(7)


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(tmp_path / "ignis.db", busy_timeout=1, observe=lambda *_: None) as made:
        yield made


async def lines(database: Database) -> list[tuple[Any, ...]]:
    return await database.fetch("audit_of_maps", _LINES)


async def test_every_version_is_there_once(tmp_path: Path, database: Database) -> None:
    maps, audit = opened(written(tmp_path), SystemClock()), SqliteRoleMapAudit(database)
    first = maps.current.revision
    changed = await maps.change(RemoveRole("Captains"), by=ADMIN, what="- Captains")
    assert await audit.note(await maps.versions()) == 2
    assert await audit.note(await maps.versions()) == 0
    await maps.undo(by=ADMIN)
    assert await audit.note(await maps.versions()) == 1
    removed = changed.after.revision
    assert await lines(database) == [
        (None, None, first, "file: found at the first start"),
        (7, first, removed, "command: - Captains"),
        (7, removed, first, "undo: undid version 2"),
    ]


async def test_whoever_has_their_data_deleted_is_taken_out_of_it(tmp_path: Path, database: Database) -> None:
    maps, audit = opened(written(tmp_path), SystemClock()), SqliteRoleMapAudit(database)
    await maps.change(RemoveRole("Captains"), by=ADMIN, what="- Captains")
    await audit.note(await maps.versions())
    privacy = SqlitePrivacy(database)
    exported = await privacy.everything(ADMIN.user_id)
    assert [line["reason"] for line in exported["done_as_officer"]] == ["command: - Captains"]
    deleted = await privacy.delete(ADMIN.user_id, SystemClock().now())
    assert deleted.traces == 1
    assert {line[0] for line in await lines(database)} == {None}
    assert await audit.note(await maps.versions()) == 0
