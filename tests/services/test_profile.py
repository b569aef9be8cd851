from ignis.domain.members.member import Member
from ignis.domain.members.profile import Subject
from ignis.services.profile import Profiles
from tests.support.fakes.fake_members import FakeMembers
from tests.support.legion.small_legion import LEGION


async def test_a_stored_member_is_shown_as_stored() -> None:
    store = FakeMembers(Member(1, 42, "Brother", "brothers"))
    shown = await Profiles(store, lambda: LEGION).show(Subject(1, ("Captains",), None))
    assert (shown.points, shown.standing.rank) == (42, "Brother")


async def test_showing_a_stranger_stores_nothing() -> None:
    store = FakeMembers()
    shown = await Profiles(store, lambda: LEGION).show(Subject(1, ("Captains",), None))
    assert (shown.points, shown.standing.rank) == (0, "Captain")
    assert await store.is_empty()
