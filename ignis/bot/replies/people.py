"""Members as Discord knows them, for services that know nothing of Discord and for texts that ping nobody."""

from typing import Protocol

import discord

from ignis.bot.names.guild_names import GuildNames
from ignis.bot.replies.markup import plain
from ignis.bot.texts import Voice
from ignis.domain.members.profile import Subject


def subject(member: discord.Member, names: GuildNames) -> Subject:
    """With the names under which the member's roles count: not every role of a name does."""
    return Subject(member.id, names.roles_of(member), member.nick, bot=member.bot)


class GuildRoster:
    """Who is on `guild`, as a Roster (ignis/services/ports/roster.py)."""

    def __init__(self, guild: discord.Guild | None, names: GuildNames) -> None:
        self._guild = guild
        self._names = names

    def subject(self, user_id: int) -> Subject | None:
        found = self._guild.get_member(user_id) if self._guild is not None else None
        return subject(found, self._names) if found is not None else None


class Names(Protocol):
    def of(self, user_id: int) -> str:
        """What a text calls the user."""
        ...


class MemberNames:
    """What members are called on `guild`, safe to put into a text. A member who has left has no name any more."""

    def __init__(self, guild: discord.Guild | None, say: Voice) -> None:
        self._guild = guild
        self._say = say

    def of(self, user_id: int) -> str:
        found = self._guild.get_member(user_id) if self._guild is not None else None
        return plain(found.display_name) if found is not None else self._say("people.gone")
