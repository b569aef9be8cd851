"""What follows roles and role map is started with the bot, and told of every new session."""

import asyncio
from contextlib import suppress

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.wiring.accounts import accounts_connection
from ignis.bot.wiring.context import BotContext
from ignis.bot.wiring.roles import build_role_work
from ignis.runtime.resilience.circuit import Circuit
from tests.support.waiting import becomes


async def test_all_of_it_runs_until_it_is_cancelled_and_the_map_is_in_the_audit(
    context: BotContext, client: IgnisClient, rest: Circuit
) -> None:
    work = build_role_work(context, client, rest, accounts_connection(context))
    tasks = [asyncio.create_task(part.run()) for part in work.background().values()]

    async def audited() -> bool:
        lines = await context.database.fetch("audit_of_maps", "SELECT after FROM audit WHERE user_id IS NULL")
        return len(lines) == 1

    await becomes(audited, "the version of the map that was found at the start is in the audit")
    assert not any(task.done() for task in tasks)
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_new_sessions_reach_the_sync_and_the_sync_of_all_members(
    context: BotContext, client: IgnisClient, rest: Circuit
) -> None:
    work = build_role_work(context, client, rest, accounts_connection(context))
    assert work.arrivals == (work.roles, work.commands.everybody)
    assert work.commands.why._planner is work.roles.planner
