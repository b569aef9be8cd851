"""The webhook behind its circuit, on a real socket: outages open it, and it tries the webhook by itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest

from ignis.runtime.config.settings import CircuitSettings
from ignis.runtime.resilience.circuit import Circuit, CircuitConfig, CircuitState
from probes.relay.delivery_result import DeliveryResult
from probes.relay.notify.webhook_circuit import LONGEST_COOLDOWN, WebhookChannel, policy
from tests.probes.relay.rig import FakeDiscord, TurnedClock, fake_discord, readable_log
from tests.support.fakes.circuit_observers import Unobserved
from tests.support.fakes.dice import FixedRoll
from tests.support.waiting import eventually

BODY = {"content": "x"}
SETTINGS = CircuitSettings(failures=2, cooldown=30, max_cooldown=60)


@dataclass
class Bench:
    channel: WebhookChannel
    circuit: Circuit
    discord: FakeDiscord
    clock: TurnedClock


@asynccontextmanager
async def bench(*, timeout_s: float = 5) -> AsyncIterator[Bench]:
    clock, (log, _) = TurnedClock(), readable_log()
    circuit = Circuit("webhook", CircuitConfig(SETTINGS, clock, FixedRoll(), log), Unobserved())
    async with fake_discord() as discord, aiohttp.ClientSession() as session:
        yield Bench(WebhookChannel(session, circuit, timeout_s), circuit, discord, clock)
        circuit.close()


async def test_a_message_is_posted_and_then_edited_under_its_number() -> None:
    async with bench() as made:
        made.channel.use(made.discord.address)
        posted = await made.channel.send(BODY, None)
        assert (posted.result, posted.message_id) == (DeliveryResult.DELIVERED, "9000")
        assert (await made.channel.send({"content": "y"}, "9000")).result is DeliveryResult.DELIVERED
        assert made.discord.messages == {"9000": {"content": "y"}}
        assert made.channel.wait_s == 0


async def test_without_an_address_nothing_is_sent() -> None:
    async with bench() as made:
        assert (await made.channel.send(BODY, None)).result is DeliveryResult.UNAVAILABLE
        assert made.discord.requests == []


@pytest.mark.parametrize(("status", "result"), [(500, DeliveryResult.UNAVAILABLE), (429, DeliveryResult.RATE_LIMITED)])
async def test_outages_in_a_row_open_the_circuit_and_then_discord_is_left_alone(
    status: int, result: DeliveryResult
) -> None:
    async with bench() as made:
        made.channel.use(made.discord.address)
        for _ in range(SETTINGS.failures):
            made.discord.then(status, {})
            assert (await made.channel.send(BODY, None)).result is result
        assert made.circuit.state is CircuitState.OPEN
        requests = len(made.discord.requests)
        answer = await made.channel.send(BODY, None)
        assert (answer.result, answer.wait) == (DeliveryResult.UNAVAILABLE, 30)
        assert (made.channel.wait_s, len(made.discord.requests)) == (30, requests)
        made.clock.turn(30)
        assert (await made.channel.send(BODY, None)).result is DeliveryResult.DELIVERED
        assert made.circuit.view().state is CircuitState.CLOSED


@pytest.mark.parametrize("code", [400, 404, 401])
async def test_an_answer_that_is_no_outage_opens_nothing(code: int) -> None:
    async with bench() as made:
        made.channel.use(made.discord.address)
        for _ in range(5):
            made.discord.then(code, {"code": 50035})
            await made.channel.send(BODY, None)
        assert made.circuit.state is CircuitState.CLOSED


async def test_silence_is_a_timeout_and_counts_as_an_outage() -> None:
    async with bench(timeout_s=0.05) as made:
        made.channel.use(made.discord.address)
        for _ in range(SETTINGS.failures):
            made.discord.then_hang()
            assert (await made.channel.send(BODY, None)).result is DeliveryResult.TIMEOUT
        assert made.circuit.state is CircuitState.OPEN
        assert made.circuit.view().last_error == "Discord could not be reached"


class AwaitedClock(TurnedClock):
    """A clock whose every wait ends when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.over = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        assert seconds > 0
        await self.over.wait()


async def test_an_open_circuit_asks_for_the_webhook_itself_and_posts_nothing() -> None:
    clock, (log, _) = AwaitedClock(), readable_log()
    circuit = Circuit("webhook", CircuitConfig(SETTINGS, clock, FixedRoll(), log), Unobserved())
    async with fake_discord() as discord, aiohttp.ClientSession() as session:
        channel = WebhookChannel(session, circuit, 5)
        channel.use(discord.address)
        for _ in range(SETTINGS.failures):
            discord.then(500, {})
            await channel.send(BODY, None)
        clock.turn(31)
        clock.over.set()
        await eventually(lambda: circuit.state is CircuitState.CLOSED, "closed by its own probe")
        assert [method for method, _, _ in discord.requests] == ["POST", "POST", "GET"]
        assert discord.messages == {}
        circuit.close()


def test_its_cooldown_is_at_most_a_minute() -> None:
    shorter = policy(CircuitSettings(cooldown=120, max_cooldown=600))
    assert (shorter.cooldown, shorter.max_cooldown) == (LONGEST_COOLDOWN, LONGEST_COOLDOWN)
    assert policy(SETTINGS) == SETTINGS
