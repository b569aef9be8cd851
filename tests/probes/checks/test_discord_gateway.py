"""discord_gateway: what the bot says of Discord, and `unknown` whenever the bot cannot say it."""

import os
from dataclasses import replace

import pytest

from ignis.runtime.stack import endpoints
from probes.checks.base import Context
from probes.checks.discord_gateway import DiscordGatewayCheck
from probes.outcome import CheckReason, CheckStatus
from tests.probes.stand_ins import FakeBot, raw_server


async def found(context: Context) -> tuple[CheckStatus, CheckReason]:
    result = await DiscordGatewayCheck().run(context)
    return result.status, result.reason


def gateway(**facts: object) -> tuple[int, dict[str, object]]:
    return 200, {"gateway": {"status": "ready", "latency_s": 0.05, "last_ack_age_s": 12.0} | facts}


async def test_ready_and_acknowledged_is_ok(context: Context, published: FakeBot) -> None:
    assert published.url
    result = await DiscordGatewayCheck().run(context)
    assert (result.status, result.latency_s) == (CheckStatus.OK, 0.05)
    assert "12 s ago" in result.detail


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"last_ack_age_s": None}, (CheckStatus.OK, CheckReason.NONE)),
        ({"last_ack_age_s": 56.0}, (CheckStatus.OK, CheckReason.NONE)),
        ({"last_ack_age_s": 56.5}, (CheckStatus.FAILING, CheckReason.NO_ACK)),
        ({"status": "disconnected"}, (CheckStatus.FAILING, CheckReason.NOT_CONNECTED)),
        ({"status": "disconnected", "last_ack_age_s": 500}, (CheckStatus.FAILING, CheckReason.NOT_CONNECTED)),
        ({"status": "connecting", "last_ack_age_s": 500}, (CheckStatus.FAILING, CheckReason.NO_ACK)),
        ({"last_ack_age_s": float("nan"), "latency_s": float("inf")}, (CheckStatus.OK, CheckReason.NONE)),
        ({"status": "connecting"}, (CheckStatus.DEGRADED, CheckReason.NOT_READY)),
        ({"status": "a word of the future"}, (CheckStatus.DEGRADED, CheckReason.NOT_READY)),
        ({"status": None}, (CheckStatus.UNKNOWN, CheckReason.BAD_ANSWER)),
    ],
)
async def test_the_gateway_decides(
    context: Context, published: FakeBot, facts: dict[str, object], expected: tuple[CheckStatus, CheckReason]
) -> None:
    published.answers["/state"] = gateway(**facts)
    assert await found(context) == expected


async def test_connected_without_a_server_says_why(context: Context, published: FakeBot) -> None:
    status, state = gateway()
    published.answers["/state"] = (status, {**state, "guild": {"id": None, "problem": "invite the bot"}})
    result = await DiscordGatewayCheck().run(context)
    assert (result.status, result.reason) == (CheckStatus.DEGRADED, CheckReason.NOT_READY)
    assert result.detail == "connected, but not ready: invite the bot"


async def test_what_else_keeps_the_bot_from_being_ready_is_not_the_gateways(
    context: Context, published: FakeBot
) -> None:
    published.answers["/readyz"] = (503, {"ready": False, "reasons": ["the database is failing"]})
    assert await found(context) == (CheckStatus.OK, CheckReason.NONE)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((500, {}), CheckReason.BAD_STATUS),
        ((200, {}), CheckReason.BAD_ANSWER),
        ((200, "garbage"), CheckReason.BAD_ANSWER),
    ],
)
async def test_nothing_is_said_of_discord_when_the_bot_talks_nonsense(
    context: Context, published: FakeBot, answer: tuple[int, object], reason: CheckReason
) -> None:
    published.answers["/state"] = answer
    assert await found(context) == (CheckStatus.UNKNOWN, reason)


async def test_nothing_is_said_of_discord_when_the_bot_hangs(context: Context) -> None:
    async with raw_server(None) as url:
        endpoints.publish(context.home, "bot", url, pid=os.getpid())
        assert await found(replace(context, timeout_s=0.2)) == (CheckStatus.UNKNOWN, CheckReason.TIMEOUT)


async def test_nothing_is_said_of_discord_before_the_bot_started(context: Context) -> None:
    assert await found(context) == (CheckStatus.UNKNOWN, CheckReason.NOT_STARTED)
