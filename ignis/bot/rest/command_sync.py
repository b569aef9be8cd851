"""Keeps the server's commands equal to the tree's. It writes only if they differ.

Discord allows 200 new commands a day and server, and somebody else may have changed them. So they are fetched and
compared after every new session, instead of being trusted or sent blindly.
"""

import asyncio
import hashlib
import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Protocol

import aiohttp
import discord
from discord import app_commands
from discord.http import Route

from ignis.bot.rest.circuit import judge
from ignis.runtime.base.clock import Clock
from ignis.runtime.resilience.backoff import Backoff
from ignis.runtime.resilience.circuit import Circuit, CircuitOpen
from ignis.runtime.telemetry.logs import Logger

# What decides how a command of one server looks and works. Left out are ids, versions and the fields that only matter
# to global commands: contexts, dm_permission, integration_types.
_COMPARED = frozenset(
    {
        "type", "name", "description", "options", "required", "choices", "value", "channel_types",
        "min_value", "max_value", "min_length", "max_length", "autocomplete", "default_member_permissions", "nsfw",
        "name_localizations", "description_localizations",
    }
)  # fmt: skip
_LOCALISED = ("name_localizations", "description_localizations")
_HASH_LENGTH = 12
_SLASH = discord.AppCommandType.chat_input
_REASON_SHOWN = 300
PATIENCE = 20.0
"""Seconds for one request. discord.py itself would wait five minutes for an answer that never comes."""
WRITE_PATIENCE = 75.0
"""Seconds. Discord takes two of these a minute, and discord.py waits for its turn."""


@dataclass(frozen=True)
class Comparison:
    """Fingerprints of the commands that the server has, and of the `count` that the bot has. `at` is monotonic."""

    registered: str
    tree: str
    count: int
    at: float

    @property
    def equal(self) -> bool:
        return self.registered == self.tree


class CommandIdsListener(Protocol):
    """Who mentions commands: the texts."""

    def commands_registered(self, ids: Mapping[str, int]) -> None:
        """Discord's ids of the server's slash commands, by their English names. It must return at once."""
        ...


