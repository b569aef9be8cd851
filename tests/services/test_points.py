"""Points are given and taken by the rules of the moment."""

from dataclasses import replace

from ignis.services.points import Points
from tests.support.fakes.fake_members import FakeMembers
from tests.support.legion.small_legion import LEGION, Rules
from tests.support.legion.staff import OFFICER, minutes, subject

AT = minutes(0)


async def test_an_edited_role_map_is_in_force_at_once() -> None:
    rules = Rules()
    points = Points(FakeMembers(), rules)
    assert (await points.add(OFFICER, subject(1), 5, "patrol", at=AT)).before.rank == "Aspirant"
    rules.legion = replace(LEGION, default_rank="Brother")
    assert (await points.add(OFFICER, subject(2), 5, "patrol", at=AT)).before.rank == "Brother"


async def test_what_is_added_and_removed_is_stored_with_its_reason() -> None:
    store = FakeMembers()
    points = Points(store, Rules())
    await points.add(OFFICER, subject(1), 5, " patrol ", at=AT)
    removed = await points.remove(OFFICER, subject(1), 2, "late", at=AT)
    assert await store.find(1) == removed.after
    assert [(entry.before, entry.after, entry.reason) for entry in store.entries] == [(0, 5, "patrol"), (5, 3, "late")]
