"""Begins the gateway session before the rest of the bot is built.

Discord's preparation of a session is the longest wait of a start, and it needs nothing of Ignis. So the session is
asked for first, and the rest is imported and built meanwhile.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from random import Random
from typing import Any

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.gateway.session import GatewaySession
from ignis.bot.rest.address import pointed_at
from ignis.runtime.resilience.backoff import UNTIL_IT_WORKS
from ignis.runtime.stack import upstreams
from ignis.runtime.stack.process import Process
from ignis.runtime.stack.upstreams import Upstreams

_HEAD_START = 1.0  # seconds; importing at the same time would only slow the login down


class EarlyConnect:
    """`session` ends with the bot's last connection. It raises Exit, see `GatewaySession.run` and `upstreams.resolve`.

    Example:
        async with connecting_early(process, client, Random()) as early:
            await early.head_start()
            ...  # import and build the rest
            await early.session
    """

    def __init__(self, process: Process, client: IgnisClient, random: Random) -> None:
        self._process = process
        self._client = client
        self._random = random
        self._upstreams: asyncio.Future[Upstreams] = asyncio.get_running_loop().create_future()
        self.session = asyncio.create_task(self._connect(), name="session")

    async def head_start(self) -> None:
        """Returns once the gateway was asked for a session, and at once if that will take a while."""
        if upstreams.look(self._process) is None:
            return
        asked = asyncio.create_task(self._client.asked.wait())
        await asyncio.wait({asked, self.session}, timeout=_HEAD_START, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()

    async def upstreams(self) -> Upstreams:
        """Where Discord and the accounts are. Raises what `session` raises if that cannot be found out."""
        either: tuple[asyncio.Future[Any], ...] = (self._upstreams, self.session)
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not self._upstreams.done():
            self.session.result()
        return self._upstreams.result()

    async def _connect(self) -> None:
        found = await upstreams.resolve(self._process)
        client, settings = self._client, self._process.settings
        client.wanted_guild = found.guild_id
        client.on_discord = not found.sandbox
        self._upstreams.set_result(found)
        with pointed_at(found.api_url, found.gateway_url):
            session = GatewaySession(
                client,
                found,
                self._process.log,
                UNTIL_IT_WORKS,
                self._random,
                not_ready_after=settings.watchdog.not_ready_after,
            )
            await session.run(startup_timeout=settings.bot.startup_timeout)


@asynccontextmanager
async def connecting_early(process: Process, client: IgnisClient, random: Random) -> AsyncGenerator[EarlyConnect]:
    """The client is closed when the context ends."""
    early = EarlyConnect(process, client, random)
    try:
        yield early
    finally:
        early.session.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.wait({early.session})
