"""Pictures in answers. An answer waits for a picture for a limited time only, and is sent without it if need be."""

import asyncio
from collections.abc import Awaitable, Sequence
from io import BytesIO
from typing import Any, Final

import discord
from discord import ui

_ALT_LIMIT: Final = 256


async def in_time(picture: Awaitable[bytes | None], until: float) -> bytes | None:
    """None if the picture is not ready at `until`, by the event loop's clock."""
    try:
        async with asyncio.timeout_at(until):
            return await picture
    except TimeoutError:
        return None


def attached(picture: bytes | None, name: str) -> Sequence[discord.File]:
    return [discord.File(BytesIO(picture), name)] if picture is not None else []


def gallery(name: str, alt: str) -> ui.MediaGallery[Any]:
    """Shows the file that is `attached` under this name. `alt` describes it to people who cannot see it."""
    return ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{name}", description=alt[:_ALT_LIMIT]))
