"""What the bot mends by itself: its commands on the server, and all that has a recovery."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.health.recoveries import recoveries
from ignis.bot.rest.command_sync import CommandSync
from ignis.bot.wiring.context import BotContext
from ignis.repair.repairs import Repairs
from ignis.repair.restore_database import RestoreDatabase
from ignis.runtime.resilience.backoff import UNTIL_IT_WORKS
from ignis.runtime.resilience.circuit import Circuit


@dataclass(frozen=True)
class Maintenance:
    commands: CommandSync
    repairs: Repairs


@asynccontextmanager
async def open_upkeep(ground: BotContext, client: IgnisClient, rest: Circuit) -> AsyncGenerator[Maintenance]:
    """Recoveries that run when the context ends are ended with it."""
    commands = CommandSync(
        client.tree,
        rest,
        ground.log,
        backoff=UNTIL_IT_WORKS,
        random=Random(),  # noqa: S311  jitter
        clock=ground.clock,
    )
    known = recoveries(ground.process, ground.clock, ground.database, client, commands)
    repairs = Repairs(known, ground.clock, ground.log, ground.metrics.recovered)
    ground.attention.hand_to(repairs)
    if ground.database.was_cut_off:
        repairs.trigger(RestoreDatabase.name, "the last run was cut off")
    try:
        yield Maintenance(commands, repairs)
    finally:
        await repairs.aclose()
