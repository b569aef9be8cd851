"""`/studs add|remove member kind amount reason`"""

from typing import Final

import discord
from discord import app_commands

from ignis.bot.members.officer_actions import OfficerActions
from ignis.bot.replies.access import STAFF
from ignis.bot.replies.options import Amount, Reason
from ignis.bot.replies.reply import Interaction, Replies, Reply, Visibility
from ignis.domain.members.member import StudKind
from ignis.services.studs import Studs

_KINDS: Final = [app_commands.Choice(name=kind.value, value=kind.value) for kind in StudKind]


class StudsCommands:
    def __init__(self, officers: OfficerActions, studs: Studs, replies: Replies) -> None:
        self._officers = officers
        self._studs = studs
        self._replies = replies

    def group(self) -> app_commands.Group:
        made = app_commands.Group(
            name="studs", description="Gives and takes service studs", default_permissions=STAFF, guild_only=True
        )

        @made.command(name="add", description="Gives a member service studs")
        @app_commands.describe(
            member="Who gets them", kind="Gold or silver", amount="How many", reason="What for; it stays in the history"
        )
        @app_commands.choices(kind=_KINDS)
        async def add(
            interaction: Interaction, member: discord.Member, kind: str, amount: Amount, reason: Reason
        ) -> None:
            work = self._add(interaction, member, StudKind(kind), amount, reason)
            await self._replies.answer(interaction, work, where=Visibility.PRIVATE)

        @made.command(name="remove", description="Takes service studs from a member")
        @app_commands.describe(
            member="Who loses them",
            kind="Gold or silver",
            amount="How many",
            reason="What for; it stays in the history",
        )
        @app_commands.choices(kind=_KINDS)
        async def remove(
            interaction: Interaction, member: discord.Member, kind: str, amount: Amount, reason: Reason
        ) -> None:
            work = self._remove(interaction, member, StudKind(kind), amount, reason)
            await self._replies.answer(interaction, work, where=Visibility.PRIVATE)

        return made

    async def _add(
        self, interaction: Interaction, member: discord.Member, kind: StudKind, amount: int, reason: str
    ) -> Reply:
        order = self._officers.order(interaction, member)
        change = await self._studs.add(order.actor, order.subject, kind, amount, reason, at=order.at)
        done = order.say(f"staff.{kind}_studs_added", name=order.name, amount=amount, total=change.after.studs(kind))
        return await self._officers.report(order, change, done)

    async def _remove(
        self, interaction: Interaction, member: discord.Member, kind: StudKind, amount: int, reason: str
    ) -> Reply:
        order = self._officers.order(interaction, member)
        change = await self._studs.remove(order.actor, order.subject, kind, amount, reason, at=order.at)
        done = order.say(f"staff.{kind}_studs_removed", name=order.name, amount=amount, total=change.after.studs(kind))
        return await self._officers.report(order, change, done)
