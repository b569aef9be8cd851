"""The simulated Discord as the rest of the sandbox sees it: answers requests, announces events, lets people act."""

from collections.abc import Collection, Mapping, Sequence
from random import Random
from typing import Any, Protocol

import discord
from simcord.backend import serializers
from simcord.backend.errors import BackendError
from simcord.backend.models import Guild, Member, User
from simcord.enums import AuditLogAction

from ignis.runtime.base.clock import Clock
from ignis.sandbox.errors import ControlError
from ignis.sandbox.faults import Faults
from ignis.sandbox.portraits import Portraits
from ignis.sandbox.simcord_bridge.addresses import stored_at
from ignis.sandbox.simcord_bridge.backend import SWITCHES
from ignis.sandbox.simcord_bridge.feed import EventFeed, EventReceiver
from ignis.sandbox.simcord_bridge.json_copies import copy_quickly
from ignis.sandbox.simcord_bridge.payload_kinds import OWN_USER
from ignis.sandbox.simcord_bridge.payloads import completed
from ignis.sandbox.simcord_bridge.people import People
from ignis.sandbox.simcord_bridge.requests import ApiRequest, answer, check_access, command_scope, interaction_of
from ignis.sandbox.simcord_bridge.seed import seeded
from ignis.sandbox.simcord_bridge.states.moderation import Moderation
from ignis.sandbox.simcord_bridge.states.servers import Servers
from ignis.sandbox.simcord_bridge.view import View
from ignis.sandbox.simcord_bridge.waiting import Waiting, WaitingRoom
from ignis.sandbox.world.spec import WorldSpec

UNANSWERED_AFTER = 3.5  # Discord gives up at 3 s; the rest is for an answer that is on its way
LONGEST_NICK = 32
LOCALES = frozenset(locale.value for locale in discord.Locale)
_DEFERRED_FOR = 15.0
_KEPT_OVER_RESET = ("subscribers", "guild_listeners", "commands", "_last_id", "application", "application_flags")
_UPDATE_FOR = 3.0  # a deferred update may rightly never come


class Announcer(Protocol):
    """Learns of everything that happens in the world."""

    def announce(self, event: str, payload: Mapping[str, Any]) -> None: ...


class CommandKeeper(Protocol):
    """Learns that commands were registered."""

    def keep(self, commands: Mapping[str, list[dict[str, Any]]]) -> None:
        """`commands` as `Simulation.commands` gives them."""
        ...


class ChannelViewer(Protocol):
    """Shows channels, and learns that one may look different now."""

    def refresh_soon(self) -> None: ...


