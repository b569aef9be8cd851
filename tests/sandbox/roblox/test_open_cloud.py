"""The fake Open Cloud over real HTTP, each body as docs/integrations.md has it."""

from ignis.sandbox.world import SEED
from tests.sandbox.fake_services import GROUP, KEY, ORDEN, TUSHAN, Client, HandClock, get


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


async def test_cloud_memberships_of_many_are_asked_for_in_all_groups_or_not_at_all(client: Client) -> None:
    key = {"x-api-key": KEY}

    def of(group: object, count: int) -> str:
        users = ["'users/1'"] * (count - 2) + [f"'users/{each.roblox_id}'" for each in (TUSHAN, ORDEN)]
        return f"/cloud/v2/groups/{group}/memberships?filter=user in [{', '.join(users)}]"

    status, body = await get(client, of("-", 50), **key)
    assert (status, [row["user"] for row in body["groupMemberships"]]) == (200, [f"users/{TUSHAN.roblox_id}"])
    role = body["groupMemberships"][0]["role"]
    for path in (of(GROUP, 2), of("-", 51), "/cloud/v2/groups/-/memberships", of("-", 2).replace("in", "==")):
        assert (await get(client, path, **key))[0] == 400, path
    _, body = await get(client, f"/cloud/v2/groups/{GROUP}/memberships?maxPageSize=99&filter=role == '{role}'", **key)
    assert {row["role"] for row in body["groupMemberships"]} == {role}


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
