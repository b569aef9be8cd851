"""`/rank set member rank reason`: any rank, on the ladder or off it; the Discord role follows.

If the member has the rank already, only the Discord role follows: it may not have been possible before.
"""

import discord
from discord import app_commands

from ignis.bot.members.order_desk import OrderDesk
from ignis.bot.replies.access import STAFF
from ignis.bot.replies.options import Reason, suggestions
from ignis.bot.replies.reply import Interaction, Replies, Visibility
from ignis.domain.members.change import Action
from ignis.services.ports import LegionSource


class RankCommands:
    def __init__(self, desk: OrderDesk, replies: Replies, rules: LegionSource) -> None:
        self._desk = desk
        self._replies = replies
        self._rules = rules

    def group(self) -> app_commands.Group:
        made = app_commands.Group(name="rank", description="Sets ranks", default_permissions=STAFF, guild_only=True)

        @made.command(name="set", description="Sets a member's rank, and the Discord role with it")
        @app_commands.describe(
            member="Whose rank", rank="The new rank; type a part of its name", reason="Why; it stays in the history"
        )
        async def set_(interaction: Interaction, member: discord.Member, rank: str, reason: Reason) -> None:
            work = self._desk.give(interaction, member, Action.RANK, rank, reason)
            await self._replies.answer(interaction, work, where=Visibility.PRIVATE, order=True)

        set_.autocomplete("rank")(self._suggest)
        return made

    async def _suggest(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return suggestions(self._rules.legion.ranks, typed)
