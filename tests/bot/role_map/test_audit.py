"""The audit of the role map: every version, also those from before the bot ran, and after trouble with the database."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress

import pytest
import structlog

from ignis.bot.role_map import audit as map_audit
from ignis.bot.role_map.audit import MapAudit
from ignis.domain.members.change import Actor
from ignis.domain.role_map.changes import EditRoleMap
from ignis.domain.role_map.orders import RemoveRole
from ignis.domain.role_map.version import Version
from ignis.runtime.base.clock import SystemClock
from ignis.services.ports import StorageError
from tests.support.fakes.memory_role_map import MemoryRoleMap
from tests.support.legion.role_map import content_text
from tests.support.waiting import eventually

NO_CAPTAINS = EditRoleMap(RemoveRole("Captains"), Actor(1))


class MemoryAudit:
    """A RoleMapAudit that fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.noted: list[int] = []
        self._failures = failures

    async def note(self, versions: Sequence[Version]) -> int:
        if self._failures:
            self._failures -= 1
            raise StorageError("the disk is full")
        new = [version.number for version in versions if version.number not in self.noted]
        self.noted.extend(new)
        return len(new)


@pytest.fixture
def maps() -> MemoryRoleMap:
    return MemoryRoleMap(content_text(), SystemClock())


@asynccontextmanager
async def running(maps: MemoryRoleMap, audit: MemoryAudit) -> AsyncGenerator[None]:
    work = asyncio.create_task(MapAudit(maps, audit, structlog.stdlib.get_logger()).run())
    try:
        yield
    finally:
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work


async def test_versions_from_before_and_from_now_are_noted_once(maps: MemoryRoleMap) -> None:
    await maps.change(NO_CAPTAINS)
    audit = MemoryAudit()
    async with running(maps, audit):
        await eventually(lambda: audit.noted == [1, 2], "the versions from before")
        await maps.change(EditRoleMap(RemoveRole("Brothers"), Actor(1)))
        await eventually(lambda: audit.noted == [1, 2, 3], "the new version")


async def test_after_trouble_it_tries_again_by_itself(maps: MemoryRoleMap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_audit, "_AGAIN_AFTER", 0.01)
    audit = MemoryAudit(failures=2)
    with structlog.testing.capture_logs() as log:
        async with running(maps, audit):
            await eventually(lambda: audit.noted == [1], "the version, at the third try")
    assert [entry["event"] for entry in log] == ["the audit of the role map waits"] * 2
    assert log[0]["problem"] == "the disk is full"
