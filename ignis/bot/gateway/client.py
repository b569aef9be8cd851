"""discord.py's client with what Ignis needs of it: guilds and members, no mentions, and a count of what passes.

It connects before the rest of the bot is put together, and so before most of it is even imported: no import belongs
here that letting the bot in does not need.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import discord
from discord import app_commands, ui

from ignis.bot.gateway.events import GatewayEvents
from ignis.bot.gateway.served_guild import JoinedGuild, ServedGuild, choose
from ignis.bot.gateway.tree import CommandGate, CommandTree
from ignis.bot.rest.requests import RequestObserver
from ignis.runtime.telemetry.logs import Logger

Hook = Callable[..., None]
"""Told of an event of the gateway at once, with discord.py's arguments for it; it must return at once, too."""

Arrival = Callable[[discord.Guild], Awaitable[object]]
"""Something to do whenever a new gateway session has found the server that is served."""

AnyCommand = app_commands.Command[Any, ..., Any] | app_commands.ContextMenu | app_commands.Group


@dataclass(frozen=True)
class CommandSet:
    """What the client works with once the bot is wired. `buttons` are `ignis.bot.replies.buttons.dynamic_item`s."""

    desk: CommandGate
    translator: app_commands.Translator | None = None
    commands: Iterable[AnyCommand] = ()
    buttons: Iterable[type[ui.DynamicItem[Any]]] = ()


_GUILDS_WITHIN = 0.5
"""Seconds without another server after which READY is believed complete; one that comes later is noticed as well."""


class Gateway(StrEnum):
    """DISCONNECTED lasts until a session is resumed or a new one asked for; CONNECTING from there to READY."""

    CONNECTING = "connecting"
    READY = "ready"
    DISCONNECTED = "disconnected"


class IgnisClient(discord.Client):
    """`served` says which server it works for, or why none.

    It may be connected before it is equipped: commands and arrivals wait until it is.
    """

    def __init__(self, log: Logger) -> None:
        self.rest_watch = RequestObserver()
        super().__init__(
            intents=discord.Intents(guilds=True, members=True, moderation=True),  # moderation: the audit log's entries
            chunk_guilds_at_startup=True,  # an update of a member who is not cached is dropped without a trace
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            guild_ready_timeout=_GUILDS_WITHIN,
            http_trace=self.rest_watch.trace,
        )
        # the only place where all that waits for a rate limit passes
        self.http.request = self.rest_watch.held(self.http.request)  # type: ignore[method-assign]
        self.tree = CommandTree(self)
        self.gateway = Gateway.CONNECTING
        self.asked = asyncio.Event()
        """Set when the gateway is asked for a session for the first time."""
        self.first_ready = asyncio.Event()
        self.identifies = 0
        self.identified_at = 0.0
        """When a session was last asked for, by the clock of time.perf_counter."""
        self.resumes = 0
        self.events = GatewayEvents()
        self.wanted_guild: int | None = None
        self.served = ServedGuild(None, "the gateway has not sent the servers yet")
        self.on_discord = True  # not in the sandbox
        self._arrivals: list[Arrival] = []
        self._listening: dict[str, list[Hook]] = {"socket_event_type": [self.events.saw]}
        self._arriving = 0
        self._translator: app_commands.Translator | None = None
        self._equipped = asyncio.Event()
        self._log = log

    def equip(self, equipment: CommandSet) -> None:
        """To be called once; what waits for it goes on."""
        for command in equipment.commands:
            self.tree.add_command(command)
        self.add_dynamic_items(*equipment.buttons)
        self._translator = equipment.translator
        self.tree.open(equipment.desk)
        self._equipped.set()

    def on_arrival(self, arrival: Arrival) -> None:
        """Arrivals run one after the other, in the order of registration."""
        self._arrivals.append(arrival)

    def listen(self, event: str, hook: Hook) -> None:
        """Calls `hook` for every `event`. An `on_…` coroutine is a task each time: too much for a burst of updates."""
        self._listening.setdefault(event, []).append(hook)

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        for hook in self._listening.get(event, ()):
            try:
                hook(*args, **kwargs)
            except Exception as error:  # noqa: BLE001  raised from here, it would end the connection to the gateway
                self._log.exception("a listener failed", gateway_event=event, error=str(error))
        # most events have no handler; discord.py finds that out by an exception, each time
        if event in self._listeners or hasattr(self, f"on_{event}"):
            super().dispatch(event, *args, **kwargs)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        self.gateway = Gateway.CONNECTING  # already, while discord.py waits for the 5 s between two of these
        await super().before_identify_hook(shard_id, initial=initial)
        self.identifies += 1
        self.identified_at = time.perf_counter()
        self.asked.set()

    @property
    def preparing(self) -> bool:
        """A new session has begun and its arrivals have not all ended."""
        return self._arriving > 0

    async def on_ready(self) -> None:
        self.gateway = Gateway.READY
        self.first_ready.set()
        await self._arrive()  # nothing is awaited before `preparing` is true, so nobody sees READY without it

    async def on_resumed(self) -> None:
        self.gateway = Gateway.READY
        self.resumes += 1

    async def on_disconnect(self) -> None:
        self.gateway = Gateway.DISCONNECTED

    async def on_guild_join(self, _: discord.Guild) -> None:
        await self._guilds_changed()

    async def on_guild_available(self, _: discord.Guild) -> None:
        await self._guilds_changed()

    async def on_guild_unavailable(self, _: discord.Guild) -> None:
        await self._guilds_changed()

    async def on_guild_remove(self, _: discord.Guild) -> None:
        await self._guilds_changed()

    async def _guilds_changed(self) -> None:
        """Before READY the servers come one by one and mean nothing yet."""
        if self.gateway is Gateway.READY:
            await self._arrive()

    async def _arrive(self) -> None:
        joined = {guild.id: JoinedGuild(guild.name, available=not guild.unavailable) for guild in self.guilds}
        self.served = choose(self.wanted_guild, joined, invite=self._invite())
        guild = self.guild
        if guild is None:
            self._log.warning("no server to serve", reason=self.served.problem)
            return
        self._log.info("serving", guild=guild.id, members=guild.member_count, cached=len(guild.members))
        self._arriving += 1
        try:
            await self._equipped.wait()
            await self.tree.set_translator(self._translator)
            for arrival in self._arrivals:
                await arrival(guild)
        finally:
            self._arriving -= 1

    @property
    def guild(self) -> discord.Guild | None:
        """The server that is served; None while there is none."""
        return self.get_guild(self.served.guild_id) if self.served.guild_id is not None else None

    @property
    def served_guild_id(self) -> int | None:
        """The id of that server."""
        return self.served.guild_id

    def _invite(self) -> str:
        permissions = discord.Permissions(
            view_channel=True,
            send_messages=True,
            embed_links=True,
            attach_files=True,
            manage_roles=True,
            manage_nicknames=True,
            view_audit_log=True,
        )
        return discord.utils.oauth_url(
            self.application_id or 0, permissions=permissions, scopes=("bot", "applications.commands")
        )
