"""REST as a bot meets it: authorisation, errors in Discord's shape, limits, audit log, uploads."""

import aiohttp
import discord
import pytest

from tests.support.servers.sandbox import RunningSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def commands(sandbox: RunningSandbox) -> int:
    return sandbox.sandbox.spec.channel("servitor-terminal").id


async def test_a_wrong_token_is_refused_as_discord_does(sandbox: RunningSandbox) -> None:
    assert await sandbox.api("GET", "/users/@me", Authorization="Bot wrong") == (
        401,
        {"message": "401: Unauthorized", "code": 0},
    )
    client = discord.Client(intents=discord.Intents.none())
    with pytest.raises(discord.LoginFailure):
        await client.login("wrong")
    await client.close()


async def test_json_is_exactly_json(sandbox: RunningSandbox) -> None:
    async with sandbox.http.get("/api/v10/gateway") as answer:
        assert answer.headers["Content-Type"] == "application/json"
        assert (await answer.json())["url"].startswith("ws://127.0.0.1:")
    status, gateway = await sandbox.api("GET", "/gateway/bot")
    assert (status, gateway["session_start_limit"]["max_concurrency"]) == (200, 1)


async def test_the_application_is_its_bot(sandbox: RunningSandbox) -> None:
    for path in ("/oauth2/applications/@me", "/applications/@me"):
        _, application = await sandbox.api("GET", path)
        assert application["id"] == application["bot"]["id"] == str(sandbox.info.application_id)
        assert application["approximate_guild_count"] == 1


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/channels/1", 404, 10003),
        ("GET", "/nothing/here", 501, 0),
        ("GET", "", 404, 0),
        ("POST", "/interactions/1/x/callback", 404, 10062),
        ("POST", "/webhooks/1/token", 404, 10015),
        ("PATCH", "/webhooks/{bot}/token/messages/@original", 401, 50027),
        ("POST", "/webhooks/{hook}/token", 401, 50027),
    ],
)
async def test_what_is_not_there_has_discords_codes(
    sandbox: RunningSandbox, method: str, path: str, status: int, code: int
) -> None:
    path = path.format(bot=sandbox.info.application_id, hook=sandbox.sandbox.spec.webhook.id)
    answered, body = await sandbox.api(method, path, {"type": 4, "data": {"content": "x"}})
    assert (answered, body["code"]) == (status, code)


async def test_a_wrong_body_names_the_field(sandbox: RunningSandbox, commands: int) -> None:
    status, body = await sandbox.api("POST", f"/channels/{commands}/messages", {"content": "x" * 2001})
    assert (status, body["code"], body["message"]) == (400, 50035, "Invalid Form Body")
    assert body["errors"]["content"]["_errors"][0]["code"] == "BASE_TYPE_MAX_LENGTH"


async def test_a_body_that_is_no_json_is_refused(sandbox: RunningSandbox, commands: int) -> None:
    token = {"Authorization": f"Bot {sandbox.info.token.get_secret_value()}"}
    async with sandbox.http.post(f"/api/v10/channels/{commands}/messages", data=b"{", headers=token) as answer:
        assert (answer.status, (await answer.json())["code"]) == (400, 50109)


@pytest.mark.parametrize("body", [[], "text", {"content": {"a": 1}}, {"embeds": 7}, {"components": [None]}])
async def test_a_body_of_the_wrong_shape_is_refused(sandbox: RunningSandbox, body: object) -> None:
    alerts = sandbox.sandbox.spec.channel("legion-alerts").id
    status, _ = await sandbox.api("POST", f"/channels/{alerts}/messages", body)
    assert status == 400


async def test_a_file_goes_in_and_its_description_with_it(sandbox: RunningSandbox, commands: int) -> None:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", '{"content":"a scroll","attachments":[{"id":0,"description":"old"}]}')
    form.add_field("files[0]", b"text", filename="scroll.txt", content_type="text/plain")
    token = {"Authorization": f"Bot {sandbox.info.token.get_secret_value()}"}
    path = f"/api/v10/channels/{commands}/messages"
    async with sandbox.http.post(path, data=form, headers=token) as answer:
        message = await answer.json()
    assert (message["attachments"][0]["filename"], message["attachments"][0]["description"]) == ("scroll.txt", "old")
