"""An unmodified discord.py that notes everything it is told, in a world that is put back after each test."""

from collections.abc import AsyncGenerator
from typing import Any

import discord
import pytest_asyncio

from tests.support.servers.sandbox import Bot, RunningSandbox, connected
from tests.support.waiting import eventually


class Witness(Bot):
    """`told` waits for an event by discord.py's name and gives what came with the last one."""

    def __init__(self, guild: discord.Object) -> None:
        super().__init__(guild, discord.Intents(guilds=True, members=True, moderation=True, guild_messages=True))

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        self.log.append((event, args))
        super().dispatch(event, *args, **kwargs)

    async def told(self, event: str, *, times: int = 1) -> Any:
        """The arguments of the latest of `times` such events since the log was cleared."""
        heard = await eventually(lambda: self.seen(event) if len(self.seen(event)) >= times else None, event)
        return heard[-1]


@pytest_asyncio.fixture(loop_scope="module")
async def witness(sandbox: RunningSandbox, connected_witness: Witness) -> AsyncGenerator[Witness]:
    connected_witness.log.clear()
    yield connected_witness
    async with sandbox.http.delete("/sandbox/faults"):
        pass


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def connected_witness(sandbox: RunningSandbox) -> AsyncGenerator[Witness]:
    async with connected(Witness(sandbox.guild), sandbox.info) as ready:
        assert isinstance(ready, Witness)
        yield ready
