"""`/why member`: why the member has this rank and this nickname, in one view."""

from typing import Any

import discord
from discord import app_commands

from ignis.bot.manual_sync.why_panel import WhyPanel
from ignis.bot.replies.access import STAFF
from ignis.bot.replies.reply import Interaction, Replies, Visibility


def command(panel: WhyPanel, replies: Replies) -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="why", description="Explains a member's rank and nickname")
    @app_commands.describe(member="Whose")
    @app_commands.default_permissions(STAFF)
    @app_commands.guild_only()
    async def why(interaction: Interaction, member: discord.Member) -> None:
        await replies.answer(interaction, panel.show(interaction, member), where=Visibility.PRIVATE)

    return why
