"""The circuit around Discord's REST API, for the bot's own work: comparing commands, writing nicknames.

Answers to people do not go through it: each is tried, because somebody waits for it. discord.py keeps the rate limits
and repeats what failed for a moment. An error that it raises is final.
"""

from http import HTTPStatus
from typing import Final

import aiohttp
import discord
from discord.http import Route

from ignis.runtime.resilience.circuit import LIFE, CallOutcome, CallVerdict, Circuit, CircuitOpen
from ignis.runtime.resilience.circuits import Circuits

NAME: Final = "discord_rest"


def discord_rest(circuits: Circuits, client: discord.Client) -> Circuit:
    """The one circuit for Discord's REST API. While it is open, it asks for the gateway's address.

    Example:
        rest = discord_rest(circuits, client)
        roles = await rest.call(lambda: guild.fetch_roles(), judge)
    """
    return circuits.circuit(NAME, _GatewayAddress(client), judge)


class _GatewayAddress:
    """The circuit's probe: a request that needs no key."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def probe(self) -> None:
        await self._client.http.request(Route("GET", "/gateway"))


class DiscordErrors:
    """The circuit's judge of errors that discord.py raises."""

    def verdict(self, error: Exception) -> CallVerdict:
        """What the error says about Discord's REST API."""
        match error:
            case discord.RateLimited():
                return CallVerdict(CallOutcome.FAILURE, "rate limited", error.retry_after)
            case discord.HTTPException():
                status = error.status
                failed = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS
                return CallVerdict(CallOutcome.FAILURE, f"Discord answered {status}") if failed else LIFE
            case aiohttp.ClientError() | OSError():
                return CallVerdict(CallOutcome.FAILURE, f"Discord could not be reached: {type(error).__name__}")
            case _:
                return CallVerdict(CallOutcome.NOTHING, type(error).__name__)


CALL_FAILURES: Final = (discord.DiscordException, aiohttp.ClientError, OSError, CircuitOpen)
"""What a call through the circuit raises when Discord refuses it, cannot be reached, or is not asked."""

judge: Final = DiscordErrors()
