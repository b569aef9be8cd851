"""Routes that clients ask for beyond what simcord answers, each judged by Discord's description as well."""

import json
import re
from typing import Any

import pytest

from tests.support.servers.sandbox import RunningSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def guild(sandbox: RunningSandbox) -> str:
    return f"/guilds/{sandbox.info.guild_id}"


async def test_members_are_found_by_the_beginning_of_their_name(sandbox: RunningSandbox, guild: str) -> None:
    status, found = await sandbox.api("GET", f"{guild}/members/search?query=vulk&limit=5")
    assert (status, [member["user"]["global_name"] for member in found]) == (200, ["Vulkan"])
    _, one = await sandbox.api("GET", f"{guild}/members/search?query=v")
    assert len(one) == 1, "Discord's limit is 1 unless one says more"


@pytest.mark.parametrize("place", ["pins", "messages/pins"])
async def test_messages_are_pinned_over_the_old_route_and_the_new_one(sandbox: RunningSandbox, place: str) -> None:
    channel = f"/channels/{sandbox.sandbox.spec.channel('servitor-terminal').id}"
    _, message = await sandbox.api("POST", f"{channel}/messages", {"content": "pin me"})
    for method in ("PUT", "DELETE"):
        status, body = await sandbox.api(method, f"{channel}/{place}/{message['id']}")
        assert (status, body["code"]) == (403, 50013), "the bot of the seed may not pin"
    status, pinned = await sandbox.api("GET", f"{channel}/{place}")
    assert (status, pinned) == (200, [] if place == "pins" else {"items": [], "has_more": False})


async def test_the_bot_as_a_member(sandbox: RunningSandbox, guild: str) -> None:
    status, me = await sandbox.api("PATCH", f"{guild}/members/@me", {"nick": "Herald"})
    assert (status, me["nick"], me["user"]["id"]) == (200, "Herald", str(sandbox.info.application_id))
    await sandbox.api("PATCH", f"{guild}/members/@me", {"nick": None})
    status, (own,) = await sandbox.api("GET", "/users/@me/guilds")
    assert (status, own["id"], own["owner"], set(own) >= {"permissions", "features"}) == (
        200,
        str(sandbox.info.guild_id),
        False,
        True,
    )
    status, refused = await sandbox.api("GET", f"/users/@me/guilds/{sandbox.info.guild_id}/member")
    assert (status, refused["code"]) == (403, 20001), "a bot's token has no OAuth2 scopes"


@pytest.mark.parametrize(
    "path",
    [
        "/users/@me", "/applications/@me", "/oauth2/applications/@me", "/gateway", "/gateway/bot", "{guild}",
        "{guild}?with_counts=true", "{guild}/channels", "{guild}/roles", "{guild}/roles/member-counts",
        "{guild}/members?limit=1000", "{guild}/emojis", "{guild}/stickers", "{guild}/threads/active", "{guild}/regions",
        "{guild}/preview", "{guild}/soundboard-sounds", "{guild}/scheduled-events", "/voice/regions", "/sticker-packs",
        "/soundboard-default-sounds", "/applications/{bot}/commands", "/applications/{bot}{guild}/commands",
        "/applications/{bot}{guild}/commands/permissions", "/applications/{bot}/emojis",
    ],
)  # fmt: skip
async def test_what_clients_ask_at_their_start(sandbox: RunningSandbox, guild: str, path: str) -> None:
    status, _ = await sandbox.api("GET", path.format(guild=guild, bot=sandbox.info.application_id))
    assert status == 200


@pytest.mark.parametrize(
    ("method", "path", "refusal"),
    [
        ("GET", "/nothing/here", (404, {"message": "404: Not Found", "code": 0})),
        ("PUT", "/users/@me", (405, {"message": "405: Method Not Allowed", "code": 0})),
        ("DELETE", "/gateway", (405, {"message": "405: Method Not Allowed", "code": 0})),
    ],
)
async def test_no_such_route(sandbox: RunningSandbox, method: str, path: str, refusal: tuple[int, Any]) -> None:
    assert await sandbox.api(method, path) == refusal


async def test_fields_that_nobody_knows_are_ignored(sandbox: RunningSandbox, guild: str) -> None:
    channel = f"/channels/{sandbox.sandbox.spec.channel('servitor-terminal').id}"
    status, message = await sandbox.api("POST", f"{channel}/messages", {"content": "x", "colour": "red"})
    assert (status, message["content"]) == (200, "x")
    status, (command,) = await sandbox.api(
        "PUT",
        f"/applications/{sandbox.info.application_id}{guild}/commands",
        [{"name": "a", "description": "b", "c": 1}],
    )
    assert (status, "c" in command) == (200, False)


async def test_no_text_of_python_reaches_a_client(sandbox: RunningSandbox, guild: str) -> None:
    member = sandbox.sandbox.spec.member("Tu'Shan").id
    bodies: list[Any] = [{"roles": ["x"]}, {"nick": {}}, {"roles": 7}, [], "text"]
    for body in bodies:
        status, refused = await sandbox.api("PATCH", f"{guild}/members/{member}", body)
        assert (status, refused["code"], refused["message"]) == (400, 50035, "Invalid Form Body"), body
        told = json.dumps(refused["errors"])
        assert not re.search(r"[A-Z]\w+Error|NoneType|invalid literal|object|attribute", told), told
