"""discord.py's client with what Ignis needs: guilds and members, no mentions, and counts of all traffic.

It connects before the rest of the bot is built, and before most of it is even imported. Import here only what the
login needs.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

import discord
from discord import app_commands, ui

from ignis.bot.gateway.command_tree import CommandGate, CommandTree
from ignis.bot.gateway.connection_state import ListedConnection
from ignis.bot.gateway.events import GatewayEvents
from ignis.bot.gateway.heartbeat import heartbeat_clock
from ignis.bot.gateway.member_list import MemberList
from ignis.bot.gateway.served_guild import JoinedGuild, ServedGuild, choose
from ignis.bot.rest.requests import RequestTracker
from ignis.runtime.base.clock import Clock
from ignis.runtime.telemetry.logs import Logger

EventListener = Callable[..., None]
"""Called at once for an event of the gateway, with discord.py's arguments for it. It must return at once, too."""

AnyCommand = app_commands.Command[Any, ..., Any] | app_commands.ContextMenu | app_commands.Group


class Arrival(Protocol):
    """Work to do whenever a new gateway session has found the server that is served."""

    async def arrive(self, guild: discord.Guild, /) -> object: ...


@dataclass(frozen=True)
class CommandSet:
    """What the client works with once the bot is wired. `buttons` are `ignis.bot.replies.buttons.dynamic_item`s."""

    gate: CommandGate
    translator: app_commands.Translator | None = None
    commands: Iterable[AnyCommand] = ()
    buttons: Iterable[type[ui.DynamicItem[Any]]] = ()


_GUILDS_WITHIN = 0.5
"""Seconds without another server after which READY counts as complete. A server that comes later is noticed too."""
_ONE_PART = 1000
"""Members. While nobody knows yet which server is served, only lists that come in one part are asked for."""


class Gateway(StrEnum):
    """DISCONNECTED lasts until a session is resumed or a new one is asked for; CONNECTING from then until READY."""

    CONNECTING = "connecting"
    READY = "ready"
    DISCONNECTED = "disconnected"


