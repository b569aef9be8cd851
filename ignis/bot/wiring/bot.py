"""Builds the bot's object graph and runs it until it is asked to stop."""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any

from ignis.adapters.linked_accounts.service import quiet_retries
from ignis.adapters.stores.departures import SqliteDepartures
from ignis.adapters.stores.members import SqliteMembers
from ignis.adapters.stores.orders import SqliteOrders
from ignis.adapters.stores.privacy import SqlitePrivacy
from ignis.adapters.stores.served_guild import SqliteServedGuild
from ignis.bot.gateway.client import Arrival, CommandSet, IgnisClient
from ignis.bot.gateway.early_connect import EarlyConnect
from ignis.bot.gateway.heartbeat_watchdog import HeartbeatWatchdog
from ignis.bot.gateway.other_guilds import OtherGuilds, ServedGuildMemory
from ignis.bot.health.retention import Retention
from ignis.bot.members.demo_arrival import DemoArrival
from ignis.bot.members.receipts import OrderReceipts
from ignis.bot.rest.circuit import discord_rest
from ignis.bot.wiring.accounts import AccountsConnection, accounts_connection
from ignis.bot.wiring.commands import open_commands
from ignis.bot.wiring.context import BotContext, open_context
from ignis.bot.wiring.loopback import listening
from ignis.bot.wiring.maintenance import Maintenance, open_maintenance
from ignis.bot.wiring.member_list import build_member_list
from ignis.bot.wiring.roles import build_role_work
from ignis.bot.wiring.traffic import watch_discord
from ignis.repair.repairs import HealthRounds
from ignis.runtime.resilience.background import BackgroundWork
from ignis.runtime.stack.process import GIVE_UP, Exit, Process
from ignis.services.ports import StorageError
from ignis.services.privacy import Privacy


async def work(process: Process, client: IgnisClient, early_connect: EarlyConnect) -> None:
    """Returns when the bot is asked to stop. Raises ConfigError, and Exit (70) for a database that cannot be used."""
    try:
        async with AsyncExitStack() as stack:
            await _work(process, client, early_connect, stack)
    except StorageError as error:
        raise Exit(GIVE_UP, str(error)) from error


async def _work(process: Process, client: IgnisClient, early_connect: EarlyConnect, stack: AsyncExitStack) -> None:
    """The HTTP server answers before the login, too: a bot that Discord refuses can still be asked why."""
    stack.enter_context(quiet_retries())
    context = await stack.enter_async_context(open_context(process))
    rest = discord_rest(context.circuits, client)
    context.metrics.watch_gateway(client)
    starts = watch_discord(context, client, rest)

    accounts = accounts_connection(context)
    role_work = build_role_work(context, client, rest, accounts)
    accounts.on_changed(role_work.roles)
    maintenance = await stack.enter_async_context(open_maintenance(context, client, rest))
    members = build_member_list(context, client, rest, maintenance.repairs, role_work.roles.follow_up)
    receipts = OrderReceipts(SqliteOrders(context.database), context.log)
    command_set = stack.enter_context(
        open_commands(
            context, client, maintenance=maintenance, role_work=role_work, accounts=accounts, receipts=receipts
        )
    )
    await stack.enter_async_context(
        listening(context, client, maintenance=maintenance, role_work=role_work, members=members, accounts=accounts)
    )
    served = SqliteServedGuild(context.database)
    memory = ServedGuildMemory(served, context.clock, context.log)
    first: tuple[Arrival, ...] = (memory, context.names, _demo(context, client))
    for arrival in (*first, receipts, *role_work.arrivals, maintenance.commands):
        client.on_arrival(arrival)
    client.remembered_guild = await served.served()
    leave = context.settings.discord.leave_other_servers
    parts: dict[str, BackgroundWork] = {
        "identify quota": starts,
        "other servers": OtherGuilds(client, served, context.clock, context.log, leave=leave),
        "pinned names": context.names,
        **role_work.background(),
        **members.background(),
        **_maintenance_work(context, client, maintenance),
    }
    for name, part in parts.items():
        await stack.enter_async_context(process.background.running(name, part))
    await _until(process.stopping, _live(client, command_set, early_connect, accounts))


def _maintenance_work(context: BotContext, client: IgnisClient, maintenance: Maintenance) -> dict[str, BackgroundWork]:
    """What watches over the bot for as long as it runs."""
    settings = context.settings
    return {
        "heartbeat watchdog": HeartbeatWatchdog(
            client, maintenance.repairs, context.log, no_ack_after=settings.watchdog.no_ack_after
        ),
        "health rounds": HealthRounds(maintenance.repairs, settings.checks.deep_every),
        "erasures": maintenance.erasures,
        "retention": Retention(
            SqliteDepartures(context.database),
            Privacy(SqlitePrivacy(context.database), context.role_map),
            client,
            clock=context.clock,
            log=context.log,
            keep_days=settings.database.gone_kept_days,
        ),
        "backups": maintenance.backups,
    }


def _demo(context: BotContext, client: IgnisClient) -> Arrival:
    members = SqliteMembers(context.database)
    return DemoArrival(client, members, context.role_map, context.clock, context.log, names=context.names)


async def _live(
    client: IgnisClient, command_set: CommandSet, early_connect: EarlyConnect, accounts: AccountsConnection
) -> None:
    """The way to the accounts opens before the first command is answered and closes after the last one."""
    upstreams = await early_connect.upstreams()
    async with accounts.open(upstreams.accounts, client):
        client.equip(command_set)
        await early_connect.session


async def _until(stopping: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Runs `work`, without which the bot cannot go on, until it ends or a stop is requested. Raises what it raised."""
    tasks = [asyncio.ensure_future(part) for part in (stopping.wait(), work)]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
