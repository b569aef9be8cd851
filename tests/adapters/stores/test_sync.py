"""Many members in one transaction: two statements, whatever their number, and all of it or nothing."""

import gc
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from ignis.adapters.database.database import Database
from ignis.adapters.stores.account_memory import AccountMemory, RememberedAccount
from ignis.domain.members.change import Action, Change, LedgerEntry
from ignis.domain.members.member import Grant, Member
from ignis.domain.role_sync.map_moves import Adoption, MapMove
from ignis.domain.role_sync.plan import StoredOutline
from ignis.services.ports import StorageError
from tests.support.legion.stores import Stores

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MANY = list(range(1, 1_201))
BOTH = ["INSERT INTO members", "INSERT INTO audit"]


@dataclass
class Promote:
    """An AdoptionOrder that makes all members captains, and fails at one member."""

    fails_at: int | None = None

    def decide(self, user_id: int, stored: Member | None, move: MapMove | None) -> Adoption | None:
        del move
        if user_id == self.fails_at:
            raise StorageError("no decision")
        before = stored or Member(user_id, 0, "Aspirant", "recruits")
        after = replace(before, rank="Captain", path="brothers", role_rank="Captain")
        entry = LedgerEntry(Action.SYNCED, user_id, None, before.rank, "Captain", "Captains", NOON)
        return Adoption(Change(before, after, (entry,)))


async def test_many_members_are_two_statements(database: Database, stores: Stores) -> None:
    writer, seen = database._connections.writer, list[str]()
    await writer.set_trace_callback(seen.append)
    changes = await stores.sync.adopt(MANY, Promote(), NOON)
    assert [change.after.user_id for change in changes] == MANY
    starts = [" ".join(statement.split()[:3]) for statement in seen]
    assert [start for start in starts if start in BOTH] == BOTH
    assert {member.rank for member in (await stores.sync.stored(MANY)).values()} == {"Captain"}


async def test_a_decision_that_fails_leaves_nothing_behind(stores: Stores) -> None:
    with pytest.raises(StorageError):
        await stores.sync.adopt(MANY, Promote(fails_at=900), NOON)
    assert await stores.members.is_empty()


async def test_points_company_and_studs_are_not_written(database: Database, stores: Stores) -> None:
    await stores.members.record([Grant(1, 5, 7, "patrol", NOON, "Aspirant", "recruits")])
    async with database.transaction("prepare") as connection:
        await connection.execute("UPDATE members SET company = 2, gold_studs = 3, silver_studs = 4")
    await stores.sync.adopt([1], Promote(), NOON)
    assert await stores.members.find(1) == Member(1, 5, "Captain", "brothers", 2, 3, 4, role_rank="Captain")


async def test_the_entries_are_read_in_the_order_of_the_members(stores: Stores, database: Database) -> None:
    await stores.sync.adopt([3, 1, 2], Promote(), NOON)
    assert await database.fetch("audit", "SELECT user_id FROM audit ORDER BY id") == [(3,), (1,), (2,)]


async def test_an_outline_has_the_name_of_the_account(database: Database, stores: Stores) -> None:
    await AccountMemory(database).keep(1, RememberedAccount(7, "Ana7", None, NOON))
    await stores.sync.adopt([1, 2], Promote(), NOON)
    assert await stores.sync.outlines([1, 2, 3]) == {
        1: StoredOutline(1, "Captain", "Captain", "brothers", roles_due=False, name="Ana7"),
        2: StoredOutline(2, "Captain", "Captain", "brothers", roles_due=False, name=None),
    }


async def test_no_outline_waits_in_memory_for_the_garbage_collection(stores: Stores) -> None:
    await stores.sync.adopt(MANY, Promote(), NOON)
    outlines = await stores.sync.outlines([*MANY, 5_000])
    assert not [each for each in gc.get_objects() if isinstance(each, StoredOutline)]
    assert (len(outlines), outlines.get(5_000), 5_000 in outlines) == (len(MANY), None, False)
    assert [outlines[user_id].rank for user_id in MANY] == ["Captain"] * len(MANY)
