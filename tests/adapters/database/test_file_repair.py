"""Repairs of a real `ignis.db` while it is open, straight on its connections."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from ignis.adapters.database.connections import DatabaseConnections
from ignis.adapters.database.database_file import DatabaseFile
from ignis.adapters.database.file_repair import RepairReport, reopen, restore
from ignis.adapters.database.observer import Unobserved
from ignis.domain.health.repair_facts import in_a_line
from ignis.services.ports import StorageError, StorageReason
from tests.support.fakes.turned_clock import TurnedClock


def worded(report: RepairReport) -> tuple[str, str]:
    found, did = report
    return in_a_line(found), in_a_line(did)


@dataclass
class RepairLog(Unobserved):
    repairs: list[str] = field(default_factory=list)

    def repaired(self, line: str, /) -> None:
        self.repairs.append(line)


@dataclass
class Rig:
    connections: DatabaseConnections
    log: RepairLog

    @property
    def path(self) -> Path:
        return self.connections.file.path

    async def number(self) -> int:
        ((number,),) = await self.connections.reader.execute_fetchall("SELECT number FROM journaled")
        return int(number)


@pytest_asyncio.fixture
async def rig(tmp_path: Path) -> AsyncGenerator[Rig]:
    log = RepairLog()
    file = DatabaseFile(tmp_path / "ignis.db", busy_timeout=0.05, clock=TurnedClock())
    connections = DatabaseConnections(file, log)
    await connections.open()
    yield Rig(connections, log)
    await connections.close()


async def test_where_nothing_is_wrong_nothing_is_done(rig: Rig) -> None:
    assert worded(await reopen(rig.connections)) == ("database_works", "nothing")
    assert worded(await restore(rig.connections)) == ("database_whole", "nothing")
    assert rig.log.repairs == []


async def test_closed_connections_are_opened_again(rig: Rig) -> None:
    await rig.connections.close()
    assert worded(await reopen(rig.connections)) == ("database_closed problem=ignis.db is closed", "reopened")
    assert await rig.number() == 0


async def test_connections_that_do_not_work_are_opened_again(rig: Rig) -> None:
    await rig.connections.reader.execute("PRAGMA query_only = OFF")
    await rig.connections.writer.execute("ALTER TABLE journaled RENAME TO elsewhere")
    found, did = worded(await reopen(rig.connections))
    assert "no such table: journaled" in found
    assert did == "reopened"


async def test_a_deleted_file_is_put_back_from_the_open_connection(rig: Rig) -> None:
    rig.path.unlink()
    found, did = worded(await reopen(rig.connections))
    assert found == "database_deleted"
    assert did == "put_back"
    assert rig.path.exists()
    assert await rig.number() == 0


async def test_a_replaced_file_is_set_aside(rig: Rig) -> None:
    rig.path.rename(rig.path.with_name("moved.db"))
    rig.path.write_bytes(b"another")
    _, did = worded(await reopen(rig.connections))
    assert did == "put_back; kept_aside file=ignis.db.aside-20260102T030405Z"
    assert rig.path.with_name("ignis.db.aside-20260102T030405Z").read_bytes() == b"another"


async def test_a_lock_of_another_connection_is_no_reason_to_reopen(rig: Rig) -> None:
    other = rig.connections.file.connect()
    try:
        other.execute("BEGIN IMMEDIATE")
        found, did = worded(await reopen(rig.connections))
    finally:
        other.close()
    assert found.startswith("database_locked")
    assert did == "nothing"


async def test_damage_without_anything_to_rebuild_from_is_an_error(rig: Rig) -> None:
    await rig.connections.close()
    rig.path.write_bytes(b"\xff" * 8192)
    with pytest.raises(StorageError, match="there are no writes in it") as caught:
        await restore(rig.connections)
    assert caught.value.reason is StorageReason.CORRUPT
    assert rig.log.repairs == []
