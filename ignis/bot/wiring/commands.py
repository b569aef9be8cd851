"""Every command and button, over the use cases that they call."""

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import SystemRandom
from typing import Final

from ignis.adapters.pictures import Gallery
from ignis.adapters.stack_client import LoopbackStackClient
from ignis.bot.catalogue import Operations, Tools, catalogue
from ignis.bot.gateway.client import CommandSet
from ignis.bot.members.account_sources import AccountSources
from ignis.bot.members.cards import Cards
from ignis.bot.replies.buttons import dynamic_item
from ignis.bot.replies.command_guard import CommandGuard
from ignis.bot.replies.error_codes import ErrorCodes
from ignis.bot.replies.reply import Replies
from ignis.bot.services import services_on
from ignis.bot.texts import CommandTranslator
from ignis.bot.wiring.context import BotContext
from ignis.bot.wiring.maintenance import Maintenance
from ignis.bot.wiring.roles import RoleWork
from ignis.services.health import HealthOverview, as_circuits

_DAYS_KEPT: Final = 4
"""Pictures of the last 24 hours: an old one is never asked for again."""


@contextmanager
def open_commands(
    ground: BotContext, *, upkeep: Maintenance, role_work: RoleWork, sources: AccountSources
) -> Generator[CommandSet]:
    """Pictures are drawn, in a thread of their own, while the context is open."""
    replies = Replies(
        ground.texts,
        ground.log,
        ground.metrics,
        ErrorCodes(SystemRandom()),
        ground.clock,
        tracing=ground.traces.tracing,
    )
    services = services_on(ground.database, ground.legion, ground.role_map)
    health = HealthOverview(LoopbackStackClient(ground.home), lambda: as_circuits(ground.circuits.views()))
    with ThreadPoolExecutor(1) as painters:
        tools = Tools(
            access=ground.access,
            replies=replies,
            texts=ground.texts,
            legion=ground.legion,
            maps=ground.role_map,
            dry_run=role_work.dry_run,
            clock=ground.clock,
            log=ground.log,
            day_painter=Gallery(painters, ground.log, kept=_DAYS_KEPT),
        )
        cards = Cards(
            services.profiles, ground.legion, Gallery(painters, ground.log), lambda: sources.now, ground.texts
        )
        everything = catalogue(cards, services, tools, Operations(upkeep.repairs, health, role_work.asked))
        ground.metrics.expect(commands=everything.counted_as(), recoveries=upkeep.repairs.names)
        yield CommandSet(
            gate=CommandGuard(ground.access, replies),
            translator=CommandTranslator(ground.texts),
            commands=everything.commands,
            buttons=[dynamic_item(everything.buttons, replies)],
        )
