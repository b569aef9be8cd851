"""The bot's HTTP server: its address is published, and a recovery by hand needs the token in the file."""

import aiohttp

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.wiring.accounts import accounts_connection
from ignis.bot.wiring.context import BotContext
from ignis.bot.wiring.loopback import listening
from ignis.bot.wiring.maintenance import open_maintenance
from ignis.bot.wiring.member_list import build_member_list
from ignis.bot.wiring.roles import build_role_work
from ignis.runtime.resilience.circuit import Circuit
from ignis.runtime.stack import endpoints

UNREADY = [
    "the gateway is connecting",
    "the gateway has not sent the servers yet",
]


async def test_it_answers_before_the_login_and_says_why_the_bot_is_not_ready(
    context: BotContext, client: IgnisClient, rest: Circuit
) -> None:
    accounts = accounts_connection(context)
    role_work = build_role_work(context, client, rest, accounts)
    async with (
        open_maintenance(context, client, rest) as maintenance,
        listening(
            context,
            client,
            maintenance=maintenance,
            role_work=role_work,
            members=build_member_list(context, client, rest, maintenance.repairs, role_work.roles.follow_up),
            accounts=accounts,
        ),
        aiohttp.ClientSession(endpoints.read(context.home)["bot"].url) as http,
    ):
        async with http.get("/readyz") as answer:
            assert (answer.status, (await answer.json())["reasons"]) == (503, UNREADY)
        assert not await context.process.well()
        token = context.home.control_token_file.read_text(encoding="ascii").strip()
        assert context.home.control_token_file.stat().st_mode & 0o777 == 0o600
        async with http.post("/repair/rebuild-cache") as answer:
            assert answer.status == 401
        async with http.post("/repair/rebuild-cache", headers={"Authorization": f"Bearer {token}"}) as answer:
            assert (answer.status, (await answer.json())["found"]) == (200, "the bot is on no server yet")
        async with http.get("/checks/cache") as answer:
            assert await answer.json() == {"configured": False}
        async with http.get("/traces") as answer:
            assert (await answer.json())["kept_by"] in {"memory", "otlp"}
    assert context.process.redact(f"x {token} x") == "x [redacted] x"