class CommandSync:
    """`compared` is the last comparison, or None before the first. `trouble` says why there is no newer one.

    Example:
        sync = CommandSync(client.tree, rest, log, backoff=UNTIL_IT_WORKS, random=Random(), clock=SystemClock())
        client.on_arrival(sync)
    """

    def __init__(
        self,
        tree: app_commands.CommandTree[Any],
        rest: Circuit,
        log: Logger,
        *,
        backoff: Backoff,
        random: Random,
        clock: Clock,
    ) -> None:
        """`rest` is the circuit of Discord's REST API. `backoff` gives the seconds between tries."""
        self._tree = tree
        self._rest = rest
        self._backoff = backoff
        self._random = random
        self._clock = clock
        self._log = log
        self._lock = asyncio.Lock()
        self._ids: Mapping[str, int] = {}
        self._listeners: list[CommandIdsListener] = []
        self.compared: Comparison | None = None
        self.trouble: str | None = None

    def on_registered(self, listener: CommandIdsListener) -> None:
        """`listener` is called with the ids as soon as they are known, and whenever they are others than before."""
        self._listeners.append(listener)
        if self._ids:
            listener.commands_registered(self._ids)

    @property
    def problem(self) -> str | None:
        """One line while the server's commands are not known to be right, else None.

        Commands that were found right still count as right while Discord does not answer.
        """
        if self.compared is None:
            return self.trouble or "commands were not compared yet"
        return None if self.compared.equal else self.trouble or "the server's commands are not the bot's own"

    async def arrive(self, guild: discord.Guild) -> None:
        """Syncs the commands after every new session."""
        await self.ensure(guild)

    async def ensure(self, guild: discord.Guild) -> bool:
        """Tries until the commands are in sync. Returns True if they had to be written."""
        async with self._lock:
            for delay in self._backoff.delays(self._random):
                wrote = await self._try(guild)
                if wrote is not None:
                    return wrote
                self._log.warning("commands not in sync", problem=self.trouble, again_in_s=round(delay, 1))
                await asyncio.sleep(delay)
        raise RuntimeError("the delays between tries came to an end")

    async def attempt(self, guild: discord.Guild) -> bool | None:
        """`ensure` in one try. Returns None if it failed; `trouble` says why."""
        async with self._lock:
            return await self._try(guild)

    async def compare(self, guild: discord.Guild, *, within_s: float) -> None:
        """Compares the server's commands with the bot's, and writes nothing."""
        try:
            async with asyncio.timeout(within_s), self._lock:
                with self._trouble_noted():
                    self.compared = await self._rest.call(lambda: self._look(guild), judge)
        except TimeoutError:
            self.trouble = f"Discord did not list its commands within {within_s:g} s"

    async def _try(self, guild: discord.Guild) -> bool | None:
        with self._trouble_noted():
            return await self._rest.call(lambda: self._write_if_different(guild), judge)
        return None

    @contextmanager
    def _trouble_noted(self) -> Generator[None]:
        """Notes as `trouble` why the block failed or took too long, and goes on behind it."""
        try:
            yield
        except CircuitOpen as held:
            self.trouble = f"commands wait: {held}"
        except discord.Forbidden as error:
            again = "invite it again with applications.commands"
            self.trouble = f"the bot may not create commands here: {again} ({_reason(error)})"
        except discord.HTTPException as error:
            self.trouble = f"commands could not be synced: Discord answered {_reason(error)}"
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            self.trouble = f"commands could not be synced: {type(error).__name__}"
        else:
            self.trouble = None

    async def _write_if_different(self, guild: discord.Guild) -> bool:
        """A difference that is corrected at once is not reported. It shows in `compared` only if writing fails."""
        found = await self._look(guild)
        try:
            if not found.equal:
                async with asyncio.timeout(WRITE_PATIENCE):
                    synced = await self._tree.sync(guild=guild)
                self._note_ids({each.name: each.id for each in synced if each.type is _SLASH})
                self._log.info("commands synced", count=found.count)
        except Exception:
            self.compared = found
            raise
        self.compared = replace(found, registered=found.tree)
        return not found.equal

    async def _look(self, guild: discord.Guild) -> Comparison:
        self._tree.copy_global_to(guild=guild)
        wanted = canonical(await self._payload(guild))
        async with asyncio.timeout(PATIENCE):
            fetched = await self._fetch(guild)
        found = canonical(fetched)
        self._note_ids({each["name"]: int(each["id"]) for each in fetched if each.get("type", 1) == _SLASH.value})
        return Comparison(fingerprint(found), fingerprint(wanted), len(wanted), self._clock.monotonic())

    def _note_ids(self, ids: Mapping[str, int]) -> None:
        if ids == self._ids:
            return
        self._ids = ids
        for listener in self._listeners:
            listener.commands_registered(ids)

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


def _reason(error: discord.HTTPException) -> str:
    """What Discord says, in one line: status, code, and which field of which command it does not take."""
    lines = " ".join(str(error).split())
    return lines if len(lines) <= _REASON_SHOWN else f"{lines[: _REASON_SHOWN - 1]}…"


def canonical(commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Equal for two lists that mean the same to Discord: sorted, without defaults and bookkeeping.

    >>> canonical([{"id": "1", "name": "why", "nsfw": False}]) == canonical([{"name": "why", "options": []}])
    True
    """
    reduced = [_reduced({"type": 1, **command}) for command in commands]
    return sorted(reduced, key=lambda command: (command["type"], command["name"]))


def fingerprint(commands: list[dict[str, Any]]) -> str:
    text = json.dumps(commands, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_HASH_LENGTH]


def _reduced(command: Mapping[str, Any]) -> dict[str, Any]:
    reduced: dict[str, Any] = {}
    for key in _COMPARED & command.keys():
        value = command[key]
        if key in {"options", "choices"}:
            value = [_reduced(item) for item in value or ()]
        elif key in _LOCALISED:
            value = dict(value or {})
        elif key == "default_member_permissions" and value is not None:
            value = str(value)  # sent as a number, returned as text
        if _is_meaningful(key, value):
            reduced[key] = value
    return reduced


def _is_meaningful(key: str, value: Any) -> bool:
    """Zero means something as a value, limit or choice. Everywhere else None, False and empty are the default."""
    if key in {"value", "min_value", "max_value", "min_length", "default_member_permissions"}:
        return value is not None
    return bool(value)
