"""`/userinfo [member]`: a member's card."""

from typing import Any

import discord
from discord import app_commands

from ignis.bot.card import card
from ignis.bot.reply import Answer, Replies
from ignis.domain.profile import Subject
from ignis.domain.refusals import Refusal, Refused
from ignis.services.profile import Profiles


def command(profiles: Profiles, replies: Replies) -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="userinfo", description="Shows a member's rank, points and awards")
    @app_commands.describe(member="Whose card to show; yours when left out")
    @app_commands.guild_only()
    async def userinfo(interaction: discord.Interaction, member: discord.Member | None = None) -> None:
        await replies.answer(interaction, _show(profiles, member or interaction.user))

    return userinfo


async def _show(profiles: Profiles, member: discord.Member | discord.User) -> Answer:
    if not isinstance(member, discord.Member):
        raise Refused(Refusal.NOT_IN_SERVER)
    if member.bot:
        raise Refused(Refusal.TARGET_IS_BOT)
    shown = await profiles.show(subject(member))
    return Answer(embed=card(shown, name=member.display_name, tag=member.name, avatar_url=member.display_avatar.url))


def subject(member: discord.Member) -> Subject:
    roles = tuple(role.name for role in reversed(member.roles) if not role.is_default())
    return Subject(member.id, roles, member.nick)
