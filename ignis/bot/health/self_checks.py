"""What only the bot itself can find out, when a health check asks for it."""

from typing import Any, Final, Protocol

import discord

from ignis.bot.rest.command_sync import CommandSync
from ignis.repair.repairs import Repairs
from ignis.repair.resync_commands import ResyncCommands
from ignis.runtime.base.clock import Clock
from ignis.services.ports import StorageError

YOUNG: Final = 5.0
"""Seconds; a comparison this young is reported again: a request to the bot must not make the bot ask Discord."""


class AccountCache(Protocol):
    """`hits` of the `lookups` since the start were answered from it."""

    @property
    def hits(self) -> int: ...

    @property
    def lookups(self) -> int: ...

    async def try_out(self) -> bool:
        """Stores a test entry, reads it back and removes it. Returns whether it came back unchanged.

        Raises StorageError.
        """
        ...


class AccountCacheSource(Protocol):
    @property
    def now(self) -> AccountCache | None:
        """None if no accounts are looked up, or not yet."""
        ...


class ServedClient(Protocol):
    @property
    def guild(self) -> discord.Guild | None: ...

    @property
    def preparing(self) -> bool:
        """A new session has begun, and the server's commands are being synced anyway."""
        ...


class SelfChecks:
    """Every answer is JSON; nothing raises.

    Example:
        await checks.cache()  # {"configured": True, "round_trip_s": 0.002, "problem": None, "hits": 3, "lookups": 4}
    """

    def __init__(
        self,
        *,
        client: ServedClient,
        commands: CommandSync,
        accounts: AccountCacheSource,
        repairs: Repairs,
        clock: Clock,
        within_s: float,
    ) -> None:
        """Discord has `within_s` seconds to answer: less than the health check waits for the bot."""
        self._client = client
        self._commands = commands
        self._accounts = accounts
        self._repairs = repairs
        self._clock = clock
        self._within_s = within_s

    async def commands(self) -> dict[str, Any]:
        """Fetches and compares the server's commands, and triggers `resync-commands` if they are not the bot's.

        If Discord does not answer, this is the last comparison, with the `problem`.
        """
        guild = None if self._client.preparing else self._client.guild
        if guild is not None and self._age() > YOUNG:
            await self._commands.compare(guild, within_s=self._within_s)
        compared = self._commands.compared
        if compared is not None and not compared.equal:
            self._repairs.trigger(ResyncCommands.name, "the check `commands` found others on the server")
        return {
            "registered": compared.registered if compared else None,
            "tree": compared.tree if compared else None,
            "count": compared.count if compared else 0,
            "age_s": self._age() if compared else None,
            "problem": self._commands.trouble if guild is not None else "no server is served, or it is being prepared",
        }

    async def cache(self) -> dict[str, Any]:
        """A round trip through the cache of accounts; `configured` is false if no accounts are looked up."""
        cache = self._accounts.now
        if cache is None:
            return {"configured": False}
        began, problem = self._clock.monotonic(), None
        try:
            if not await cache.try_out():
                problem = "what was put in did not come back"
        except StorageError as error:
            problem = str(error)
        took = None if problem else self._clock.monotonic() - began
        return {"configured": True, "round_trip_s": took, "problem": problem} | {
            "hits": cache.hits,
            "lookups": cache.lookups,
        }

    def _age(self) -> float:
        """Seconds since the last comparison."""
        compared = self._commands.compared
        return self._clock.monotonic() - compared.at if compared else float("inf")
