"""Roblox' older hosts over real HTTP; tests/contract/test_profile_sources.py asks the sandbox's."""

import json

import pytest

from ignis.adapters.linked_accounts.http_json import SourceError
from ignis.adapters.linked_accounts.roblox import GroupRole
from ignis.adapters.linked_accounts.roblox_legacy import Headshots, LegacyRoblox
from ignis.runtime.resilience.circuit import CircuitState
from ignis.runtime.stack.roblox_hosts import RobloxHosts
from tests.support.fakes.asked_services import Asked, limiter
from tests.support.servers.canned_server import CannedServer
from tests.support.waiting import eventually

NAMES = "POST /users/v1/users"
MEMBERSHIPS = "GET /groups/v2/users/2/groups/roles"
PICTURES = "GET /thumbnails/v1/users/avatar-headshot?userIds=1,2,3&size=150x150&format=Png&isCircular=false"


@pytest.fixture
def legacy(asked: Asked, server: CannedServer) -> LegacyRoblox:
    hosts = RobloxHosts.under(server.url)
    return LegacyRoblox(asked.service("users"), asked.service("groups"), hosts, limiter(), limiter())


async def test_many_names_are_one_request(legacy: LegacyRoblox, server: CannedServer) -> None:
    server.answers[NAMES] = (200, json.dumps({"data": [{"id": 1, "name": "Roblox"}]}))
    assert await legacy.names([1, 404]) == {1: "Roblox"}
    assert len(server.requests) == 1


async def test_the_role_of_a_member_is_that_of_the_group(legacy: LegacyRoblox, server: CannedServer) -> None:
    row = {"group": {"id": 9}, "role": {"id": 3, "name": "Captain", "rank": 200}}
    server.answers[MEMBERSHIPS] = (200, json.dumps({"data": [row]}))
    assert (await legacy.roles_of(9, [2])).get(2) == GroupRole(3, "Captain", 200)
    assert (await legacy.roles_of(10, [2])).get(2) is None


async def test_the_roles_of_a_group(legacy: LegacyRoblox, server: CannedServer) -> None:
    roles = {"roles": [{"id": 3, "name": "Captain", "rank": 200}]}
    server.answers["GET /groups/v1/groups/9/roles"] = (200, json.dumps(roles))
    assert await legacy.group_roles(9) == [GroupRole(3, "Captain", 200)]


async def test_pictures_by_their_state(asked: Asked, server: CannedServer) -> None:
    rows = [
        {"targetId": 1, "state": "Completed", "imageUrl": "https://pictures.invalid/1"},
        {"targetId": 2, "state": "Blocked", "imageUrl": ""},
        {"targetId": 3, "state": "Pending", "imageUrl": ""},
    ]
    server.answers[PICTURES] = (200, json.dumps({"data": rows}))
    headshots = Headshots(asked.service("thumbnails"), RobloxHosts.under(server.url), limiter())
    assert await headshots.load([1, 2, 3]) == {1: "https://pictures.invalid/1", 2: ""}


async def test_an_impossible_row_is_the_error_of_its_account_alone(
    legacy: LegacyRoblox, asked: Asked, server: CannedServer
) -> None:
    rows = [{"id": 1, "name": "Roblox"}, {"id": 2, "name": "x" * 5000}, {"id": 3}, {"id": 4, "name": "\ud800"}]
    server.answers[NAMES] = (200, json.dumps({"data": rows}))
    names = await legacy.names([1, 2, 3, 4])
    assert names[1] == "Roblox"
    assert [isinstance(names[one], SourceError) for one in (2, 3, 4)] == [True] * 3
    faces = [
        {"targetId": 1, "state": "Completed", "imageUrl": "https://pictures.invalid/1"},
        {"targetId": 2, "state": "Completed", "imageUrl": 5},
        {"targetId": 3},
    ]
    server.answers[PICTURES] = (200, json.dumps({"data": faces}))
    pictures = await Headshots(asked.service("thumbnails"), RobloxHosts.under(server.url), limiter()).load([1, 2, 3])
    assert pictures[1] == "https://pictures.invalid/1"
    assert [isinstance(pictures[one], SourceError) for one in (2, 3)] == [True] * 2


async def test_each_host_has_a_circuit_and_a_probe_of_its_own(asked: Asked, server: CannedServer) -> None:
    policy = asked.quick_policy
    users, groups = asked.service("users", policy), asked.service("groups", policy)
    legacy = LegacyRoblox(users, groups, RobloxHosts.under(server.url), limiter(), limiter())
    server.answers[NAMES] = (500, "")
    with pytest.raises(SourceError):
        await legacy.names([1])
    assert (users.circuit.state, groups.circuit.state) == (CircuitState.OPEN, CircuitState.CLOSED)
    server.answers[NAMES] = (200, json.dumps({"data": []}))
    await eventually(lambda: users.circuit.state is CircuitState.CLOSED, "the circuit closed by its own probe")
    users.circuit.close()
    groups.circuit.close()
