"""Members as Discord knows them, for services that know nothing of Discord and for texts that ping nobody."""

from collections.abc import Callable

import discord

from ignis.bot.replies.markup import plain
from ignis.bot.texts import Voice
from ignis.domain.members.profile import Subject

Name = Callable[[int], str]
"""The name for a user's id, fit to stand in a text."""


def subject(member: discord.Member) -> Subject:
    roles = tuple(role.name for role in reversed(member.roles) if not role.is_default())
    return Subject(member.id, roles, member.nick, bot=member.bot)


def present(guild: discord.Guild | None) -> Callable[[int], Subject | None]:
    """Finds a member of `guild` by the user's id; None for whoever is not there."""

    def find(user_id: int) -> Subject | None:
        found = guild.get_member(user_id) if guild is not None else None
        return subject(found) if found is not None else None

    return find


def names(guild: discord.Guild | None, say: Voice) -> Name:
    """What members are called here, made harmless; whoever has left has no name any more."""

    def name(user_id: int) -> str:
        found = guild.get_member(user_id) if guild is not None else None
        return plain(found.display_name) if found is not None else say("people.gone")

    return name