class IgnisClient(discord.Client):
    """`served` says which server it works for, or why there is none.

    It may be connected before it is equipped: commands and arrivals wait for `equip`.

    Example:
        client = IgnisClient(log, SystemClock())
        session = asyncio.create_task(GatewaySession(client, ...).run(startup_timeout=30))
        client.on_arrival(command_sync)
        client.equip(CommandSet(gate, commands=commands))
    """

    def __init__(self, log: Logger, clock: Clock) -> None:
        self.requests = RequestTracker(clock)
        self.members = MemberList(self, clock)
        self.served = ServedGuild(None, "the gateway has not sent the servers yet")
        self.wanted_guild: int | None = None
        self.remembered_guild: int | None = None
        """The server that was served before. Set it before `equip`: a choice waits for that."""
        super().__init__(
            intents=discord.Intents(guilds=True, members=True, moderation=True),  # moderation: the audit log's entries
            chunk_guilds_at_startup=True,  # without it, updates of members who are not cached are silently dropped
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            guild_ready_timeout=_GUILDS_WITHIN,
            http_trace=self.requests.trace,
        )
        self._measure_waits()
        self.tree = CommandTree(self)
        self.gateway = Gateway.CONNECTING
        self.asked = asyncio.Event()
        """Set when the gateway is asked for a session for the first time."""
        self.first_ready = asyncio.Event()
        self.identifies = 0
        self.identified_at = 0.0
        """When a session was last asked for, by `heartbeat_clock`."""
        self.resumes = 0
        self.events = GatewayEvents()
        self.others_changed = asyncio.Event()
        """Set when there may be another server, beside the one that is served, that the bot is in."""
        self.on_discord = True  # not in the sandbox
        self._arrivals: list[Arrival] = []
        self._event_listeners: dict[str, list[EventListener]] = {}
        self._handled = frozenset(name.removeprefix("on_") for name in dir(self) if name.startswith("on_"))
        self._arriving = 0
        self._translator: app_commands.Translator | None = None
        self._equipped = asyncio.Event()
        self._log = log

    def equip(self, equipment: CommandSet) -> None:
        """Call it once. Everything that waits for it goes on."""
        for command in equipment.commands:
            self.tree.add_command(command)
        self.add_dynamic_items(*equipment.buttons)
        self._translator = equipment.translator
        if self.first_ready.is_set():
            self._choose()  # a command that waits for the gate is asked whether it comes from this server
        self.tree.open(equipment.gate)
        self._equipped.set()

    def on_arrival(self, arrival: Arrival) -> None:
        """Arrivals run one after the other, in the order of registration."""
        self._arrivals.append(arrival)

    def listen(self, event: str, listener: EventListener) -> None:
        """Calls `listener` for every `event`, without a task. An `on_…` coroutine would be a task for each event.

        Events of servers that are not served never reach a listener.

        Example:
            client.listen("member_update", role_sync.member_updated)
        """
        self._event_listeners.setdefault(event, []).append(listener)

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        if event == "socket_event_type":  # of every message: half of all calls
            self.events.count(*args)
        listeners = self._event_listeners.get(event)
        if listeners is not None and self._is_ours(args):
            for listener in listeners:
                try:
                    listener(*args, **kwargs)
                except Exception as error:  # noqa: BLE001  raised from here, it would end the connection to the gateway
                    self._log.exception("a listener failed", gateway_event=event, error=str(error))
        # most events have no handler; discord.py finds that out by an exception, each time
        if event in self._handled or event in self._listeners:
            super().dispatch(event, *args, **kwargs)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        self.gateway = Gateway.CONNECTING  # already now: discord.py waits 5 s between two of these
        await super().before_identify_hook(shard_id, initial=initial)
        self.identifies += 1
        self.identified_at = heartbeat_clock()
        self.asked.set()

    @property
    def preparing(self) -> bool:
        """True from the beginning of a new session until all its arrivals have ended."""
        return self._arriving > 0

    async def on_ready(self) -> None:
        self.gateway = Gateway.READY
        self.first_ready.set()
        await self._arrive()  # nothing is awaited before `preparing` is true: READY is never seen without it

    async def on_resumed(self) -> None:
        self.gateway = Gateway.READY
        self.resumes += 1

    async def on_disconnect(self) -> None:
        self.gateway = Gateway.DISCONNECTED

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._guild_changed(guild)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        await self._guild_changed(guild)

    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        await self._guild_changed(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self._guild_changed(guild)

    async def _guild_changed(self, guild: discord.Guild) -> None:
        """Before READY the servers come one by one and mean nothing yet."""
        if self.gateway is not Gateway.READY:
            return
        if self.served.guild_id is not None and guild.id != self.served.guild_id:
            self.others_changed.set()  # nothing changes for the server that is served
            return
        await self._arrive()

    async def _arrive(self) -> None:
        self._arriving += 1
        try:
            await self._equipped.wait()
            self._choose()
            guild = self.guild
            if guild is None:
                self._log.warning("no server to serve", reason=self.served.problem)
                return
            self._log.info("serving", guild=guild.id, members=guild.member_count, cached=len(guild.members))
            await self.tree.set_translator(self._translator)
            for arrival in self._arrivals:
                await arrival.arrive(guild)
        finally:
            self._arriving -= 1

    def _choose(self) -> None:
        joined = {guild.id: JoinedGuild(guild.name, available=not guild.unavailable) for guild in self.guilds}
        self.served = choose(self.wanted_guild, joined, invite=self._invite(), remembered=self.remembered_guild)
        if self.served.guild_id is not None:
            self.remembered_guild = self.served.guild_id
            self.others_changed.set()

    def _get_state(self, **options: Any) -> ListedConnection:
        return ListedConnection(
            members=self.members,
            choice=self,
            dispatch=self.dispatch,
            handlers=self._handlers,
            hooks=self._hooks,
            http=self.http,
            **options,
        )

    @property
    def _expected_guild_id(self) -> int | None:
        """The server that is served, or will be; None while nobody knows."""
        return self.served.own_id or self.wanted_guild or self.remembered_guild

    def asks_for(self, guild: discord.Guild) -> bool:
        """Whether the members of `guild` are asked for when it comes: those of a stranger's server are nobody's."""
        expected = self._expected_guild_id
        return guild.id == expected if expected is not None else (guild.member_count or 0) <= _ONE_PART

    def waits_for(self, guild: discord.Guild) -> bool:
        """Whether READY waits for its members."""
        expected = self._expected_guild_id
        return guild.id == expected if expected is not None else len(self.guilds) == 1

    def _is_ours(self, args: tuple[Any, ...]) -> bool:
        """False for the event of a server that is not served. The last argument is what is so now."""
        subject = args[-1] if args else None
        guild = subject if isinstance(subject, discord.Guild) else getattr(subject, "guild", None)
        return guild is None or guild.id == self.served.own_id

    @property
    def guild(self) -> discord.Guild | None:
        """The server that is served, or None."""
        return self.get_guild(self.served.guild_id) if self.served.guild_id is not None else None

    @property
    def served_guild_id(self) -> int | None:
        """The id of that server."""
        return self.served.guild_id

    @property
    def own_guild_id(self) -> int | None:
        """The server whose members are answered, also while Discord calls it unavailable."""
        return self.served.own_id

    @property
    def other_guilds(self) -> list[discord.Guild]:
        """The servers that the bot is in without serving them; empty while it serves none."""
        own = self.served.guild_id
        return [guild for guild in self.guilds if guild.id != own] if own is not None else []

    def _measure_waits(self) -> None:
        """All requests that wait for a rate limit go through `http.request`, and through nothing else."""
        request = self.http.request

        async def measured(*args: Any, **kwargs: Any) -> Any:
            with self.requests.measured_wait():
                return await request(*args, **kwargs)

        self.http.request = measured  # type: ignore[method-assign]

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
