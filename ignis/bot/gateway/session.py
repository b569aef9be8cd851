"""The gateway session begins here: from the token to a bot that stays connected.

Every way in which that can fail becomes one line for people. After its first READY discord.py reconnects by itself.
Before that it does not: a refused connection raises, and a first gateway handshake that fails ends in an
AttributeError, because the client has no websocket yet.
"""

import asyncio
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from http import HTTPStatus
from random import Random
from typing import cast
from urllib.parse import urlsplit

import aiohttp
import discord
from discord.gateway import DiscordWebSocket

from ignis.bot.gateway.client import Gateway, IgnisClient
from ignis.bot.gateway.heartbeat import disconnect
from ignis.runtime.resilience.asked_wait import asked_seconds
from ignis.runtime.resilience.backoff import Backoff
from ignis.runtime.stack.process import CONFIG, GIVE_UP, Exit
from ignis.runtime.stack.upstreams import Upstreams
from ignis.runtime.telemetry.logs import Logger

_BAD_TOKEN = 4004  # https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway
_UNREACHABLE = (
    OSError,
    TimeoutError,
    aiohttp.ClientError,
    discord.HTTPException,
    discord.RateLimited,
    discord.GatewayNotFound,
)
# What discord.py raises when a login answer is no answer of Discord: a proxy's page, half a document.
_GARBLED = (ValueError, TypeError, KeyError, zlib.error)

PATIENCE = 30.0
NOT_READY_AFTER = 180.0  # seconds: 480 identifies a day at most, of the thousand that Discord allows
_CLOSE_PATIENCE = 4.0  # seconds; a stop is done in five
_LAST_WORDS = 0.5
_WAITS_INSIDE = 10.0  # seconds of a pause that discord.py may wait out inside a login; longer ones are waited out here
_LONGEST_PAUSE = 86_400.0


class _NoHandshakeError(Exception):
    """There is no gateway connection, or it broke. It is tried again; this error never leaves the module."""


_PASSING = (*_UNREACHABLE, *_GARBLED, _NoHandshakeError)


