"""The people of the seeded world, and what is odd about some of them."""

from ignis.sandbox.world import SEED
from ignis.sandbox.world.people import PEOPLE
from ignis.sandbox.world.roles import AWARDS, NO_AWARDS, RANKS_LOW_TO_HIGH

HUMANS = [member for member in SEED.members if not member.bot]


def test_forty_people_over_all_ranks() -> None:
    assert len(HUMANS) == 40
    held = {role for member in HUMANS for role in member.roles}
    assert set(RANKS_LOW_TO_HIGH) <= held
    assert any(not set(member.roles) & set(RANKS_LOW_TO_HIGH) for member in HUMANS)


def test_who_is_odd() -> None:
    assert max(sum(role in AWARDS for role in member.roles) for member in HUMANS) == 50
    assert sum(member.roblox_id is None for member in HUMANS) >= 3
    assert max(len(user.name) for user in SEED.roblox_users) == 20
    assert any(user.group_role is None for user in SEED.roblox_users)
    assert set(NO_AWARDS) <= set(SEED.member("Kane Vorst").roles)


def test_one_row_is_one_member() -> None:
    assert [person.display_name for person in PEOPLE] == [member.display_name for member in HUMANS]


def test_who_has_a_roblox_name_has_an_account_of_that_name() -> None:
    names = {user.id: user.name for user in SEED.roblox_users}
    linked = {member.display_name: member.roblox_id for member in HUMANS}
    for person in PEOPLE:
        roblox_id = linked[person.display_name]
        assert (roblox_id is None) == (person.roblox is None)
        assert roblox_id is None or names[roblox_id] == person.roblox
