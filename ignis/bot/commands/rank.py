"""`/rank set member rank reason`: any rank, on the ladder or off it; the Discord role follows.

For a rank that the member has already, only the Discord role: what Discord did not allow before is made good.
"""

from collections.abc import Callable

import discord
from discord import app_commands

from ignis.bot.members.officer_actions import OfficerActions, OfficerOrder
from ignis.bot.members.role_swap import RoleSwapper
from ignis.bot.replies.access import STAFF
from ignis.bot.replies.markup import plain
from ignis.bot.replies.options import Reason, suggestions
from ignis.bot.replies.reply import Interaction
from ignis.bot.texts import Voice
from ignis.domain.members.change import Change
from ignis.domain.rules.legion import Legion
from ignis.services.ranks import Ranks


def group(staff: OfficerActions, ranks: Ranks, swap: RoleSwapper, legion: Callable[[], Legion]) -> app_commands.Group:
    made = app_commands.Group(name="rank", description="Sets ranks", default_permissions=STAFF, guild_only=True)

    @made.command(name="set", description="Sets a member's rank, and the Discord role with it")
    @app_commands.describe(
        member="Whose rank", rank="The new rank; type a part of its name", reason="Why; it stays in the history"
    )
    async def set_(interaction: Interaction, member: discord.Member, rank: str, reason: Reason) -> None:
        async def apply(order: OfficerOrder) -> Change:
            swap.check(order.officer, rank)
            return await ranks.set(order.actor, order.subject, rank, reason, at=order.at)

        await staff.act(interaction, member, apply, _told)

    @set_.autocomplete("rank")
    async def suggest(_: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return suggestions(legion().ranks, typed)

    return made


def _told(change: Change, name: str, say: Voice) -> str:
    return say("staff.rank_set", name=name, before=plain(change.before.rank), after=plain(change.after.rank))
