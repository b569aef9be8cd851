"""The least that is a discord.py bot: it connects, as `ignis.bot` does, and knows nothing else.

`python benchmarks/bare_bot.py HOME`: connects to the sandbox that runs in HOME.
"""

import asyncio
import json
import sys
from pathlib import Path

import discord

from ignis.bot.rest.address import pointed_at


class Bare(discord.Client):
    """Says when it is ready, with Ignis' own patience for guilds: discord.py's default is four times that."""

    async def on_ready(self) -> None:
        print("ready", flush=True)


async def main(home: Path) -> None:
    info = json.loads((home / "run" / "sandbox.json").read_text(encoding="utf-8"))
    intents = discord.Intents(guilds=True, members=True)
    with pointed_at(info["api_url"], info["gateway_url"]):
        async with Bare(intents=intents, max_messages=None, guild_ready_timeout=0.5) as client:
            await client.start(info["token"])


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
