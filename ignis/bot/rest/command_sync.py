"""Keeps the server's commands equal to the tree's, writing only when they differ.

Discord allows 200 new commands a day and server, and somebody else may have changed them: so they are fetched and
compared after every new session instead of being trusted or sent blindly.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import discord
from discord import app_commands
from discord.http import Route

from ignis.bot.rest.circuit import judge
from ignis.runtime.resilience.circuit import Circuit, CircuitOpen, Operation
from ignis.runtime.telemetry.logs import Logger

# What decides how a command of one server looks and works. Ids, versions and the fields that only matter to global
# commands (contexts, dm_permission, integration_types) are Discord's own business.
_MEANING = frozenset(
    {
        "type", "name", "description", "options", "required", "choices", "value", "channel_types",
        "min_value", "max_value", "min_length", "max_length", "autocomplete", "default_member_permissions", "nsfw",
        "name_localizations", "description_localizations",
    }
)  # fmt: skip
_LOCALISED = ("name_localizations", "description_localizations")
_HASH_LENGTH = 12
PATIENCE = 20.0
"""Seconds for one question: discord.py itself would wait five minutes for an answer that never comes."""
WRITE_PATIENCE = 75.0
"""Seconds: Discord takes two of these a minute, and discord.py waits for its turn."""


@dataclass(frozen=True)
class Comparison:
    """Fingerprints of the commands that the server has and of the `count` that the bot has; `at` is monotonic."""

    registered: str
    tree: str
    count: int
    at: float

    @property
    def equal(self) -> bool:
        return self.registered == self.tree


class CommandSync:
    """`compared` is the last comparison, None before the first; `trouble` why a newer one did not come about."""

    def __init__(
        self,
        tree: app_commands.CommandTree[Any],
        log: Logger,
        delays: Callable[[], Iterator[float]],
        monotonic: Callable[[], float],
        *,
        rest: Circuit,
    ) -> None:
        """`delays` gives the seconds to wait between tries, without end; `rest` is Discord's REST API."""
        self._tree = tree
        self._rest = rest
        self._log = log
        self._delays = delays
        self._monotonic = monotonic
        self._turn = asyncio.Lock()
        self.compared: Comparison | None = None
        self.trouble: str | None = None

    @property
    def problem(self) -> str | None:
        """One line while the server's commands are not known to be right.

        What was found right stays so while Discord cannot be asked again.
        """
        if self.compared is None:
            return self.trouble or "commands were not compared yet"
        return None if self.compared.equal else self.trouble or "the server's commands are not the bot's own"

    async def ensure(self, guild: discord.Guild) -> bool:
        """Returns once the commands are in sync, and whether they had to be written; tries for as long as it takes."""
        async with self._turn:
            for delay in self._delays():
                wrote = await self._explained(lambda: self._once(guild))
                if wrote is not None:
                    return wrote
                self._log.warning("commands not in sync", problem=self.trouble, again_in_s=round(delay, 1))
                await asyncio.sleep(delay)
        raise RuntimeError("the delays between tries came to an end")

    async def attempt(self, guild: discord.Guild) -> bool | None:
        """`ensure` in one try: None when it failed, and `trouble` says why."""
        async with self._turn:
            return await self._explained(lambda: self._once(guild))

    async def compare(self, guild: discord.Guild, *, within_s: float) -> None:
        """Finds out how the server's commands stand, and writes nothing."""
        try:
            async with asyncio.timeout(within_s), self._turn:
                await self._explained(lambda: self._differ(guild))
        except TimeoutError:
            self.trouble = f"Discord did not tell its commands within {within_s:g} s"

    async def _explained(self, trying: Operation[bool]) -> bool | None:
        """What `trying` returns; None when it failed or took too long, and `trouble` says why."""
        try:
            result = await self._rest.call(trying, judge)
        except CircuitOpen as held:
            self.trouble = f"commands wait: {held}"
        except discord.Forbidden:
            self.trouble = "the bot may not create commands here: invite it again with applications.commands"
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            self.trouble = f"commands could not be synced: {type(error).__name__}"
        else:
            self.trouble = None
            return result
        return None

    async def _once(self, guild: discord.Guild) -> bool:
        """A difference that is mended at once was none for anybody else: it shows only where writing fails."""
        found = await self._look(guild)
        try:
            if not found.equal:
                async with asyncio.timeout(WRITE_PATIENCE):
                    await self._tree.sync(guild=guild)
                self._log.info("commands synced", count=found.count)
        except Exception:
            self.compared = found
            raise
        self.compared = replace(found, registered=found.tree)
        return not found.equal

    async def _differ(self, guild: discord.Guild) -> bool:
        self.compared = await self._look(guild)
        return not self.compared.equal

    async def _look(self, guild: discord.Guild) -> Comparison:
        self._tree.copy_global_to(guild=guild)
        wanted = canonical(await self._payload(guild))
        async with asyncio.timeout(PATIENCE):
            found = canonical(await self._fetch(guild))
        return Comparison(fingerprint(found), fingerprint(wanted), len(wanted), self._monotonic())

    async def _payload(self, guild: discord.Guild) -> list[dict[str, Any]]:
        commands, translator = self._tree.get_commands(guild=guild), self._tree.translator
        if translator is None:
            return [command.to_dict(self._tree) for command in commands]
        return [await command.get_translated_payload(self._tree, translator) for command in commands]

    async def _fetch(self, guild: discord.Guild) -> list[dict[str, Any]]:
        """Raw, because `tree.fetch_commands` cannot ask for the localisations."""
        client = self._tree.client
        route = Route(
            "GET",
            "/applications/{application_id}/guilds/{guild_id}/commands",
            application_id=client.application_id,
            guild_id=guild.id,
        )
        fetched: list[dict[str, Any]] = await client.http.request(route, params={"with_localizations": "true"})
        return fetched


def canonical(commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Equal for two lists that mean the same to Discord: sorted, without defaults and bookkeeping."""
    reduced = [_reduced({"type": 1, **command}) for command in commands]
    return sorted(reduced, key=lambda command: (command["type"], command["name"]))


def fingerprint(commands: list[dict[str, Any]]) -> str:
    text = json.dumps(commands, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_HASH_LENGTH]


def _reduced(command: Mapping[str, Any]) -> dict[str, Any]:
    reduced: dict[str, Any] = {}
    for key in _MEANING & command.keys():
        value = command[key]
        if key in {"options", "choices"}:
            value = [_reduced(item) for item in value or ()]
        elif key in _LOCALISED:
            value = dict(value or {})
        elif key == "default_member_permissions" and value is not None:
            value = str(value)  # sent as a number, returned as text
        if _says_something(key, value):
            reduced[key] = value
    return reduced


def _says_something(key: str, value: Any) -> bool:
    """Zero is a meaningful value, limit or choice; elsewhere nothing, False and empty are the default."""
    if key in {"value", "min_value", "max_value", "min_length", "default_member_permissions"}:
        return value is not None
    return bool(value)
