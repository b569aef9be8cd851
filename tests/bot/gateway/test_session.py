"""Every way in which the login can fail, against a Discord that fails on cue."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from random import Random

import pytest
import pytest_asyncio
from pydantic import SecretStr

from ignis.bot.gateway.client import Gateway
from ignis.bot.gateway.log_filters import filtered_discord_log
from ignis.bot.gateway.session import NOT_READY_AFTER, PATIENCE, GatewaySession
from ignis.bot.rest.address import pointed_at
from ignis.runtime.stack.process import Exit
from ignis.runtime.stack.upstreams import Upstreams
from tests.bot.conftest import AT_ONCE, Bench
from tests.support.fakes.fake_discord import (
    TOKEN,
    Answer,
    FakeDiscord,
    admit_nobody,
    answer,
    babble,
    close_with,
    drop,
    fake_discord,
    hang,
    limited,
)
from tests.support.waiting import eventually


@pytest_asyncio.fixture
async def discord() -> AsyncGenerator[FakeDiscord]:
    async with fake_discord() as fake:
        with pointed_at(fake.api_url, fake.gateway_url), filtered_discord_log():
            yield fake


def session(
    discord: FakeDiscord,
    bench: Bench,
    token: str = TOKEN,
    patience: float = PATIENCE,
    not_ready_after: float = NOT_READY_AFTER,
) -> GatewaySession:
    upstreams = Upstreams(discord.api_url, discord.gateway_url, SecretStr(token), None, None, sandbox=False)
    return GatewaySession(
        bench.client, upstreams, bench.log, AT_ONCE, Random(1), patience=patience, not_ready_after=not_ready_after
    )


async def refused(running: GatewaySession, startup_timeout: float = 10) -> tuple[int, str]:
    with pytest.raises(Exit) as end:
        await running.run(startup_timeout=startup_timeout)
    line = str(end.value)
    assert "\n" not in line
    return end.value.code, line


@asynccontextmanager
async def let_in(discord: FakeDiscord, bench: Bench, patience: float = PATIENCE) -> AsyncGenerator[None]:
    running = asyncio.create_task(session(discord, bench, patience=patience).run(startup_timeout=20))
    try:
        await eventually(lambda: bench.client.gateway is Gateway.READY or running.done(), "READY")
        if running.done():
            running.result()
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_refused_token_is_a_configuration_error(discord: FakeDiscord, bench: Bench) -> None:
    code, line = await refused(session(discord, bench, "canary.token.value"))
    assert code == 78
    assert line.startswith(f"DISCORD_TOKEN is refused by {discord.api_url.split('/')[2]}: copy it again")
    assert "canary" not in line + str(bench.lines)


async def test_a_token_that_only_the_gateway_refuses(discord: FakeDiscord, bench: Bench) -> None:
    discord.handshakes = [close_with(4004)]
    code, line = await refused(session(discord, bench))
    assert (code, line.split(":")[0]) == (78, "DISCORD_TOKEN is refused by 127.0.0.1")


async def test_a_missing_intent_names_the_switch(discord: FakeDiscord, bench: Bench) -> None:
    discord.handshakes = [close_with(4014)]
    code, line = await refused(session(discord, bench))
    assert code == 78
    assert "switch on 'Server Members Intent'" in line


async def test_any_other_final_code_asks_for_a_restart(discord: FakeDiscord, bench: Bench) -> None:
    discord.handshakes = [close_with(4013)]
    code, line = await refused(session(discord, bench))
    assert code == 70
    assert line.endswith("closed the gateway for good (code 4013)")


async def test_a_login_that_fails_for_now_is_tried_again(discord: FakeDiscord, bench: Bench) -> None:
    discord.logins = [403, 409]
    async with let_in(discord, bench):
        problems = [line["problem"] for line in bench.lines if line["event"] == "no connection"]
        assert [problem.split(" (")[0] for problem in problems] == [
            "Forbidden: 403 Forbidden",
            "HTTPException: 409 Conflict",
        ]


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        (limited(30.0), 30.0),  # Discord's own: discord.py would sleep until the login's time is over
        (answer(429, "error code: 1015", Retry_After="17"), 17.0),  # of what stands before Discord
    ],
    ids=["discord", "before it"],
)
async def test_a_login_waits_as_long_as_it_is_asked_to(
    discord: FakeDiscord, bench: Bench, asked: Answer, seconds: float
) -> None:
    discord.logins = [asked]
    running = asyncio.create_task(session(discord, bench).run(startup_timeout=20))
    try:
        await eventually(lambda: any(line["event"] == "no connection" for line in bench.lines), "told")
        (line,) = [line for line in bench.lines if line["event"] == "no connection"]
        assert line["again_in_s"] == seconds
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_short_pause_is_waited_out_inside_the_login(discord: FakeDiscord, bench: Bench) -> None:
    discord.logins = [limited(0.05)]
    async with let_in(discord, bench):
        assert not [line for line in bench.lines if line["event"] == "no connection"]


async def test_first_handshakes_that_fail_are_tried_again(
    discord: FakeDiscord, bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    discord.handshakes = [drop, babble, babble]
    with caplog.at_level(logging.INFO, "discord"):
        async with let_in(discord, bench):
            assert len(discord.sockets) == 4
    assert not [record for record in caplog.records if record.exc_info], "a traceback is not for people"


async def test_a_gateway_that_sends_garbage_later_is_connected_again(discord: FakeDiscord, bench: Bench) -> None:
    async with let_in(discord, bench):
        await discord.sockets[-1].send_str("<html>502 Bad Gateway</html>")
        await eventually(lambda: bench.client.identifies == 2, "a second session")


async def test_while_a_gateway_sends_garbage_the_bot_is_not_ready(discord: FakeDiscord, bench: Bench) -> None:
    async with let_in(discord, bench):
        discord.closed = True
        await discord.sockets[-1].send_str("<html>502 Bad Gateway</html>")
        await eventually(lambda: bench.client.gateway is Gateway.DISCONNECTED, "the end is seen")


async def test_the_end_of_a_long_outage_is_noticed_soon(discord: FakeDiscord, bench: Bench) -> None:
    def given_up() -> bool:
        return any(line.get("problem", "").endswith("the gateway does not come back") for line in bench.lines)

    async with let_in(discord, bench, patience=0.2):
        discord.closed = True
        await discord.sockets[-1].close(code=1001)
        await eventually(given_up, "the end of discord.py's own waiting")
        discord.closed = False
        await eventually(lambda: bench.client.gateway is Gateway.READY, "READY")
        assert bench.client.identifies == 2


async def test_a_stop_at_the_moment_of_a_lost_connection_is_a_stop(discord: FakeDiscord, bench: Bench) -> None:
    running = asyncio.create_task(session(discord, bench).run(startup_timeout=20))
    await eventually(lambda: bench.client.gateway is Gateway.READY, "READY")
    discord.closed = True
    await asyncio.gather(discord.sockets[-1].close(code=1001), cancelled(running))
    assert bench.client.is_closed()


async def cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    async with asyncio.timeout(10):
        await asyncio.gather(task, return_exceptions=True)


async def test_the_client_is_closed_whatever_happened(discord: FakeDiscord, bench: Bench) -> None:
    async with let_in(discord, bench):
        pass
    assert bench.client.is_closed()
    assert discord.sockets[-1].closed


@pytest.mark.parametrize("where", ["login", "gateway"])
async def test_a_discord_out_of_reach_is_logged_and_never_ends_the_bot(
    discord: FakeDiscord, bench: Bench, where: str
) -> None:
    if where == "login":
        discord.logins = [None]
    else:
        discord.handshakes = [hang]
    trying = session(discord, bench, patience=0.5, not_ready_after=0.5)
    running = asyncio.create_task(trying.run(startup_timeout=0.2))
    try:
        await eventually(lambda: bench.client.gateway is Gateway.READY or running.done(), "READY")
        assert not running.done()
    finally:
        await cancelled(running)
    (said,) = [line["event"] for line in bench.lines if "did not let the bot in" in line["event"]]
    assert said.endswith("did not let the bot in within 0.2 s; the bot keeps trying: no answer yet")


async def test_a_refused_connection_is_in_the_line(bench: Bench) -> None:
    gone = Upstreams("http://127.0.0.1:9/api/v10", "ws://127.0.0.1:9", SecretStr(TOKEN), None, None, sandbox=False)
    with pointed_at(gone.api_url, gone.gateway_url):
        running = asyncio.create_task(
            GatewaySession(bench.client, gone, bench.log, AT_ONCE, Random(1)).run(startup_timeout=0.3)
        )
        said = "127.0.0.1:9 did not let the bot in within 0.3 s; the bot keeps trying: ClientConnectorError"
        await eventually(lambda: any(line["event"].startswith(said) for line in bench.lines), said)
        await cancelled(running)


async def test_a_session_that_never_becomes_ready_is_asked_for_again(discord: FakeDiscord, bench: Bench) -> None:
    discord.handshakes = [admit_nobody]
    running = asyncio.create_task(session(discord, bench, patience=0.1, not_ready_after=0.5).run(startup_timeout=20))
    await eventually(lambda: bench.client.gateway is Gateway.READY, "READY")
    assert bench.client.identifies == 2
    assert "no READY within 0.5 s" in str(bench.lines)
    await eventually(lambda: discord.sockets[0].closed, "the old connection is closed")
    await cancelled(running)


async def test_without_a_server_the_bot_stays_and_says_how_to_invite_it(discord: FakeDiscord, bench: Bench) -> None:
    async with let_in(discord, bench):
        await eventually(lambda: "invite" in (bench.client.served.problem or ""), "the invitation")
        invitation = "https://discord.com/oauth2/authorize?client_id=1&scope=bot+applications.commands"
        assert invitation in (bench.client.served.problem or "")
