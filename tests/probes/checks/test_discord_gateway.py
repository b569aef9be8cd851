"""discord_gateway: what the bot says of Discord, and `unknown` whenever the bot cannot say it."""

import os
from dataclasses import replace

import pytest

from ignis.runtime.stack import endpoints
from probes.checks.base import Context
from probes.checks.discord_gateway import DiscordGateway
from probes.outcome import Reason, Status
from tests.probes.stand_ins import FakeBot, raw_server


async def found(context: Context) -> tuple[Status, Reason]:
    result = await DiscordGateway().run(context)
    return result.status, result.reason


def gateway(**facts: object) -> tuple[int, dict[str, object]]:
    return 200, {"gateway": {"status": "ready", "latency_s": 0.05, "last_ack_age_s": 12.0} | facts}


async def test_ready_and_acknowledged_is_ok(context: Context, published: FakeBot) -> None:
    assert published.url
    result = await DiscordGateway().run(context)
    assert (result.status, result.latency_s) == (Status.OK, 0.05)
    assert "12 s ago" in result.detail


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"last_ack_age_s": None}, (Status.OK, Reason.NONE)),
        ({"last_ack_age_s": 56.0}, (Status.OK, Reason.NONE)),
        ({"last_ack_age_s": 56.5}, (Status.FAILING, Reason.NO_ACK)),
        ({"status": "disconnected"}, (Status.FAILING, Reason.NOT_CONNECTED)),
        ({"status": "disconnected", "last_ack_age_s": 500}, (Status.FAILING, Reason.NOT_CONNECTED)),
        ({"status": "connecting", "last_ack_age_s": 500}, (Status.FAILING, Reason.NO_ACK)),
        ({"last_ack_age_s": float("nan"), "latency_s": float("inf")}, (Status.OK, Reason.NONE)),
        ({"status": "connecting"}, (Status.DEGRADED, Reason.NOT_READY)),
        ({"status": "a word of the future"}, (Status.DEGRADED, Reason.NOT_READY)),
        ({"status": None}, (Status.UNKNOWN, Reason.BAD_ANSWER)),
    ],
)
async def test_the_gateway_decides(
    context: Context, published: FakeBot, facts: dict[str, object], expected: tuple[Status, Reason]
) -> None:
    published.answers["/state"] = gateway(**facts)
    assert await found(context) == expected


async def test_connected_without_a_server_says_why(context: Context, published: FakeBot) -> None:
    status, state = gateway()
    published.answers["/state"] = (status, {**state, "guild": {"id": None, "problem": "invite the bot"}})
    result = await DiscordGateway().run(context)
    assert (result.status, result.reason) == (Status.DEGRADED, Reason.NOT_READY)
    assert result.detail == "connected, but not ready: invite the bot"


async def test_what_else_keeps_the_bot_from_being_ready_is_not_the_gateways(
    context: Context, published: FakeBot
) -> None:
    published.answers["/readyz"] = (503, {"ready": False, "reasons": ["the database is failing"]})
    assert await found(context) == (Status.OK, Reason.NONE)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((500, {}), Reason.BAD_STATUS),
        ((200, {}), Reason.BAD_ANSWER),
        ((200, "garbage"), Reason.BAD_ANSWER),
    ],
)
async def test_nothing_is_said_of_discord_when_the_bot_talks_nonsense(
    context: Context, published: FakeBot, answer: tuple[int, object], reason: Reason
) -> None:
    published.answers["/state"] = answer
    assert await found(context) == (Status.UNKNOWN, reason)


async def test_nothing_is_said_of_discord_when_the_bot_hangs(context: Context) -> None:
    async with raw_server(None) as url:
        endpoints.publish(context.home, "bot", url, pid=os.getpid())
        assert await found(replace(context, timeout_s=0.2)) == (Status.UNKNOWN, Reason.TIMEOUT)


async def test_nothing_is_said_of_discord_before_the_bot_started(context: Context) -> None:
    assert await found(context) == (Status.UNKNOWN, Reason.NOT_STARTED)
