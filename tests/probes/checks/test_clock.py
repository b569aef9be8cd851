"""clock: against a server that tells another time, and from one run to the next while nobody tells it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web
from hypothesis import given, strategies as st
from pydantic import SecretStr

from ignis.runtime.base.home import Home
from ignis.runtime.stack.upstreams import Upstreams
from probes.checks.base import Context
from probes.checks.clock import FAR_OFF, OFF, TRUSTED_FOR, ClockCheck, compared
from probes.outcome import CheckReason, CheckStatus
from probes.peers.http_probe import HttpAnswer
from tests.probes.stand_ins import HandClock, context_for, serving


class TimeServer:
    """Discord, as far as its clock goes: `offset` from the test's own, `broken` answers 503."""

    def __init__(self, clock: HandClock) -> None:
        self._clock = clock
        self.offset = timedelta()
        self.broken = False

    async def answer(self, _: web.Request) -> web.Response:
        date = format_datetime(self._clock.now() + self.offset, usegmt=True)
        return web.json_response({"url": "wss://x"}, status=503 if self.broken else 200, headers={"Date": date})


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def server(clock: HandClock) -> TimeServer:
    return TimeServer(clock)


@pytest.fixture
async def context(home: Home, clock: HandClock, server: TimeServer) -> AsyncIterator[Context]:
    app = web.Application()
    app.router.add_get("/gateway", server.answer)
    async with serving(app) as url:
        there = Upstreams(url, "ws://x", SecretStr("t"), None, None, sandbox=False)
        async with context_for(home, clock=clock, outside=there) as made:
            yield made


async def test_a_right_clock_is_ok(context: Context) -> None:
    result = await ClockCheck().run(context)
    assert (result.status, result.detail) == (CheckStatus.OK, "right to 1 s")


@pytest.mark.parametrize(
    ("seconds", "status", "words"),
    [
        (-3600, CheckStatus.FAILING, "3600 s ahead of Discord's"),
        (3600, CheckStatus.FAILING, "s behind Discord's"),
        (-30, CheckStatus.DEGRADED, "ahead of Discord's"),
        (30, CheckStatus.DEGRADED, "behind Discord's"),
        (-3, CheckStatus.OK, "right to"),
        (3, CheckStatus.OK, "right to"),
    ],
)
async def test_a_wrong_clock_is_said(
    context: Context, server: TimeServer, seconds: int, status: CheckStatus, words: str
) -> None:
    server.offset = timedelta(seconds=seconds)
    result = await ClockCheck().run(context)
    assert result.status is status
    assert result.reason is (CheckReason.NONE if status is CheckStatus.OK else CheckReason.CLOCK_OFF)
    if abs(seconds) < 100:
        assert words in result.detail


async def test_a_step_is_noticed_while_nobody_tells_the_time(
    context: Context, clock: HandClock, server: TimeServer
) -> None:
    check = ClockCheck()
    await check.run(context)
    server.broken = True
    clock.go_on(300)
    assert (await check.run(context)).detail == "not stepped since it was found right 300 s ago"
    clock.wall += timedelta(hours=1)
    stepped = await check.run(context)
    assert (stepped.status, stepped.reason) == (CheckStatus.DEGRADED, CheckReason.CLOCK_STEPPED)
    assert "stepped by +3600 s" in stepped.detail
    clock.wall -= timedelta(hours=1)
    assert (await check.run(context)).status is CheckStatus.OK


async def test_without_anybody_to_compare_with_it_is_unknown(
    context: Context, clock: HandClock, server: TimeServer
) -> None:
    server.broken = True
    assert (await ClockCheck().run(context)).status is CheckStatus.UNKNOWN
    server.broken = False
    check = ClockCheck()
    await check.run(context)
    server.broken = True
    clock.go_on(TRUSTED_FOR + 1)
    found = await check.run(context)
    assert (found.status, found.reason) == (CheckStatus.UNKNOWN, CheckReason.BAD_STATUS)


async def test_a_clock_that_was_found_wrong_is_trusted_no_longer(
    context: Context, clock: HandClock, server: TimeServer
) -> None:
    check = ClockCheck()
    await check.run(context)
    server.offset = timedelta(hours=1)
    await check.run(context)
    server.broken = True
    clock.go_on(10)
    assert (await check.run(context)).status is CheckStatus.UNKNOWN


async def test_without_a_discord_it_is_unknown(home: Home) -> None:
    async with context_for(home) as context:
        result = await ClockCheck().run(context)
    assert (result.status, result.reason) == (CheckStatus.UNKNOWN, CheckReason.NOT_CONFIGURED)


@given(
    off=st.floats(-10 * FAR_OFF, 10 * FAR_OFF),
    took=st.floats(0, 8),
    waited=st.floats(0, 1),
    part=st.floats(0, 0.999),
)
def test_whatever_the_answer_took_no_right_clock_is_blamed(off: float, took: float, waited: float, part: float) -> None:
    """The server wrote its date somewhere between question and answer, and cut it to whole seconds."""
    date = datetime(2026, 1, 1, tzinfo=UTC)
    written = date + timedelta(seconds=part)
    now = written + timedelta(seconds=took * (1 - waited) + off)
    result = compared(now, HttpAnswer(200, {}, took, date), date)
    if abs(off) < OFF:
        assert result.status is CheckStatus.OK
    if abs(off) > OFF + took + 1.1:
        assert result.status is not CheckStatus.OK
