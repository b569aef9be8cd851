"""`/history member`: what happened to a member. Members open their own with the button on their card."""

from typing import Any

import discord
from discord import app_commands

from ignis.bot.members.history_panel import HistoryPanel
from ignis.bot.replies.access import STAFF
from ignis.bot.replies.reply import Interaction, Replies, Visibility


def command(panel: HistoryPanel, replies: Replies) -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="history", description="Shows every change of a member's points, rank and studs")
    @app_commands.describe(member="Whose history")
    @app_commands.default_permissions(STAFF)
    @app_commands.guild_only()
    async def history(interaction: Interaction, member: discord.Member) -> None:
        await replies.answer(interaction, panel.show(interaction, member.id), where=Visibility.PRIVATE)

    return history
