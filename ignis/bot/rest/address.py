"""The one place that points discord.py at an address: Discord's or the sandbox's. No other code knows which."""

from collections.abc import Generator
from contextlib import contextmanager

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route


@contextmanager
def pointed_at(api_url: str, gateway_url: str) -> Generator[None]:
    """discord.py keeps both addresses in class attributes. They are restored when the context ends.

    Example:
        with pointed_at("http://127.0.0.1:9000/api/v10", "ws://127.0.0.1:9000/gateway"):
            await client.login(token)
    """
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = api_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


def api_path(url: yarl.URL) -> str | None:
    """The part of `url` behind the REST API's address. None if it is not the API: the gateway, a picture."""
    base = yarl.URL(Route.BASE)
    if (url.scheme, url.host, url.port) != (base.scheme, base.host, base.port):
        return None
    prefix = base.raw_path.rstrip("/") + "/"
    return url.raw_path[len(prefix) - 1 :] if url.raw_path.startswith(prefix) else None
