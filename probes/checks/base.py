"""What a health check is: it asks one thing, gives up in time, and says what it found."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Protocol

import aiohttp

from ignis.runtime import endpoints
from ignis.runtime.clock import Clock
from ignis.runtime.endpoints import Endpoint
from ignis.runtime.home import Home
from ignis.runtime.outside import Outside
from ignis.runtime.settings import Settings
from probes.asking import NoAnswer, ask
from probes.outcome import CheckResult, Reason, Status
from probes.restarts.control import ProcessControl


class Cadence(StrEnum):
    """How often; `config/ignis.yaml` says how many seconds that is."""

    LIVENESS = "liveness"
    DEEP = "deep"


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
    outside: Callable[[], Outside | None]
    timeout_s: float

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
            return CheckResult(Status.UNKNOWN, Reason.NOT_STARTED, "the bot has not published an address yet")
        answer = await ask(self.http, bot, path, timeout_s=self.patience_s, clock=self.clock)
        if isinstance(answer, NoAnswer):
            return CheckResult(Status.UNKNOWN, answer.reason, answer.detail)
        if answer.status != HTTPStatus.OK:
            return CheckResult(Status.UNKNOWN, Reason.BAD_STATUS, f"the bot's {path} answered {answer.status}")
        return answer.body


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
