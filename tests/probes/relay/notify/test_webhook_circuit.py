"""The webhook behind its circuit, on a real socket: outages open it, and it tries the webhook by itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest
from pydantic import SecretStr

from ignis.runtime.config.settings import CircuitSettings
from ignis.runtime.resilience.circuit import Circuit, CircuitConfig, CircuitState
from probes.relay.delivery_result import DeliveryResult
from probes.relay.notify.button_right import ButtonRight
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
    right: ButtonRight


@asynccontextmanager
async def bench(*, timeout_s: float = 5) -> AsyncIterator[Bench]:
    clock, (log, _) = TurnedClock(), readable_log()
    circuit = Circuit("webhook", CircuitConfig(SETTINGS, clock, FixedRoll(), log), Unobserved())
    async with fake_discord() as discord, aiohttp.ClientSession() as session:
        right = ButtonRight()
        yield Bench(WebhookChannel(session, circuit, timeout_s, right), circuit, discord, clock, right)
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


ROW = [{"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": "ig:alert-ack:1"}]}]
BUTTONED = {"content": "x", "components": ROW}


async def test_buttons_are_sent_by_the_bots_own_webhook_alone() -> None:
    async with bench() as made:
        made.channel.use(made.discord.address)
        await made.channel.learn_owner()
        assert made.discord.requests == [], "nobody is asked before the bot is known"
        await made.channel.send(BUTTONED, None)
        made.right.bot_is(7)
        await made.channel.learn_owner()
        await made.channel.send(BUTTONED, None)
        made.discord.application_id = "7"
        made.channel.use(SecretStr(f"{made.discord.address.get_secret_value()}?"))  # another webhook from now on
        await made.channel.learn_owner()
        await made.channel.learn_owner()
        await made.channel.send(BUTTONED, None)
        await made.channel.send(BUTTONED, "9000")
        asked = [
            (method, "with_components" in path, "components" in body) for method, path, body in made.discord.requests
        ]
        assert asked == [
            ("POST", False, False),
            ("GET", False, False),
            ("POST", False, False),
            ("GET", False, False),
            ("POST", True, True),
            ("PATCH", True, True),
        ]


async def test_buttons_that_discord_refuses_are_left_away_at_once_and_for_good() -> None:
    async with bench() as made:
        made.discord.application_id = "7"
        made.channel.use(made.discord.address)
        made.right.bot_is(7)
        await made.channel.learn_owner()
        made.discord.then(400, {"code": 50035})
        assert (await made.channel.send(BUTTONED, None)).result is DeliveryResult.DELIVERED
        assert (await made.channel.send(BUTTONED, None)).result is DeliveryResult.DELIVERED
        sent = ["components" in body for method, _, body in made.discord.requests if method == "POST"]
        assert sent == [True, False, False]


async def test_what_is_refused_without_buttons_is_refused() -> None:
    async with bench() as made:
        made.channel.use(made.discord.address)
        made.discord.then(400, {"code": 50035})
        assert (await made.channel.send(BUTTONED, None)).result is DeliveryResult.REFUSED


async def test_an_owner_that_cannot_be_learned_now_is_asked_for_again() -> None:
    async with bench() as made:
        made.discord.application_id = "7"
        made.channel.use(made.discord.address)
        made.right.bot_is(7)
        made.discord.then(500)
        await made.channel.learn_owner()
        assert not made.right.granted(made.discord.address)
        await made.channel.learn_owner()
        assert made.right.granted(made.discord.address)
