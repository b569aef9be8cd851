# ruff: noqa: RUF001  letters that can be taken for others are what this is about
"""Roles that look like one that counts, and names that nothing of the server is meant by."""

from dataclasses import replace

from ignis.domain.role_map.finding import FindingKind
from ignis.domain.role_map.namesakes import names_in_settings, namesakes
from ignis.domain.role_map.server_view import ServerChannel, ServerRole, ServerView
from ignis.domain.rules.pinned_names import NOBODY, NamedOnServer
from tests.support.legion.small_legion import LEGION

ROLES = (ServerRole(1, "Primarch"), ServerRole(2, "Hero"), ServerRole(3, "5th Battle Company"), ServerRole(4, "Staff"))
STAFF = (NamedOnServer("Staff", 4, "Staff"),)


def test_each_copy_is_told_under_the_name_it_looks_like() -> None:
    copies = (
        ServerRole(90, "PRIMARCH"),
        ServerRole(91, "Рrimаrch"),
        ServerRole(92, "5th  Battle Company"),
        ServerRole(93, "ＳＴＡＦＦ"),
        ServerRole(94, "Heroes"),
    )
    found = {
        finding.params["role"]: finding.params["others"]
        for finding in namesakes(LEGION, ServerView((*copies, *ROLES), staff=STAFF))
        if finding.found is FindingKind.TWICE
    }
    assert found == {
        "Primarch": ("PRIMARCH", "Рrimаrch"),
        "5th Battle Company": ("5th  Battle Company",),
        "Staff": ("ＳＴＡＦＦ",),
    }


def test_nothing_is_found_among_roles_of_different_names() -> None:
    assert list(namesakes(LEGION, ServerView(ROLES, staff=STAFF))) == []


def test_a_pinned_role_without_a_rank_that_was_deleted_is_told() -> None:
    server = ServerView(ROLES[1:], pins={"5th battle company": 3, "Techmarine": 77, "Primarch": 1})
    kinds = [(finding.found, dict(finding.params)) for finding in namesakes(LEGION, server)]
    assert kinds == [(FindingKind.NAME_DELETED, {"role": "Techmarine"})], "mapped roles are told by the check itself"


def test_a_role_of_a_name_that_nothing_had_at_first_is_asked_for_and_no_copy() -> None:
    roles = (*ROLES, ServerRole(90, "Techmarine"), ServerRole(91, "Warden"))
    server = ServerView(
        roles, pins={"techmarine": NOBODY, "apothecary": NOBODY}, staff=(NamedOnServer("Warden", None),)
    )
    assert [(each.found, dict(each.params)) for each in namesakes(LEGION, server)] == [
        (FindingKind.AWAITED, {"role": "Techmarine"})
    ]
    assert [(each.found, dict(each.params)) for each in names_in_settings(server)] == [
        (FindingKind.STAFF_AWAITED, {"role": "Warden"})
    ]


def test_a_role_that_was_meant_or_is_called_exactly_so_is_never_to_be_deleted() -> None:
    roles = (*ROLES, ServerRole(90, "Primarch"), ServerRole(91, "Verified"), ServerRole(92, "STAFF"))
    legion = replace(LEGION, role_ids={"Primarch": 90})
    server = ServerView(roles, pins={"primarch": 1}, staff=(NamedOnServer("Staff", 91, "Verified"),))
    assert [(each.found, each.params["others"]) for each in namesakes(legion, server)] == [
        (FindingKind.PASSED_OVER, ("Primarch",)),
        (FindingKind.PASSED_OVER, ("Staff",)),
        (FindingKind.TWICE, ("STAFF",)),
    ]


def test_a_role_of_the_name_of_one_that_was_deleted_gets_one_advice() -> None:
    roles = (
        ServerRole(90, "Primarch"),
        ServerRole(91, "PRIMARCH"),
        ServerRole(92, "Techmarine"),
        ServerRole(93, "Staff"),
    )
    server = ServerView(
        roles, pins={"primarch": 77, "techmarine": 78}, staff=(NamedOnServer("Staff", None, lost=True),)
    )
    assert [(each.found, dict(each.params)) for each in namesakes(LEGION, server)] == [
        (FindingKind.NAME_DELETED, {"role": "Techmarine"}),
        (FindingKind.TWICE, {"role": "Primarch", "others": ("PRIMARCH",), "count": 1}),
    ]


def test_staff_and_channels_and_other_servers() -> None:
    server = ServerView(
        ROLES,
        staff=(
            NamedOnServer("Staff", 4, "STAFF"),
            NamedOnServer("Warden", 4, "Staff"),
            NamedOnServer("Gone", None, lost=True),
            NamedOnServer("Never", None),
            NamedOnServer(4, 4, "Staff"),
        ),
        channels=(ServerChannel(50, "terminal"), ServerChannel(51, "terminal"), ServerChannel(52, "Terminal")),
        command_channels=(NamedOnServer("terminal", 50, "terminal"), NamedOnServer("old", None, lost=True)),
        other_servers=2,
    )
    assert [(finding.found, dict(finding.params)) for finding in names_in_settings(server)] == [
        (FindingKind.STAFF_RENAMED, {"role": "Warden", "name": "Staff"}),
        (FindingKind.STAFF_DELETED, {"role": "Gone"}),
        (FindingKind.STAFF_MISSING, {"role": "Never"}),
        (FindingKind.CHANNEL_TWICE, {"channel": "terminal", "count": 2}),
        (FindingKind.CHANNEL_DELETED, {"channel": "old"}),
        (FindingKind.ELSEWHERE, {"count": 2}),
    ]
