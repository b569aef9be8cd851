"""Nothing strange that comes over the wire makes a series of its own: all of it is counted as one word."""

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import aiohttp
import discord
import structlog
from aiohttp import web
from discord.http import Route
from prometheus_client import CollectorRegistry
from prometheus_client.openmetrics.exposition import generate_latest

from ignis.bot.gateway.client import CommandSet, IgnisClient
from ignis.bot.gateway.events import KNOWN
from ignis.bot.gateway.identify_quota import IdentifyQuota
from ignis.bot.gateway.metrics import GatewayCollector
from ignis.bot.metrics import BotMetrics
from ignis.bot.names.guild_names import GuildNames, NamesInSettings
from ignis.bot.replies.access import Access
from ignis.bot.replies.command_guard import CommandGuard
from ignis.bot.replies.error_codes import ErrorCodes
from ignis.bot.replies.reply import Replies, ReplyOutcome
from ignis.bot.rest.address import pointed_at
from ignis.bot.rest.circuit import discord_rest
from ignis.bot.rest.metrics import RestMetrics
from ignis.bot.rest.requests import LimitScope
from ignis.bot.rest.routes import METHODS, ROUTES
from ignis.bot.texts import load_texts
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.config.settings import CircuitSettings as Policy
from ignis.runtime.resilience.circuit import CircuitConfig, CircuitState
from ignis.runtime.resilience.circuits import Circuits
from tests.support.fakes.dice import FixedRoll
from tests.support.fakes.fake_discord import TOKEN, FakeDiscord, answer, fake_discord, hang_up, limited
from tests.support.fakes.memory_pins import MemoryPins
from tests.support.legion.small_legion import Rules
from tests.support.telemetry.figures import Figures
from tests.support.waiting import eventually

CANARY: Final = "canary"
TIMES: Final = 80
STATUSES: Final = (400, 403, 404, 418, 499, 503, 599)
UNKNOWN_INTERACTION: Final = answer(404, {"message": "Unknown interaction", "code": 10062})
METHODS_ASKED: Final = (*sorted(METHODS), "PROPFIND", "CANARYMETHOD")


class Flood:
    """Everything strange that Discord can send or be asked for, never twice the same. All of it contains a canary."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)

    def word(self) -> str:
        return f"{CANARY}{self._dice.getrandbits(60):x}"

    def event(self) -> dict[str, Any]:
        name = self._dice.choice(
            [self.word().upper(), self.word() + '\n{}"\\', "é" + self.word(), "READY " + self.word()]
        )
        return {"op": 0, "s": 2, "t": name, "d": {}}

    def interaction(self) -> dict[str, Any]:
        number = str(self._dice.getrandbits(63))
        user = {"id": number, "username": self.word(), "discriminator": "0", "avatar": None}
        command = {"id": number, "name": self.word(), "type": self._dice.choice([1, 2, 3]), "target_id": number}
        data = {
            "id": number, "application_id": "1", "type": 2, "token": self.word(), "version": 1, "user": user,
            "data": command, "channel": {"id": number, "type": 1}, "channel_id": number, "locale": "en-US",
            "authorizing_integration_owners": {}, "context": 1, "entitlements": [], "attachment_size_limit": 1,
        }  # fmt: skip
        return {"op": 0, "s": 3, "t": "INTERACTION_CREATE", "d": data}

    def route(self) -> Route:
        number, word = self._dice.getrandbits(63), self.word()
        path = self._dice.choice(
            [
                "/guilds/{number}/members/{word}",
                "/{word}/{number}",
                "/webhooks/{number}/{word}/messages/@original",
                "/webhooks/{number}/{word}/{word}",
                "/interactions/{number}/{word}/callback",
                "/users/{number}",
                "/guilds/{number}/{word}?" + word,
            ]
        )
        method = self._dice.choice(METHODS_ASKED)
        return Route(method, path, number=number, word=word)

    async def respond(self, request: web.Request) -> web.StreamResponse:
        strange = self._dice.choice(
            [limited(0, self.word()), limited(0), answer(self._dice.choice(STATUSES), {}), hang_up, answer()]
        )
        callback = "/interactions/" in request.path and request.content_length
        return await (UNKNOWN_INTERACTION if callback else strange)(request)


class Rig:
    def __init__(self, fake: FakeDiscord) -> None:
        self.fake = fake
        log = structlog.stdlib.get_logger("test")
        self.registry = CollectorRegistry()
        self.metrics = BotMetrics(self.registry)
        self.client = IgnisClient(log, SystemClock())
        circuits = Circuits(CircuitConfig(Policy(), SystemClock(), FixedRoll(), log), self.registry, {})
        quota = IdentifyQuota(self.client, discord_rest(circuits, self.client), log, every=3600)
        self.registry.register(GatewayCollector(self.client, quota))
        self.client.requests.attach(RestMetrics(self.registry))
        names = GuildNames(Rules(), NamesInSettings(), MemoryPins(), SystemClock(), log)
        access = Access(names, Rules(), self.client)
        self.answers = 0
        replies = Replies(load_texts(), log, self, ErrorCodes(random.Random(1)), SystemClock())
        self.client.equip(CommandSet(CommandGuard(access, replies)))

    def answered(self, command: str, outcome: ReplyOutcome, seconds: float, /) -> None:
        self.metrics.answered(command, outcome, seconds)
        self.answers += 1

    def figures(self) -> Figures:
        text = generate_latest(self.registry).decode()
        assert CANARY not in text.lower()
        return Figures(text)

    async def flooded(self, flood: Flood, times: int) -> None:
        socket, events = self.fake.sockets[0], sum(self.client.events.counts.values())
        answered = self.answers
        self.fake.answers = [flood.respond] * 100_000
        for _ in range(times):
            await socket.send_json(flood.event())
            await socket.send_json(flood.interaction())
        for _ in range(times):
            with suppress(discord.HTTPException, aiohttp.ClientError):  # what is answered does not matter
                await self.client.http.request(flood.route())
        await eventually(lambda: sum(self.client.events.counts.values()) == events + 2 * times, "all events")
        await eventually(lambda: self.answers >= answered + times, "all interactions", within=30)


@asynccontextmanager
async def rig() -> AsyncGenerator[Rig]:
    async with fake_discord() as fake:
        made = Rig(fake)
        with pointed_at(fake.api_url, fake.gateway_url):
            await made.client.login(TOKEN)
            connection = asyncio.create_task(made.client.connect())
            await eventually(made.client.first_ready.is_set, "READY")
            try:
                yield made
            finally:
                await made.client.close()
                await asyncio.gather(connection, return_exceptions=True)


async def test_no_label_is_unbounded() -> None:
    async with rig() as bot:
        await bot.flooded(Flood(1), TIMES)
        figures = bot.figures()
    assert figures.labels("event") <= KNOWN | {"other"}
    assert figures.of("ignis_gateway_events_total", event="other") == TIMES
    assert figures.labels("route") <= ROUTES | {"other"}
    assert {"other", "/webhooks/{id}/{token}/messages/@original"} <= figures.labels("route")
    assert figures.labels("method") <= METHODS | {"other"}
    assert figures.labels("scope") == {scope.value for scope in LimitScope}
    assert figures.labels("command") == {"unknown"}
    statuses = figures.labels("status")
    assert all(status == "no_answer" or status.isdecimal() for status in statuses), statuses
    assert figures.labels("to") == {state.value for state in CircuitState}
    named = {label for _, labels in figures.series for label, _ in labels}
    assert named == {
        "event", "how", "route", "method", "status", "scope", "command", "outcome", "le", "circuit", "to"
    }, "a new label needs its bound proved here"  # fmt: skip