class GatewaySession:
    """Connects `client` to Discord and keeps it connected.

    Example:
        session = GatewaySession(client, upstreams, log, UNTIL_IT_WORKS, Random())
        await session.run(startup_timeout=30)
    """

    def __init__(
        self,
        client: IgnisClient,
        upstreams: Upstreams,
        log: Logger,
        backoff: Backoff,
        random: Random,
        *,
        patience: float = PATIENCE,
        not_ready_after: float = NOT_READY_AFTER,
    ) -> None:
        """`backoff` gives the seconds between tries.

        `patience` is how many seconds a login may take, and how often `_watch` looks. A session that was asked for
        `not_ready_after` seconds ago and is not READY is asked for again.
        """
        self._client = client
        self._upstreams = upstreams
        self._host = urlsplit(upstreams.api_url).netloc
        self._log = log
        self._backoff = backoff
        self._random = random
        self._patience = patience
        self._not_ready_after = not_ready_after
        self._problem = "no answer yet"

    async def run(self, *, startup_timeout: float) -> None:
        """Returns when the client is closed, and closes it in any case.

        If Discord does not let the bot in within `startup_timeout` seconds, one line in the log says so, and the bot
        keeps trying: a restart would not help, and would use up the budget of restarts. Raises Exit: 78 for what only
        the operator can fix (token, intents), 70 for a gateway that is closed for good.
        """
        connection = asyncio.create_task(self._stay_connected(), name="gateway")
        ready = asyncio.create_task(self._client.first_ready.wait(), name="first READY")
        try:
            await asyncio.wait({connection, ready}, timeout=startup_timeout, return_when=asyncio.FIRST_COMPLETED)
            if not connection.done() and not ready.done():
                late = f"did not let the bot in within {startup_timeout:g} s"
                self._log.error(f"{self._host} {late}; the bot keeps trying: {self._problem}")
            # not `await connection`: that passes a cancellation on to it, and it may get lost there
            await asyncio.wait({connection})
        finally:
            ready.cancel()
            await _close(self._client)
            # what still waits for Discord ends by itself now; cancelled, it would leave its connections open
            await asyncio.wait({connection}, timeout=_LAST_WORDS)
            await _ended(connection)
        connection.result()

    async def _stay_connected(self) -> None:
        try:
            await self._log_in()
            await self._connect()
        except discord.LoginFailure:
            raise self._refused_token() from None
        except discord.PrivilegedIntentsRequired:
            raise Exit(
                CONFIG,
                "Discord refuses the members intent: switch on 'Server Members Intent' on the Bot page of your "
                "application at https://discord.com/developers/applications",
            ) from None
        except discord.ConnectionClosed as closed:
            if closed.code == _BAD_TOKEN:
                raise self._refused_token() from None
            raise Exit(GIVE_UP, f"{self._host} closed the gateway for good (code {closed.code})") from None

    def _refused_token(self) -> Exit:
        return Exit(
            CONFIG,
            f"DISCORD_TOKEN is refused by {self._host}: copy it again from the Bot page of your application at "
            "https://discord.com/developers/applications, or unset it to try the sandbox",
        )

    async def _log_in(self) -> None:
        for delay in self._backoff.delays(self._random):
            try:
                await self._try_login()
            except _PASSING as error:
                if not await self._tries_again(error, delay):
                    return
            else:
                return

    async def _connect(self) -> None:
        for delay in self._backoff.delays(self._random):
            try:
                await self._try_connect()
            except _PASSING as error:
                if not await self._tries_again(error, delay):
                    return
            else:
                return

    async def _tries_again(self, error: Exception, delay: float) -> bool:
        """Waits for `delay` seconds and returns True; returns False at once if the client is closed.

        Raises Exit for a token that is refused: trying again does not help there.
        """
        if isinstance(error, discord.HTTPException) and error.status == HTTPStatus.UNAUTHORIZED:
            raise self._refused_token() from None
        if self._client.is_closed():
            return False
        self._problem = f"{type(error).__name__}: {error}".splitlines()[0]
        delay = max(delay, _asked_pause(error))  # who asks sooner is only sent away for longer
        self._log.warning("no connection", host=self._host, problem=self._problem, again_in_s=round(delay, 1))
        await asyncio.sleep(delay)
        return True

    async def _try_login(self) -> None:
        try:
            async with asyncio.timeout(self._patience):  # without it aiohttp waits for five minutes
                with self._pauses_told():
                    await self._client.login(self._upstreams.token.get_secret_value())
        except BaseException:  # cancellation too: each login opens a pool of connections of its own
            await self._client.http.close()
            self._client.http.connector = discord.utils.MISSING
            raise

    @contextmanager
    def _pauses_told(self) -> Generator[None]:
        """discord.py raises RateLimited for a long pause, instead of waiting until the login's time is over."""
        http = self._client.http
        before, http.max_ratelimit_timeout = http.max_ratelimit_timeout, _WAITS_INSIDE
        try:
            yield
        finally:
            http.max_ratelimit_timeout = before

    async def _try_connect(self) -> None:
        connecting = asyncio.create_task(self._client.connect(), name="discord.py")
        try:
            await self._watch(connecting)
        except AttributeError as error:
            if self._websocket() is not None:
                raise
            raise _NoHandshakeError("the gateway did not answer") from error
        except _NoHandshakeError:
            await disconnect(self._client)  # it may hang, and nothing would read from it any more
            raise
        except _GARBLED as error:
            await disconnect(self._client)
            raise _NoHandshakeError(
                f"the gateway sent something that is not Discord's ({type(error).__name__})"
            ) from None
        finally:
            await _ended(connecting)
            self._client.gateway = Gateway.DISCONNECTED  # discord.py announces only the ends that it foresees

    async def _watch(self, connecting: asyncio.Task[None]) -> None:
        """Ends with `connecting`, or raises if that has had no session for a while.

        discord.py waits up to 17 minutes between two tries, and Discord may have been back for 16 of them. A try that
        has already identified gets more time: after a thousand of those in a day Discord resets the token.
        """
        lost, identifies, since = False, self._client.identifies, self._now()
        while not connecting.done():
            await asyncio.wait({connecting}, timeout=self._patience)
            if self._client.identifies != identifies:
                identifies, since = self._client.identifies, self._now()
            elif self._client.gateway is Gateway.CONNECTING and self._now() - since > self._not_ready_after:
                raise _NoHandshakeError(f"no READY within {self._not_ready_after:g} s")
            still_lost = lost and self._client.gateway is Gateway.DISCONNECTED
            if still_lost and not connecting.done():
                raise _NoHandshakeError("the gateway does not come back")
            lost = self._client.gateway is Gateway.DISCONNECTED
        connecting.result()

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    def _websocket(self) -> DiscordWebSocket | None:
        """None before the first handshake. discord.py's annotation leaves that out."""
        return cast("DiscordWebSocket | None", self._client.ws)


def _asked_pause(error: Exception) -> float:
    """The seconds that Discord, or what stands before it, asks the bot to wait; 0 if it says nothing of it."""
    if isinstance(error, discord.RateLimited):
        return min(error.retry_after, _LONGEST_PAUSE)
    if not isinstance(error, discord.HTTPException):
        return 0.0
    return asked_seconds(error.response.headers.get("Retry-After"), most=_LONGEST_PAUSE) or 0.0


async def _close(client: discord.Client) -> None:
    """Does not wait for a gateway that does not answer the goodbye."""
    try:
        async with asyncio.timeout(_CLOSE_PATIENCE):
            await client.close()
    except TimeoutError:
        await client.http.close()


async def _ended(task: asyncio.Task[None]) -> None:
    """Cancels `task` until it has ended: Python 3.11's wait_for, which discord.py uses, can lose a cancellation."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=_LAST_WORDS)
