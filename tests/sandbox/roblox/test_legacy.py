"""The fake of Roblox' older web API over real HTTP, each body as docs/integrations.md has it."""

import pytest

from tests.sandbox.fake_services import GROUP, ORDEN, TUSHAN, Client, HandClock, get


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
