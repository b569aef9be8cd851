"""What every check has in common: how it asks the bot, and how it asks a service outside."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import CheckSettings, Settings
from ignis.runtime.stack.upstreams import Upstreams
from probes.checks.base import Check, Context
from probes.checks.bloxlink import BloxlinkCheck
from probes.checks.discord_api import DiscordApiCheck
from probes.checks.roblox import RobloxCheck
from probes.outcome import CheckReason, CheckStatus
from tests.probes.checks.services import elsewhere, verdict
from tests.probes.stand_ins import FakeBot, answering, context_for, raw_server
from tests.support.servers.sandbox import RunningSandbox

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


async def test_who_asks_at_the_same_moment_gets_the_same_answer_and_who_asks_later_a_new_one(
    context: Context, published: FakeBot
) -> None:
    of_others = replace(context, timeout_s=context.timeout_s / 2)  # as the scheduler gives each its own
    first, second = await asyncio.gather(context.ask_bot("/state"), of_others.ask_bot("/state"))
    assert first == second
    assert published.asked == ["/state"]
    published.answers["/state"] = (200, {"later": True})
    assert await context.ask_bot("/state") == {"later": True}


async def test_one_that_is_given_up_leaves_the_others_their_answer(context: Context, published: FakeBot) -> None:
    given_up, other = (asyncio.create_task(context.ask_bot("/state")) for _ in range(2))
    await asyncio.sleep(0)
    given_up.cancel()
    assert isinstance(await other, dict)
    assert given_up.cancelled()
    assert published.asked == ["/state"]


@pytest.fixture
async def outside(home: Home, there: Upstreams) -> AsyncIterator[Context]:
    """Everything outside is the sandbox."""
    async with context_for(home, outside=there) as made:
        yield made


@pytest.mark.parametrize("check", [each() for each in SERVICES.values()], ids=lambda check: str(check.name))
async def test_a_service_that_answers_is_ok(outside: Context, check: Check) -> None:
    result = await check.run(outside)
    assert verdict(result) == (CheckStatus.OK, CheckReason.NONE), result.detail
    assert result.latency_s is not None


@pytest.mark.parametrize("target", SERVICES)
async def test_a_broken_service_is_named_and_is_well_again_afterwards(
    outside: Context, sandbox: RunningSandbox, target: str
) -> None:
    check: Check = SERVICES[target]()
    for kind, expected in BROKEN.items():
        await sandbox.control("faults", target=target, kind=kind, seconds=60)
        brief = replace(outside, timeout_s=0.3) if kind == "timeout" else outside
        result = await check.run(brief)
        assert verdict(result) == expected, kind
        assert "\n" not in result.detail
        async with sandbox.http.delete("/sandbox/faults"):
            pass
        assert verdict(await check.run(outside)) == (CheckStatus.OK, CheckReason.NONE), kind


@pytest.mark.parametrize("check", [each() for each in SERVICES.values()], ids=lambda check: str(check.name))
async def test_nobody_at_the_address_is_unreachable(home: Home, there: Upstreams, check: Check) -> None:
    async with raw_server(b"") as url:
        pass
    async with context_for(home, outside=elsewhere(there, url)) as context:
        result = await check.run(context)
    assert verdict(result) == (CheckStatus.FAILING, CheckReason.UNREACHABLE)
    assert url.removeprefix("http://") in result.detail


@pytest.mark.parametrize("check", [each() for each in SERVICES.values()], ids=lambda check: str(check.name))
async def test_a_host_without_a_name_is_unreachable(home: Home, there: Upstreams, check: Check) -> None:
    async with context_for(home, outside=elsewhere(there, "http://nowhere.invalid")) as context:
        assert verdict(await check.run(context)) == (CheckStatus.FAILING, CheckReason.UNREACHABLE)


@pytest.mark.parametrize("check", [each() for each in SERVICES.values()], ids=lambda check: str(check.name))
@pytest.mark.parametrize("body", ["{}", "[]", '"well"', "<html>login to the hotel</html>"])
async def test_somebody_else_at_the_address_is_not_the_service(
    home: Home, there: Upstreams, check: Check, body: str
) -> None:
    async with answering(body) as url, context_for(home, outside=elsewhere(there, url)) as context:
        assert verdict(await check.run(context)) == (CheckStatus.FAILING, CheckReason.BAD_ANSWER)


@pytest.mark.parametrize("check", [each() for each in SERVICES.values()], ids=lambda check: str(check.name))
async def test_what_comes_too_late_is_failing(home: Home, there: Upstreams, check: Check) -> None:
    settings = Settings(checks=CheckSettings(slow_after=0.1))
    late = answering("{}", after=0.2)
    async with late as url, context_for(home, settings=settings, outside=elsewhere(there, url)) as context:
        assert verdict(await check.run(context)) == (CheckStatus.FAILING, CheckReason.SLOW)


@pytest.mark.parametrize("check", [each() for each in SERVICES.values()], ids=lambda check: str(check.name))
async def test_what_is_not_configured_is_unknown(home: Home, there: Upstreams, check: Check) -> None:
    async with context_for(home) as context:
        assert verdict(await check.run(context)) == (CheckStatus.UNKNOWN, CheckReason.NOT_CONFIGURED)
    if check.name != "discord_api":
        async with context_for(home, outside=replace(there, accounts=None)) as context:
            assert verdict(await check.run(context)) == (CheckStatus.UNKNOWN, CheckReason.NOT_CONFIGURED)
