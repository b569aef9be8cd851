"""The bot's way in to Discord, taken before the rest of it is put together.

What Discord needs to prepare a session is the longest wait of a start, and nothing of Ignis is needed for it: so the
session is asked for first, and the rest is imported and built meanwhile.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.gateway.session import GatewaySession
from ignis.bot.rest.address import pointed_at
from ignis.runtime.resilience.backoff import UNTIL_IT_WORKS
from ignis.runtime.stack import upstreams
from ignis.runtime.stack.process import Process
from ignis.runtime.stack.upstreams import Upstreams

_HEAD_START = 1.0  # seconds; to import at the same time would only slow the way in down


class EarlyConnect:
    """`session` ends with the bot's last connection; it raises Exit, see `GatewaySession.run` and `outside.resolve`."""

    def __init__(self, process: Process, client: IgnisClient) -> None:
        self._process = process
        self._client = client
        self._there: asyncio.Future[Upstreams] = asyncio.get_running_loop().create_future()
        self.session = asyncio.create_task(self._enter(), name="session")

    async def head_start(self) -> None:
        """Returns once the gateway was asked for a session, and at once when that will take a while."""
        if upstreams.look(self._process) is None:
            return
        asked = asyncio.create_task(self._client.asked.wait())
        await asyncio.wait({asked, self.session}, timeout=_HEAD_START, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()

    async def found(self) -> Upstreams:
        """Where Discord and the accounts are. Raises what `session` raises when that is not to be found out."""
        either: tuple[asyncio.Future[Any], ...] = (self._there, self.session)
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not self._there.done():
            self.session.result()
        return self._there.result()

    async def _enter(self) -> None:
        there = await upstreams.resolve(self._process)
        client, settings = self._client, self._process.settings
        client.wanted_guild = there.guild_id
        client.on_discord = not there.sandbox
        self._there.set_result(there)
        with pointed_at(there.api_url, there.gateway_url):
            not_ready_after = settings.watchdog.not_ready_after
            session = GatewaySession(client, there, self._process.log, _delays, not_ready_after=not_ready_after)
            await session.run(startup_timeout=settings.bot.startup_timeout)


@asynccontextmanager
async def entering(process: Process, client: IgnisClient) -> AsyncGenerator[EarlyConnect]:
    """The client is closed when the context ends."""
    entrance = EarlyConnect(process, client)
    try:
        yield entrance
    finally:
        entrance.session.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.wait({entrance.session})


def _delays() -> Iterator[float]:
    return UNTIL_IT_WORKS.delays(random.Random())  # noqa: S311  jitter
