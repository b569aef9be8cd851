"""What a health check is: it asks one thing, gives up in time, and says what it found."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Protocol

import aiohttp

from ignis import __version__
from ignis.runtime.base.clock import Clock
from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import Settings
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.endpoints import Endpoint
from ignis.runtime.stack.upstreams import Upstreams
from probes.outcome import CheckReason, CheckResult, CheckStatus
from probes.peers.http_probe import HttpAnswer, HttpQuestion, NoHttpAnswer, ask, ask_outside
from probes.restarts.control import ProcessControl

# https://discord.com/developers/docs/reference#user-agent: others may be kept out
_DISCORD_HEADERS = {"User-Agent": f"DiscordBot (https://discord.com, {__version__}) health check"}


class Cadence(StrEnum):
    """How often; `config/ignis.yaml` says how many seconds that is."""

    LIVENESS = "liveness"
    DEEP = "deep"


class SharedQuestions:
    """Who asks what is being asked already gets the same answer: several checks want the bot's state at once."""

    def __init__(self) -> None:
        self._under_way: dict[str, asyncio.Task[HttpAnswer | NoHttpAnswer]] = {}

    async def ask(
        self, url: str, question: Callable[[], Coroutine[Any, Any, HttpAnswer | NoHttpAnswer]]
    ) -> HttpAnswer | NoHttpAnswer:
        """The answer to `question`, or to another's to the same `url`."""
        task = self._under_way.get(url)
        if task is None:
            task = self._under_way[url] = asyncio.create_task(question(), name=f"GET {url}")
            task.add_done_callback(lambda _: self._under_way.pop(url))
        return await asyncio.shield(task)  # a check that is given up takes no other's answer with it


@dataclass(frozen=True)
class Context:
    """What every check is given.

    The check is given up after `timeout_s`; what it asks should be given up a little earlier (`patience_s`), so that
    it can say itself what did not answer. `outside` tells where Discord, Bloxlink and Roblox are, None while nobody
    knows.
    """

    home: Home
    settings: Settings
    http: aiohttp.ClientSession
    control: ProcessControl
    clock: Clock
    outside: Callable[[], Upstreams | None]
    timeout_s: float
    shared: SharedQuestions = field(default_factory=SharedQuestions)

    @property
    def patience_s(self) -> float:
        return 0.8 * self.timeout_s

    def bot(self) -> Endpoint | None:
        """Where the bot listens, looked up anew: it may have been restarted elsewhere. None before its first start."""
        return endpoints.read(self.home).get("bot")

    async def ask_bot(self, path: str) -> dict[str, Any] | CheckResult:
        """What the bot answers at `path`; `unknown`, and why, when it does not: that is `bot_liveness`' finding."""
        bot = self.bot()
        if bot is None:
            return CheckResult(CheckStatus.UNKNOWN, CheckReason.NOT_STARTED, "the bot has not published an address yet")
        answer = await self.shared.ask(
            bot.url + path, lambda: ask(self.http, bot, path, timeout_s=self.patience_s, clock=self.clock)
        )
        if isinstance(answer, NoHttpAnswer):
            return CheckResult(CheckStatus.UNKNOWN, answer.reason, answer.detail)
        if answer.status != HTTPStatus.OK:
            return CheckResult(
                CheckStatus.UNKNOWN, CheckReason.BAD_STATUS, f"the bot's {path} answered {answer.status}"
            )
        return answer.body

    async def ask_discord(self) -> HttpAnswer | CheckResult:
        """What Discord answers to `GET /gateway`, which needs no token and so costs nothing of the bot's limits."""
        there = self.outside()
        if there is None:
            return CheckResult(
                CheckStatus.UNKNOWN, CheckReason.NOT_CONFIGURED, "DISCORD_TOKEN is not set and no sandbox runs"
            )
        return await self.ask_service(HttpQuestion(f"{there.api_url}/gateway", _DISCORD_HEADERS))

    async def ask_service(self, question: HttpQuestion) -> HttpAnswer | CheckResult:
        """What a service outside answers within `patience_s`, and `failing` or `degraded` for none of use.

        A status below 500 is an answer, but for 429; whether it is the right one is the caller's to say.
        """
        answer = await ask_outside(self.http, question, timeout_s=self.patience_s, clock=self.clock)
        if isinstance(answer, NoHttpAnswer):
            return CheckResult(CheckStatus.FAILING, answer.reason, answer.detail)
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            detail = f"{question.url} answered {answer.status}"
            return CheckResult(CheckStatus.FAILING, CheckReason.BAD_STATUS, detail, answer.latency_s)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            detail = f"{question.url} answered 429: too many requests"
            return CheckResult(CheckStatus.DEGRADED, CheckReason.RATE_LIMITED, detail, answer.latency_s)
        if answer.latency_s > self.settings.checks.slow_after:
            detail = f"{question.url} took {answer.latency_s:.1f} s"
            return CheckResult(CheckStatus.FAILING, CheckReason.SLOW, detail, answer.latency_s)
        return answer


class Check(Protocol):
    """One question. It must not block the event loop, and may raise: it is then reported as `crashed`."""

    @property
    def name(self) -> str: ...

    @property
    def every(self) -> Cadence: ...

    @property
    def timeout(self) -> float | None:
        """Seconds; None for the setting's. The setting is the upper limit in either case."""
        ...

    async def run(self, context: Context) -> CheckResult: ...
