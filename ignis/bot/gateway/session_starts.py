"""How many sessions Discord will still let the bot begin today. It resets the token of whoever begins more.

Discord is asked after every new session and at every health round; in between each identify takes one away.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import discord
from discord.http import Route

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.rest.circuit import judge
from ignis.runtime.resilience.circuit import Circuit, CircuitOpen
from ignis.runtime.telemetry.logs import Logger

_PATIENCE: Final = 20.0  # seconds
_FAILURES: Final = (discord.DiscordException, aiohttp.ClientError, OSError, ValueError, CircuitOpen)


@dataclass(frozen=True)
class StartLimit:
    """`left` of `limit` sessions may be begun; `identifies` of the client had been sent when Discord was asked."""

    limit: int
    left: int
    identifies: int


class SessionStarts:
    """`limit` and `left` are None until Discord has answered once; may be read from another thread."""

    def __init__(self, client: IgnisClient, rest: Circuit, log: Logger, *, every: float) -> None:
        """Asked every so many seconds even where no session is begun; `rest` is Discord's REST API."""
        self._client = client
        self._rest = rest
        self._log = log
        self._every = every
        self._told: StartLimit | None = None
        self._due = asyncio.Event()
        client.listen("ready", self._due.set)
        if client.is_ready():
            self._due.set()

    @property
    def limit(self) -> int | None:
        return self._told.limit if self._told is not None else None

    @property
    def left(self) -> int | None:
        told = self._told
        return None if told is None else max(0, told.left - (self._client.identifies - told.identifies))

    async def run(self) -> None:
        """Never returns. While Discord does not answer, what it said last is counted on from."""
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
            self._told = starts_in(answer, identifies)
        except _FAILURES as error:  # a timeout is an OSError; the circuit says what is wrong with Discord
            self._log.debug("how many identifies are left is not known", problem=type(error).__name__)


def starts_in(answer: Any, identifies: int) -> StartLimit:
    """What `GET /gateway/bot` says of it. Raises ValueError for what is no answer of Discord's."""
    match answer:
        case {"session_start_limit": {"total": int(total), "remaining": int(left)}} if 0 <= left <= total:
            return StartLimit(total, left, identifies)
        case _:
            raise ValueError("no session_start_limit")
