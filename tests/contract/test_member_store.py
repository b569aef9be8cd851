"""What every MemberStore does, the fake and the one on disk alike."""

from datetime import UTC, datetime

import pytest

from ignis.domain.members.change import Action, Change, LedgerEntry
from ignis.domain.members.member import Grant, Member
from ignis.domain.refusals import Refusal, Refused
from ignis.services.ports import MemberStore, StorageError

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def grant(user_id: int, amount: int, rank: str = "Aspirant") -> Grant:
    return Grant(user_id, amount, actor_id=7, reason="patrol", at=NOON, rank=rank, path="recruits")


async def test_a_new_store_is_empty_and_looking_leaves_it_so(store: MemberStore) -> None:
    assert await store.find(1) is None
    assert await store.is_empty()


async def test_a_first_grant_makes_the_member(store: MemberStore) -> None:
    await store.record([grant(1, 5)])
    assert await store.find(1) == Member(1, 5, "Aspirant", "recruits")
    assert await store.find(2) is None
    assert not await store.is_empty()


async def test_points_are_the_sum_and_the_rank_stays(store: MemberStore) -> None:
    await store.record([grant(1, 5), grant(1, 10, rank="Captain"), grant(2, 1)])
    await store.record([grant(1, -3)])
    member = await store.find(1)
    assert member is not None
    assert (member.points, member.rank) == (12, "Aspirant")


@pytest.mark.parametrize("amount", [-1, 0, 10**12 + 1])
async def test_one_bad_grant_refuses_them_all(store: MemberStore, amount: int) -> None:
    with pytest.raises(StorageError):
        await store.record([grant(1, 5), grant(2, amount)])
    assert await store.is_empty()


async def test_a_refused_grant_does_not_harm_later_ones(store: MemberStore) -> None:
    with pytest.raises(StorageError):
        await store.record([grant(1, -5)])
    await store.record([grant(1, 5)])
    assert await store.find(1) == Member(1, 5, "Aspirant", "recruits")


async def test_snowflakes_fit(store: MemberStore) -> None:
    await store.record([grant(2**63 - 1, 10**12)])
    member = await store.find(2**63 - 1)
    assert member is not None
    assert member.points == 10**12


class Double:
    """A MemberOrder: twice the points, and every other field changed as well."""

    def decide(self, stored: Member | None) -> Change:
        return doubled(stored or Member(1, 10, "Aspirant", "recruits"))


class Refuse:
    """A MemberOrder that refuses."""

    def decide(self, stored: Member | None) -> Change:
        del stored
        raise Refused(Refusal.TARGET_IS_BOT)


def doubled(before: Member) -> Change:
    after = Member(
        1, 2 * before.points, "Captain", None, 2, 3, 4, declined="Primarch", role_rank="Brother", roles_due=True
    )
    return Change(before, after, (LedgerEntry(Action.POINTS, 1, 7, before.points, after.points, "twice", NOON),))


async def test_a_change_is_decided_on_what_is_stored_and_kept_whole(store: MemberStore) -> None:
    await store.record([grant(1, 10)])
    change = await store.change(1, Double())
    assert change.before == Member(1, 10, "Aspirant", "recruits")
    assert await store.find(1) == change.after


async def test_a_change_may_make_a_member(store: MemberStore) -> None:
    change = await store.change(1, Double())
    assert await store.find(1) == change.after


async def test_what_is_refused_changes_nothing(store: MemberStore) -> None:
    with pytest.raises(Refused):
        await store.change(1, Refuse())
    assert await store.is_empty()
    await store.record([grant(1, 5)])


async def test_a_total_that_cannot_be_stored_changes_nothing(store: MemberStore) -> None:
    await store.record([grant(1, 10**12)])
    with pytest.raises(StorageError):
        await store.change(1, Double())
    assert await store.find(1) == Member(1, 10**12, "Aspirant", "recruits")
