"""discord_api, bloxlink and roblox against the sandbox: well, broken in every way, wrongly configured, not at all."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import web
from pydantic import SecretStr

from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import Checks, Settings
from ignis.runtime.stack.upstreams import Outside
from probes.checks.base import Check, Context
from probes.checks.bloxlink import KEY_TRIED_EVERY, Bloxlink
from probes.checks.discord_api import DiscordApi
from probes.checks.roblox import Roblox
from probes.outcome import CheckResult, Reason, Status
from tests.probes.stand_ins import FakeBot, HandClock, answering, context_for, outside_of, raw_server, serving
from tests.support.sandbox import RunningSandbox, running_sandbox

SERVICES: dict[str, type[DiscordApi | Bloxlink | Roblox]] = {
    "discord-rest": DiscordApi,
    "bloxlink": Bloxlink,
    "roblox": Roblox,
}
BROKEN = {
    "status-500": (Status.FAILING, Reason.BAD_STATUS),
    "status-503": (Status.FAILING, Reason.BAD_STATUS),
    "status-429": (Status.DEGRADED, Reason.RATE_LIMITED),
    "timeout": (Status.FAILING, Reason.TIMEOUT),
    "garbage": (Status.FAILING, Reason.BAD_ANSWER),
    "disconnect": (Status.FAILING, Reason.BAD_ANSWER),
}


@pytest.fixture
async def sandbox() -> AsyncIterator[RunningSandbox]:
    async with running_sandbox() as running:
        yield running


@pytest.fixture
def there(sandbox: RunningSandbox) -> Outside:
    return outside_of(sandbox.info)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def context(home: Home, there: Outside, clock: HandClock) -> AsyncIterator[Context]:
    async with context_for(home, clock=clock, outside=there) as made:
        yield made


def told(result: CheckResult) -> tuple[Status, Reason]:
    return result.status, result.reason


def elsewhere(there: Outside, url: str) -> Outside:
    """The same, with everybody at `url`."""
    assert there.accounts is not None
    accounts = replace(there.accounts, bloxlink_url=url, roblox_url=url)
    return replace(there, api_url=url, accounts=accounts)


@pytest.mark.parametrize("check", [each() for each in SERVICES.values()], ids=lambda check: str(check.name))
async def test_a_service_that_answers_is_ok(context: Context, check: Check) -> None:
    result = await check.run(context)
    assert told(result) == (Status.OK, Reason.NONE), result.detail
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
        assert told(await check.run(context)) == (Status.OK, Reason.NONE), kind


@pytest.mark.parametrize("check", [each() for each in SERVICES.values()], ids=lambda check: str(check.name))
async def test_nobody_at_the_address_is_unreachable(home: Home, there: Outside, check: Check) -> None:
    async with raw_server(b"") as url:
        pass
    async with context_for(home, outside=elsewhere(there, url)) as context:
        result = await check.run(context)
    assert told(result) == (Status.FAILING, Reason.UNREACHABLE)
    assert url.removeprefix("http://") in result.detail


@pytest.mark.parametrize("check", [each() for each in SERVICES.values()], ids=lambda check: str(check.name))
async def test_a_host_without_a_name_is_unreachable(home: Home, there: Outside, check: Check) -> None:
    async with context_for(home, outside=elsewhere(there, "http://nowhere.invalid")) as context:
        assert told(await check.run(context)) == (Status.FAILING, Reason.UNREACHABLE)


@pytest.mark.parametrize("check", [each() for each in SERVICES.values()], ids=lambda check: str(check.name))
@pytest.mark.parametrize("body", ["{}", "[]", '"well"', "<html>login to the hotel</html>"])
async def test_somebody_else_at_the_address_is_not_the_service(
    home: Home, there: Outside, check: Check, body: str
) -> None:
    async with answering(body) as url, context_for(home, outside=elsewhere(there, url)) as context:
        assert told(await check.run(context)) == (Status.FAILING, Reason.BAD_ANSWER)


@pytest.mark.parametrize("check", [each() for each in SERVICES.values()], ids=lambda check: str(check.name))
async def test_what_comes_too_late_is_failing(home: Home, there: Outside, check: Check) -> None:
    settings = Settings(checks=Checks(slow_after=0.1))
    late = answering("{}", after=0.2)
    async with late as url, context_for(home, settings=settings, outside=elsewhere(there, url)) as context:
        assert told(await check.run(context)) == (Status.FAILING, Reason.SLOW)


@pytest.mark.parametrize("check", [each() for each in SERVICES.values()], ids=lambda check: str(check.name))
async def test_what_is_not_configured_is_unknown(home: Home, there: Outside, check: Check) -> None:
    async with context_for(home) as context:
        assert told(await check.run(context)) == (Status.UNKNOWN, Reason.NOT_CONFIGURED)
    if check.name != "discord_api":
        async with context_for(home, outside=replace(there, accounts=None)) as context:
            assert told(await check.run(context)) == (Status.UNKNOWN, Reason.NOT_CONFIGURED)


async def test_a_wrong_key_of_bloxlinks_is_said(home: Home, there: Outside) -> None:
    assert there.accounts is not None
    wrong = replace(there, accounts=replace(there.accounts, bloxlink_key=SecretStr("canary-wrong-key")))
    async with context_for(home, outside=wrong) as context:
        result = await Bloxlink().run(context)
    assert told(result) == (Status.FAILING, Reason.KEY_REFUSED)
    assert "canary" not in result.detail


async def test_a_wrong_key_of_roblox_is_said(home: Home, there: Outside) -> None:
    assert there.accounts is not None
    wrong = replace(there, accounts=replace(there.accounts, roblox_key=SecretStr("canary-wrong-key")))
    async with context_for(home, outside=wrong) as context:
        result = await Roblox().run(context)
    assert told(result) == (Status.FAILING, Reason.KEY_REFUSED)
    assert "canary" not in result.detail


async def test_without_a_key_roblox_public_services_are_asked(home: Home, there: Outside) -> None:
    assert there.accounts is not None
    public = replace(there, accounts=replace(there.accounts, roblox_key=None))
    async with context_for(home, outside=public) as context:
        result = await Roblox().run(context)
    assert (result.status, result.detail) == (Status.OK, "users, groups, thumbnails answer")


async def test_missing_pictures_alone_are_no_failure(home: Home, there: Outside) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"data": []}, status=502 if request.path.startswith("/thumbnails") else 200)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with serving(app) as url:
        assert there.accounts is not None
        public = replace(there, accounts=replace(there.accounts, roblox_url=url, roblox_key=None))
        async with context_for(home, outside=public) as context:
            result = await Roblox().run(context)
    assert told(result) == (Status.DEGRADED, Reason.BAD_STATUS)
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
async def counting(home: Home, there: Outside, clock: HandClock) -> AsyncIterator[tuple[CountingBloxlink, Context]]:
    bloxlink, app = CountingBloxlink(), web.Application()
    app.router.add_get("/v4/public/guilds/{guild}/discord-to-roblox/{user}", bloxlink.answer)
    async with serving(app) as url, context_for(home, clock=clock, outside=elsewhere(there, url)) as context:
        yield bloxlink, context


async def test_a_day_of_checks_costs_24_of_bloxlinks_requests(
    counting: tuple[CountingBloxlink, Context], clock: HandClock
) -> None:
    bloxlink, context = counting
    check = Bloxlink()
    for _ in range(24 * 12):
        assert (await check.run(context)).status is Status.OK
        clock.monotonic_s += 300
    assert (bloxlink.with_key, bloxlink.without) == (24, 288)


async def test_another_key_is_tried_at_once(counting: tuple[CountingBloxlink, Context]) -> None:
    bloxlink, context = counting
    check = Bloxlink()
    there = context.outside()
    assert there is not None
    assert there.accounts is not None
    renewed = replace(there, accounts=replace(there.accounts, bloxlink_key=SecretStr("another-key")))
    for before in (context, context):
        assert (await check.run(before)).status is Status.OK
    for after in (replace(context, outside=lambda: renewed),) * 2:
        assert (await check.run(after)).status is Status.OK
    assert bloxlink.with_key == 2


async def test_the_key_is_tried_with_the_server_that_the_bot_serves(
    counting: tuple[CountingBloxlink, Context], published: FakeBot
) -> None:
    bloxlink, context = counting
    there = context.outside()
    assert there is not None
    anywhere = replace(context, outside=lambda: replace(there, guild_id=None))
    result = await Bloxlink().run(anywhere)
    assert told(result) == (Status.UNKNOWN, Reason.NOT_ASKED)
    published.answers["/state"] = (200, {"guild": {"id": 4711, "problem": None}})
    assert (await Bloxlink().run(anywhere)).status is Status.OK
    assert bloxlink.guilds == {"4711"}


def test_a_key_counts_as_good_for_longer_than_a_round() -> None:
    assert Settings().checks.deep_every < KEY_TRIED_EVERY
