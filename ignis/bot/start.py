"""The bot's start: it asks Discord for a session first, and builds the rest while Discord prepares it."""

import asyncio
import gc
from contextlib import AsyncExitStack
from importlib import import_module
from random import Random

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.gateway.early_connect import connecting_early
from ignis.bot.gateway.log_filters import filtered_discord_log
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.stack.process import Process

_GC_THRESHOLDS = (5_000, 20, 20)
"""New objects, and rounds, between two garbage collections. An answer makes hundreds of objects that need none.
Python's own thresholds would collect several times for each answer, a tenth of its time. `clean-up` finds cycles."""


async def main(process: Process) -> None:
    async with AsyncExitStack() as stack:
        stack.enter_context(filtered_discord_log())
        client = IgnisClient(process.log, SystemClock())
        stack.enter_context(client.requests.webhooks())
        early = await stack.enter_async_context(connecting_early(process, client, Random()))  # noqa: S311  jitter
        await early.head_start()
        await asyncio.to_thread(import_module, "ignis.bot.wiring.bot")  # the client hears Discord meanwhile
        from ignis.bot.wiring.bot import work  # noqa: PLC0415  half a second, while Discord prepares the session

        gc.freeze()  # see __main__
        gc.set_threshold(*_GC_THRESHOLDS)
        gc.enable()
        await work(process, client, early)
