"""Every command and every button of Ignis. A new one is a file in `commands/` and a line here."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from discord import app_commands

from ignis.bot.commands import (
    company,
    health,
    history,
    leaderboard,
    points,
    promotions,
    rank,
    studs,
    sync,
    userinfo,
    why,
)
from ignis.bot.commands.config import ConfigCommands
from ignis.bot.commands.privacy import PrivacyCommands
from ignis.bot.commands.repair import RepairCommand
from ignis.bot.gateway.client import AnyCommand
from ignis.bot.health.panel import DayPainter, HealthPanel
from ignis.bot.manual_sync.commands import SyncCommands
from ignis.bot.members.cards import Cards
from ignis.bot.members.history_panel import HistoryPanel
from ignis.bot.members.leaderboard_panel import LeaderboardPanel
from ignis.bot.members.officer_actions import OfficerActions
from ignis.bot.members.promotions_panel import PromotionsPanel
from ignis.bot.members.role_swap import RoleSwapper
from ignis.bot.replies.access import Access
from ignis.bot.replies.buttons import ButtonKind
from ignis.bot.replies.reply import Replies
from ignis.bot.role_map.context import RoleMapContext
from ignis.bot.role_map.dry_run import DryRun
from ignis.bot.role_sync.guild_snapshot import ground
from ignis.bot.services import Services
from ignis.bot.texts import Texts
from ignis.domain.rules.legion import Legion
from ignis.repair.repairs import Repairs
from ignis.runtime.base.clock import Clock
from ignis.runtime.telemetry.logs import Logger
from ignis.services.health import HealthOverview
from ignis.services.ports import RoleMapStore
from ignis.services.role_map import RoleMaps


@dataclass(frozen=True)
class Tools:
    """What commands need besides their services."""

    access: Access
    replies: Replies
    texts: Texts
    legion: Callable[[], Legion]
    maps: RoleMapStore
    dry_run: DryRun
    clock: Clock
    log: Logger
    day_painter: DayPainter


@dataclass(frozen=True)
class Operations:
    """What the bot does by itself, and commands ask of it."""

    repairs: Repairs
    health: HealthOverview
    syncing: SyncCommands


@dataclass(frozen=True)
class Catalogue:
    commands: tuple[AnyCommand, ...]
    buttons: tuple[ButtonKind, ...]

    def counted_as(self) -> Iterator[str]:
        """What metrics call all that can be asked for: a group is not asked for, only what is in it."""
        for command in self.commands:
            inside = command.walk_commands() if isinstance(command, app_commands.Group) else [command]
            yield from (one.qualified_name for one in inside if not isinstance(one, app_commands.Group))
        yield from (kind.counted_as for kind in self.buttons)


def catalogue(cards: Cards, services: Services, tools: Tools, operations: Operations) -> Catalogue:
    syncing = operations.syncing
    replies, texts, legion = tools.replies, tools.texts, tools.legion
    swap = RoleSwapper(lambda guild: ground(guild, tools.maps.current).table, tools.access, tools.log)
    staff = OfficerActions(tools.access, swap, replies, texts, tools.clock)
    histories = HistoryPanel(services.history, tools.access, texts)
    leaders = LeaderboardPanel(services.leaderboard, texts)
    waiting = PromotionsPanel(
        promotions=services.promotions, legion=legion, access=tools.access, swap=swap, texts=texts, clock=tools.clock
    )
    context = RoleMapContext(RoleMaps(tools.maps), tools.access, texts, tools.dry_run)
    config = ConfigCommands(context, replies, tools.clock, random.SystemRandom())
    privacy = PrivacyCommands(services.privacy, replies, texts, tools.clock)
    repair = RepairCommand(operations.repairs, tools.access, replies, texts)
    condition = HealthPanel(operations.health, tools.day_painter, tools.access, texts, tools.clock)
    return Catalogue(
        commands=(
            userinfo.command(cards, replies),
            userinfo.menu(cards, replies),
            points.group(staff, services.points),
            rank.group(staff, services.ranks, swap, legion),
            studs.group(staff, services.studs),
            company.group(staff, services.companies, texts, legion),
            promotions.command(waiting, replies),
            history.command(histories, replies),
            leaderboard.command(leaders, replies),
            privacy.group(),
            config.group(),
            repair.command(),
            health.command(condition, replies),
            sync.group(syncing, replies),
            why.command(syncing.why, replies),
        ),
        buttons=(
            *cards.kinds(histories.open),
            *histories.kinds(),
            *leaders.kinds(),
            *waiting.kinds(),
            *privacy.kinds(),
            *config.kinds(),
            *repair.kinds(),
            *condition.kinds(),
            *syncing.member.kinds(),
            *syncing.everybody.kinds(),
        ),
    )
