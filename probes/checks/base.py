"""What a health check is: it asks one thing, gives up in time, and says what it found."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import aiohttp

from ignis.runtime import endpoints
from ignis.runtime.clock import Clock
from ignis.runtime.endpoints import Endpoint
from ignis.runtime.home import Home
from probes.outcome import CheckResult
from probes.restarts.control import ProcessControl


class Cadence(StrEnum):
    """How often; `config/ignis.yaml` says how many seconds that is."""

    LIVENESS = "liveness"
    DEEP = "deep"


@dataclass(frozen=True)
class Context:
    """What every check is given.

    The check is given up after `timeout_s`; what it asks should be given up a little earlier (`patience_s`), so that
    it can say itself what did not answer.
    """

    home: Home
    http: aiohttp.ClientSession
    control: ProcessControl
    clock: Clock
    busy_timeout_s: float
    timeout_s: float

    @property
    def patience_s(self) -> float:
        return 0.8 * self.timeout_s

    def bot(self) -> Endpoint | None:
        """Where the bot listens, looked up anew: it may have been restarted elsewhere. None before its first start."""
        return endpoints.read(self.home).get("bot")


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
