"""`/points add|remove member amount reason`

Open steps that the points lead to are earned by rule: the officer need not be above the rank at their end.
"""

import discord
from discord import app_commands

from ignis.bot.members.officer_actions import OfficerActions
from ignis.bot.replies.access import STAFF
from ignis.bot.replies.options import Amount, Reason
from ignis.bot.replies.reply import Interaction, Replies, Reply, Visibility
from ignis.services.points import Points


class PointsCommands:
    def __init__(self, officers: OfficerActions, points: Points, replies: Replies) -> None:
        self._officers = officers
        self._points = points
        self._replies = replies

    def group(self) -> app_commands.Group:
        made = app_commands.Group(
            name="points", description="Gives and takes points", default_permissions=STAFF, guild_only=True
        )

        @made.command(name="add", description="Gives a member points")
        @app_commands.describe(member="Who gets them", amount="How many", reason="What for; it stays in the history")
        async def add(interaction: Interaction, member: discord.Member, amount: Amount, reason: Reason) -> None:
            work = self._add(interaction, member, amount, reason)
            await self._replies.answer(interaction, work, where=Visibility.PRIVATE)

        @made.command(name="remove", description="Takes points from a member; the rank stays")
        @app_commands.describe(member="Who loses them", amount="How many", reason="What for; it stays in the history")
        async def remove(interaction: Interaction, member: discord.Member, amount: Amount, reason: Reason) -> None:
            work = self._remove(interaction, member, amount, reason)
            await self._replies.answer(interaction, work, where=Visibility.PRIVATE)

        return made

    async def _add(self, interaction: Interaction, member: discord.Member, amount: int, reason: str) -> Reply:
        order = self._officers.order(interaction, member)
        change = await self._points.add(order.actor, order.subject, amount, reason, at=order.at)
        done = order.say("staff.points_added", name=order.name, amount=amount, total=change.after.points)
        return await self._officers.report(order, change, done)

    async def _remove(self, interaction: Interaction, member: discord.Member, amount: int, reason: str) -> Reply:
        order = self._officers.order(interaction, member)
        change = await self._points.remove(order.actor, order.subject, amount, reason, at=order.at)
        done = order.say("staff.points_removed", name=order.name, amount=amount, total=change.after.points)
        return await self._officers.report(order, change, done)
