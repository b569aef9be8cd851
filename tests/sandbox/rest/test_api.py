"""REST as a bot meets it: authorisation, errors in Discord's shape, limits, audit log, uploads."""

from random import Random
from typing import Any

import discord
import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from ignis.runtime.base.clock import SystemClock
from ignis.sandbox.faults import Faults
from ignis.sandbox.gateway import Gateway
from ignis.sandbox.limits import RateLimiter
from ignis.sandbox.rest.api import RestApi
from ignis.sandbox.simcord_bridge import ApiRequest, Simulation
from ignis.sandbox.traffic.witness import NoWitness
from ignis.sandbox.world import SEED
from tests.support.servers.sandbox import QUICK_RULES, Bot, RunningSandbox

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
        ("GET", "/nothing/here", 404, 0),
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


async def test_a_follow_up_is_answered_with_its_message_unasked(sandbox: RunningSandbox, bot: Bot) -> None:
    """Its `wait` is always true, says Discord; that of other webhooks is not."""
    assert bot.is_ready()
    outcome = await sandbox.slash("Vulkan", "who", member="Cassian")
    token = sandbox.sandbox.simulation.backend.interactions[int(outcome["interaction"])].token
    status, message = await sandbox.api(
        "POST", f"/webhooks/{sandbox.info.application_id}/{token}", {"content": "and one more"}
    )
    assert (status, message["content"]) == (200, "and one more")
    hook = str(sandbox.info.alert_webhook.get_secret_value())
    async with sandbox.http.post(hook, json={"content": "an alert"}) as answer:
        assert answer.status == 204


class BrokenSimulation(Simulation):
    def request(self, request: ApiRequest) -> Any:
        raise RuntimeError(f"a fault of the sandbox at {request.path}")


async def test_a_fault_of_the_sandbox_is_told_in_discords_words_and_logged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock, faults, log = SystemClock(), Faults(), structlog.stdlib.get_logger("ignis.sandbox")
    simulation = BrokenSimulation(SEED, clock, Random(1), "x")
    gateway = Gateway(simulation, faults, clock, "token", QUICK_RULES, NoWitness())
    api = RestApi(simulation, faults, RateLimiter(), clock, "token", gateway, log, NoWitness())
    app = web.Application()
    app.router.add_route("*", "/api/{path:.+}", api.handle)
    async with TestClient(TestServer(app)) as http:
        answer = await http.get("/api/v10/users/@me", headers={"Authorization": "Bot token"})
        assert (answer.status, await answer.json()) == (500, {"message": "500: Internal Server Error", "code": 0})
    assert "the sandbox failed on a request" in capsys.readouterr().out