class Simulation:
    """A Discord world: requests go in, events come out, people act.

    `random` makes the tokens of interactions and webhooks.
    """

    def __init__(
        self, spec: WorldSpec, clock: Clock, random: Random, webhook_token: str, faults: Faults | None = None
    ) -> None:
        copy_quickly()
        self.spec = spec
        self._seed = (clock, random, webhook_token, faults or Faults())
        self.backend = seeded(spec, *self._seed)
        self.servers = Servers(self.backend, spec)
        self.moderation = Moderation(self.backend, self.servers)
        self.room = WaitingRoom(clock)
        self.people = People(self.backend, self.room, spec.guild_id)
        self.view = View(self.backend)
        self.portraits = Portraits(spec)
        self._viewers: list[ChannelViewer] = []
        self._keepers: list[CommandKeeper] = []

    def begin_again(self) -> None:
        """The world as at the start. What the bot registered stays, as on Discord. Sessions of before must be ended."""
        fresh = seeded(self.spec, *self._seed)
        kept = {name: vars(self.backend)[name] for name in _KEPT_OVER_RESET if name in vars(self.backend)}
        vars(self.backend).clear()
        vars(self.backend).update(vars(fresh) | kept)
        self.people = People(self.backend, self.room, self.spec.guild_id)

    def announce_to(self, announcer: Announcer) -> None:
        """GUILD_CREATE comes by a way of its own, because simcord's preview announces its server again."""
        self.backend.guild_listeners.append(announcer)
        self.backend.subscribers.append(
            lambda event, payload: announcer.announce(event, payload) if event != "GUILD_CREATE" else None
        )

    def keep_commands_in(self, keeper: CommandKeeper) -> None:
        """`keeper.keep` is called after commands were registered."""
        self._keepers.append(keeper)

    def commands(self) -> dict[str, list[dict[str, Any]]]:
        """What is registered, by guild id ("" for everywhere), to be given to `restore_commands`."""
        registered = self.backend.commands.items()
        return {str(guild or ""): list(commands.values()) for guild, commands in registered}

    def restore_commands(self, kept: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Restore commands with their ids. Raises KeyError for data that `commands` did not return."""
        for guild, commands in kept.items():
            by_name = {(each["name"], each["type"]): dict(each) for each in commands}
            self.backend.commands[int(guild) if guild else None] = by_name

    def shown_by(self, viewer: ChannelViewer) -> None:
        """`viewer.refresh_soon` is called after every request that may have changed what a channel shows."""
        self._viewers.append(viewer)

    def check_access(self, request: ApiRequest) -> None:
        """Raises ApiError; ask before looking at the body, as Discord does."""
        check_access(self.backend, request)

    def request(self, request: ApiRequest) -> Any:
        """Raises ApiError."""
        match [request.method, *request.segments]:
            case ["PATCH", "guilds", guild, "members", user] if guild.isdecimal() and user.isdecimal():
                self.backend.forget_deleted_roles(int(guild), int(user))
            case _:
                self.backend.forget_deleted_roles()
        record = interaction_of(self.backend, request)
        scope = command_scope(request)
        creates = self.view.count_creates(scope[0], request.json) if scope and request.method in ("POST", "PUT") else 0
        result = answer(self.backend, request)
        if request.method == "GET":
            return result
        if scope:
            self.view.created(scope[0], creates)
            for keeper in self._keepers:
                keeper.keep(self.commands())
        if record is not None:
            self.room.acted(record.id)
        for viewer in self._viewers:
            viewer.refresh_soon()
        return result

    def channel_of_webhook(self, webhook_id: int) -> int | None:
        webhook = self.backend.webhooks.get(webhook_id)
        return None if webhook is None else webhook.channel_id

    def feed(self, intents: int, receiver: EventReceiver, *, large_threshold: int = 50) -> EventFeed:
        return EventFeed(self.backend, intents, large_threshold, receiver)

    def ready(self) -> dict[str, Any]:
        """The part of READY that is about the world."""
        return {
            "v": 10,
            "user": completed(serializers.user_payload(self.backend.bot_user)) | OWN_USER,
            "guilds": [{"id": str(guild), "unavailable": True} for guild in self.backend.guilds],
            "application": {"id": str(self.backend.application_id), "flags": self.backend.application_flags},
        }

    @property
    def intents_on(self) -> frozenset[str]:
        """The privileged intents that are switched on for the application, by the sandbox's names for them."""
        return frozenset(name for name, flag in SWITCHES.items() if self.backend.application_flags & flag)

    def switch_intents(self, on: Collection[str]) -> None:
        self.backend.application_flags = sum(SWITCHES[name] for name in on)

    def people_in(self, server: str | None) -> People:
        """Those of a server, None for the seeded one. Raises ControlError if the bot does not see it now."""
        guild = self.servers.present(server)
        return self.people if guild.id == self.spec.guild_id else People(self.backend, self.room, guild.id)

    async def outcome(self, waiting: Waiting) -> dict[str, Any]:
        """Wait as a person would, and return what they see. `latency_ms` ends with the acknowledgement or the wait."""
        try:
            acknowledged = await waiting.until_acknowledged(UNANSWERED_AFTER)
            if acknowledged and not waiting.complete:
                pending_update = not waiting.record.loading
                await waiting.until_complete(_UPDATE_FOR if pending_update else _DEFERRED_FOR)
        finally:
            self.room.leave(waiting)
        return self._seen(waiting)

    def _seen(self, waiting: Waiting) -> dict[str, Any]:
        record, ended = waiting.record, waiting.acknowledged
        seen: dict[str, Any] = {
            "acknowledged": ended is not None,
            "ephemeral": record.ephemeral,
            "latency_ms": round(((ended or self.room.now()) - waiting.started) * 1000, 3),
            "messages": self._messages(record.channel_id, [record.message_id, *record.followup_ids]),
            "interaction": str(record.id),
        }
        if record.modal is not None:
            seen["modal"] = record.modal
        if record.autocomplete_choices is not None:
            seen["choices"] = record.autocomplete_choices
        return seen

    def _messages(self, channel_id: int, ids: Sequence[int | None]) -> list[Any]:
        kept = self.backend.messages[channel_id]
        return [serializers.message_payload(self.backend, kept[number]) for number in ids if number in kept]

    def messages(self, channel: str) -> list[Any]:
        """The newest last, without ephemeral ones, which only one person sees. Raises ControlError."""
        handle = self.people.names.channel(channel)
        kept = self.backend.messages[handle.id].values()
        return [serializers.message_payload(self.backend, message) for message in kept if not message.is_ephemeral]

    def change_member(
        self,
        actor: str,
        member: str,
        add: Sequence[str],
        remove: Sequence[str],
        change: Mapping[str, str | None],
        *,
        server: str | None = None,
    ) -> dict[str, Any]:
        """What Bloxlink or a moderator does: roles in one step, then the nickname (`change`) in another, each with its
        entry in the audit log. Raises ControlError.
        """
        nick = change.get("nick")
        if nick is not None and not 1 <= len(nick) <= LONGEST_NICK:
            raise ControlError(
                400, f"a nickname has 1 to {LONGEST_NICK} characters, not {len(nick)}; null takes it away"
            )
        self.backend.forget_deleted_roles()
        names, guild = self.people_in(server).names, self.servers.present(server)
        by, target = names.member(actor), guild.members[names.member(member).id]
        added = [names.role(role).id for role in add]
        removed = [names.role(role).id for role in remove]
        try:
            if added or removed:
                self._change_roles(guild, by.id, target.user_id, added, removed)
            if "nick" in change:
                self._change_nick(guild, by.id, target.user_id, change["nick"])
        except BackendError as refusal:
            raise ControlError(400, refusal.message) from refusal
        return dict(serializers.member_payload(self.backend, guild, target))

    def upload(self, path: str) -> bytes | None:
        """What is served at this path of the sandbox's address; None if it is not kept."""
        return self.backend.cdn.get(stored_at(path))

    def media(self, url: str) -> tuple[str, bytes] | None:
        """Name and content of an upload or a person's picture."""
        upload = self.backend.cdn.get(url)
        return (url.rsplit("/", 1)[-1], upload) if upload is not None else self.portraits.get(url)

    def set_locale(self, member: str, locale: str) -> None:
        """The language that a person's client is set to. Raises ControlError."""
        if locale not in LOCALES:
            raise ControlError(400, f"Discord has no language {locale!r}; there are {', '.join(sorted(LOCALES))}")
        self.backend.locales[self.people.names.member(member).id] = locale

    def _change_roles(
        self, guild: Guild, actor: int, target: int, added: Sequence[int], removed: Sequence[int]
    ) -> None:
        before = guild.members[target].role_ids
        after = [role for role in dict.fromkeys([*before, *added]) if role not in removed]
        options = {
            key: [{"id": str(role), "name": guild.roles[role].name} for role in roles]
            for key, roles in (("$add", set(after) - set(before)), ("$remove", set(before) - set(after)))
            if roles
        }
        self.backend.edit_member(guild.id, target, {"role_ids": after})
        self.backend.record_audit_log(
            guild.id, AuditLogAction.MEMBER_ROLE_UPDATE, target_id=target, options=options, user_id=actor
        )

    def _change_nick(self, guild: Guild, actor: int, target: int, nick: str | None) -> None:
        change = {"key": "nick", "old_value": guild.members[target].nick, "new_value": nick}
        self.backend.edit_member(guild.id, target, {"nick": nick})
        self.backend.record_audit_log(
            guild.id, AuditLogAction.MEMBER_UPDATE, target_id=target, changes=[change], user_id=actor
        )

    def state(self) -> dict[str, Any]:
        """The world's part of /sandbox/state."""
        self.backend.forget_deleted_roles()
        guild = self.servers.find(None)
        roblox = {member.id: member.roblox_id for member in self.spec.members}
        members = guild.members.values()
        return {
            "guild": {"id": str(guild.id), "name": guild.name},
            "servers": self.servers.list(),
            "channels": [self.backend.channels[number].name for number in guild.channel_ids],
            "members": [_member(guild, member, self.backend.users[member.user_id], roblox) for member in members],
        }


def _member(guild: Guild, member: Member, user: User, roblox: Mapping[int, int | None]) -> dict[str, Any]:
    return {
        "name": user.global_name or user.name,
        "id": str(user.id),
        "nick": member.nick,
        "roles": [guild.roles[role].name for role in member.role_ids if role in guild.roles],
        "roblox": roblox.get(user.id),
        "bot": user.bot,
    }
