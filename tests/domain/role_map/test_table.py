"""The role map laid over a server's roles: what each role stands for there, and which go with a rank."""

from dataclasses import replace

from ignis.domain.blocked import Blocked
from ignis.domain.role_map.table import GuildRole, RoleChange, RoleTable
from ignis.domain.rules.role_ranks import RoleRanks
from tests.support.legion.small_legion import LEGION

VISITOR, THIRD, FIFTH = GuildRole(1, "Visitor"), GuildRole(2, "3rd Battle Company"), GuildRole(3, "5th Battle Company")
ASPIRANTS, BROTHERS, CAPTAINS = GuildRole(10, "ASPIRANTS"), GuildRole(11, "Brothers"), GuildRole(12, "Captains")
PRIMARCH = GuildRole(13, "Primarch", givable=False)
ROLES = (VISITOR, THIRD, FIFTH, ASPIRANTS, BROTHERS, CAPTAINS, PRIMARCH)
TABLE = RoleTable(LEGION, ROLES)


def ids(*roles: GuildRole) -> list[int]:
    return [role.id for role in roles]


def ranks(table: RoleTable, *roles: GuildRole) -> list[str]:
    return [held.rank for held in table.held(ids(*roles))]


def test_the_highest_mapped_role_decides_whatever_its_place_among_the_others() -> None:
    ranked = TABLE.ranked(ids(CAPTAINS, VISITOR, ASPIRANTS))
    assert ranked is not None
    assert (ranked.role, ranked.rank) == ("Captains", "Captain")
    assert TABLE.ranked([*ids(VISITOR), 404]) is None
    assert ranks(TABLE, ASPIRANTS, PRIMARCH, VISITOR, BROTHERS) == ["Primarch", "Brother", "Aspirant"]


def test_roles_are_found_by_name_without_case_under_the_spelling_of_the_map() -> None:
    assert TABLE.found == {"Aspirants": 10, "Brothers": 11, "Captains": 12, "Primarch": 13}


def test_an_id_that_is_remembered_wins_over_a_name() -> None:
    renamed, thief = replace(CAPTAINS, name="Kapitane"), replace(VISITOR, name="Captains")
    table = RoleTable(LEGION, [renamed, thief], {"Captains": CAPTAINS.id})
    assert ranks(table, renamed) == ["Captain"]
    assert ranks(table, thief) == []


def test_a_remembered_role_that_is_gone_is_found_by_its_name_again() -> None:
    table = RoleTable(LEGION, ROLES, {"Captains": 999})
    assert ranks(table, CAPTAINS) == ["Captain"]


def test_the_highest_company_role_names_the_company() -> None:
    assert TABLE.company(ids(FIFTH, THIRD, CAPTAINS)) == 5
    assert TABLE.company(ids(CAPTAINS)) is None


def test_prefix_and_path_of_a_rank_in_any_case() -> None:
    assert (TABLE.prefix("aspirant"), TABLE.prefix("Captain"), TABLE.prefix("Brother")) == ("IA", None, "")
    assert (TABLE.path("CAPTAIN"), TABLE.path("Primarch")) == ("brothers", None)


class TestSwapping:
    def test_the_new_role_comes_and_the_old_one_of_the_ladder_goes(self) -> None:
        assert TABLE.swap(ids(ASPIRANTS, VISITOR), "Brother") == RoleChange(11, (10,))

    def test_a_role_that_would_outrank_the_new_rank_goes_also_off_the_ladder(self) -> None:
        assert TABLE.swap(ids(PRIMARCH), "Captain") == RoleChange(12, (13,))

    def test_nothing_to_do_is_no_change(self) -> None:
        assert TABLE.swap(ids(CAPTAINS, VISITOR), "Captain") is None

    def test_without_a_role_for_the_rank_it_is_blocked(self) -> None:
        assert TABLE.swap(ids(BROTHERS), "Initiate") is Blocked.NO_ROLE

    def test_an_office_below_the_new_rank_stays_unless_it_is_the_one_that_is_left(self) -> None:
        legion = replace(
            LEGION,
            off_ladder=("Primarch", "Scribe"),
            role_ranks=RoleRanks(
                {"Scribes": "Scribe", "Brothers": "Brother", "Captains": "Captain"}, ["Scribes", "Brothers", "Captains"]
            ),
        )
        scribes = GuildRole(20, "Scribes")
        table = RoleTable(legion, (*ROLES, scribes))
        assert table.swap(ids(scribes, BROTHERS), "Captain") == RoleChange(12, (11,))
        assert table.swap(ids(scribes, BROTHERS), "Captain", leaving="scribe") == RoleChange(12, (20, 11))


def test_the_first_role_out_of_reach_hinders() -> None:
    assert TABLE.hindering(RoleChange(give=12, take=(10, 13))) == PRIMARCH
    assert TABLE.hindering(RoleChange(give=12, take=(10,))) is None
