"""How alive the gateway connection is.

The one place that reads private parts of discord.py (2.7): the library keeps the time of the last acknowledgement in
`DiscordWebSocket._keep_alive._last_ack` and shows only the latency.
"""

# pyright: reportPrivateUsage=false
# reason: see above; tests/bot/test_heartbeat.py fails when these names change

import math
import time
from typing import TYPE_CHECKING, cast

import discord

if TYPE_CHECKING:
    from discord.gateway import DiscordWebSocket


def last_ack_age(client: discord.Client) -> float | None:
    """Seconds since the gateway last acknowledged a heartbeat (or said hello); None without a connection."""
    websocket = cast("DiscordWebSocket | None", client.ws)
    keep_alive = websocket._keep_alive if websocket is not None else None  # noqa: SLF001  the library shows it nowhere
    return time.perf_counter() - keep_alive._last_ack if keep_alive is not None else None  # noqa: SLF001  likewise


def latency(client: discord.Client) -> float | None:
    """Seconds between the last heartbeat and its acknowledgement; None before the first."""
    value = client.latency
    return value if math.isfinite(value) else None
