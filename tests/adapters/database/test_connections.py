"""The two connections to a real `ignis.db`, and what waits for them."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import aiosqlite
import pytest
import pytest_asyncio

from ignis.adapters.database.connections import DatabaseConnections
from ignis.adapters.database.database_file import DatabaseFile
from ignis.adapters.database.observer import UNOBSERVED
from ignis.services.ports import StorageError, StorageReason
from tests.support.fakes.turned_clock import TurnedClock, run_ready_tasks


@pytest_asyncio.fixture
async def connections(tmp_path: Path) -> AsyncGenerator[DatabaseConnections]:
    file = DatabaseFile(tmp_path / "ignis.db", busy_timeout=0.05, clock=TurnedClock())
    made = DatabaseConnections(file, UNOBSERVED)
    yield made
    await made.close()


async def fail() -> None:
    raise OSError(5, "the disk fails")


async def nothing() -> str:
    return "done"


async def test_one_connection_writes_and_the_other_only_reads(connections: DatabaseConnections) -> None:
    await connections.open()
    await connections.wait_usable()
    await connections.writer.execute("UPDATE journaled SET number = 7")
    assert list(await connections.reader.execute_fetchall("SELECT number FROM journaled")) == [(7,)]
    with pytest.raises(aiosqlite.OperationalError, match="readonly"):
        await connections.reader.execute("UPDATE journaled SET number = 8")


async def test_before_it_is_open_queries_wait(connections: DatabaseConnections) -> None:
    waiting = asyncio.create_task(connections.wait_usable())
    await run_ready_tasks()
    assert not waiting.done()
    await connections.open()
    await waiting


async def test_a_file_that_cannot_be_opened_fails_the_queries(connections: DatabaseConnections) -> None:
    connections.file.path.mkdir()
    with pytest.raises(StorageError):
        await connections.open()
    with pytest.raises(StorageError):
        await connections.wait_usable()
    connections.file.path.rmdir()
    await connections.open()
    await connections.wait_usable()


async def test_work_is_done_on_the_closed_file_and_it_opens_again(connections: DatabaseConnections) -> None:
    await connections.open()
    assert not connections.reopening
    assert await connections.reopen_after(nothing()) == "done"
    await connections.wait_usable()


async def test_work_that_fails_tells_the_queries_why(connections: DatabaseConnections) -> None:
    await connections.open()
    with pytest.raises(OSError, match="the disk fails"):
        await connections.reopen_after(fail())
    with pytest.raises(StorageError, match="the disk fails") as caught:
        await connections.wait_usable()
    assert caught.value.reason is StorageReason.IO_ERROR
    await connections.open()
    await connections.wait_usable()


async def test_a_file_that_grows_is_no_harm_and_one_that_is_replaced_is(connections: DatabaseConnections) -> None:
    await connections.open()
    assert connections.harmful_change() is None
    connections.file.path.rename(connections.file.path.with_name("elsewhere.db"))
    assert connections.harmful_change() == (StorageReason.MISSING, "was deleted")
    connections.file.path.touch()
    assert connections.harmful_change() == (StorageReason.REPLACED, "was replaced")
