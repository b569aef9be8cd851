"""discord.py's private connection state: whose members it asks for, and what it makes of a refusal.

discord.py 2.7 asks for the members of every server and is READY when all have come or it has waited for each in turn.
It does not know RATE_LIMITED, and hands out the old request while one is registered.
tests/bot/gateway/test_connection_state.py fails if what is used here changes.
"""
# ruff: noqa: SLF001
# pyright: reportPrivateUsage=false
# reason: the list of members is private to discord.py; what of it is used is here alone

from collections.abc import Collection, Iterable
from typing import Any, Protocol

import discord
from discord.state import ChunkRequest, ConnectionState

from ignis.bot.gateway.member_list import MemberCount, MemberList


class MemberListChoice(Protocol):
    """Decides about servers before READY."""

    def asks_for(self, guild: discord.Guild) -> bool:
        """Whether the server's members are asked for as soon as it comes."""
        ...

    def waits_for(self, guild: discord.Guild) -> bool:
        """Whether READY waits for them."""
        ...


class ListRefresh:
    """Brings the members that are known of a server in line with a list that Discord gives part by part."""

    def __init__(self, guild: discord.Guild) -> None:
        self._guild = guild
        self._before = set(guild._members)
        self._seen = set[int]()

    def take(self, members: Iterable[discord.Member], newer: Collection[int] = ()) -> None:
        """Members as Discord shows them now. Of those in `newer` the gateway has told more since."""
        guild = self._guild
        known = guild._members
        for member in members:
            self._seen.add(member.id)
            if member.id not in newer:
                before = known.get(member.id)
                if before is None or before.joined_at is None or shown(before) != shown(member):
                    guild._add_member(member)

    def end(self, newer: Collection[int] = ()) -> None:
        """The list is at its end: whoever was known and is not in it has left, unless it is no list of a server."""
        if MemberCount(len(self._seen), self._guild.member_count or 0).far_fewer:
            return
        for user_id in self._before - self._seen:
            known = self._guild.get_member(user_id)
            if known is not None and user_id not in newer and known != self._guild.me:
                self._guild._remove_member(known)


class _Everybody(ChunkRequest):
    """discord.py's own keeps what it knows of a member already; here what Discord says now is right."""

    def __init__(self, state: ConnectionState[Any], guild: discord.Guild) -> None:
        super().__init__(guild.id, guild.shard_id, state.loop, state._get_guild, cache=True)
        self.refresh = ListRefresh(guild)

    def add_members(self, members: list[discord.Member]) -> None:
        self.refresh.take(members)


class ListedConnection(ConnectionState[Any]):
    """Reports everything about lists of members to `members`."""

    def __init__(self, *, members: MemberList, choice: MemberListChoice, **options: Any) -> None:
        self._lists = members
        self._choice = choice
        super().__init__(**options)

    def _guild_needs_chunking(self, guild: discord.Guild) -> bool:
        return self._chunk_guilds and self._choice.asks_for(guild) and not self._lists.had(guild)

    def _chunk_timeout(self, guild: discord.Guild) -> float:
        return super()._chunk_timeout(guild) if self._choice.waits_for(guild) else 0.0

    async def chunk_guild(self, guild: discord.Guild, *, wait: bool = True, cache: bool | None = None) -> Any:
        """As discord.py's, with a request that refreshes who is known already."""
        if guild.id not in self._chunk_requests:
            request = self._chunk_requests[guild.id] = _Everybody(self, guild)
            await self.chunker(guild.id, nonce=request.nonce)
        discords: Any = super()
        return await discords.chunk_guild(guild, wait=wait, cache=cache)

    def parse_ready(self, data: Any) -> None:
        self._lists.session_began()
        super().parse_ready(data)

    def parse_guild_create(self, data: Any) -> None:
        known = self._get_guild(int(data["id"]))
        if known is not None and len(known.members) > 0:
            self._lists.doubt(known.id)  # an outage is over: who has changed meanwhile was not told
        super().parse_guild_create(data)

    def parse_guild_member_add(self, data: Any) -> None:
        self._lists.heard_of(data)
        super().parse_guild_member_add(data)

    def parse_guild_member_update(self, data: Any) -> None:
        self._lists.heard_of(data)
        super().parse_guild_member_update(data)

    def parse_guild_member_remove(self, data: Any) -> None:
        self._lists.heard_of(data)
        super().parse_guild_member_remove(data)

    def parse_guild_members_chunk(self, data: Any) -> None:
        guild_id = int(data["guild_id"])
        request = self._chunk_requests.get(guild_id)
        super().parse_guild_members_chunk(data)
        if not isinstance(request, _Everybody) or request.nonce != data.get("nonce"):
            return  # not the whole list: somebody was looked for by id or name
        if self._lists.came(request.nonce, data.get("chunk_index", 0), data.get("chunk_count", 1)):
            request.refresh.end()
            self._lists.complete(guild_id)

    def parse_rate_limited(self, data: Any) -> None:
        """discord.py finds it by its name. What waits for the list must not wait for its own time limit."""
        meta = data.get("meta") or {}
        if "guild_id" not in meta:
            return
        guild_id = int(meta["guild_id"])
        self._lists.limited(guild_id, float(data.get("retry_after", 0.0)))
        forget_request(self, guild_id)


def forget_request(state: ConnectionState[Any], guild_id: int) -> None:
    """Ends the request for a server's whole list that is registered, if any: discord.py would hand it out again."""
    request = state._chunk_requests.pop(guild_id, None)
    if request is not None:
        request.done()


def is_requested(guild: discord.Guild) -> bool:
    """Whether the whole list was asked for and has not come to its end."""
    return guild.id in guild._state._chunk_requests


async def request_everybody(guild: discord.Guild) -> None:
    """Asks the gateway anew, whatever discord.py still waits for; does not wait for the answer.

    Raises what the connection raises.
    """
    state = guild._state
    forget_request(state, guild.id)
    await state.chunk_guild(guild, wait=False)


def member_of(guild: discord.Guild, data: Any) -> discord.Member:
    """A member in Discord's JSON."""
    return discord.Member(data=data, guild=guild, state=guild._state)


def shown(member: discord.Member) -> tuple[Any, str | None]:
    """What Ignis follows: the roles, sorted, and the nickname."""
    return member._roles, member.nick
