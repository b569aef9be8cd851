"""What only the bot can find out about itself, and does when a health check asks for it."""

from collections.abc import Callable
from typing import Any, Final, Protocol

import discord

from ignis.bot.rest.command_sync import CommandSync
from ignis.services.ports import StorageError

YOUNG: Final = 5.0  # seconds; a comparison this young is told again: whoever asks must not make the bot ask Discord


class TriedCache(Protocol):
    """`hits` of the `lookups` since the start were answered from it."""

    @property
    def hits(self) -> int: ...

    @property
    def lookups(self) -> int: ...

    async def try_out(self) -> bool:
        """Puts an entry in that nobody looks up, reads it back, takes it out: whether it came back unchanged.

        Raises StorageError.
        """
        ...


class SelfChecks:
    """Every answer is JSON; none raises."""

    def __init__(
        self,
        *,
        guild: Callable[[], discord.Guild | None],
        sync: CommandSync,
        cache: Callable[[], TriedCache | None],
        monotonic: Callable[[], float],
        within_s: float,
        on_difference: Callable[[], None],
    ) -> None:
        """`guild` is the server that is served, None while its commands are being synced anyway.

        `on_difference` is called when they are not the bot's.

        Discord is waited for up to `within_s` seconds: less than the check waits for the bot.
        """
        self._guild = guild
        self._sync = sync
        self._cache = cache
        self._monotonic = monotonic
        self._within_s = within_s
        self._on_difference = on_difference

    async def commands(self) -> dict[str, Any]:
        """Fetches and compares the server's commands; what was found last, and the `problem`, when that fails."""
        guild = self._guild()
        if guild is not None and self._age() > YOUNG:
            await self._sync.compare(guild, within_s=self._within_s)
        found = self._sync.compared
        if found is not None and not found.equal:
            self._on_difference()
        return {
            "registered": found.registered if found else None,
            "tree": found.tree if found else None,
            "count": found.count if found else 0,
            "age_s": self._age() if found else None,
            "problem": self._sync.trouble if guild is not None else "no server is served, or it is being prepared",
        }

    async def cache(self) -> dict[str, Any]:
        """A round trip through the cache of accounts; `configured` is false where no accounts are looked up."""
        cache = self._cache()
        if cache is None:
            return {"configured": False}
        began, problem = self._monotonic(), None
        try:
            if not await cache.try_out():
                problem = "what was put in did not come back"
        except StorageError as error:
            problem = str(error)
        took = None if problem else self._monotonic() - began
        return {"configured": True, "round_trip_s": took, "problem": problem} | {
            "hits": cache.hits,
            "lookups": cache.lookups,
        }

    def _age(self) -> float:
        """Seconds since the last comparison."""
        found = self._sync.compared
        return self._monotonic() - found.at if found else float("inf")
