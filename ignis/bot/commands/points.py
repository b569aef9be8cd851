"""`/points add|remove member amount reason`

Open steps that the points lead to are earned by rule: the officer need not be above the rank at their end.
"""

import discord
from discord import app_commands

from ignis.bot.members.order_desk import OrderDesk
from ignis.bot.replies.access import STAFF
from ignis.bot.replies.options import Amount, Reason
from ignis.bot.replies.reply import Interaction, Replies, Visibility
from ignis.domain.members.change import Action


class PointsCommands:
    def __init__(self, desk: OrderDesk, replies: Replies) -> None:
        self._desk = desk
        self._replies = replies

    def group(self) -> app_commands.Group:
        made = app_commands.Group(
            name="points", description="Gives and takes points", default_permissions=STAFF, guild_only=True
        )

        @made.command(name="add", description="Gives a member points")
        @app_commands.describe(member="Who gets them", amount="How many", reason="What for; it stays in the history")
        async def add(interaction: Interaction, member: discord.Member, amount: Amount, reason: Reason) -> None:
            work = self._desk.give(interaction, member, Action.POINTS, amount, reason)
            await self._replies.answer(interaction, work, where=Visibility.PRIVATE, order=True)

        @made.command(name="remove", description="Takes points from a member; the rank stays")
        @app_commands.describe(member="Who loses them", amount="How many", reason="What for; it stays in the history")
        async def remove(interaction: Interaction, member: discord.Member, amount: Amount, reason: Reason) -> None:
            work = self._desk.give(interaction, member, Action.POINTS, -amount, reason)
            await self._replies.answer(interaction, work, where=Visibility.PRIVATE, order=True)

        return made
