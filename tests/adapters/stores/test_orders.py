"""Orders on disk. What both stores do: tests/contract/test_order_store.py."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from ignis.adapters.database.database import open_database
from ignis.adapters.stores.members import SqliteMembers
from ignis.adapters.stores.orders import SqliteOrders
from ignis.domain.members.change import Actor
from ignis.domain.members.order_note import OrderNote
from ignis.domain.members.orders import AddPoints
from ignis.domain.members.profile import Subject
from tests.support.legion.small_legion import LEGION

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def points(order_id: int, at: datetime) -> AddPoints:
    return AddPoints(LEGION, Subject(1, (), None), 5, OrderNote.with_reason(Actor(9, order_id), "patrol", at))


async def test_what_was_not_told_is_still_there_after_a_restart(tmp_path: Path) -> None:
    for _ in range(2):
        async with open_database(tmp_path / "ignis.db", busy_timeout=1) as database:
            if not await SqliteOrders(database).untold():
                await SqliteMembers(database).change(1, points(7, NOON))
            assert [each.id for each in await SqliteOrders(database).untold()] == [7]


async def test_told_orders_go_after_a_day_and_the_others_after_a_month(tmp_path: Path) -> None:
    async with open_database(tmp_path / "ignis.db", busy_timeout=1) as database:
        members, orders = SqliteMembers(database), SqliteOrders(database)

        async def kept() -> list[int]:
            return [row[0] for row in await database.fetch("kept", "SELECT id FROM orders ORDER BY id")]

        await members.change(1, points(1, NOON))
        await members.change(1, points(2, NOON + timedelta(hours=1)))
        await orders.tell([1])
        await members.change(1, points(3, NOON + timedelta(days=1, minutes=1)))
        assert await kept() == [2, 3]
        await members.change(1, points(4, NOON + timedelta(days=31)))
        assert await kept() == [3, 4]
        ledger = await database.fetch("ledger", "SELECT order_id FROM ledger ORDER BY id")
        assert ledger == [(1,), (2,), (3,), (4,)]
