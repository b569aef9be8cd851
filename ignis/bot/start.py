"""The bot's beginning: Discord is asked for a session first, the rest is put together while it is being prepared."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.gateway.early_connect import EarlyConnect, entering
from ignis.bot.gateway.log_filters import calm_log
from ignis.runtime.stack.process import Process

_RUBBISH = (5_000, 20, 20)
"""New objects, and rounds, between two searches for rubbish. An answer makes hundreds that go by themselves, and by
Python's own thresholds it is searched for several times: a tenth of it. What is in circles `clean-up` finds anyway."""


async def main(process: Process) -> None:
    async with AsyncExitStack() as stack:
        stack.enter_context(calm_log())
        client = IgnisClient(process.log)
        stack.enter_context(client.rest_watch.webhooks())
        entrance = await stack.enter_async_context(entering(process, client))
        await entrance.head_start()
        work = await asyncio.to_thread(_the_rest)  # in a thread: what Discord says meanwhile is heard
        gc.freeze()  # see __main__
        gc.set_threshold(*_RUBBISH)
        gc.enable()
        await work(process, client, entrance)


def _the_rest() -> Callable[[Process, IgnisClient, EarlyConnect], Awaitable[None]]:
    """Two thirds of all that the bot imports; half a second that nobody has to wait for."""
    from ignis.bot.wiring.bot import work  # noqa: PLC0415  the reason for this module

    return work
