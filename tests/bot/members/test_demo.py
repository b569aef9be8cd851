from datetime import UTC, datetime

from hypothesis import given, strategies as st

from ignis.bot.members import demo
from ignis.domain.members.member import Member
from ignis.domain.members.profile import Subject
from tests.support.fakes.fake_members import FakeMembers
from tests.support.legion.small_legion import LEGION

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def subject(user_id: int, *roles: str) -> Subject:
    return Subject(user_id, roles, None)


async def test_members_get_points_that_suit_their_rank() -> None:
    store = FakeMembers()
    seeded = await demo.seed(
        store, LEGION, [subject(1, "Brothers"), subject(2, "Primarch"), subject(3)], actor_id=9, now=NOON
    )
    assert seeded == 2
    brother, primarch = await store.find(1), await store.find(2)
    assert brother is not None
    assert primarch is not None
    assert (brother.rank, brother.path) == ("Brother", "brothers")
    assert 20 <= brother.points <= 130
    assert 600 <= primarch.points <= 1040
    assert await store.find(3) is None, "somebody is left to be a newcomer"


async def test_a_store_with_members_is_left_alone() -> None:
    store = FakeMembers(Member(7, 1, "Aspirant", "recruits"))
    assert await demo.seed(store, LEGION, [subject(1, "Brothers")], actor_id=9, now=NOON) == 0
    assert not store.entries


@given(st.integers(1, 2**63 - 1), st.sampled_from(["Aspirants", "Brothers", "Captains", "Primarch"]))
async def test_the_same_member_always_gets_the_same(user_id: int, role: str) -> None:
    one, other = FakeMembers(), FakeMembers()
    for store in (one, other):
        await demo.seed(store, LEGION, [subject(user_id, role)], actor_id=9, now=NOON)
    assert one.entries == other.entries
    member = await one.find(user_id)
    assert member is not None
    assert member.points > 0
    assert LEGION.ladder.after_points(member.rank, member.points) == (), "no step is open that was not taken"
