"""What the bot's own client tells of its requests, over real HTTP."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from time import perf_counter

import aiohttp
import discord
import pytest
import structlog
from aiohttp import web
from discord.http import Route

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.rest.address import pointed_at
from ignis.bot.rest.requests import LimitScope
from tests.support.fakes.fake_discord import TOKEN, Answer, FakeDiscord, answer, fake_discord, hang_up, limited
from tests.support.waiting import eventually

LOGIN = [("GET", "/users/@me", 200), ("GET", "/oauth2/applications/@me", 200)]
LONG = 60.0


class Notes:
    """A RestObserver that writes everything down."""

    def __init__(self) -> None:
        self.begun_: list[tuple[str, str]] = []
        self.ended_: list[tuple[str, str, int | None]] = []
        self.seconds: list[float] = []
        self.scopes: list[LimitScope] = []
        self.waits: list[float] = []

    def begun(self, method: str, route: str, /) -> int:
        self.begun_.append((method, route))
        return len(self.begun_) - 1

    def ended(self, call: int, status: int | None, seconds: float, /) -> None:
        self.ended_.append((*self.begun_[call], status))
        self.seconds.append(seconds)

    def limited(self, scope: LimitScope, /) -> None:
        self.scopes.append(scope)

    def waited(self, seconds: float, /) -> None:
        self.waits.append(seconds)


class Clock:
    """Real seconds, and those that a test lets pass in no time."""

    def __init__(self) -> None:
        self.added = 0.0

    def __call__(self) -> float:
        return perf_counter() + self.added


class Rig:
    """A client that is logged in, what it tells, and the Discord it asks."""

    def __init__(self, fake: FakeDiscord) -> None:
        self.fake = fake
        self.clock = Clock()
        self.notes = Notes()
        self.client = IgnisClient(structlog.stdlib.get_logger("test"))
        self.client.rest_watch._now = self.clock

    async def ask(self, *answers: Answer, route: Route | None = None) -> object:
        self.fake.answers += answers
        return await self.client.http.request(route or Route("GET", "/guilds/{guild_id}", guild_id=1))

    async def late(self, request: web.Request) -> web.StreamResponse:
        """A Discord that thinks for long, and then takes as long again over the body."""
        self.clock.added += LONG
        told = len(self.notes.ended_)
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        await response.write(b"{")
        await eventually(lambda: len(self.notes.ended_) > told, "the head has arrived")
        self.clock.added += LONG
        await response.write(b"}")
        return response


@asynccontextmanager
async def rig(*, told: bool = True) -> AsyncGenerator[Rig]:
    async with fake_discord() as fake:
        made = Rig(fake)
        with pointed_at(fake.api_url, fake.gateway_url):
            await made.client.login(TOKEN)
            if told:
                made.client.rest_watch.tell(made.notes)
            try:
                yield made
            finally:
                await made.client.close()


async def test_the_login_is_told_to_an_observer_that_comes_after_it() -> None:
    async with rig(told=False) as bot:
        with pytest.raises(discord.HTTPException):
            await bot.ask(answer(429, "a page of somebody's between, without a word of limits"))
        bot.client.rest_watch.tell(bot.notes)
    assert bot.notes.ended_ == [*LOGIN, ("GET", "/guilds/{id}", 429)]
    assert bot.notes.scopes == [LimitScope.NONE]
    assert len(bot.notes.waits) == 3
    assert max(bot.notes.waits) < 1 > max(bot.notes.seconds)


async def test_a_request_that_was_under_way_by_then_is_told_once_and_whole() -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(request: web.Request) -> web.StreamResponse:
        asked.set()
        await go_on.wait()
        return await answer()(request)

    async with rig(told=False) as bot:
        asking = asyncio.create_task(bot.ask(slowly))
        await asked.wait()
        bot.client.rest_watch.tell(bot.notes)
        bot.clock.added += LONG
        go_on.set()
        await asking
    assert bot.notes.ended_ == [*LOGIN, ("GET", "/guilds/{id}", 200)]
    assert bot.notes.begun_ == [(method, route) for method, route, _ in bot.notes.ended_]
    assert bot.notes.seconds[-1] >= LONG


@pytest.mark.parametrize("scope", ["user", "global", "shared"])
async def test_a_limit_is_told_with_its_scope_each_try_and_the_pause_as_one_wait(scope: str) -> None:
    async with rig() as bot:
        await bot.ask(limited(0.1, scope), limited(0.1, "what is this"), answer())
    assert [status for *_, status in bot.notes.ended_[2:]] == [429, 429, 200]
    assert bot.notes.scopes == [LimitScope(scope), LimitScope.NONE]
    assert 0.2 <= bot.notes.waits[-1] < 5
    assert len(bot.notes.waits) == 3, "the login's two and this one"


async def test_a_bucket_that_is_empty_makes_the_next_wait_or_whoever_emptied_it() -> None:
    empty = answer(X_RateLimit_Limit="1", X_RateLimit_Remaining="0", X_RateLimit_Reset_After="0.2")
    async with rig() as bot:
        await asyncio.gather(bot.ask(empty), bot.ask(answer()))
    assert [wait >= 0.1 for wait in bot.notes.waits[2:]] == [True, True]
    assert max(bot.notes.waits) < 5


async def test_the_time_of_a_slow_answer_is_no_wait() -> None:
    async with rig() as bot:
        await bot.ask(bot.late)
    assert LONG <= bot.notes.seconds[-1] < 2 * LONG, "to the head of the answer"
    assert bot.notes.waits[-1] < LONG / 2


async def test_no_answer_is_told_and_no_wait() -> None:
    async with rig() as bot:
        with pytest.raises(aiohttp.ClientError):
            await bot.ask(hang_up, route=Route("PATCH", "/guilds/{guild_id}", guild_id=1))
    assert bot.notes.ended_[-1] == ("PATCH", "/guilds/{id}", None)
    assert bot.notes.waits[-1] < 5


async def test_who_gives_up_before_the_request_is_sent_has_waited_and_asked_nothing() -> None:
    async with rig() as bot:
        bot.client.http._global_over.clear()
        asking = asyncio.create_task(bot.ask(answer()))
        await asyncio.sleep(0)
        bot.clock.added += LONG
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    assert len(bot.notes.begun_) == len(LOGIN)
    assert bot.notes.waits[-1] >= LONG


async def test_who_gives_up_a_request_that_is_under_way_has_no_answer_and_did_not_wait() -> None:
    asked = asyncio.Event()

    async def never(_: web.Request) -> web.StreamResponse:
        asked.set()
        await asyncio.sleep(600)
        return web.Response()

    async with rig() as bot:
        asking = asyncio.create_task(bot.ask(never))
        await asked.wait()
        bot.clock.added += LONG
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    assert bot.notes.ended_[-1] == ("GET", "/guilds/{id}", None)
    assert bot.notes.waits[-1] < LONG / 2


async def test_the_gateway_is_no_request() -> None:
    async with rig() as bot:
        connection = asyncio.create_task(bot.client.connect())
        await eventually(bot.client.first_ready.is_set, "READY")
        await bot.client.close()
        await asyncio.gather(connection, return_exceptions=True)
    assert bot.notes.ended_ == LOGIN
    assert bot.notes.begun_ == [(method, route) for method, route, _ in LOGIN]
    assert bot.client.events.counts == {"READY": 1}


async def test_what_lies_elsewhere_is_no_request() -> None:
    async with rig() as bot:
        elsewhere = bot.fake.api_url.replace("/api/v10", "/guilds/5")
        with pytest.raises(discord.NotFound):
            await bot.client.http.get_from_cdn(elsewhere)
    assert bot.notes.ended_ == LOGIN


async def test_answers_to_interactions_are_seen_on_their_own_way_waits_as_well() -> None:
    async with rig() as bot:
        with bot.client.rest_watch.webhooks():
            webhook = discord.Webhook.partial(5, "canary-token", client=bot.client)
            bot.fake.answers += [limited(0.1, "user"), answer()]
            await webhook.send("hello")
        bot.fake.answers.append(answer())
        await webhook.send("no wait is told outside, but the request is")
    posts = [("POST", "/webhooks/{id}/{token}", status) for status in (429, 200, 200)]
    assert bot.notes.ended_[2:] == posts
    assert bot.notes.scopes == [LimitScope.USER]
    assert len(bot.notes.waits) == len(LOGIN) + 1
    assert 0.1 <= bot.notes.waits[-1] < 5


async def test_an_observer_is_called_in_the_task_that_asks() -> None:
    """So that what it begins belongs to what the task works for."""
    tasks: list[str] = []

    class Which(Notes):
        def begun(self, method: str, route: str, /) -> int:
            current = asyncio.current_task()
            tasks.append(current.get_name() if current is not None else "")
            return super().begun(method, route)

    async with rig(told=False) as bot:
        bot.client.rest_watch.tell(Which())
        await asyncio.create_task(bot.ask(answer()), name="an interaction")
    assert tasks[len(LOGIN) :] == ["an interaction"]
