"""Members as Discord knows them, for services that know nothing of Discord and for texts that ping nobody."""

import discord

from ignis.bot.markup import plain
from ignis.bot.texts import Voice
from ignis.domain.profile import Subject


def subject(member: discord.Member) -> Subject:
    roles = tuple(role.name for role in reversed(member.roles) if not role.is_default())
    return Subject(member.id, roles, member.nick, bot=member.bot)


def name_of(guild: discord.Guild | None, user_id: int, say: Voice) -> str:
    """What a member is called here, made harmless; whoever has left has no name any more."""
    found = guild.get_member(user_id) if guild is not None else None
    return plain(found.display_name) if found is not None else say("people.gone")
