"""How alive the gateway connection is, and how to end it.

The one place that reads private parts of discord.py (2.7). The library keeps the time of the last acknowledgement in
`DiscordWebSocket._keep_alive._last_ack`, and the time of the last heartbeat beside it. It shows only the latency.
"""

# pyright: reportPrivateUsage=false
# reason: see above; tests/bot/gateway/test_heartbeat.py fails when these names change

import asyncio
import contextlib
import math
import time
from typing import Protocol, cast

import discord
from discord.gateway import DiscordWebSocket

_KEEP_SESSION = 4000  # with 1000 or 1001 Discord ends the session as well
_PATIENCE = 2.0  # seconds
_PAUSE = 0.5  # seconds


class TimedClient(Protocol):
    """A client that knows when it last identified, by `heartbeat_clock`."""

    ws: DiscordWebSocket
    identified_at: float


def heartbeat_clock() -> float:
    """The clock that discord.py times heartbeats with."""
    return time.perf_counter()


def last_ack_age(client: discord.Client) -> float | None:
    """Seconds since the gateway last acknowledged a heartbeat or said hello. None without a connection."""
    websocket = cast("DiscordWebSocket | None", client.ws)
    keep_alive = websocket._keep_alive if websocket is not None else None  # noqa: SLF001  the library shows it nowhere
    return heartbeat_clock() - keep_alive._last_ack if keep_alive is not None else None  # noqa: SLF001  likewise


async def disconnect(client: discord.Client, *, patience: float = _PATIENCE) -> bool:
    """Closes the gateway's connection, so that discord.py resumes the session on a new one.

    Returns False if there is no open connection. Does not wait longer than `patience` seconds for the gateway to
    answer the goodbye.
    """
    websocket = cast("DiscordWebSocket | None", client.ws)
    if websocket is None or not websocket.open:
        return False
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(patience):
            await websocket.close(code=_KEEP_SESSION)
    return True


def latency(client: TimedClient) -> float | None:
    """Seconds between the last heartbeat and its acknowledgement. None before the first one.

    discord.py sends the first heartbeat and then waits for its turn to identify (5 s after the last time). It reads
    nothing meanwhile, so what it reports is its own pause, not the way to Discord and back. Return None then.
    """
    websocket = cast("DiscordWebSocket | None", client.ws)
    keep_alive = websocket._keep_alive if websocket is not None else None  # noqa: SLF001  as above
    if keep_alive is None or not math.isfinite(keep_alive.latency):
        return None
    paused = client.identified_at - keep_alive._last_send  # noqa: SLF001  as above
    return None if paused > _PAUSE else keep_alive.latency
