"""From the token to a bot that stays connected, and every way in which that can fail, each as one line.

After its first READY discord.py reconnects by itself. Before that it does not: a refused connection raises, and a
first gateway handshake that fails ends in an AttributeError, because the client has no websocket yet.
"""

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Iterator
from http import HTTPStatus
from typing import cast
from urllib.parse import urlsplit

import aiohttp
import discord
from discord.gateway import DiscordWebSocket

from ignis.bot.gateway.client import Gateway, IgnisClient
from ignis.bot.gateway.heartbeat import disconnect
from ignis.runtime.stack.process import CONFIG, GIVE_UP, Exit
from ignis.runtime.stack.upstreams import Upstreams
from ignis.runtime.telemetry.logs import Logger

_BAD_TOKEN = 4004  # https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway
_UNREACHABLE = (OSError, TimeoutError, aiohttp.ClientError, discord.HTTPException, discord.GatewayNotFound)
# What discord.py raises when a login answer is no answer of Discord: a proxy's page, half a document.
_GARBLED = (ValueError, TypeError, KeyError, zlib.error)


PATIENCE = 30.0
NOT_READY_AFTER = 180.0  # seconds: 480 identifies a day at most, of the thousand that Discord allows
_CLOSE_PATIENCE = 4.0  # seconds; a stop is done in five
_LAST_WORDS = 0.5


class _NoHandshakeError(Exception):
    """A gateway connection did not come about or broke; tried again, never leaves this module."""


class GatewaySession:
    """Connects `client` to `outside` and keeps it there."""

    def __init__(
        self,
        client: IgnisClient,
        outside: Upstreams,
        log: Logger,
        delays: Callable[[], Iterator[float]],
        *,
        patience: float = PATIENCE,
        not_ready_after: float = NOT_READY_AFTER,
    ) -> None:
        """`delays` gives the seconds between tries, without end.

        `patience` is how many seconds a login may take, and how often `_watch` looks. A session that was asked for
        `not_ready_after` seconds ago and is not READY is asked for anew.
        """
        self._client = client
        self._outside = outside
        self._host = urlsplit(outside.api_url).netloc
        self._log = log
        self._delays = delays
        self._patience = patience
        self._not_ready_after = not_ready_after
        self._problem = "no answer yet"

    async def run(self, *, startup_timeout: float) -> None:
        """Returns when the client is closed, and closes it in any case.

        Discord that does not let the bot in is said after `startup_timeout` seconds and asked on: a restart would mend
        nothing there, and would spend the budget of restarts. Raises Exit: 78 for what only the operator can mend
        (token, intents), 70 for a gateway that is closed for good.
        """
        connection = asyncio.create_task(self._stay_connected(), name="gateway")
        ready = asyncio.create_task(self._client.first_ready.wait(), name="first READY")
        try:
            await asyncio.wait({connection, ready}, timeout=startup_timeout, return_when=asyncio.FIRST_COMPLETED)
            if not connection.done() and not ready.done():
                late = f"did not let the bot in within {startup_timeout:g} s"
                self._log.error(f"{self._host} {late}, and is asked on: {self._problem}")
            await asyncio.wait(
                {connection}
            )  # not `await connection`: that hands a cancellation on, and it may get lost
        finally:
            ready.cancel()
            await _close(self._client)
            # what still waits for Discord ends now that its connections are closed; cut off, it would leave them open
            await asyncio.wait({connection}, timeout=_LAST_WORDS)
            await _ended(connection)
        connection.result()

    async def _stay_connected(self) -> None:
        try:
            await self._retried(self._login)
            await self._retried(self._connect)
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

    async def _retried(self, step: Callable[[], Awaitable[None]]) -> None:
        """Runs `step` until it ends without an error that trying again can mend."""
        for delay in self._delays():
            try:
                await step()
            except (*_UNREACHABLE, *_GARBLED, _NoHandshakeError) as error:
                if isinstance(error, discord.HTTPException) and error.status == HTTPStatus.UNAUTHORIZED:
                    raise self._refused_token() from None
                if self._client.is_closed():
                    return
                self._problem = f"{type(error).__name__}: {error}".splitlines()[0]
            else:
                return
            self._log.warning("no connection", host=self._host, problem=self._problem, again_in_s=round(delay, 1))
            await asyncio.sleep(delay)

    async def _login(self) -> None:
        try:
            async with asyncio.timeout(self._patience):  # without it aiohttp waits for five minutes
                await self._client.login(self._outside.token.get_secret_value())
        except BaseException:  # cancellation too: each login opens a pool of connections of its own
            await self._client.http.close()
            self._client.http.connector = discord.utils.MISSING
            raise

    async def _connect(self) -> None:
        connecting = asyncio.create_task(self._client.connect(), name="discord.py")
        try:
            await self._watch(connecting)
        except AttributeError as error:
            if self._websocket() is not None:
                raise
            raise _NoHandshakeError("the gateway did not answer") from error
        except _NoHandshakeError:
            await disconnect(self._client)  # it may stand still, and nobody would listen to it any more
            raise
        except _GARBLED as error:
            await disconnect(self._client)
            raise _NoHandshakeError(
                f"the gateway sent something that is not of Discord ({type(error).__name__})"
            ) from None
        finally:
            await _ended(connecting)
            self._client.gateway = Gateway.DISCONNECTED  # discord.py announces only the ends that it foresees

    async def _watch(self, connecting: asyncio.Task[None]) -> None:
        """Ends with `connecting`, or raises when that has been without a session for a while.

        discord.py waits up to 17 minutes between two tries, and Discord may have been back for 16 of them. A try
        that got as far as to identify is left alone for longer: a thousand of those in a day, and Discord resets the
        token.
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
        """None before the first handshake, which discord.py's annotation leaves out."""
        return cast("DiscordWebSocket | None", self._client.ws)


async def _close(client: discord.Client) -> None:
    """A gateway that does not answer the goodbye is left standing."""
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
