"""bloxlink: its key is tried, seldom, and a wrong one is reported without being shown."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import web
from pydantic import SecretStr

from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import Settings
from ignis.runtime.stack.upstreams import Upstreams
from probes.checks.base import Context
from probes.checks.bloxlink import KEY_TRIED_EVERY, BloxlinkCheck
from probes.outcome import CheckReason, CheckStatus
from tests.probes.checks.services import elsewhere, verdict
from tests.probes.stand_ins import FakeBot, FixedUpstreams, HandClock, context_for, serving


async def test_a_wrong_key_of_bloxlinks_is_said(home: Home, there: Upstreams) -> None:
    assert there.accounts is not None
    wrong = replace(there, accounts=replace(there.accounts, bloxlink_key=SecretStr("canary-wrong-key")))
    async with context_for(home, outside=wrong) as context:
        result = await BloxlinkCheck().run(context)
    assert verdict(result) == (CheckStatus.FAILING, CheckReason.KEY_REFUSED)
    assert "canary" not in result.detail


class CountingBloxlink:
    """Remembers which requests came with a key, and answers as Bloxlink does."""

    def __init__(self) -> None:
        self.with_key = 0
        self.without = 0
        self.guilds: set[str] = set()

    async def answer(self, request: web.Request) -> web.Response:
        if "Authorization" not in request.headers:
            self.without += 1
            return web.json_response({"error": "You must provide an api-key"}, status=401)
        self.with_key += 1
        self.guilds.add(request.match_info["guild"])
        return web.json_response({"error": "User not found"}, status=404)


@pytest.fixture
async def counting(home: Home, there: Upstreams, clock: HandClock) -> AsyncIterator[tuple[CountingBloxlink, Context]]:
    bloxlink, app = CountingBloxlink(), web.Application()
    app.router.add_get("/v4/public/guilds/{guild}/discord-to-roblox/{user}", bloxlink.answer)
    async with serving(app) as url, context_for(home, clock=clock, outside=elsewhere(there, url)) as context:
        yield bloxlink, context


async def test_a_day_of_checks_costs_24_of_bloxlinks_requests(
    counting: tuple[CountingBloxlink, Context], clock: HandClock
) -> None:
    bloxlink, context = counting
    check = BloxlinkCheck()
    for _ in range(24 * 12):
        assert (await check.run(context)).status is CheckStatus.OK
        clock.monotonic_s += 300
    assert (bloxlink.with_key, bloxlink.without) == (24, 288)


async def test_another_key_is_tried_at_once(counting: tuple[CountingBloxlink, Context]) -> None:
    bloxlink, context = counting
    check = BloxlinkCheck()
    there = context.upstreams.current()
    assert there is not None
    assert there.accounts is not None
    renewed = replace(there, accounts=replace(there.accounts, bloxlink_key=SecretStr("another-key")))
    for before in (context, context):
        assert (await check.run(before)).status is CheckStatus.OK
    for after in (replace(context, upstreams=FixedUpstreams(renewed)),) * 2:
        assert (await check.run(after)).status is CheckStatus.OK
    assert bloxlink.with_key == 2


async def test_the_key_is_tried_with_the_server_that_the_bot_serves(
    counting: tuple[CountingBloxlink, Context], published: FakeBot
) -> None:
    bloxlink, context = counting
    there = context.upstreams.current()
    assert there is not None
    anywhere = replace(context, upstreams=FixedUpstreams(replace(there, guild_id=None)))
    result = await BloxlinkCheck().run(anywhere)
    assert verdict(result) == (CheckStatus.UNKNOWN, CheckReason.NOT_ASKED)
    published.answers["/state"] = (200, {"guild": {"id": 4711, "problem": None}})
    assert (await BloxlinkCheck().run(anywhere)).status is CheckStatus.OK
    assert bloxlink.guilds == {"4711"}


def test_a_key_counts_as_good_for_longer_than_a_round() -> None:
    assert Settings().checks.deep_every < KEY_TRIED_EVERY
