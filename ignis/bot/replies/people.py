"""Members as Discord knows them, for services that know nothing of Discord and for texts that ping nobody."""

import asyncio
from typing import Final, Protocol

import aiohttp
import discord

from ignis.bot.gateway.member_list import MemberCount
from ignis.bot.names.guild_names import GuildNames
from ignis.bot.replies.markup import plain
from ignis.bot.texts import Voice
from ignis.domain.members.profile import Subject
from ignis.domain.refusals import Refusal, Refused

_TOLD_WITHIN: Final = 0.7
"""Seconds for Discord to tell of one member: an answer that takes longer than 1.2 s is deferred."""


def subject(member: discord.Member, names: GuildNames) -> Subject:
    """With the names under which the member's roles count: not every role of a name does."""
    return Subject(member.id, names.roles_of(member), member.nick, bot=member.bot)


async def member_on(guild: discord.Guild, user_id: int) -> discord.Member | None:
    """Who that is on the server; None if Discord says nobody.

    Up to half a minute after a restart most are missing in the list: then Discord is asked. Raises Refused if it does
    not tell.
    """
    found = guild.get_member(user_id)
    if found is not None or guild.chunked:
        return found
    try:
        async with asyncio.timeout(_TOLD_WITHIN):
            return await guild.fetch_member(user_id)
    except discord.NotFound:
        return None
    except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
        known = len(guild.members)
        raise Refused(Refusal.LIST_NOT_WHOLE, known=known, total=max(known, guild.member_count or 0)) from error


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
    """What members are called on `guild`, safe to put into a text. A member who has left has no name any more.

    While many members are missing in the list, who is not in it may be there all the same: then it is a mention, in
    whose place Discord shows the name. It pings nobody: the client allows no mentions.
    """

    def __init__(self, guild: discord.Guild | None, say: Voice) -> None:
        self._guild = guild
        self._say = say

    def of(self, user_id: int) -> str:
        found = self._guild.get_member(user_id) if self._guild is not None else None
        if found is not None:
            return plain(found.display_name)
        return f"<@{user_id}>" if self._many_missing() else self._say("people.gone")

    def _many_missing(self) -> bool:
        guild = self._guild
        return guild is not None and MemberCount(len(guild.members), guild.member_count or 0).far_fewer
