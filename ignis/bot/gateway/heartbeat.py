"""How alive the gateway connection is, and its end.

The one place that reads private parts of discord.py (2.7): the library keeps the time of the last acknowledgement in
`DiscordWebSocket._keep_alive._last_ack`, that of the last heartbeat beside it, and shows only the latency.
"""

# pyright: reportPrivateUsage=false
# reason: see above; tests/bot/gateway/test_heartbeat.py fails when these names change

import asyncio
import contextlib
import math
import time
from typing import TYPE_CHECKING, cast

import discord

if TYPE_CHECKING:
    from discord.gateway import DiscordWebSocket

    from ignis.bot.gateway.client import IgnisClient

_KEEP_SESSION = 4000  # with 1000 or 1001 Discord ends the session as well
_PATIENCE = 2.0
_PAUSE = 0.5


def last_ack_age(client: discord.Client) -> float | None:
    """Seconds since the gateway last acknowledged a heartbeat (or said hello); None without a connection."""
    websocket = cast("DiscordWebSocket | None", client.ws)
    keep_alive = websocket._keep_alive if websocket is not None else None  # noqa: SLF001  the library shows it nowhere
    return time.perf_counter() - keep_alive._last_ack if keep_alive is not None else None  # noqa: SLF001  likewise


async def disconnect(client: discord.Client, *, patience: float = _PATIENCE) -> bool:
    """Closes the gateway's connection, so that discord.py resumes the session on a new one; False without any.

    A gateway that does not answer the goodbye within `patience` seconds is left standing.
    """
    websocket = cast("DiscordWebSocket | None", client.ws)
    if websocket is None or not websocket.open:
        return False
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(patience):
            await websocket.close(code=_KEEP_SESSION)
    return True


def latency(client: "IgnisClient") -> float | None:
    """Seconds between the last heartbeat and its acknowledgement; None before the first.

    discord.py sends the first one before it waits for its turn to identify (5 s after the last time), and reads nothing
    meanwhile: what it then takes for the way to Discord and back is its own pause, and not told.
    """
    websocket = cast("DiscordWebSocket | None", client.ws)
    keep_alive = websocket._keep_alive if websocket is not None else None  # noqa: SLF001  as above
    if keep_alive is None or not math.isfinite(keep_alive.latency):
        return None
    paused = client.identified_at - keep_alive._last_send  # noqa: SLF001  as above
    return None if paused > _PAUSE else keep_alive.latency
