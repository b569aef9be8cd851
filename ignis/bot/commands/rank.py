"""`/rank set member rank reason`: any rank, on the ladder or off it; the Discord role follows.

If the member has the rank already, only the Discord role follows: it may not have been possible before.
"""

import discord
from discord import app_commands

from ignis.bot.members.officer_actions import OfficerActions
from ignis.bot.replies.access import STAFF
from ignis.bot.replies.markup import plain
from ignis.bot.replies.options import Reason, suggestions
from ignis.bot.replies.reply import Interaction, Replies, Reply, Visibility
from ignis.domain.refusals import Refusal, Refused
from ignis.services.ports import LegionSource
from ignis.services.ranks import Ranks


class RankCommands:
    def __init__(self, officers: OfficerActions, ranks: Ranks, replies: Replies, rules: LegionSource) -> None:
        self._officers = officers
        self._ranks = ranks
        self._replies = replies
        self._rules = rules

    def group(self) -> app_commands.Group:
        made = app_commands.Group(name="rank", description="Sets ranks", default_permissions=STAFF, guild_only=True)

        @made.command(name="set", description="Sets a member's rank, and the Discord role with it")
        @app_commands.describe(
            member="Whose rank", rank="The new rank; type a part of its name", reason="Why; it stays in the history"
        )
        async def set_(interaction: Interaction, member: discord.Member, rank: str, reason: Reason) -> None:
            work = self._set(interaction, member, rank, reason)
            await self._replies.answer(interaction, work, where=Visibility.PRIVATE)

        set_.autocomplete("rank")(self._suggest)
        return made

    async def _suggest(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return suggestions(self._rules.legion.ranks, typed)

    async def _set(self, interaction: Interaction, member: discord.Member, rank: str, reason: str) -> Reply:
        order = self._officers.order(interaction, member)
        self._officers.check_rank(order, rank)
        try:
            change = await self._ranks.set(order.actor, order.subject, rank, reason, at=order.at)
        except Refused as refused:
            if refused.code is not Refusal.RANK_UNCHANGED:
                raise
            return await self._officers.report_unchanged(order, str(refused.params["rank"]))
        before, after = plain(change.before.rank), plain(change.after.rank)
        done = order.say("staff.rank_set", name=order.name, before=before, after=after)
        return await self._officers.report(order, change, done)
