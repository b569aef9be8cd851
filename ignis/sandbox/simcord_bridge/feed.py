"""What one gateway session gets to see: simcord's simulation of intents, with a network session behind it."""
# ruff: noqa: SLF001
# pyright: reportPrivateUsage=false
# reason: private parts of simcord, pinned by tests/sandbox/simcord_bridge/test_simcord_pin.py

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import discord
from simcord.gateway import FakeGateway

from ignis.sandbox.simcord_bridge.backend import SandboxBackend
from ignis.sandbox.simcord_bridge.interaction_metadata import owners
from ignis.sandbox.simcord_bridge.payloads import completed
from ignis.sandbox.simcord_bridge.states.member_list import MemberRequest, chunks, first_members
from ignis.sandbox.simcord_bridge.states.visibility import hidden


class EventReceiver(Protocol):
    """Gets the events that a session's intents let through."""

    def deliver(self, event: str, payload: Mapping[str, Any]) -> None: ...


class EventFeed:
    """Filters the world's events by a session's intents and delivers the rest to `receiver`."""

    def __init__(self, backend: SandboxBackend, intents: int, large_threshold: int, receiver: EventReceiver) -> None:
        """A server with more members than `large_threshold` counts as large."""
        self._backend = backend
        self._intents = discord.Intents._from_value(intents)
        self._large_threshold = large_threshold
        self._gateway = FakeGateway(backend, _Receiver(self._intents, receiver))

    def feed(self, event: str, payload: Mapping[str, Any]) -> None:
        if hidden(self._backend, event, payload):
            return
        if event == "INTERACTION_CREATE":
            payload = _with_details(self._backend, payload)
        if event == "GUILD_CREATE":
            self._first_sight(payload)
        else:
            self._gateway.feed(event, payload)

    def send(self, event: str, payload: Mapping[str, Any]) -> None:
        """An event to this session alone, whatever its intents."""
        self._gateway.deliver(event, payload)

    def member_chunks(self, request: MemberRequest) -> list[dict[str, Any]]:
        """The GUILD_MEMBERS_CHUNK events that answer REQUEST_GUILD_MEMBERS, to be given to `send`."""
        return chunks(self._backend, self._intents, request)

    def _first_sight(self, guild: Mapping[str, Any]) -> None:
        if not self._intents.guilds:
            return
        if "members" in guild:  # not in an outage
            guild = first_members(guild, self._intents, self._large_threshold, self._backend.bot_user.id)
        self.send("GUILD_CREATE", guild)


class _Receiver:
    """Stands where simcord expects discord.py's connection state: declared intents, and a parser for every event."""

    def __init__(self, intents: discord.Intents, receiver: EventReceiver) -> None:
        self.intents = intents
        self.parsers = _Parsers(receiver)


class _Parsers:
    def __init__(self, receiver: EventReceiver) -> None:
        self._receiver = receiver

    def __getitem__(self, event: str) -> Callable[[Mapping[str, Any]], None]:
        return lambda payload: self._receiver.deliver(event, completed(payload))

    def get(self, event: str) -> Callable[[Mapping[str, Any]], None]:
        return self[event]


def _with_details(backend: SandboxBackend, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What simcord leaves out of an interaction: the guild a command belongs to, without which discord.py cannot
    find it, the language of the person's client, and today's upload limit.
    """
    data = dict(payload["data"])
    guild_id = payload.get("guild_id")
    commands = backend.commands.get(int(guild_id), {}).values() if guild_id is not None else ()
    if any(command["id"] == data.get("id") for command in commands):
        data["guild_id"] = guild_id
    if "resolved" in data and guild_id is not None:
        data["resolved"] = _resolved(backend, data["resolved"], int(guild_id), int(payload["channel_id"]))
    user = payload["member"]["user"] if "member" in payload else payload["user"]
    locale = backend.locales.get(int(user["id"]), payload["locale"])
    return {
        **payload,
        "data": data,
        "locale": locale,
        "authorizing_integration_owners": owners(int(guild_id) if guild_id is not None else None),
        "attachment_size_limit": 10 * 1024 * 1024,
    }


def _resolved(backend: SandboxBackend, resolved: Mapping[str, Any], guild_id: int, channel_id: int) -> dict[str, Any]:
    """Members among the options are partial, and come with what they may do in the channel.

    https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-resolved-data-structure
    """
    members = {
        number: {key: value for key, value in member.items() if key not in ("user", "deaf", "mute")}
        | {"permissions": str(backend.compute_permissions(guild_id, int(number), channel_id))}
        for number, member in resolved.get("members", {}).items()
    }
    return {**resolved, "members": members} if members else dict(resolved)
