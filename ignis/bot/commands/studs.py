"""`/studs add|remove member kind amount reason`"""

from typing import Final

import discord
from discord import app_commands

from ignis.bot.members.order_desk import OrderDesk
from ignis.bot.replies.access import STAFF
from ignis.bot.replies.options import Amount, Reason
from ignis.bot.replies.reply import Interaction, Replies, Visibility
from ignis.domain.members.change import Action
from ignis.domain.members.member import StudKind

_KINDS: Final = [app_commands.Choice(name=kind.value, value=kind.value) for kind in StudKind]
_ACTIONS: Final = {StudKind.GOLD: Action.GOLD_STUDS, StudKind.SILVER: Action.SILVER_STUDS}


class StudsCommands:
    def __init__(self, desk: OrderDesk, replies: Replies) -> None:
        self._desk = desk
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
            work = self._desk.give(interaction, member, _ACTIONS[StudKind(kind)], amount, reason)
            await self._replies.answer(interaction, work, where=Visibility.PRIVATE, order=True)

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
            work = self._desk.give(interaction, member, _ACTIONS[StudKind(kind)], -amount, reason)
            await self._replies.answer(interaction, work, where=Visibility.PRIVATE, order=True)

        return made
