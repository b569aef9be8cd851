"""Asks Discord anew for everybody on the server: over the gateway, or page by page by REST."""

import asyncio
from typing import Any, Final

import discord

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.gateway.connection_state import ListRefresh, is_requested, member_of, request_everybody
from ignis.bot.member_list.role_counts import RoleCounts
from ignis.bot.rest.circuit import CALL_FAILURES, judge
from ignis.runtime.resilience.circuit import Circuit

PAGE: Final = 1000
"""Members; Discord gives no more. https://docs.discord.com/developers/resources/guild#list-guild-members"""
_MOST_PAGES: Final = 40
"""A larger server's list comes over the gateway alone: page by page it would take longer than a recovery may."""
SILENT_FOR: Final = 10.0
"""Seconds without a part of the list after which the gateway's answer is no longer expected."""
_LONGEST_WAIT: Final = 35.0
"""Seconds. Discord's limit is 30; whoever asks for more patience is asked again later."""


class ListNotHad(Exception):  # noqa: N818  it is what Discord answered
    """Discord did not give the list. The text is one line that says why."""


class _RefusedForNow(ListNotHad):
    """Discord has said when it gives the list."""


class MemberListRequest:
    """One request at a time: the recovery that asks runs once at a time.

    Example:
        await request.ask(guild)  # returns once everybody is known, or raises ListNotHad
    """

    def __init__(
        self, client: IgnisClient, rest: Circuit, counts: RoleCounts, *, silent_for: float = SILENT_FOR
    ) -> None:
        self._client = client
        self._members = client.members
        self._rest = rest
        self._counts = counts
        self._silent_for = silent_for

    async def ask(self, guild: discord.Guild) -> None:
        """On the way that is sooner, and on the other one if that fails. Raises ListNotHad."""
        problems: list[str] = []
        ways = (self._by_rest, self._by_gateway) if self._rest_is_sooner(guild) else (self._by_gateway, self._by_rest)
        for way in ways:
            try:
                await way(guild)
                break
            except ListNotHad as problem:
                problems.append(str(problem))
        else:
            witness = await self._counts.ask(guild)
            if witness is not None and witness.lacking:
                problems.append(str(witness))
            raise ListNotHad("; ".join(problems))
        if not self._members.whole and self._members.had(guild):
            await self._compare_counts(guild)

    def _rest_is_sooner(self, guild: discord.Guild) -> bool:
        """A page takes up to a second. What the gateway owes since READY may never come."""
        pages = _pages(guild)
        return pages <= _MOST_PAGES and (pages < self._members.allowed_in(guild.id) or is_requested(guild))

    async def _by_gateway(self, guild: discord.Guild) -> None:
        """Once more where Discord refuses it and says for how long."""
        try:
            await self._ask_gateway(guild)
        except _RefusedForNow:
            await self._ask_gateway(guild)

    async def _ask_gateway(self, guild: discord.Guild) -> None:
        wait = self._members.allowed_in(guild.id)
        if wait > _LONGEST_WAIT:
            raise ListNotHad(_refused_for(wait))
        await asyncio.sleep(wait)
        if self._members.coming and await self._answered(guild):  # a long list is on its way
            return
        try:
            await request_everybody(guild)
        except (*CALL_FAILURES, AttributeError) as error:  # discord.py has no websocket between two connections
            raise ListNotHad(f"the gateway cannot be asked: {type(error).__name__}") from error
        if not await self._answered(guild):
            raise ListNotHad(f"the gateway gave no list within {self._silent_for:g} s")

    async def _answered(self, guild: discord.Guild) -> bool:
        """False once no part of the list has come for a while. Raises _RefusedForNow if the gateway refuses it."""
        while not self._members.had(guild):
            self._members.progress.clear()
            try:
                async with asyncio.timeout(self._silent_for):
                    await self._members.progress.wait()
            except TimeoutError:
                return False
            if (wait := self._members.allowed_in(guild.id)) > 0 and not self._members.had(guild):
                raise _RefusedForNow(_refused_for(wait))
        return True

    async def _by_rest(self, guild: discord.Guild) -> None:
        if _pages(guild) > _MOST_PAGES:
            raise ListNotHad(f"{guild.member_count} members are too many to ask for page by page")
        refresh, after, last = ListRefresh(guild), 0, PAGE
        with self._members.heard_meanwhile() as newer:
            while last == PAGE:
                page = await self._page(guild, after)
                refresh.take((member_of(guild, data) for data in page), newer)
                last = len(page)
                after = max((int(data["user"]["id"]) for data in page), default=after)
            refresh.end(newer)
        self._members.complete(guild.id)

    async def _page(self, guild: discord.Guild, after: int) -> list[Any]:
        try:
            return await self._rest.call(lambda: self._client.http.get_members(guild.id, PAGE, after), judge)
        except CALL_FAILURES as error:
            raise ListNotHad(f"GET /guilds/{{id}}/members: {error}") from error

    async def _compare_counts(self, guild: discord.Guild) -> None:
        """Everybody came, and they are far fewer than Discord counts: its counts of roles say which is right."""
        counts = await self._counts.ask(guild)
        if counts is None:
            raise ListNotHad("the list came to its end with far fewer members than Discord counts")
        if counts.lacking:
            raise ListNotHad(f"the list came to its end and is not whole: {counts}")
        self._members.vouch(guild.id)


def _refused_for(seconds: float) -> str:
    return f"Discord's gateway gives the list again in {seconds:.0f} s"


def _pages(guild: discord.Guild) -> int:
    return (guild.member_count or 0) // PAGE + 1
