"""bot_liveness against real sockets in every state a bot's may be in."""

import asyncio
import os
import sys
from dataclasses import replace

import pytest

from ignis.runtime.stack import endpoints
from probes.checks.base import Context
from probes.checks.bot_liveness import BotLivenessCheck
from probes.outcome import CheckReason, CheckStatus
from tests.probes.stand_ins import FakeBot, raw_server


def publish(context: Context, url: str, pid: int | None = None) -> None:
    endpoints.publish(context.home, "bot", url, pid=pid or os.getpid())


async def free_address() -> str:
    async with raw_server(b"") as url:
        return url


async def test_a_turning_loop_is_ok(context: Context, bot: FakeBot) -> None:
    publish(context, bot.url)
    result = await BotLivenessCheck().run(context)
    assert (result.status, result.reason) == (CheckStatus.OK, CheckReason.NONE)
    assert result.detail == "event loop lag 0.5 ms"
    assert result.latency_s is not None


async def test_an_outage_of_discord_is_not_the_bots_failure(context: Context, bot: FakeBot) -> None:
    publish(context, bot.url)
    bot.answers["/readyz"] = (503, {"ready": False, "reasons": ["Discord does not answer"]})
    bot.answers["/state"] = (200, {"gateway": {"status": "disconnected"}})
    assert (await BotLivenessCheck().run(context)).status is CheckStatus.OK


async def test_a_bot_that_never_started_is_unknown(context: Context) -> None:
    result = await BotLivenessCheck().run(context)
    assert (result.status, result.reason) == (CheckStatus.UNKNOWN, CheckReason.NOT_STARTED)


async def test_a_closed_port_of_a_live_process_is_refused(context: Context) -> None:
    publish(context, await free_address())
    result = await BotLivenessCheck().run(context)
    assert (result.status, result.reason) == (CheckStatus.FAILING, CheckReason.REFUSED)


async def test_a_closed_port_of_a_dead_process_is_not_running(context: Context) -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await process.wait()
    publish(context, await free_address(), process.pid)
    result = await BotLivenessCheck().run(context)
    assert (result.status, result.reason) == (CheckStatus.FAILING, CheckReason.NOT_RUNNING)
    assert str(process.pid) in result.detail


async def test_a_hanging_bot_times_out_by_itself(context: Context) -> None:
    async with raw_server(None) as url:
        publish(context, url)
        result = await BotLivenessCheck().run(replace(context, timeout_s=0.2))
    assert (result.status, result.reason) == (CheckStatus.FAILING, CheckReason.TIMEOUT)
    assert f"{url}/livez" in result.detail


async def test_a_bad_status_is_named(context: Context, bot: FakeBot) -> None:
    publish(context, bot.url)
    bot.answers["/livez"] = (500, {"error": "no"})
    result = await BotLivenessCheck().run(context)
    assert (result.status, result.reason) == (CheckStatus.FAILING, CheckReason.BAD_STATUS)
    assert "500" in result.detail


@pytest.mark.parametrize(
    "body", ["{}", '{"loop_lag_s": "?"}', "<html>hello", '"a string"', "[]", "", "[" * 900_000, "x" * 1_100_000]
)
async def test_another_program_on_the_port_is_not_the_bot(context: Context, bot: FakeBot, body: str) -> None:
    publish(context, bot.url)
    bot.answers["/livez"] = (200, body)
    result = await BotLivenessCheck().run(context)
    assert (result.status, result.reason) == (CheckStatus.FAILING, CheckReason.BAD_ANSWER)


@pytest.mark.parametrize(
    "says", [b"", b"220 ftp ready\r\n", b"\x00\xff" * 100, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"]
)
async def test_what_is_not_http_is_not_the_bot(context: Context, says: bytes) -> None:
    async with raw_server(says) as url:
        publish(context, url)
        result = await BotLivenessCheck().run(context)
    assert (result.status, result.reason) == (CheckStatus.FAILING, CheckReason.BAD_ANSWER)


async def test_a_bot_restarted_elsewhere_is_found_and_is_transition(context: Context, bot: FakeBot) -> None:
    publish(context, await free_address(), 1)
    before = await BotLivenessCheck().run(context)
    publish(context, bot.url)
    after = await BotLivenessCheck().run(context)
    assert after.status is CheckStatus.OK
    assert before.identity != after.identity
