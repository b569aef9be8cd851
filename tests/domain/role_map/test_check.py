"""What `/config check` finds, and that it finds nothing where nothing is wrong."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from hypothesis import given, strategies as st

from ignis.domain.role_map.check import MappedRole, RoleTally, findings
from ignis.domain.role_map.finding import FindingKind, Severity
from ignis.domain.role_map.server_view import ServerRole, ServerView
from ignis.domain.rules.ladder import Ladder, LadderStep, Path
from ignis.domain.rules.legion import Legion
from ignis.domain.rules.role_ranks import RoleRanks
from tests.support.legion.small_legion import LEGION as SMALL

LEGION = replace(
    SMALL, nicknames=replace(SMALL.nicknames, prefixes=dict.fromkeys(SMALL.ranks, "IA") | {"Captain": None})
)
NAMES = ("@everyone", "Aspirants", "Brothers", "Captains", "Primarch", "Ignis")
SERVER = ServerView(tuple(ServerRole(number, name, everyone=number == 0) for number, name in enumerate(NAMES)))


def found(
    *,
    legion: Legion = LEGION,
    role_ids: dict[str, int] | None = None,
    server: ServerView = SERVER,
    members: Iterable[Iterable[str]] = (),
) -> dict[FindingKind, list[dict[str, Any]]]:
    """The params of every finding, by what was found."""
    tally = RoleTally()
    for roles in members:
        held = {role.casefold() for role in roles}
        tally.add([ranked for ranked in reversed(legion.role_ranks.ranked) if ranked.role.casefold() in held])
    by_kind: dict[FindingKind, list[dict[str, Any]]] = {}
    legion = replace(legion, role_ids=role_ids or {})
    for finding in findings(legion, server, tally):
        by_kind.setdefault(finding.found, []).append(dict(finding.params))
    return by_kind


def mapping(roles: dict[str, str], priority: list[str], given: dict[str, str] | None = None) -> Legion:
    return replace(LEGION, role_ranks=RoleRanks(roles, priority, given or {}))


HEALTHY = mapping(
    {"Aspirants": "Aspirant", "Initiates": "Initiate", "Brothers": "Brother", "Captains": "Captain"},
    ["Aspirants", "Initiates", "Brothers", "Captains"],
)
ALL_THERE = ServerView(
    tuple(ServerRole(number, name) for number, name in enumerate(["Aspirants", "Initiates", "Brothers", "Captains"]))
)


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    legion = replace(HEALTHY, off_ladder=())
    members = [["Aspirants"], ["initiates"], ["Aspirants", "Brothers"], ["Captains"], []]
    assert found(legion=legion, server=ALL_THERE, members=members) == {}


def test_the_small_legion_has_a_rank_without_a_role_and_one_off_the_ladder() -> None:
    assert found() == {FindingKind.NO_ROLE: [{"rank": "Initiate"}], FindingKind.OFF_LADDER: [{"ranks": ("Primarch",)}]}


def test_deleted_missing_and_renamed_roles() -> None:
    server = replace(SERVER, roles=(ServerRole(0, "@everyone", everyone=True), ServerRole(2, "Battle Brothers")))
    by_kind = found(server=server, role_ids={"brothers": 2, "Captains": 3})
    assert by_kind[FindingKind.RENAMED] == [{"role": "Brothers", "name": "Battle Brothers"}]
    assert by_kind[FindingKind.DELETED] == [{"role": "Captains", "rank": "Captain"}]
    assert [each["role"] for each in by_kind[FindingKind.MISSING]] == ["Primarch", "Aspirants"]


def test_a_role_that_is_missing_beside_another_of_its_rank_is_a_hint() -> None:
    roles = {"Aspirants": "Aspirant", "Novices": "Aspirant"}
    by_kind = found(legion=mapping(roles, ["Novices", "Aspirants"]))
    assert by_kind[FindingKind.SPARE] == [{"role": "Novices", "rank": "Aspirant"}]
    assert FindingKind.MISSING not in by_kind


def test_a_role_that_was_deleted_and_made_again_is_another_one() -> None:
    known = replace(LEGION, role_ids={"Brothers": 99, "Captains": 3})
    assert MappedRole(known, SERVER).find("brothers") is None
    by_kind = found(role_ids={"Brothers": 99, "Captains": 3})
    assert by_kind[FindingKind.DELETED] == [{"role": "Brothers", "rank": "Brother"}]
    assert FindingKind.TWICE not in by_kind, "one advice, and never to delete the role that is to be mapped"


def test_ids_of_another_server_mean_nothing() -> None:
    known = replace(LEGION, role_ids={"Brothers": 99})
    assert MappedRole(known, SERVER).find("brothers") == ServerRole(2, "Brothers")
    assert FindingKind.DELETED not in found(role_ids={"Brothers": 99})


def test_what_the_bot_may_not_do() -> None:
    server = replace(SERVER, manages_roles=False, manages_nicknames=False, sees_audit_log=False)
    assert {FindingKind.NO_MANAGE_ROLES, FindingKind.NO_MANAGE_NICKNAMES, FindingKind.NO_AUDIT_LOG} <= found(
        server=server
    ).keys()


def test_roles_that_cannot_be_given() -> None:
    roles = [
        replace(role, within_reach=role.name != "Captains", managed=role.name == "Brothers") for role in SERVER.roles
    ]
    by_kind = found(server=replace(SERVER, roles=tuple(roles)))
    assert by_kind[FindingKind.OUT_OF_REACH] == [{"role": "Captains"}]
    assert by_kind[FindingKind.MANAGED] == [{"role": "Brothers"}]


def test_the_role_of_everybody() -> None:
    by_kind = found(legion=mapping({"@everyone": "Aspirant"}, ["@everyone"]))
    assert by_kind[FindingKind.EVERYONE] == [{"rank": "Aspirant"}]


def test_of_two_roles_of_one_name_the_older_is_meant_and_the_other_told() -> None:
    server = replace(SERVER, roles=(*SERVER.roles, ServerRole(9, "brothers"), ServerRole(8, "Brothers")))
    assert MappedRole(LEGION, server).find("Brothers") == ServerRole(2, "Brothers")
    assert found(server=server)[FindingKind.TWICE] == [
        {"role": "Brothers", "others": ("Brothers", "brothers"), "count": 2}
    ]


def test_priorities_that_reach_nothing_and_roles_without_one() -> None:
    by_kind = found(legion=mapping({"Aspirants": "Aspirant", "Brothers": "Brother"}, ["Aspirants", "Old Guard"]))
    assert by_kind[FindingKind.NOT_MAPPED] == [{"role": "Old Guard"}]
    assert by_kind[FindingKind.NO_PRIORITY] == [{"role": "Brothers"}]


def test_a_priority_that_turns_the_ladder_round() -> None:
    legion = mapping({"Aspirants": "Aspirant", "Brothers": "Brother"}, ["Brothers", "Aspirants"])
    assert found(legion=legion)[FindingKind.AGAINST_LADDER] == [{"higher": "Brother", "lower": "Aspirant"}]


def test_several_roles_for_one_rank_name_the_one_that_is_given() -> None:
    roles = {"Aspirants": "Aspirant", "Novices": "Aspirant"}
    by_kind = found(legion=mapping(roles, ["Novices", "Aspirants"], {"Aspirant": "Aspirants"}))
    assert by_kind[FindingKind.SEVERAL] == [
        {"rank": "Aspirant", "roles": ("Aspirants", "Novices"), "given": "Aspirants"}
    ]


def test_a_role_that_decides_for_none_of_those_who_hold_it() -> None:
    by_kind = found(members=[["Aspirants", "Brothers"], ["ASPIRANTS", "Captains"], ["Recruiter"]])
    assert by_kind[FindingKind.NEVER_DECIDES] == [{"role": "Aspirants", "count": 2}]
    assert FindingKind.NEVER_DECIDES not in found(members=[["Aspirants", "Brothers"], ["Aspirants"]])


def test_ranks_off_the_ladder_without_a_role() -> None:
    by_kind = found(legion=replace(HEALTHY, off_ladder=("Warmaster",)), server=ALL_THERE)
    assert by_kind == {FindingKind.NOBODY_BECOMES: [{"ranks": ("Warmaster",)}]}


def test_ranks_without_a_prefix() -> None:
    rules = replace(LEGION.nicknames, prefixes={"aspirant": "IA", "Captain": None, "Primarch": "P"})
    by_kind = found(legion=replace(LEGION, nicknames=rules))
    assert by_kind[FindingKind.NO_PREFIX] == [{"rank": "Brother"}]


def test_a_format_that_leaves_too_little_room_for_a_name() -> None:
    rules = replace(LEGION.nicknames, format="{prefix}. Salamanders {group_rank} {roblox_username}")
    by_kind = found(legion=replace(LEGION, nicknames=rules))
    assert by_kind[FindingKind.TIGHT] == [{"ranks": ("Primarch", "Captain", "Brother", "Aspirant"), "room": 16}]


def test_what_a_preview_has_counted() -> None:
    counted = findings(LEGION, SERVER, RoleTally(), blocked=2, shortened=1)
    assert {each.found: dict(each.params) for each in counted}.items() >= {
        FindingKind.BLOCKED: {"count": 2},
        FindingKind.SHORTENED: {"count": 1},
    }.items()


def test_the_worst_stands_first() -> None:
    legion = mapping({"Gone": "Aspirant", "Brothers": "Brother"}, ["Old Guard"])
    severities = [each.severity for each in findings(legion, SERVER, RoleTally())]
    assert severities == sorted(severities, reverse=True)
    assert set(severities) == set(Severity)


ROLE_NAMES = st.sampled_from(["Aspirants", "ASPIRANTS", "Brothers", "Ghosts", "@everyone", "ﬁre", "Straße"])
RANK_NAMES = st.sampled_from(["Aspirant", "Initiate", "Brother"])


@given(
    st.dictionaries(ROLE_NAMES, RANK_NAMES),
    st.lists(ROLE_NAMES, unique_by=str.casefold),
    st.dictionaries(ROLE_NAMES, st.integers(0, 9)),
    st.lists(st.builds(ServerRole, st.integers(0, 9), ROLE_NAMES, st.booleans(), st.booleans(), st.booleans())),
    st.lists(st.lists(ROLE_NAMES)),
)
def test_any_map_beside_any_server_can_be_checked(
    roles: dict[str, str],
    priority: list[str],
    role_ids: dict[str, int],
    server: list[ServerRole],
    members: list[list[str]],
) -> None:
    ladder = Ladder([Path("one", "One", (LadderStep("Aspirant", "Initiate", 1, 2),), "Initiate", 3)])
    legion = replace(mapping(roles, priority), ladder=ladder, off_ladder=("Brother",))
    by_kind = found(legion=legion, role_ids=role_ids, server=ServerView(tuple(server)), members=members)
    mapped = {role.casefold() for role in roles}
    assert {each["role"].casefold() for each in by_kind.get(FindingKind.NOT_MAPPED, [])}.isdisjoint(mapped)
    assert all(each["count"] == len(each["others"]) for each in by_kind.get(FindingKind.TWICE, []))
