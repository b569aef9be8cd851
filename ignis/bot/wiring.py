"""Builds the bot's object graph and runs it until it is asked to stop."""

import asyncio
import secrets
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack
from typing import Any

from ignis.adapters.members import SqliteMembers
from ignis.adapters.service import quiet_retries
from ignis.bot.address import pointed_at
from ignis.bot.backing_up import keep_backed_up
from ignis.bot.build.accounts import build_sources
from ignis.bot.build.commands import open_commands
from ignis.bot.build.ground import Ground, open_ground
from ignis.bot.build.loopback import listening
from ignis.bot.build.role_work import build_role_work
from ignis.bot.build.upkeep import open_upkeep
from ignis.bot.calm_log import calm_log
from ignis.bot.client import Arrival, IgnisClient
from ignis.bot.demo_arrival import DemoArrival
from ignis.bot.discord_rest import discord_rest
from ignis.bot.gateway_watch import GatewayWatch
from ignis.bot.heartbeat import latency
from ignis.bot.lag import LoopLag
from ignis.bot.reply import Replies
from ignis.bot.session import Session
from ignis.bot.sources import Sources
from ignis.repair.reconnect_gateway import ReconnectGateway
from ignis.repair.repairs import Repairs
from ignis.runtime import outside
from ignis.runtime.process import GIVE_UP, Exit, Process
from ignis.services.ports import StorageError


async def main(process: Process) -> None:
    try:
        async with AsyncExitStack() as stack:
            await _run(process, stack)
    except StorageError as error:
        raise Exit(GIVE_UP, str(error)) from error


async def _run(process: Process, stack: AsyncExitStack) -> None:
    """The HTTP server answers before there is a login, so that a bot that cannot log in can be asked why."""
    stack.enter_context(calm_log())
    stack.enter_context(quiet_retries())
    ground = await stack.enter_async_context(open_ground(process))
    replies = Replies(ground.texts, ground.log, ground.metrics.answered, _new_incident)
    client = IgnisClient(replies, ground.texts, ground.access, ground.log)
    rest = discord_rest(ground.circuits, client)
    lag = LoopLag()
    ground.metrics.watch(latency=lambda: latency(client), lag=lambda: lag.worst)

    sources = build_sources(ground)
    role_work = build_role_work(ground, client, rest, sources)
    upkeep = await stack.enter_async_context(open_upkeep(ground, client, rest))
    everything = stack.enter_context(
        open_commands(ground, replies, upkeep=upkeep, role_work=role_work, sources=sources)
    )
    client.add(everything, replies)
    await stack.enter_async_context(
        listening(ground, client, lag=lag, upkeep=upkeep, role_work=role_work, sources=sources)
    )
    await _until(
        process.stopping,
        _live(ground, client, sources, (_demo(ground, client), *role_work.arrivals, upkeep.commands.ensure)),
        lag.watch(),
        *role_work.runs(),
        *_upkeep(ground, client, upkeep.repairs),
    )


def _upkeep(ground: Ground, client: IgnisClient, repairs: Repairs) -> tuple[Coroutine[Any, Any, None], ...]:
    """What looks after the bot for as long as it runs."""
    settings = ground.settings
    gateway = GatewayWatch(
        client,
        ground.log,
        no_ack_after=settings.watchdog.no_ack_after,
        reconnect=lambda: repairs.run(ReconnectGateway.name, "it acknowledges no heartbeats"),
    )
    every, keep = settings.database.backup_every, settings.database.backups_kept
    return (
        gateway.run(),
        repairs.rounds(settings.checks.deep_every),
        keep_backed_up(ground.database, ground.clock, ground.log, every=every, keep=keep),
    )


def _demo(ground: Ground, client: IgnisClient) -> Arrival:
    return DemoArrival(client, SqliteMembers(ground.database), ground.legion, ground.clock, ground.log).arrive


async def _live(ground: Ground, client: IgnisClient, sources: Sources, arrivals: Sequence[Arrival]) -> None:
    there = await outside.resolve(ground.process)
    client.wanted_guild = there.guild_id
    client.on_discord = not there.sandbox
    for arrival in arrivals:
        client.on_arrival(arrival)
    async with sources.open(there.accounts, lambda: client.served.guild_id):
        with pointed_at(there.api_url, there.gateway_url):
            not_ready_after = ground.settings.watchdog.not_ready_after
            session = Session(client, there, ground.log, ground.delays, not_ready_after=not_ready_after)
            await session.run(startup_timeout=ground.settings.bot.startup_timeout)


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


def _new_incident() -> str:
    return f"IG-{secrets.token_hex(3).upper()}"
