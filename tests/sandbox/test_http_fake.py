"""The fakes of outside services break on purpose, each alone and in its own words."""

import json
from typing import Any

import aiohttp
import pytest

from ignis.sandbox.faults import Faults
from tests.sandbox.fake_services import GROUP, KEY, TUSHAN, Client, HandClock, get, link_of


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
