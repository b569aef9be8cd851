"""`/userinfo [member]` and, on a member, the menu "Ignis profile": a member's card."""

from typing import Any

import discord
from discord import app_commands

from ignis.bot.members.cards import Cards
from ignis.bot.replies.reply import Interaction, Replies, Visibility

MENU = "Ignis profile"


def command(cards: Cards, replies: Replies) -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="userinfo", description="Shows a member's rank, points and awards")
    @app_commands.describe(member="Whose card to show; yours when left out")
    @app_commands.guild_only()
    async def userinfo(interaction: Interaction, member: discord.Member | None = None) -> None:
        shown = cards.show(member or interaction.user, interaction.locale, reader=interaction.user.id)
        await replies.answer(interaction, shown)

    return userinfo


def menu(cards: Cards, replies: Replies) -> app_commands.ContextMenu:
    """For the reader alone: a look at a member's profile is not a message to the whole channel."""

    @app_commands.context_menu(name=MENU)
    @app_commands.guild_only()
    async def profile(interaction: Interaction, member: discord.Member) -> None:
        shown = cards.show(member, interaction.locale, reader=interaction.user.id, ephemeral=True)
        await replies.answer(interaction, shown, where=Visibility.PRIVATE)

    return profile
