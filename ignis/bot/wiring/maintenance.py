"""What the bot repairs by itself: its commands on the server, and everything that has a recovery."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random

from ignis.adapters.stores.privacy import SqlitePrivacy
from ignis.bot.gateway.client import IgnisClient
from ignis.bot.health.backup_schedule import BackupSchedule
from ignis.bot.health.erasures import PendingErasures
from ignis.bot.member_list.request import MemberListRequest
from ignis.bot.member_list.role_counts import RoleCounts
from ignis.bot.rest.command_sync import CommandSync
from ignis.bot.wiring.context import BotContext
from ignis.bot.wiring.recoveries import recoveries
from ignis.repair.repairs import Repairs
from ignis.repair.restore_database import RestoreDatabase
from ignis.runtime.resilience.backoff import UNTIL_IT_WORKS
from ignis.runtime.resilience.circuit import Circuit


@dataclass(frozen=True)
class Maintenance:
    commands: CommandSync
    repairs: Repairs
    erasures: PendingErasures
    backups: BackupSchedule


@asynccontextmanager
async def open_maintenance(context: BotContext, client: IgnisClient, rest: Circuit) -> AsyncGenerator[Maintenance]:
    """Recoveries that still run when the context ends are cancelled."""
    commands = CommandSync(
        client.tree,
        rest,
        context.log,
        backoff=UNTIL_IT_WORKS,
        random=Random(),  # noqa: S311  jitter
        clock=context.clock,
    )
    commands.on_registered(context.texts)
    files = context.settings.database
    members = MemberListRequest(client, rest, RoleCounts(client, rest))
    all_recoveries = recoveries(context.process, context.clock, context.database, client, commands, members=members)
    repairs = Repairs(all_recoveries, context.clock, context.log, context.metrics)
    context.database_trouble.hand_to(repairs)
    if context.database.was_cut_off:
        repairs.trigger(RestoreDatabase.name, "the last run was cut off")
    try:
        yield Maintenance(
            commands,
            repairs,
            PendingErasures(SqlitePrivacy(context.database), context.log),
            BackupSchedule(
                context.database, context.clock, context.log, every=files.backup_every, keep=files.backups_kept
            ),
        )
    finally:
        await repairs.aclose()
