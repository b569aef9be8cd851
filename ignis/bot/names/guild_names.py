"""The names of the configuration on the served server: pinned to ids when they are first seen, and read by ids.

Whoever may create roles can create one of any name. So nothing here asks what a role is called, once it is pinned: see
`ignis.domain.rules.pinned_names`. The pins are in `ignis.db`; the ids in the role map's file win over them.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Protocol

import discord

from ignis.bot.names.internals import role_store, unsorted_roles
from ignis.domain.role_map.counted_roles import NO_PINS, DecidingNames, counted_roles
from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.rules.legion import Legion
from ignis.domain.rules.pinned_names import NOBODY, NamedOnServer, Reference, folded, meant
from ignis.runtime.base.clock import Clock
from ignis.runtime.telemetry.logs import Logger
from ignis.services.ports import LegionSource, PinKind, PinStore, StorageError

_AGAIN_AFTER: Final = 30.0
"""Seconds until pins that could not be read or written are tried again."""
_GATHER: Final = 0.5
"""Seconds between a change of the server and a look at it: changes of roles come in groups."""


@dataclass(frozen=True)
class NamesInSettings:
    """`bot.staff_roles` and `bot.command_channels`."""

    staff: Sequence[Reference] = ()
    channels: Sequence[Reference] = ()


@dataclass(frozen=True)
class _Counted:
    """The roles of a server, read once for each state of them. `store` and `size` are of where it keeps its roles."""

    legion: Legion
    pins: "_Pins"
    store: Mapping[int, discord.Role]
    size: int
    roles: Mapping[int, str]
    staff: frozenset[int]

    def of(self, legion: Legion, pins: "_Pins", store: Mapping[int, discord.Role]) -> bool:
        """Whether it was read by these rules, out of these roles."""
        return self.legion is legion and self.pins is pins and self.store is store and self.size == len(store)


@dataclass(frozen=True)
class _Pins:
    """`guild_id` is None until a server is served. `loaded`: what `ignis.db` has is known."""

    guild_id: int | None = None
    loaded: bool = False
    kinds: Mapping[PinKind, Mapping[str, int]] = field(default_factory=dict)

    def of(self, kind: PinKind) -> Mapping[str, int]:
        return self.kinds.get(kind, NO_PINS)

    def with_these(self, kind: PinKind, new: Mapping[str, int]) -> "_Pins":
        merged = MappingProxyType({**self.of(kind), **folded(new)})
        return _Pins(self.guild_id, self.loaded, MappingProxyType({**self.kinds, kind: merged}))


class PinsListener(Protocol):
    """What follows from the pins: the role sync."""

    def guild_changed(self) -> None:
        """It must return at once."""
        ...


class GuildNames:
    """An Arrival: it comes before everything that reads roles. New names are pinned while `run` runs.

    Example:
        names = GuildNames(role_map, NamesInSettings(["Legion Officer"]), SqlitePins(database), clock, log)
        names.roles_of(member)  # ("Captains", "5th Battle Company"): from the highest down
    """

    def __init__(
        self, rules: LegionSource, settings: NamesInSettings, store: PinStore, clock: Clock, log: Logger
    ) -> None:
        self._rules = rules
        self.settings = settings
        self._store = store
        self._clock = clock
        self._log = log
        self._pins = _Pins()
        self._unsaved: dict[PinKind, dict[str, int]] = {}
        self._written: set[str] = set()
        """Names that somebody has just written into the role map: a role that has one now is meant by it."""
        self._pinning = asyncio.Lock()
        self._guild: discord.Guild | None = None
        self._changed = asyncio.Event()
        self._counted: _Counted | None = None
        self._listeners: list[PinsListener] = []

    def on_pinned(self, listener: PinsListener) -> None:
        """`listener` is called when somebody has said that a name means another role or channel."""
        self._listeners.append(listener)

    # what names mean

    def pins(self, guild_id: int) -> Mapping[str, int]:
        """The ids of roles by name, as far as they are pinned. Another mapping after every change."""
        return self._pins.of(PinKind.ROLE) if guild_id == self._pins.guild_id else NO_PINS

    def roles_of(self, member: discord.Member) -> tuple[str, ...]:
        """The names under which the member's roles count, from the highest down."""
        counted = self._count(member.guild).roles
        return tuple(counted[role.id] for role in reversed(member.roles) if role.id in counted)

    def is_staff(self, member: discord.Member) -> bool:
        """Whether one of the member's roles is one of `bot.staff_roles`."""
        return not self._count(member.guild).staff.isdisjoint(role.id for role in member.roles)

    def channels(self, guild: discord.Guild) -> Sequence[discord.abc.GuildChannel]:
        """The channels of `bot.command_channels` that the server has."""
        there = _channels(guild)
        found = {each.found for each in self._named(self.settings.channels, there, PinKind.CHANNEL, guild)}
        return [channel for channel in there if channel.id in found]

    def staff_named(self, guild: discord.Guild) -> Sequence[NamedOnServer]:
        """What each of `bot.staff_roles` means, in their order."""
        return self._named(self.settings.staff, unsorted_roles(guild), PinKind.STAFF, guild)

    def channels_named(self, guild: discord.Guild) -> Sequence[NamedOnServer]:
        """What each of `bot.command_channels` means, in their order."""
        return self._named(self.settings.channels, _channels(guild), PinKind.CHANNEL, guild)

    # pinning

    async def arrive(self, guild: discord.Guild) -> None:
        """A new session, or the first one: pins what has a name that was not seen before."""
        self._guild = guild
        await self._pin_new()

    def changed(self, *_: object) -> None:
        """Roles or channels of the server changed. discord.py's arguments do not matter."""
        self._counted = None
        self._changed.set()

    def role_map_changed(self, before: RoleMap, after: RoleMap) -> None:
        """Satisfies RoleMapListener."""
        names = {name.casefold() for name in DecidingNames(after.legion).all()}
        self._written |= names - {name.casefold() for name in DecidingNames(before.legion).all()}
        self._changed.set()

    async def run(self) -> None:
        """Never returns. Begun again after a failure, it looks at once."""
        self._changed.set()
        while True:
            await self._changed.wait()
            await asyncio.sleep(_GATHER)
            self._changed.clear()
            if not await self._pin_new():
                await asyncio.sleep(_AGAIN_AFTER)
                self._changed.set()

    async def pin(self, kind: PinKind, name: str, pinned: int) -> None:
        """Lets `name` mean this role or channel from now on. Raises StorageError."""
        guild = self._guild
        if guild is None:
            return
        await self._store.keep(guild.id, kind, {name: pinned}, self._clock.now())
        self._pins = self._pins.with_these(kind, {name: pinned})
        self._log.info("name pinned by hand", kind=kind.value, name=name, id=pinned)
        for listener in self._listeners:
            listener.guild_changed()

    async def _pin_new(self) -> bool:
        """False if the database has to be asked again. One at a time: a new session may come while names are saved."""
        async with self._pinning:
            return await self._pin_unseen()

    async def _pin_unseen(self) -> bool:
        guild = self._guild
        if guild is None:
            return True
        try:
            if self._pins.guild_id != guild.id or not self._pins.loaded:
                self._pins, self._unsaved = _Pins(guild.id), {}
                self._pins = _Pins(guild.id, loaded=True, kinds=await self._store.load(guild.id))
            for kind, new in self._new(guild).items():
                self._pins = self._pins.with_these(kind, new)
                self._unsaved.setdefault(kind, {}).update(new)
            for kind in tuple(self._unsaved):
                await self._store.keep(guild.id, kind, self._unsaved[kind], self._clock.now())
                self._log.info("names pinned", kind=kind.value, names=sorted(self._unsaved[kind]))
                del self._unsaved[kind]
            self._written.clear()
        except StorageError as error:  # what was seen counts all the same while the bot runs
            self._log.warning("names are not pinned yet", problem=str(error))
            self._changed.set()
            return False
        return True

    def _new(self, guild: discord.Guild) -> dict[PinKind, dict[str, int]]:
        """What is to be pinned: names that are looked for the first time."""
        staff = self._unpinned(self.staff_named(guild), PinKind.STAFF, nobody=True)
        channels = self._unpinned(self.channels_named(guild), PinKind.CHANNEL, nobody=False)
        new = {PinKind.ROLE: self._new_roles(guild), PinKind.STAFF: staff, PinKind.CHANNEL: channels}
        return {kind: pins for kind, pins in new.items() if pins}

    def _new_roles(self, guild: discord.Guild) -> dict[str, int]:
        deciding, known = DecidingNames(self._rules.legion), self._pins.of(PinKind.ROLE)
        counted = {
            name: role_id for role_id, name in self._count(guild).roles.items() if deciding.spelled(name) is not None
        }
        # one that is pinned stays so while the map's file says another id: after an undo of that, it counts again
        new = {name: role_id for name, role_id in counted.items() if name.casefold() not in known}
        free = [role for role in unsorted_roles(guild) if role.id not in counted.values()]
        for name in deciding.all():
            if name in counted:
                continue
            if name.casefold() not in known:
                new[name] = NOBODY
            elif known[name.casefold()] == NOBODY and name.casefold() in self._written:
                there = meant(name, free, None)
                new |= {name: there.id} if there is not None else {}
        return new

    def _unpinned(self, named: Sequence[NamedOnServer], kind: PinKind, *, nobody: bool) -> dict[str, int]:
        """`nobody`: a name that nothing has is pinned to nobody."""
        known = self._pins.of(kind)
        return {
            each.reference: each.found or NOBODY
            for each in named
            if isinstance(each.reference, str) and (nobody or each.found) and each.reference.casefold() not in known
        }

    # reading

    def _count(self, guild: discord.Guild) -> _Counted:
        """Asked once for each member of a list: it costs a few comparisons until `changed` is called."""
        legion, store, last = self._rules.legion, role_store(guild), self._counted
        if last is not None and last.of(legion, self._pins, store):
            return last
        roles = unsorted_roles(guild)
        counted = counted_roles(legion, roles, legion.role_ids, self.pins(guild.id))
        staff = (each.found for each in self._named(self.settings.staff, roles, PinKind.STAFF, guild))
        self._counted = _Counted(
            legion, self._pins, store, len(store), counted, frozenset(each for each in staff if each)
        )
        return self._counted

    def _named(
        self,
        references: Sequence[Reference],
        there: "Sequence[discord.Role] | Sequence[discord.abc.GuildChannel]",
        kind: PinKind,
        guild: discord.Guild,
    ) -> Sequence[NamedOnServer]:
        pins = self._pins.of(kind) if guild.id == self._pins.guild_id else NO_PINS
        return [self._one(reference, there, kind, pins) for reference in references]

    def _one(
        self,
        reference: Reference,
        there: "Sequence[discord.Role] | Sequence[discord.abc.GuildChannel]",
        kind: PinKind,
        pins: Mapping[str, int],
    ) -> NamedOnServer:
        if isinstance(reference, int):
            pinned: int | None = reference
            found = meant("", there, pinned)
        else:
            pinned = pins.get(reference.casefold())
            if not pinned and kind is PinKind.STAFF:  # the same role may be in the map, and renamed since
                remembered = folded(self._rules.legion.role_ids).get(reference.casefold())
                pinned = remembered if any(one.id == remembered for one in there) else pinned
            found = meant(reference, there, pinned)
        if found is None:
            return NamedOnServer(reference, None, lost=pinned is not None and pinned != NOBODY)
        return NamedOnServer(reference, found.id, found.name)


def _channels(guild: discord.Guild) -> Sequence[discord.abc.GuildChannel]:
    return [channel for channel in guild.channels if not isinstance(channel, discord.CategoryChannel)]
