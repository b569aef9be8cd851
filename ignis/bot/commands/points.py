"""`/points add|remove member amount reason`

Open steps that the points lead to are earned by rule: the officer need not be above the rank at their end.
"""

import discord
from discord import app_commands

from ignis.bot.members.officer_actions import OfficerActions
from ignis.bot.replies.access import STAFF
from ignis.bot.replies.options import Amount, Reason
from ignis.bot.replies.reply import Interaction
from ignis.bot.texts import Voice
from ignis.domain.members.change import Change
from ignis.services.points import Points


def group(staff: OfficerActions, points: Points) -> app_commands.Group:
    made = app_commands.Group(
        name="points", description="Gives and takes points", default_permissions=STAFF, guild_only=True
    )

    @made.command(name="add", description="Gives a member points")
    @app_commands.describe(member="Who gets them", amount="How many", reason="What for; it stays in the history")
    async def add(interaction: Interaction, member: discord.Member, amount: Amount, reason: Reason) -> None:
        await staff.act(
            interaction,
            member,
            lambda order: points.add(order.actor, order.subject, amount, reason, at=order.at),
            lambda change, name, say: _told("staff.points_added", change, name, say),
        )

    @made.command(name="remove", description="Takes points from a member; the rank stays")
    @app_commands.describe(member="Who loses them", amount="How many", reason="What for; it stays in the history")
    async def remove(interaction: Interaction, member: discord.Member, amount: Amount, reason: Reason) -> None:
        await staff.act(
            interaction,
            member,
            lambda order: points.remove(order.actor, order.subject, amount, reason, at=order.at),
            lambda change, name, say: _told("staff.points_removed", change, name, say),
        )

    return made


def _told(key: str, change: Change, name: str, say: Voice) -> str:
    before, after = change.before.points, change.after.points
    return say(key, name=name, amount=abs(after - before), total=after)
