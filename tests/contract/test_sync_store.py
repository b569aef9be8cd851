"""What every SyncStore does, the fake and the one on disk alike."""

from dataclasses import replace
from datetime import UTC, datetime

from ignis.domain.members.change import Action, Change, LedgerEntry
from ignis.domain.members.member import Grant, Member
from ignis.domain.role_sync.map_moves import Adoption, MapMove
from ignis.domain.role_sync.plan import StoredOutline
from tests.support.legion.stores import Stores

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class AllButTheSecond:
    """An AdoptionOrder: all become captains, except member 2."""

    def decide(self, user_id: int, stored: Member | None, move: MapMove | None) -> Adoption | None:
        del move
        if user_id == 2:
            return None
        before = stored or Member(user_id, 0, "Aspirant", "recruits")
        after = replace(before, rank="Captain", path="brothers", role_rank="Captain", roles_due=user_id == 3)
        entry = LedgerEntry(Action.SYNCED, user_id, 42, before.rank, "Captain", "Captains", NOON)
        return Adoption(Change(before, after, (entry,) if stored else ()))


class Nothing:
    """An AdoptionOrder that changes no member."""

    def decide(self, user_id: int, stored: Member | None, move: MapMove | None) -> None:
        del user_id, stored, move


async def test_many_are_changed_at_once_and_each_as_decided(stores: Stores) -> None:
    await stores.members.record([Grant(1, 5, 7, "patrol", NOON, "Aspirant", "recruits")])
    changes = await stores.sync.adopt([1, 2, 3], AllButTheSecond(), NOON)
    assert [change.after.user_id for change in changes] == [1, 3]
    assert await stores.sync.stored([1, 2, 3, 4]) == {
        1: Member(1, 5, "Captain", "brothers", role_rank="Captain"),
        3: Member(3, 0, "Captain", "brothers", role_rank="Captain", roles_due=True),
    }
    assert await stores.sync.outlines([3, 4]) == {
        3: StoredOutline(3, "Captain", "Captain", "brothers", roles_due=True, name=None)
    }
    assert [line.entry.action for line in await stores.history.lines(1, None, 9)] == [Action.SYNCED, Action.POINTS]
    assert not await stores.history.lines(3, None, 9)


async def test_nothing_to_do_writes_nothing(stores: Stores) -> None:
    assert not await stores.sync.adopt([1, 2], Nothing(), NOON)
    assert await stores.members.is_empty()
