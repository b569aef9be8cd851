"""`/sync member member` and `/sync all [dry_run]`: the role sync, which otherwise runs by itself, now."""

import discord
from discord import app_commands

from ignis.bot.manual_sync.commands import SyncCommands
from ignis.bot.replies.access import STAFF
from ignis.bot.replies.reply import Interaction, Replies, Visibility


def group(syncing: SyncCommands, replies: Replies) -> app_commands.Group:
    made = app_commands.Group(
        name="sync", description="Makes ranks and nicknames follow roles", default_permissions=STAFF, guild_only=True
    )

    @made.command(name="member", description="Makes a member's rank and nickname follow the roles, now")
    @app_commands.describe(member="Whose")
    async def member_(interaction: Interaction, member: discord.Member) -> None:
        await replies.answer(interaction, syncing.member.one(interaction, member), where=Visibility.PRIVATE)

    @made.command(name="all", description="Makes everybody's rank and nickname follow the roles, now")
    @app_commands.describe(dry_run="Only show what would change")
    async def all_(interaction: Interaction, dry_run: bool = False) -> None:  # noqa: FBT001, FBT002  Discord's option
        if dry_run:
            await replies.answer(interaction, syncing.member.dry_run(interaction), where=Visibility.PRIVATE)
            return
        await replies.answer(interaction, syncing.everybody.begin(interaction))
        await syncing.everybody.attach(interaction)

    return made
