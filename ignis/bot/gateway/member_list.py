"""Whether the bot knows all members of the server it serves. While it does not, nothing may be decided from the list.

Discord gives a server's whole list once in 30 seconds, over restarts of the bot, and refuses it otherwise. discord.py
then waits for a while and calls itself READY with the bot as the only member.
https://docs.discord.com/developers/events/gateway-events#request-guild-members
"""

import asyncio
from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

import discord

from ignis.domain.refusals import Refusal, Refused
from ignis.runtime.base.clock import Clock

_SLACK: Final = 0.02
"""Of the members: Discord's own count of a large server is a little off at times."""


class ListedServer(Protocol):
    @property
    def guild(self) -> discord.Guild | None:
        """The server that is served; None while there is none."""
        ...


class WholeListener(Protocol):
    def members_whole(self) -> None:
        """The list has become whole. Returns at once."""
        ...


@dataclass(frozen=True, slots=True)
class MemberCount:
    """`known` members of the `total` that Discord counts."""

    known: int
    total: int

    @property
    def far_fewer(self) -> bool:
        return self.total - self.known > max(1.0, self.total * _SLACK)


class MemberList:
    """What the gateway said of the list, and what follows. Servers go by their ids: it may be another one's turn.

    Example:
        client.members.demand()  # raises Refused while somebody may be missing
        for member in guild.members: ...
    """

    def __init__(self, server: ListedServer, clock: Clock) -> None:
        self._server = server
        self._clock = clock
        self._had: set[int] = set()
        """Servers whose list came to its end in this session."""
        self._doubted: set[int] = set()
        self._vouched: set[int] = set()
        self._parts: dict[str, set[int]] = {}
        self._allowed_at: dict[int, float] = {}
        self._newer: set[int] | None = None
        self._listeners: list[WholeListener] = []
        self._since = clock.now()
        self._told = False
        self.progress = asyncio.Event()
        """Set whenever the gateway has said something about a list."""
        self.changed = asyncio.Event()
        """Set whenever a list may no longer be whole, or was refused."""

    def on_whole(self, listener: WholeListener) -> None:
        self._listeners.append(listener)

    # what the gateway says

    def session_began(self) -> None:
        """READY: discord.py has forgotten everybody."""
        for known in (self._had, self._doubted, self._vouched, self._parts):
            known.clear()
        self._begin_again()

    def doubt(self, guild_id: int) -> None:
        """Changes of this server's members were missed: in an outage, or as a read-back has found."""
        self._had.discard(guild_id)
        self._vouched.discard(guild_id)
        self._doubted.add(guild_id)
        self._begin_again()

    def _begin_again(self) -> None:
        self._since = self._clock.now()
        self._told = False
        self.changed.set()

    def limited(self, guild_id: int, retry_after: float) -> None:
        """Discord refuses the list of this server for so many seconds."""
        self._allowed_at[guild_id] = self._clock.monotonic() + retry_after
        self.progress.set()
        self.changed.set()

    def came(self, nonce: str, index: int, count: int) -> bool:
        """One of `count` parts of a whole list. Whether it was the last one that lacked."""
        parts = self._parts.setdefault(nonce, set())
        parts.add(index)
        self.progress.set()
        if len(parts) < count:
            return False
        del self._parts[nonce]
        return True

    @property
    def coming(self) -> bool:
        """Whether a list has begun to come and has not come to its end."""
        return bool(self._parts)

    def heard_of(self, event: Mapping[str, Any]) -> None:
        """An event about one member, in Discord's JSON."""
        if self._newer is not None:
            self._newer.add(int(event["user"]["id"]))

    # what those say who ask

    def complete(self, guild_id: int) -> None:
        """The list of this server was had to its end."""
        self._had.add(guild_id)
        self._doubted.discard(guild_id)
        self.progress.set()
        self.look()

    def vouch(self, guild_id: int) -> None:
        """By Discord's counts of roles the list is whole, whatever its count of members says."""
        self._vouched.add(guild_id)
        self.look()

    def look(self) -> bool:
        """Whether the list is whole. If it has become so, whoever waits for that is told."""
        if self.whole and not self._told:
            self._told = True
            for listener in self._listeners:
                listener.members_whole()
        return self.whole

    def allowed_in(self, guild_id: int) -> float:
        """Seconds until Discord gives the whole list of this server again; 0 for now, as far as it has said."""
        return max(0.0, self._allowed_at.get(guild_id, 0.0) - self._clock.monotonic())

    @contextmanager
    def heard_meanwhile(self) -> Generator[Collection[int]]:
        """Of whom the gateway tells meanwhile: an answer that is under way may be older than that."""
        newer = self._newer = set[int]()
        try:
            yield newer
        finally:
            self._newer = None

    # what is known

    def had(self, guild: discord.Guild) -> bool:
        """Whether everybody on the server came, whatever Discord's count of members says."""
        if guild.id not in self._had and guild.id not in self._doubted and guild.chunked:
            self._had.add(guild.id)
        return guild.id in self._had

    @property
    def count(self) -> MemberCount | None:
        """None while no server is served."""
        guild = self._server.guild
        return MemberCount(len(guild.members), guild.member_count or 0) if guild is not None else None

    @property
    def whole(self) -> bool:
        guild, count = self._server.guild, self.count
        if guild is None or count is None or guild.unavailable or not self.had(guild):
            return False
        return not count.far_fewer or guild.id in self._vouched

    @property
    def since(self) -> datetime | None:
        """Since when it has not been whole; None if it is."""
        return None if self.whole else self._since

    def demand(self) -> None:
        """Raises Refused while a server is served and its list is not whole."""
        count = self.count
        if count is not None and not self.whole:
            raise Refused(Refusal.LIST_NOT_WHOLE, known=count.known, total=max(count.known, count.total))
