"""The fakes over real HTTP, each body as integrations.md has it."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from ignis.runtime.base.clock import SystemClock
from ignis.sandbox import bloxlink, roblox
from ignis.sandbox.faults import Faults
from ignis.sandbox.world import SEED

KEY = "the-key"
GROUP = SEED.roblox_group_id
TUSHAN = SEED.member("Tu'Shan")
ORDEN = SEED.member("Orden the Trader")  # linked, and not in the group
Client = TestClient[web.Request, web.Application]


class HandClock(SystemClock):
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
async def client(clock: HandClock, faults: Faults) -> AsyncIterator[Client]:
    app = web.Application()
    app.add_routes(bloxlink.routes(SEED, faults, clock, KEY))
    app.add_routes(roblox.routes(SEED, faults, clock, KEY))
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        yield client


async def get(client: Client, path: str, **headers: str) -> tuple[int, Any]:
    async with client.get(path, headers=headers) as answer:
        return answer.status, await answer.json()


def link_of(user_id: int, guild_id: int = SEED.guild_id) -> str:
    return f"/v4/public/guilds/{guild_id}/discord-to-roblox/{user_id}"


async def test_bloxlink_linked_and_not_linked(client: Client) -> None:
    assert await get(client, link_of(TUSHAN.id), Authorization=KEY) == (
        200,
        {"robloxID": str(TUSHAN.roblox_id), "resolved": {}},
    )
    unlinked = (404, {"error": "User not found"})
    assert await get(client, link_of(SEED.member("Lok'ti").id), Authorization=KEY) == unlinked
    assert await get(client, link_of(123), Authorization=KEY) == unlinked
    assert await get(client, link_of(TUSHAN.id, guild_id=5), Authorization=KEY) == unlinked


async def test_bloxlinks_key(client: Client) -> None:
    assert await get(client, link_of(TUSHAN.id)) == (401, {"error": "You must provide an api-key"})
    assert await get(client, link_of(TUSHAN.id), Authorization=f"Bearer {KEY}") == (401, {"error": "Invalid API Key"})


async def test_bloxlinks_budget_of_a_day(client: Client, clock: HandClock) -> None:
    for _ in range(2000):
        async with client.get(link_of(TUSHAN.id), headers={"Authorization": KEY}) as answer:
            assert answer.status == 200
    assert (await get(client, link_of(TUSHAN.id), Authorization=KEY))[0] == 429
    clock.seconds += 86_400
    assert (await get(client, link_of(TUSHAN.id), Authorization=KEY))[0] == 200


async def test_legacy_role_in_the_group(client: Client) -> None:
    status, body = await get(client, f"/groups/v2/users/{TUSHAN.roblox_id}/groups/roles")
    (row,) = body["data"]
    assert status == 200
    assert row["group"]["id"] == GROUP
    assert (row["role"]["name"], row["role"]["rank"]) == ("Legionary", 52)
    assert await get(client, f"/groups/v2/users/{ORDEN.roblox_id}/groups/roles") == (200, {"data": []})


@pytest.mark.parametrize("user", ["1", "abc"])
async def test_legacy_unknown_user(client: Client, user: str) -> None:
    assert await get(client, f"/groups/v2/users/{user}/groups/roles") == (
        404,
        {"errors": [{"code": 3, "message": "The user id is invalid.", "userFacingMessage": "Something went wrong"}]},
    )


async def test_legacy_group_roles(client: Client) -> None:
    status, body = await get(client, f"/groups/v1/groups/{GROUP}/roles")
    assert status == 200
    assert len(body["roles"]) == 33
    assert set(body["roles"][0]) == {"id", "name", "rank", "memberCount"}
    assert (await get(client, "/groups/v1/groups/1/roles"))[0] == 400


async def test_legacy_names(client: Client) -> None:
    async with client.post("/users/v1/users", json={"userIds": [TUSHAN.roblox_id, 1]}) as answer:
        (row,) = (await answer.json())["data"]
    assert (row["id"], row["name"], row["displayName"]) == (TUSHAN.roblox_id, "TuShan_Nocturne", "Tu'Shan")
    for body, status in (
        ({"userIds": list(range(101))}, 400),
        ({"ids": []}, 400),
        ({"userIds": list(range(100))}, 200),
    ):
        async with client.post("/users/v1/users", json=body) as answer:
            assert answer.status == status


async def test_legacy_headshots(client: Client) -> None:
    path = "/thumbnails/v1/users/avatar-headshot?size=150x150&format=Png&userIds="
    status, body = await get(client, f"{path}{TUSHAN.roblox_id},1")
    assert status == 200
    assert [(row["targetId"], row["state"]) for row in body["data"]] == [
        (TUSHAN.roblox_id, "Completed"),
        (1, "Blocked"),
    ]
    assert body["data"][0]["imageUrl"].startswith("https://tr.rbxcdn.com/")
    for ids in ("", "x", ",".join(map(str, range(101)))):
        assert (await get(client, path + ids))[0] == 400


async def test_legacy_loses_patience_after_sixty_a_minute(client: Client, clock: HandClock) -> None:
    path = f"/groups/v1/groups/{GROUP}/roles"
    statuses = [(await get(client, path))[0] for _ in range(61)]
    assert statuses == [200] * 60 + [429]
    async with client.get(path) as answer:
        assert "Retry-After" not in answer.headers
        assert (await answer.json())["errors"][0]["message"] == "Too many requests"
    clock.seconds += 60
    assert (await get(client, path))[0] == 200


def of_user(user_id: int | None) -> str:
    return f"/cloud/v2/groups/{GROUP}/memberships?filter=user == 'users/{user_id}'"


async def test_cloud_membership(client: Client) -> None:
    status, body = await get(client, of_user(TUSHAN.roblox_id), **{"x-api-key": KEY})
    (row,) = body["groupMemberships"]
    assert (status, body["nextPageToken"]) == (200, "")
    assert row["path"] == f"groups/{GROUP}/memberships/{TUSHAN.roblox_id}"
    assert row["user"] == f"users/{TUSHAN.roblox_id}"
    assert row["roles"] == [row["role"]]
    assert await get(client, of_user(ORDEN.roblox_id), **{"x-api-key": KEY}) == (
        200,
        {"groupMemberships": [], "nextPageToken": ""},
    )


async def test_cloud_pages(client: Client) -> None:
    names: list[str] = []
    token = ""
    for _ in range(2):
        path = f"/cloud/v2/groups/{GROUP}/roles?maxPageSize=500&pageToken={token}"
        _, body = await get(client, path, **{"x-api-key": KEY})
        assert len(body["groupRoles"]) <= 20
        names += [role["displayName"] for role in body["groupRoles"]]
        token = body["nextPageToken"]
    assert token == ""
    assert names == [role.name for role in SEED.roblox_group_roles]


async def test_cloud_user_and_its_errors(client: Client) -> None:
    key = {"x-api-key": KEY}
    _, body = await get(client, f"/cloud/v2/users/{TUSHAN.roblox_id}", **key)
    assert (body["id"], body["name"], body["displayName"]) == (str(TUSHAN.roblox_id), "TuShan_Nocturne", "Tu'Shan")
    assert (await get(client, "/cloud/v2/users/1", **key))[1]["code"] == "NOT_FOUND"
    assert (await get(client, "/cloud/v2/groups/1/roles", **key))[1]["code"] == "NOT_FOUND"
    assert (await get(client, f"/cloud/v2/groups/{GROUP}/memberships?filter=x", **key))[0] == 400
    assert (await get(client, f"/cloud/v2/groups/{GROUP}/roles?pageToken=x", **key))[0] == 400
    assert await get(client, f"/cloud/v2/groups/{GROUP}", **{"x-api-key": "wrong"}) == (
        401,
        {"errors": [{"code": 0, "message": "Invalid API Key"}]},
    )


async def test_cloud_says_its_limits(client: Client, clock: HandClock) -> None:
    path, key = f"/cloud/v2/groups/{GROUP}", {"x-api-key": KEY}
    async with client.get(path, headers=key) as answer:
        assert answer.headers["x-ratelimit-limit"] == "150, 150;w=60"
        assert answer.headers["x-ratelimit-remaining"] == "149"
    clock.seconds += 20
    for _ in range(149):
        assert (await get(client, path, **key))[0] == 200
    async with client.get(path, headers=key) as answer:
        assert (answer.status, answer.headers["x-ratelimit-reset"]) == (429, "40")
        assert (await answer.json())["code"] == "RESOURCE_EXHAUSTED"


@pytest.mark.parametrize(("target", "path"), [("bloxlink", link_of(1)), ("roblox", f"/groups/v1/groups/{GROUP}/roles")])
async def test_faults(client: Client, clock: HandClock, faults: Faults, target: str, path: str) -> None:
    for status in (500, 503, 429):
        faults.add(target, f"status-{status}", 10, clock.seconds)
        async with client.get(path) as answer:
            assert answer.status == status
    faults.add(target, "garbage", 10, clock.seconds)
    async with client.get(path) as answer:
        raw = await answer.read()
    with pytest.raises(UnicodeDecodeError):
        json.loads(raw)
    faults.add(target, "disconnect", 10, clock.seconds)
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.get(path)
    faults.add(target, "timeout", 10, clock.seconds)
    with pytest.raises(TimeoutError):
        await client.get(path, timeout=aiohttp.ClientTimeout(total=0.2))
    clock.seconds += 11
    async with client.get(path) as answer:
        assert answer.status in {200, 401}


TOO_MANY = {"code": 0, "message": "Too many requests", "userFacingMessage": "Something went wrong"}
LEGACY_GROUPS = f"/groups/v1/groups/{GROUP}/roles"
HEADSHOT = f"/thumbnails/v1/users/avatar-headshot?userIds={TUSHAN.roblox_id}&size=150x150&format=Png"
CLOUD = f"/cloud/v2/users/{TUSHAN.roblox_id}"


@pytest.mark.parametrize(
    ("target", "broken", "well"),
    [
        ("roblox-groups", LEGACY_GROUPS, HEADSHOT),
        ("roblox-thumbnails", HEADSHOT, LEGACY_GROUPS),
        ("roblox-cloud", CLOUD, HEADSHOT),
        ("bloxlink", link_of(TUSHAN.id), CLOUD),
    ],
)
async def test_each_service_breaks_alone(client: Client, faults: Faults, target: str, broken: str, well: str) -> None:
    faults.add(target, "status-503", 60, now=1000)
    keys = {"Authorization": KEY, "x-api-key": KEY}
    assert (await get(client, broken, **keys))[0] == 503
    assert (await get(client, well, **keys))[0] == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (LEGACY_GROUPS, {"errors": [TOO_MANY]}),
        (CLOUD, {"code": "RESOURCE_EXHAUSTED", "message": "Too many requests"}),
        (link_of(TUSHAN.id), {"error": "You have reached your daily request quota"}),
    ],
)  # fmt: skip
async def test_too_many_in_each_dialect_with_and_without_how_long(
    client: Client, faults: Faults, path: str, body: dict[str, Any]
) -> None:
    for kind, wait in (("status-429", None), ("retry-after", "2")):
        for target in ("roblox", "bloxlink"):
            faults.add(target, kind, 60, now=1000)
        async with client.get(path, headers={"Authorization": KEY, "x-api-key": KEY}) as answer:
            assert (answer.status, answer.headers.get("Retry-After"), await answer.json()) == (429, wait, body)


async def test_a_picture_may_not_be_rendered_yet(client: Client, faults: Faults) -> None:
    faults.add("roblox-thumbnails", "pending", 60, now=1000)
    _, body = await get(client, HEADSHOT)
    assert (body["data"][0]["state"], body["data"][0]["imageUrl"]) == ("Pending", "")
