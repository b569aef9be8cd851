"""How many sessions Discord still lets the bot begin today. It resets the token of a bot that begins more.

Discord is asked after every new session and at every health round. In between, each identify counts one down.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from discord.http import Route

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.rest.circuit import CALL_FAILURES, judge
from ignis.runtime.resilience.circuit import Circuit
from ignis.runtime.telemetry.logs import Logger

_PATIENCE: Final = 20.0  # seconds
_FAILURES: Final = (*CALL_FAILURES, ValueError)


@dataclass(frozen=True)
class SessionStartLimit:
    """Discord's answer: `left` of `limit` sessions may be begun.

    `identifies` is how many identifies the client had sent when Discord was asked.
    """

    limit: int
    left: int
    identifies: int


class IdentifyQuota:
    """`limit` and `left` are None until Discord has answered once. They may be read from another thread.

    Example:
        quota = IdentifyQuota(client, rest, log, every=3600)
        asking = asyncio.create_task(quota.run())
    """

    def __init__(self, client: IgnisClient, rest: Circuit, log: Logger, *, every: float) -> None:
        """Asks every `every` seconds even if no session is begun. `rest` is the circuit of Discord's REST API."""
        self._client = client
        self._rest = rest
        self._log = log
        self._every = every
        self._answer: SessionStartLimit | None = None
        self._due = asyncio.Event()
        client.listen("ready", self._due.set)
        if client.is_ready():
            self._due.set()

    @property
    def limit(self) -> int | None:
        return self._answer.limit if self._answer is not None else None

    @property
    def left(self) -> int | None:
        answer = self._answer
        return None if answer is None else max(0, answer.left - (self._client.identifies - answer.identifies))

    async def run(self) -> None:
        """Never returns. While Discord does not answer, it counts on from Discord's last answer."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._every):
                    await self._due.wait()
            self._due.clear()
            if self._client.is_ready() and not self._client.is_closed():
                await self._ask()

    async def _ask(self) -> None:
        identifies = self._client.identifies  # one that is sent meanwhile may be counted twice, until the next answer
        try:
            async with asyncio.timeout(_PATIENCE):
                answer = await self._rest.call(lambda: self._client.http.request(Route("GET", "/gateway/bot")), judge)
            self._answer = session_start_limit(answer, identifies)
        except _FAILURES as error:  # a timeout is an OSError; the circuit says what is wrong with Discord
            self._log.debug("how many identifies are left is not known", problem=type(error).__name__)


def session_start_limit(answer: Any, identifies: int) -> SessionStartLimit:
    """Reads an answer to `GET /gateway/bot`. Raises ValueError for anything that is not Discord's answer.

    >>> session_start_limit({"session_start_limit": {"total": 1000, "remaining": 997}}, identifies=3)
    SessionStartLimit(limit=1000, left=997, identifies=3)
    """
    match answer:
        case {"session_start_limit": {"total": int(total), "remaining": int(left)}} if 0 <= left <= total:
            return SessionStartLimit(total, left, identifies)
        case _:
            raise ValueError("no session_start_limit")
