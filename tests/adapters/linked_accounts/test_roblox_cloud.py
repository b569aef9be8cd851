"""Open Cloud over real HTTP; tests/contract/test_profile_sources.py asks the sandbox's."""

import json

import pytest
from pydantic import SecretStr

from ignis.adapters.linked_accounts.http_json import SourceError
from ignis.adapters.linked_accounts.roblox import GroupRole
from ignis.adapters.linked_accounts.roblox_cloud import CloudRateLimiters, OpenCloud
from ignis.runtime.stack.roblox_hosts import RobloxHosts
from tests.support.fakes.asked_services import Asked, limiter
from tests.support.fakes.turned_clock import TurnedClock
from tests.support.servers.canned_server import CannedServer

ROLES = "GET /cloud/v2/groups/9/roles?maxPageSize=20"
CAPTAIN = {"path": "groups/9/roles/3", "displayName": "Captain", "rank": 200}
RECRUIT = {"path": "groups/9/roles/4", "displayName": "Recruit", "rank": 1}
MEMBERSHIP = "GET /cloud/v2/groups/9/memberships?filter=user+%3D%3D+'users/2'&maxPageSize=1"


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def cloud(asked: Asked, server: CannedServer, clock: TurnedClock) -> OpenCloud:
    limiters = CloudRateLimiters(limiter(), limiter(), limiter())
    return OpenCloud(asked.service("roblox_cloud"), RobloxHosts.under(server.url), SecretStr("key"), limiters, clock)


async def test_names_are_asked_for_one_by_one_and_unknown_ones_left_out(cloud: OpenCloud, server: CannedServer) -> None:
    server.answers["GET /cloud/v2/users/1"] = (200, '{"name": "Roblox"}')
    server.answers["GET /cloud/v2/users/404"] = (404, '{"code": "NOT_FOUND", "message": "no such user"}')
    assert await cloud.names([1, 404]) == {1: "Roblox"}
    assert len(server.requests) == 2


async def test_the_roles_of_a_group_come_in_pages_and_are_remembered_for_an_hour(
    cloud: OpenCloud, server: CannedServer, clock: TurnedClock
) -> None:
    server.answers[ROLES] = (200, json.dumps({"groupRoles": [CAPTAIN], "nextPageToken": "more"}))
    server.answers[f"{ROLES}&pageToken=more"] = (200, json.dumps({"groupRoles": [RECRUIT]}))
    roles = [GroupRole(3, "Captain", 200), GroupRole(4, "Recruit", 1)]
    assert await cloud.group_roles(9) == roles
    await clock.turn(3599)
    assert await cloud.group_roles(9) == roles
    assert len(server.requests) == 2
    await clock.turn(1)
    await cloud.group_roles(9)
    assert len(server.requests) == 4


async def test_a_list_without_an_end_is_an_error(cloud: OpenCloud, server: CannedServer) -> None:
    page = (200, json.dumps({"groupRoles": [CAPTAIN], "nextPageToken": "more"}))
    server.answers |= {ROLES: page, f"{ROLES}&pageToken=more": page}
    with pytest.raises(SourceError, match="a list of roles without an end"):
        await cloud.group_roles(9)


async def test_the_role_of_a_member_is_looked_up_among_the_roles(cloud: OpenCloud, server: CannedServer) -> None:
    server.answers[ROLES] = (200, json.dumps({"groupRoles": [CAPTAIN, RECRUIT]}))
    server.answers[MEMBERSHIP] = (
        200,
        json.dumps(
            {"groupMemberships": [{"path": "groups/9/memberships/2", "user": "users/2", "role": "groups/9/roles/4"}]}
        ),
    )
    assert (await cloud.roles_of(9, [2])).get(2) == GroupRole(4, "Recruit", 1)
    server.answers[MEMBERSHIP] = (200, json.dumps({"groupMemberships": []}))
    assert (await cloud.roles_of(9, [2])).get(2) is None


MANY = "GET /cloud/v2/groups/-/memberships?filter=user+in+%5B'users/2',+'users/3',+'users/4'%5D&maxPageSize=100"


def membership(group: int, user: int, role: object) -> dict[str, object]:
    return {"path": f"groups/{group}/memberships/{user}", "user": f"users/{user}", "role": role}


async def test_roles_of_many_are_one_question_over_all_groups(cloud: OpenCloud, server: CannedServer) -> None:
    server.answers[ROLES] = (200, json.dumps({"groupRoles": [CAPTAIN, RECRUIT]}))
    first = [membership(8, 2, "groups/8/roles/3"), membership(9, 2, "groups/9/roles/3")]
    server.answers[MANY] = (200, json.dumps({"groupMemberships": first, "nextPageToken": "more"}))
    second = [membership(9, 4, None), membership(7, 3, "groups/7/roles/3")]
    server.answers[f"{MANY}&pageToken=more"] = (200, json.dumps({"groupMemberships": second}))
    found = await cloud.roles_of(9, [2, 3, 4])
    assert found[2] == GroupRole(3, "Captain", 200)
    assert 3 not in found
    assert isinstance(found[4], SourceError), "it is this account's error alone"
    assert len(server.requests) == 3


async def test_memberships_without_an_end_are_an_error(cloud: OpenCloud, server: CannedServer) -> None:
    page = (200, json.dumps({"groupMemberships": [], "nextPageToken": "more"}))
    server.answers |= {MANY: page, f"{MANY}&pageToken=more": page}
    with pytest.raises(SourceError, match="a list of memberships without an end"):
        await cloud.roles_of(9, [2, 3, 4])


async def test_a_proxys_404_closes_no_account(cloud: OpenCloud, server: CannedServer) -> None:
    server.answers["GET /cloud/v2/users/1"] = (404, "<html>")
    with pytest.raises(SourceError, match="Roblox answered 404"):
        await cloud.names([1])


async def test_a_probe_asks_for_one_name(cloud: OpenCloud, server: CannedServer) -> None:
    server.answers["GET /cloud/v2/users/1"] = (200, '{"name": "Roblox"}')
    await cloud.probe()
    assert [path for path, _ in server.requests] == ["GET /cloud/v2/users/1"]
