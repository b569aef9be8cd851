"""Builds every command and button over the use cases that they call."""

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import SystemRandom
from typing import Final

from ignis.adapters.alert_desk import LoopbackAlertDesk
from ignis.adapters.pictures import DayPictures, Gallery, LadderPictures
from ignis.adapters.stack_client import LoopbackStackClient
from ignis.adapters.stores.orders import SqliteOrders
from ignis.bot.catalogue import Operations, Tools, catalogue
from ignis.bot.gateway.client import CommandSet, IgnisClient
from ignis.bot.health.sync_work import SyncWork
from ignis.bot.members.cards import Cards
from ignis.bot.members.receipts import OrderReceipts
from ignis.bot.replies.access import Access
from ignis.bot.replies.buttons import dynamic_item
from ignis.bot.replies.command_guard import CommandGuard
from ignis.bot.replies.error_codes import ErrorCodes
from ignis.bot.replies.reply import Replies
from ignis.bot.texts import CommandTranslator
from ignis.bot.wiring.context import BotContext
from ignis.bot.wiring.maintenance import Maintenance
from ignis.bot.wiring.roles import RoleWork
from ignis.bot.wiring.services import services_on
from ignis.services.health import HealthOverview
from ignis.services.ports import AccountsSource

_DAYS_KEPT: Final = 4
"""Pictures of the last 24 hours: nobody asks for an old one again."""


@contextmanager
def open_commands(
    context: BotContext,
    client: IgnisClient,
    *,
    maintenance: Maintenance,
    role_work: RoleWork,
    accounts: AccountsSource,
    receipts: OrderReceipts,
) -> Generator[CommandSet]:
    """While the context is open, pictures are drawn in a thread of their own."""
    dice, access = SystemRandom(), Access(context.names, context.role_map, client)
    replies = Replies(
        context.texts,
        context.log,
        context.metrics,
        ErrorCodes(dice),
        context.clock,
        tracing=context.traces.tracing,
        receipts=receipts,
    )
    services = services_on(context.database, context.role_map, context.role_map)
    work = SyncWork(role_work.roles.follow_up, client.members, context.clock)
    health = HealthOverview(LoopbackStackClient(context.home), context.circuits, work)
    with ThreadPoolExecutor(1) as threads:
        tools = Tools(
            access=access,
            members=client.members,
            names=context.names,
            replies=replies,
            texts=context.texts,
            rules=context.role_map,
            maps=context.role_map,
            dry_run=role_work.dry_run,
            ask_above=context.settings.sync.ask_above,
            clock=context.clock,
            random=dice,
            log=context.log,
            day_painter=DayPictures(Gallery(threads, context.log, kept=_DAYS_KEPT)),
            follower=role_work.roles.writer,
            receipts=receipts,
            orders=SqliteOrders(context.database),
        )
        ladder_painter = LadderPictures(Gallery(threads, context.log))
        cards = Cards(services.profiles, context.role_map, ladder_painter, accounts, context.texts, names=context.names)
        operations = Operations(maintenance.repairs, health, role_work.commands, LoopbackAlertDesk(context.home))
        everything = catalogue(cards, services, tools, operations)
        context.metrics.expect(commands=everything.counted_as(), recoveries=maintenance.repairs.names)
        yield CommandSet(
            gate=CommandGuard(access, replies),
            translator=CommandTranslator(context.texts),
            commands=everything.commands,
            buttons=[dynamic_item(everything.buttons, replies, access)],
        )
