"""The world as the rules ask about it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from simcord.backend.models import Message
from simcord.enums import AppCommandType

from ignis.sandbox.rules.view import InteractionFacts, ShownMessage
from ignis.sandbox.simcord_bridge.backend import SandboxBackend


class View:
    def __init__(self, backend: SandboxBackend) -> None:
        self._backend = backend
        self._created: Counter[int | None] = Counter()
        self._day = ""

    @property
    def bot_id(self) -> int:
        return self._backend.bot_user.id

    def now(self) -> datetime:
        return self._backend.clock.now()

    def owner_of(self, guild_id: int) -> int | None:
        guild = self._backend.guilds.get(guild_id)
        return None if guild is None else guild.owner_id

    def role_position(self, guild_id: int, role_id: int) -> int | None:
        guild = self._backend.guilds.get(guild_id)
        role = None if guild is None else guild.roles.get(role_id)
        return None if role is None else role.position

    def is_managed(self, guild_id: int, role_id: int) -> bool:
        guild = self._backend.guilds.get(guild_id)
        role = None if guild is None else guild.roles.get(role_id)
        return role is not None and role.managed

    def has_emoji(self, emoji_id: int) -> bool:
        return any(emoji_id in guild.emojis for guild in self._backend.guilds.values())

    def message(self, channel_id: int, message_id: int) -> ShownMessage | None:
        message = self._backend.messages.get(channel_id, {}).get(message_id)
        return None if message is None else _shown(message)

    def answer(self, token: str, message: str) -> ShownMessage | None:
        record = self._backend.interactions.get(self._backend.interaction_tokens.get(token, 0))
        if record is not None:
            number = record.message_id if message == "@original" else _number(message)
            return None if number is None else self.message(record.channel_id, number)
        webhook = self._backend.webhooks.get(self._backend.webhook_tokens.get(token, 0))
        number = _number(message)
        return None if webhook is None or number is None else self.message(webhook.channel_id, number)

    def webhook_of_a_person(self, token: str) -> bool:
        webhook = self._backend.webhooks.get(self._backend.webhook_tokens.get(token, 0))
        return webhook is not None and webhook.creator_id != self._backend.bot_user.id

    def interaction(self, interaction_id: int) -> InteractionFacts | None:
        record = self._backend.interactions.get(interaction_id)
        if record is None:
            return None
        source = record.source_message_id
        message = None if source is None else self.message(record.channel_id, source)
        return InteractionFacts(int(record.type), source is not None, message)

    def roles_of(self, guild_id: int, user_id: int) -> frozenset[int] | None:
        guild = self._backend.guilds.get(guild_id)
        member = None if guild is None else guild.members.get(user_id)
        return None if member is None else frozenset(member.role_ids)

    def permissions_of(self, guild_id: int, user_id: int) -> int:
        guild = self._backend.guilds.get(guild_id)
        if guild is None or user_id not in guild.members:
            return 0
        return self._backend.compute_permissions(guild_id, user_id)

    def commands(self, guild_id: int | None) -> frozenset[tuple[int, str]]:
        return frozenset((int(kind), name) for name, kind in self._backend.commands.get(guild_id, {}))

    def command_kind(self, guild_id: int | None, command_id: int) -> int | None:
        commands = self._backend.commands.get(guild_id, {}).values()
        return next((int(each["type"]) for each in commands if each["id"] == str(command_id)), None)

    def command_creates_today(self, guild_id: int | None) -> int:
        self._turn_day()
        return self._created[guild_id]

    def count_creates(self, guild_id: int | None, body: object) -> int:
        """How many of these commands are new; call before they are registered and give the number to `created`."""
        known = self.commands(guild_id)
        return sum(1 for command in _commands(body) if command not in known)

    def created(self, guild_id: int | None, number: int) -> None:
        self._turn_day()
        self._created[guild_id] += number

    def _turn_day(self) -> None:
        today = self._backend.clock.now().date().isoformat()
        if today != self._day:
            self._day = today
            self._created.clear()


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _shown(message: Message) -> ShownMessage:
    return ShownMessage(
        flags=message.flags,
        content=bool(message.content),
        embeds=bool(message.embeds),
        components=bool(message.components),
        attachments=frozenset(str(each["filename"]) for each in message.attachments),
        other=bool(message.stickers or message.poll or message.snapshots),
    )


def _commands(body: object) -> Iterable[tuple[int, str]]:
    for command in body if isinstance(body, list) else (body,):
        if isinstance(command, Mapping):
            details: Mapping[str, Any] = command
            kind = details.get("type")
            yield kind if isinstance(kind, int) else AppCommandType.CHAT_INPUT, str(details.get("name"))
