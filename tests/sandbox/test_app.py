"""All of the sandbox behind one address."""

import base64

import pytest

from ignis.sandbox.wiring import new_keys
from tests.support.servers.sandbox import RunningSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_what_a_bot_needs_to_know_of_it(sandbox: RunningSandbox) -> None:
    info, keys, spec = sandbox.info, sandbox.sandbox.keys, sandbox.sandbox.spec
    assert (info.api_url, info.guild_id, info.application_id) == (
        f"{sandbox.url}/api/v10",
        spec.guild_id,
        spec.bot.id,
    )
    assert info.gateway_url == f"ws{sandbox.url.removeprefix('http')}/gateway"
    assert info.alert_webhook.get_secret_value().endswith(f"/webhooks/{spec.webhook.id}/{keys.webhook_token}")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/page/main.js", 200),
        ("/api/v10/gateway", 200),
        ("/sandbox/state", 200),
        ("/roblox/groups/v1/groups/1/roles", 400),
        ("/bloxlink/v4/public/guilds/1/discord-to-roblox/1", 401),
        ("/nowhere", 404),
    ],
)
async def test_each_part_has_its_place(sandbox: RunningSandbox, path: str, status: int) -> None:
    async with sandbox.http.get(path) as answer:
        assert answer.status == status


async def test_the_front_page_is_never_old(sandbox: RunningSandbox) -> None:
    async with sandbox.http.get("/") as answer:
        assert (answer.content_type, answer.headers["Cache-Control"]) == ("text/html", "no-cache")


async def test_no_two_sandboxes_have_a_key_in_common() -> None:
    first, second = new_keys(), new_keys()
    assert not set(vars(first).values()) & set(vars(second).values())


async def test_a_token_begins_with_the_bots_id_as_discords_do(sandbox: RunningSandbox) -> None:
    first, *rest = sandbox.info.token.get_secret_value().split(".")
    assert base64.b64decode(first).decode() == str(sandbox.info.application_id)
    assert [len(part) for part in rest] == [6, 38]


async def test_without_a_home_no_pid_is_shown(sandbox: RunningSandbox) -> None:
    assert (await sandbox.state())["bot_pid"] is None
