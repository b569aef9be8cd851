"""What a health check is: it asks one thing, gives up in time, and reports a result."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Final, Protocol

import aiohttp

from ignis import __version__
from ignis.runtime.base.clock import Clock
from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import Settings
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.endpoints import Endpoint
from ignis.runtime.stack.upstreams import Upstreams
from probes.outcome import CheckReason, CheckResult, CheckStatus, SilentProcess
from probes.peers.http_probe import HttpAnswer, HttpQuestion, NoHttpAnswer, ask, ask_outside
from probes.restarts.control import ProcessControl

# https://discord.com/developers/docs/reference#user-agent: Discord may refuse others
_DISCORD_HEADERS = {"User-Agent": f"DiscordBot (https://discord.com, {__version__}) health check"}
_LATE: Final = timedelta(hours=1)


class Cadence(StrEnum):
    """How often a check runs; `config/ignis.yaml` has the seconds."""

    LIVENESS = "liveness"
    DEEP = "deep"


class SharedRequests:
    """One GET for all who want the same page at the same time: several checks need the bot's state at once."""

    def __init__(self) -> None:
        self._under_way: dict[str, asyncio.Task[HttpAnswer | NoHttpAnswer]] = {}

    async def get(
        self, http: aiohttp.ClientSession, endpoint: Endpoint, path: str, *, timeout_s: float, clock: Clock
    ) -> HttpAnswer | NoHttpAnswer:
        """Join the request for `path` that is under way, or begin one."""
        url = endpoint.url + path
        task = self._under_way.get(url)
        if task is None:
            request = ask(http, endpoint, path, timeout_s=timeout_s, clock=clock)
            task = self._under_way[url] = asyncio.create_task(request, name=f"GET {url}")
            task.add_done_callback(lambda _: self._under_way.pop(url))
        return await asyncio.shield(task)  # a check that is given up must not cancel the answer for others


class UpstreamSource(Protocol):
    def current(self) -> Upstreams | None:
        """Where Discord, Bloxlink and Roblox are; None while nobody knows."""
        ...


@dataclass(frozen=True)
class Context:
    """Everything that a check may use.

    The scheduler gives a check up after `timeout_s`. A check should give up its own questions a little earlier
    (`patience_s`), so that it can report what did not answer.
    """

    home: Home
    settings: Settings
    http: aiohttp.ClientSession
    control: ProcessControl
    clock: Clock
    upstreams: UpstreamSource
    timeout_s: float
    shared: SharedRequests = field(default_factory=SharedRequests)

    @property
    def patience_s(self) -> float:
        return 0.8 * self.timeout_s

    def bot(self) -> Endpoint | None:
        """Where the bot listens now: a restart may have moved it. None before its first start."""
        return endpoints.read(self.home).get("bot")

    async def ask_bot(self, path: str) -> dict[str, Any] | CheckResult:
        """The bot's answer at `path`. Without one, `unknown` and why: `bot_liveness` reports a silent bot."""
        return await self.ask_program("bot", path)

    async def ask_program(self, program: str, path: str) -> dict[str, Any] | CheckResult:
        """A program's answer at `path`. Without one, `unknown` and why."""
        endpoint = endpoints.read(self.home).get(program)
        if endpoint is None:
            why = f"the {program} has not published an address yet"
            return CheckResult(CheckStatus.UNKNOWN, CheckReason.NOT_STARTED, why)
        answer = await self.shared.get(self.http, endpoint, path, timeout_s=self.patience_s, clock=self.clock)
        if isinstance(answer, NoHttpAnswer):
            silent = SilentProcess(program, endpoint.pid)
            return CheckResult(CheckStatus.UNKNOWN, answer.reason, answer.detail, silent=silent)
        if answer.status != HTTPStatus.OK:
            return CheckResult(
                CheckStatus.UNKNOWN, CheckReason.BAD_STATUS, f"the {program}'s {path} answered {answer.status}"
            )
        return answer.body

    async def ask_discord(self) -> HttpAnswer | CheckResult:
        """Discord's answer to `GET /gateway`, which needs no token and so does not count towards the bot's limits."""
        upstreams = self.upstreams.current()
        if upstreams is None:
            return CheckResult(
                CheckStatus.UNKNOWN, CheckReason.NOT_CONFIGURED, "DISCORD_TOKEN is not set and no sandbox runs"
            )
        return await self.ask_service(HttpQuestion(f"{upstreams.api_url}/gateway", _DISCORD_HEADERS))

    async def ask_service(self, question: HttpQuestion) -> HttpAnswer | CheckResult:
        """The answer of a service outside within `patience_s`, or `failing` or `degraded` without a useful one.

        Every status below 500 is an answer, except 429. The caller decides whether it is the right one.
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


def being_tried(reason: CheckReason, since: datetime, problem: str | None, now: datetime) -> CheckResult:
    """The result for what the bot tries again and again since then: amber at first, red after an hour."""
    status = CheckStatus.FAILING if now - since > _LATE else CheckStatus.DEGRADED
    why = " ".join((problem or "being tried").split())
    return CheckResult(status, reason, f"since {since:%Y-%m-%d %H:%M} UTC: {why}")


def undescribed(part: str) -> CheckResult:
    """What a check makes of a `/state` of the bot that lacks its part, or has it in another form."""
    return CheckResult(CheckStatus.UNKNOWN, CheckReason.BAD_ANSWER, f"the bot's /state does not describe its {part}")


@dataclass(frozen=True)
class CheckLabel:
    """What people read on the status page: the check's name, and how a sentence about it continues.

    Such as "Ignis is not well: " and `failing`, or "Ignis works, but not everything does: " and `degraded`.
    """

    name: str
    failing: str
    degraded: str


class Check(Protocol):
    """One question. It must not block the event loop. It may raise, and is then reported as `crashed`.

    Example:
    >>> class DoorCheck:
    ...     name = "door"
    ...     label = CheckLabel("Door", failing="the door is open", degraded="the door is ajar")
    ...     every = Cadence.DEEP
    ...     timeout = None
    ...
    ...     async def run(self, context: Context) -> CheckResult:
    ...         return CheckResult(CheckStatus.OK)
    """

    @property
    def name(self) -> str:
        """The file's name. It becomes a metric label."""
        ...

    @property
    def label(self) -> CheckLabel: ...

    @property
    def every(self) -> Cadence: ...

    @property
    def timeout(self) -> float | None:
        """Seconds; None for the setting's. The setting is the upper limit in both cases."""
        ...

    async def run(self, context: Context) -> CheckResult: ...
