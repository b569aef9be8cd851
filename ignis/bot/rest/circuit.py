"""Discord's REST API behind a circuit, for what the bot does by itself: comparing commands, writing nicknames.

Answers to people go past it: each is tried, because somebody waits. discord.py keeps the rate limits and repeats what
failed for a moment; what comes out of it has failed for good.
"""

from http import HTTPStatus
from typing import Final

import aiohttp
import discord
from discord.http import Route

from ignis.runtime.resilience.circuit import LIFE, CallOutcome, CallVerdict, Circuit
from ignis.runtime.resilience.circuits import Circuits

NAME: Final = "discord_rest"


def discord_rest(circuits: Circuits, client: discord.Client) -> Circuit:
    """The one circuit for it; while it is open it asks for the gateway's address, which needs no key."""
    return circuits.circuit(NAME, _GatewayAddress(client), judge)


class _GatewayAddress:
    """The CircuitProbe: a question that needs no key."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def probe(self) -> None:
        await self._client.http.request(Route("GET", "/gateway"))


class DiscordErrors:
    """The Judge for what comes out of discord.py."""

    def verdict(self, error: Exception) -> CallVerdict:
        """What the error says of Discord's REST API."""
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


judge: Final = DiscordErrors()
