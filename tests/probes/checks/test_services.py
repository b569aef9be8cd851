"""discord_api, bloxlink and roblox against the sandbox: well, broken in every way, wrongly configured, not at all."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import web
from pydantic import SecretStr

from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import CheckSettings, Settings
from ignis.runtime.stack.upstreams import Upstreams
from probes.checks.base import Check, Context
from probes.checks.bloxlink import KEY_TRIED_EVERY, BloxlinkCheck
from probes.checks.discord_api import DiscordApiCheck
from probes.checks.roblox import RobloxCheck
from probes.outcome import CheckReason, CheckResult, CheckStatus
from tests.probes.stand_ins import FakeBot, HandClock, answering, context_for, outside_of, raw_server, serving
from tests.support.servers.sandbox import RunningSandbox, running_sandbox

SERVICES: dict[str, type[DiscordApiCheck | BloxlinkCheck | RobloxCheck]] = {
    "discord-rest": DiscordApiCheck,
    "bloxlink": BloxlinkCheck,
    "roblox": RobloxCheck,
}
BROKEN = {
    "status-500": (CheckStatus.FAILING, CheckReason.BAD_STATUS),
    "status-503": (CheckStatus.FAILING, CheckReason.BAD_STATUS),
    "status-429": (CheckStatus.DEGRADED, CheckReason.RATE_LIMITED),
    "timeout": (CheckStatus.FAILING, CheckReason.TIMEOUT),
    "garbage": (CheckStatus.FAILING, CheckReason.BAD_ANSWER),
    "disconnect": (CheckStatus.FAILING, CheckReason.BAD_ANSWER),
}


@pytest.fixture
async def sandbox() -> AsyncIterator[RunningSandbox]:
    async with running_sandbox() as running:
        yield running


@pytest.fixture
def there(sandbox: RunningSandbox) -> Upstreams:
    return outside_of(sandbox.info)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def context(home: Home, there: Upstreams, clock: HandClock) -> AsyncIterator[Context]:
    async with context_for(home, clock=clock, outside=there) as made:
        yield made


def told(result: CheckResult) -> tuple[CheckStatus, CheckReason]:
    return result.status, result.reason


def elsewhere(there: Upstreams, url: str) -> Upstreams:
    """The same, with everybody at `url`."""
    assert there.accounts is not None
    accounts = replace(there.accounts, bloxlink_url=url, roblox_url=url)
    return replace(there, api_url=url, accounts=accounts)


@pytest.mark.parametrize("check", [each() for each in SERVICES.values()], ids=lambda check: str(check.name))
async def test_a_service_that_answers_is_ok(context: Context, check: Check) -> None:
    result = await check.run(context)
    assert told(result) == (CheckStatus.OK, CheckReason.NONE), result.detail
    assert result.latency_s is not None


@pytest.mark.parametrize("target", SERVICES)
async def test_a_broken_service_is_named_and_is_well_again_afterwards(
    context: Context, sandbox: RunningSandbox, target: str
) -> None:
    check: Check = SERVICES[target]()
    for kind, expected in BROKEN.items():
        await sandbox.control("faults", target=target, kind=kind, seconds=60)
        brief = replace(context, timeout_s=0.3) if kind == "timeout" else context
        result = await check.run(brief)
        assert told(result) == expected, kind
        assert "\n" not in result.detail
        async with sandbox.http.delete("/sandbox/faults"):
            pass
        assert told(await check.run(context)) == (CheckStatus.OK, CheckReason.NONE), kind


@pytest.mark.parametrize("check", [each() for each in SERVICES.values()], ids=lambda check: str(check.name))
async def test_nobody_at_the_address_is_unreachable(home: Home, there: Upstreams, check: Check) -> None:
    async with raw_server(b"") as url:
        pass
    async with context_for(home, outside=elsewhere(there, url)) as context:
        result = await check.run(context)
    assert told(result) == (CheckStatus.FAILING, CheckReason.UNREACHABLE)
    assert url.removeprefix("http://") in result.detail


@pytest.mark.parametrize("check", [each() for each in SERVICES.values()], ids=lambda check: str(check.name))
async def test_a_host_without_a_name_is_unreachable(home: Home, there: Upstreams, check: Check) -> None:
    async with context_for(home, outside=elsewhere(there, "http://nowhere.invalid")) as context:
        assert told(await check.run(context)) == (CheckStatus.FAILING, CheckReason.UNREACHABLE)


@pytest.mark.parametrize("check", [each() for each in SERVICES.values()], ids=lambda check: str(check.name))
@pytest.mark.parametrize("body", ["{}", "[]", '"well"', "<html>login to the hotel</html>"])
async def test_somebody_else_at_the_address_is_not_the_service(
    home: Home, there: Upstreams, check: Check, body: str
) -> None:
    async with answering(body) as url, context_for(home, outside=elsewhere(there, url)) as context:
        assert told(await check.run(context)) == (CheckStatus.FAILING, CheckReason.BAD_ANSWER)


@pytest.mark.parametrize("check", [each() for each in SERVICES.values()], ids=lambda check: str(check.name))
async def test_what_comes_too_late_is_failing(home: Home, there: Upstreams, check: Check) -> None:
    settings = Settings(checks=CheckSettings(slow_after=0.1))
    late = answering("{}", after=0.2)
    async with late as url, context_for(home, settings=settings, outside=elsewhere(there, url)) as context:
        assert told(await check.run(context)) == (CheckStatus.FAILING, CheckReason.SLOW)


@pytest.mark.parametrize("check", [each() for each in SERVICES.values()], ids=lambda check: str(check.name))
async def test_what_is_not_configured_is_unknown(home: Home, there: Upstreams, check: Check) -> None:
    async with context_for(home) as context:
        assert told(await check.run(context)) == (CheckStatus.UNKNOWN, CheckReason.NOT_CONFIGURED)
    if check.name != "discord_api":
        async with context_for(home, outside=replace(there, accounts=None)) as context:
            assert told(await check.run(context)) == (CheckStatus.UNKNOWN, CheckReason.NOT_CONFIGURED)


async def test_a_wrong_key_of_bloxlinks_is_said(home: Home, there: Upstreams) -> None:
    assert there.accounts is not None
    wrong = replace(there, accounts=replace(there.accounts, bloxlink_key=SecretStr("canary-wrong-key")))
    async with context_for(home, outside=wrong) as context:
        result = await BloxlinkCheck().run(context)
    assert told(result) == (CheckStatus.FAILING, CheckReason.KEY_REFUSED)
    assert "canary" not in result.detail


async def test_a_wrong_key_of_roblox_is_said(home: Home, there: Upstreams) -> None:
    assert there.accounts is not None
    wrong = replace(there, accounts=replace(there.accounts, roblox_key=SecretStr("canary-wrong-key")))
    async with context_for(home, outside=wrong) as context:
        result = await RobloxCheck().run(context)
    assert told(result) == (CheckStatus.FAILING, CheckReason.KEY_REFUSED)
    assert "canary" not in result.detail


async def test_without_a_key_roblox_public_services_are_asked(home: Home, there: Upstreams) -> None:
    assert there.accounts is not None
    public = replace(there, accounts=replace(there.accounts, roblox_key=None))
    async with context_for(home, outside=public) as context:
        result = await RobloxCheck().run(context)
    assert (result.status, result.detail) == (CheckStatus.OK, "users, groups, thumbnails answer")


async def test_missing_pictures_alone_are_no_failure(home: Home, there: Upstreams) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"data": []}, status=502 if request.path.startswith("/thumbnails") else 200)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with serving(app) as url:
        assert there.accounts is not None
        public = replace(there, accounts=replace(there.accounts, roblox_url=url, roblox_key=None))
        async with context_for(home, outside=public) as context:
            result = await RobloxCheck().run(context)
    assert told(result) == (CheckStatus.DEGRADED, CheckReason.BAD_STATUS)
    assert result.detail.startswith("thumbnails: ")


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
    there = context.outside()
    assert there is not None
    assert there.accounts is not None
    renewed = replace(there, accounts=replace(there.accounts, bloxlink_key=SecretStr("another-key")))
    for before in (context, context):
        assert (await check.run(before)).status is CheckStatus.OK
    for after in (replace(context, outside=lambda: renewed),) * 2:
        assert (await check.run(after)).status is CheckStatus.OK
    assert bloxlink.with_key == 2


async def test_the_key_is_tried_with_the_server_that_the_bot_serves(
    counting: tuple[CountingBloxlink, Context], published: FakeBot
) -> None:
    bloxlink, context = counting
    there = context.outside()
    assert there is not None
    anywhere = replace(context, outside=lambda: replace(there, guild_id=None))
    result = await BloxlinkCheck().run(anywhere)
    assert told(result) == (CheckStatus.UNKNOWN, CheckReason.NOT_ASKED)
    published.answers["/state"] = (200, {"guild": {"id": 4711, "problem": None}})
    assert (await BloxlinkCheck().run(anywhere)).status is CheckStatus.OK
    assert bloxlink.guilds == {"4711"}


def test_a_key_counts_as_good_for_longer_than_a_round() -> None:
    assert Settings().checks.deep_every < KEY_TRIED_EVERY
