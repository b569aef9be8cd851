"""Builds the bot's object graph and runs it until it is asked to stop."""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any

from ignis.adapters.linked_accounts.service import quiet_retries
from ignis.adapters.stores.members import SqliteMembers
from ignis.bot.gateway.client import Arrival, CommandSet, IgnisClient
from ignis.bot.gateway.early_connect import EarlyConnect
from ignis.bot.gateway.heartbeat import latency
from ignis.bot.gateway.heartbeat_watchdog import HeartbeatWatchdog
from ignis.bot.health.backup_schedule import keep_backed_up
from ignis.bot.members.account_sources import AccountSources
from ignis.bot.members.demo_arrival import DemoArrival
from ignis.bot.rest.circuit import discord_rest
from ignis.bot.wiring.accounts import build_sources
from ignis.bot.wiring.commands import open_commands
from ignis.bot.wiring.context import BotContext, open_ground
from ignis.bot.wiring.loopback import listening
from ignis.bot.wiring.maintenance import open_upkeep
from ignis.bot.wiring.roles import build_role_work
from ignis.bot.wiring.traffic import watch_discord
from ignis.repair.repairs import Repairs
from ignis.runtime.stack.process import GIVE_UP, Exit, Process
from ignis.services.ports import StorageError


async def work(process: Process, client: IgnisClient, early: EarlyConnect) -> None:
    """Returns when the bot is asked to stop. Raises ConfigError, and Exit (70) for a database that cannot be used."""
    try:
        async with AsyncExitStack() as stack:
            await _work(process, client, early, stack)
    except StorageError as error:
        raise Exit(GIVE_UP, str(error)) from error


async def _work(process: Process, client: IgnisClient, early: EarlyConnect, stack: AsyncExitStack) -> None:
    """The HTTP server answers whether or not there is a login, so that a bot that is not let in can be asked why."""
    stack.enter_context(quiet_retries())
    ground = await stack.enter_async_context(open_ground(process))
    rest = discord_rest(ground.circuits, client)
    ground.metrics.watch(latency=lambda: latency(client))
    starts = watch_discord(ground, client, rest)

    sources = build_sources(ground)
    role_work = build_role_work(ground, client, rest, sources)
    upkeep = await stack.enter_async_context(open_upkeep(ground, client, rest))
    equipment = stack.enter_context(open_commands(ground, upkeep=upkeep, role_work=role_work, sources=sources))
    await stack.enter_async_context(listening(ground, client, upkeep=upkeep, role_work=role_work, sources=sources))
    for arrival in (_demo(ground, client), *role_work.arrivals, upkeep.commands):
        client.on_arrival(arrival)
    await _until(
        process.stopping,
        _live(client, equipment, early, sources),
        starts.run(),
        *role_work.runs(),
        *_upkeep(ground, client, upkeep.repairs),
    )


def _upkeep(ground: BotContext, client: IgnisClient, repairs: Repairs) -> tuple[Coroutine[Any, Any, None], ...]:
    """What looks after the bot for as long as it runs."""
    settings = ground.settings
    gateway = HeartbeatWatchdog(client, repairs, ground.log, no_ack_after=settings.watchdog.no_ack_after)
    every, keep = settings.database.backup_every, settings.database.backups_kept
    return (
        gateway.run(),
        repairs.rounds(settings.checks.deep_every),
        keep_backed_up(ground.database, ground.clock, ground.log, every=every, keep=keep),
    )


def _demo(ground: BotContext, client: IgnisClient) -> Arrival:
    return DemoArrival(client, SqliteMembers(ground.database), ground.legion, ground.clock, ground.log)


async def _live(client: IgnisClient, equipment: CommandSet, early: EarlyConnect, sources: AccountSources) -> None:
    """Accounts can be asked for before the first command is answered, and until the last one was."""
    there = await early.upstreams()
    async with sources.open(there.accounts, client):
        client.equip(equipment)
        await early.session


async def _until(stopping: asyncio.Event, *work: Coroutine[Any, Any, None]) -> None:
    """Runs `work` until one part ends, which is raised from here if it failed, or a stop is asked for."""
    tasks = [asyncio.ensure_future(part) for part in (stopping.wait(), *work)]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
