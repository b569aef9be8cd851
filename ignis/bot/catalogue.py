"""Every command and every button of Ignis. A new one is a file in `commands/` and a line here.

`catalogue` builds the panels and the commands over the use cases; who may see a command is in its own file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from discord import app_commands

from ignis.bot.commands import (
    health,
    history,
    leaderboard,
    promotions,
    sync,
    userinfo,
    why,
)
from ignis.bot.commands.alerts import AlertsCommands
from ignis.bot.commands.company import CompanyCommands
from ignis.bot.commands.config import ConfigCommands
from ignis.bot.commands.points import PointsCommands
from ignis.bot.commands.privacy import PrivacyCommands
from ignis.bot.commands.rank import RankCommands
from ignis.bot.commands.repair import RepairCommand
from ignis.bot.commands.studs import StudsCommands
from ignis.bot.gateway.client import AnyCommand
from ignis.bot.gateway.member_list import MemberList
from ignis.bot.health.alerts_panel import AlertsPanel
from ignis.bot.health.panel import HealthPanel
from ignis.bot.manual_sync.commands import SyncCommands
from ignis.bot.members.cards import Cards
from ignis.bot.members.history_panel import HistoryPanel
from ignis.bot.members.leaderboard_panel import LeaderboardPanel
from ignis.bot.members.officer_actions import OfficerActions
from ignis.bot.members.order_desk import OrderDesk
from ignis.bot.members.promotions_panel import PromotionsPanel
from ignis.bot.members.receipts import OrderReceipts
from ignis.bot.members.role_swap import RoleFollower, RoleSwapper
from ignis.bot.names.guild_names import GuildNames
from ignis.bot.replies.access import Access
from ignis.bot.replies.buttons import ButtonKind
from ignis.bot.replies.reply import Replies
from ignis.bot.role_map.context import RoleMapContext
from ignis.bot.role_map.dry_run import DryRun
from ignis.bot.role_sync.planner import GuildTables
from ignis.bot.services import Services
from ignis.bot.texts import Texts
from ignis.repair.repairs import Repairs
from ignis.runtime.base.clock import Clock
from ignis.runtime.telemetry.logs import Logger
from ignis.services.health import HealthOverview
from ignis.services.ports import AlertDesk, DayPainter, LegionSource, OrderStore, RoleMapStore
from ignis.services.role_map import RoleMaps


@dataclass(frozen=True)
class Tools:
    """What commands need besides their services. `random` makes numbers that must not be guessed."""

    access: Access
    members: MemberList
    names: GuildNames
    replies: Replies
    texts: Texts
    rules: LegionSource
    maps: RoleMapStore
    dry_run: DryRun
    ask_above: int
    clock: Clock
    random: Random
    log: Logger
    day_painter: DayPainter
    follower: RoleFollower
    receipts: OrderReceipts
    orders: OrderStore


@dataclass(frozen=True)
class Operations:
    """What the bot does by itself, and commands can start or show."""

    repairs: Repairs
    health: HealthOverview
    syncing: SyncCommands
    alerts: AlertDesk


@dataclass(frozen=True)
class Catalogue:
    commands: tuple[AnyCommand, ...]
    buttons: tuple[ButtonKind, ...]

    def counted_as(self) -> Iterator[str]:
        """The names that metrics give to commands and buttons. A group is no command; those in it are."""
        for command in self.commands:
            inside = command.walk_commands() if isinstance(command, app_commands.Group) else [command]
            yield from (one.qualified_name for one in inside if not isinstance(one, app_commands.Group))
        yield from (kind.counted_as for kind in self.buttons)


def catalogue(cards: Cards, services: Services, tools: Tools, operations: Operations) -> Catalogue:
    syncing = operations.syncing
    replies, texts, rules = tools.replies, tools.texts, tools.rules
    swapper = RoleSwapper(GuildTables(tools.maps, tools.names), tools.access, tools.follower, tools.log)
    officers = OfficerActions(tools.access, swapper, texts, tools.clock, tools.log, names=tools.names)
    desk = OrderDesk(officers, services, tools.receipts, tools.orders, rules=rules)
    histories = HistoryPanel(services.history, tools.access, texts)
    leaderboard_panel = LeaderboardPanel(services.leaderboard, tools.members, tools.names, texts)
    promotions_panel = PromotionsPanel(
        promotions=services.promotions,
        history=services.history,
        members=tools.members,
        rules=rules,
        access=tools.access,
        swapper=swapper,
        receipts=tools.receipts,
        texts=texts,
        clock=tools.clock,
    )
    context = RoleMapContext(RoleMaps(tools.maps), texts, tools.dry_run, names=tools.names, ask_above=tools.ask_above)
    config = ConfigCommands(context, replies, tools.clock, tools.random)
    privacy = PrivacyCommands(services.privacy, replies, texts, tools.clock)
    repair = RepairCommand(operations.repairs, replies, texts)
    health_panel = HealthPanel(operations.health, tools.day_painter, texts, tools.clock)
    alerts_panel = AlertsPanel(operations.alerts, texts)
    return Catalogue(
        commands=(
            userinfo.command(cards, replies),
            userinfo.menu(cards, replies),
            PointsCommands(desk, replies).group(),
            RankCommands(desk, replies, rules).group(),
            StudsCommands(desk, replies).group(),
            CompanyCommands(desk, replies, texts, rules).group(),
            promotions.command(promotions_panel, replies),
            history.command(histories, replies),
            leaderboard.command(leaderboard_panel, replies),
            privacy.group(),
            config.group(),
            repair.command(),
            health.command(health_panel, replies),
            AlertsCommands(alerts_panel, replies).group(),
            sync.group(syncing, replies),
            why.command(syncing.why, replies),
        ),
        buttons=(
            *desk.kinds(),
            *cards.kinds(histories),
            *histories.kinds(),
            *leaderboard_panel.kinds(),
            *promotions_panel.kinds(),
            *privacy.kinds(),
            *config.kinds(),
            *repair.kinds(),
            *health_panel.kinds(),
            *alerts_panel.kinds(),
            *syncing.member.kinds(),
            *syncing.everybody.kinds(),
        ),
    )
