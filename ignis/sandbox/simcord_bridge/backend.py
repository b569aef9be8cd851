"""simcord's store of a Discord world, for a process that runs for days instead of a test that runs for a second.

Time is real, ids come from it, and old messages, uploads and interactions are dropped.
"""

import asyncio
import base64
from collections import deque
from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Any, Final, Protocol

from simcord import _dpy_internals
from simcord._clock import Clock as SimcordClock
from simcord.backend import Backend
from simcord.backend.cdn import CdnStore
from simcord.backend.models import AuditLogEntry, Guild, Interaction, Message, Webhook
from simcord.enums import InteractionType

from ignis.runtime.base.clock import Clock
from ignis.sandbox.faults import Fault, Faults
from ignis.sandbox.simcord_bridge.interaction_metadata import ModalOrigins, metadata

_DISCORD_EPOCH_MS = 1_420_070_400_000
_TOKEN_BYTES = 51  # 68 characters, as a webhook's token has
_MESSAGES_KEPT = 1_000  # a channel
_INTERACTIONS_KEPT = 50_000  # beyond their 15 minutes they are dropped anyway
_AUDIT_ENTRIES_KEPT = 1_000
_UPLOADS_KEPT = 100
_LATE_ENTRY = 4.0  # seconds
SWITCHES: Final = {"presences": 1 << 13, "members": 1 << 15, "message_content": 1 << 19}
"""The developer portal's switches of privileged intents, as flags of an application in fewer than 100 servers."""
ROLE_ID_KEPT = 60.0
"""Seconds for which members keep the id of a deleted role; Discord says nothing of how long it takes."""


class GuildListener(Protocol):
    """Learns of everything that happens in the world."""

    def announce(self, event: str, payload: Mapping[str, Any]) -> None: ...


class WallClock(SimcordClock):
    """simcord's virtual clock, showing the real time. Nothing can advance it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    @property
    def elapsed(self) -> float:  # type: ignore[override]  # an attribute there; read only by simcord
        # not `time.monotonic`: simcord replaces that one by this property inside its own tasks
        return _dpy_internals.real_monotonic()

    def now(self) -> datetime:
        return self._clock.now()

    def advance(self, seconds: float) -> None:
        """Real time passes by itself."""


class BoundedCdn(CdnStore):
    """Uploads, of which the oldest are forgotten."""

    def store_attachment(
        self, attachment_id: int, channel_id: int, filename: str, data: bytes, description: str | None
    ) -> dict[str, Any]:
        while len(self._blobs) >= _UPLOADS_KEPT:
            del self._blobs[next(iter(self._blobs))]
        return super().store_attachment(attachment_id, channel_id, filename, data, description)


class SandboxBackend(Backend):
    _last_id = 0

    def __init__(self, clock: Clock, random: Random, faults: Faults | None = None) -> None:
        """`faults` may keep entries out of the audit log."""
        self._random = random
        self._monotonic = clock
        self._faults = faults or Faults()
        super().__init__(clock=WallClock(clock))
        self.cdn = BoundedCdn()
        self.locales: dict[int, str] = {}  # of people whose client is not set to American English
        self.modals = ModalOrigins()
        self.outages: set[int] = set()  # servers that are unavailable
        self.application: dict[str, Any] = {}  # what the bot has changed of it
        self.application_flags = 0
        self.away: dict[int, Guild] = {}  # servers that the bot is not in
        self.guild_listeners: list[GuildListener] = []
        self._deleted_roles: dict[tuple[int, int], float] = {}  # members keep such an id until then
        self.http_requests = deque(maxlen=0)  # type: ignore[assignment]
        self.transcript = deque(maxlen=0)  # type: ignore[assignment]

    def emit(self, event: str, payload: Mapping[str, Any]) -> None:
        if event == "GUILD_AUDIT_LOG_ENTRY_CREATE":
            fault = self._faults.take("audit-log", self._monotonic.monotonic())
            if fault is not None:
                self._hold_back(fault, payload)
                return
        self._tell(event, payload)

    def _hold_back(self, fault: Fault, payload: Mapping[str, Any]) -> None:
        """Takes the entry that was just written out of the log, for a while or for good."""
        guild = self.guilds[int(payload["guild_id"])]
        entry = guild.audit_log_entries.pop()
        if fault.kind == "late":
            delay = fault.delay or _LATE_ENTRY
            asyncio.get_running_loop().call_later(delay, self._write_late, guild, entry, payload)

    def _write_late(self, guild: Guild, entry: AuditLogEntry, payload: Mapping[str, Any]) -> None:
        guild.audit_log_entries.append(entry)
        guild.audit_log_entries.sort(key=_id_of)
        self._tell("GUILD_AUDIT_LOG_ENTRY_CREATE", payload)

    def announce_guild(self, payload: Mapping[str, Any]) -> None:
        """GUILD_CREATE; `emit` is also what simcord's preview announces its server by, again and again."""
        for listener in tuple(self.guild_listeners):
            listener.announce("GUILD_CREATE", payload)

    def _tell(self, event: str, payload: Mapping[str, Any]) -> None:
        for listener in tuple(self.subscribers):
            listener(event, payload)

    def remove_guild(self, guild_id: int) -> None:
        """The bot is out of the server, which is kept for its return; its member and its managed role are not."""
        guild = self.get_guild(guild_id)
        bot = guild.members.pop(self.bot_user.id)
        for role in [role for role in bot.role_ids if role in guild.roles and guild.roles[role].managed]:
            self._take_out(guild, role)
        del self.guilds[guild_id]
        self.away[guild_id] = guild
        self.emit("GUILD_DELETE", {"id": str(guild_id)})

    def _take_out(self, guild: Guild, role_id: int) -> None:
        """The role, and what it may in channels; the others close up."""
        gone = guild.roles.pop(role_id)
        for role in guild.roles.values():
            role.position -= role.position > gone.position
        for channel in guild.channel_ids:
            overwrites = self.channels[channel].overwrites
            overwrites[:] = [each for each in overwrites if each.target_id != role_id]

    def delete_role(self, guild_id: int, role_id: int) -> None:
        """Members keep the id for a while, in answers and events, as on Discord."""
        members = self.get_guild(guild_id).members.values()
        held = [(member, list(member.role_ids)) for member in members if role_id in member.role_ids]
        super().delete_role(guild_id, role_id)
        for member, roles in held:
            member.role_ids = roles
        self._deleted_roles[guild_id, role_id] = self._monotonic.monotonic() + ROLE_ID_KEPT

    def forget_deleted_roles(self, guild_id: int | None = None, user_id: int | None = None) -> None:
        """Takes ids of deleted roles from members: all that were kept long enough, and all of this member."""
        now = self._monotonic.monotonic()
        for (guild, role), until in tuple(self._deleted_roles.items()):
            known = self.guilds.get(guild)
            over = now >= until
            members = () if known is None else known.members.values()
            for member in members:
                if role in member.role_ids and (over or (guild, member.user_id) == (guild_id, user_id)):
                    member.role_ids.remove(role)
            if over:
                del self._deleted_roles[guild, role]

    def snowflake(self) -> int:
        milliseconds = int(self.clock.now().timestamp() * 1000) - _DISCORD_EPOCH_MS
        self._last_id = max(milliseconds << 22, self._last_id + 1)
        return self._last_id

    def new_interaction(self, type: int, channel_id: int, user_id: int, guild_id: int | None) -> Interaction:  # noqa: A002  simcord's name
        self._drop_old_interactions()
        record = super().new_interaction(type, channel_id, user_id, guild_id)
        if type == InteractionType.MODAL_SUBMIT:
            self.modals.note(record, reversed(self.interactions.values()))
        del self.interaction_tokens[record.token]
        record.token = self._new_token()
        self.interaction_tokens[record.token] = record.id
        return record

    def _drop_old_interactions(self) -> None:
        now = self.now_iso()
        while self.interactions:
            oldest = next(iter(self.interactions.values()))
            if len(self.interactions) < _INTERACTIONS_KEPT and (oldest.expires_at or "") > now:
                return
            del self.interactions[oldest.id]
            self.modals.forget(oldest)
            self.interaction_tokens.pop(oldest.token, None)

    def register_commands(self, guild_id: int | None, payloads: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """As simcord does; a command's version changes with its content, and only then."""
        before = {command["id"]: command for command in self.commands.get(guild_id, {}).values()}
        registered = super().register_commands(guild_id, payloads)
        for command in registered:
            last = before.get(command["id"], {})
            same = last == command | {"version": last.get("version")}
            command["version"] = last["version"] if same else str(self.snowflake())
        return registered

    def upsert_command(
        self, guild_id: int | None, payload: dict[str, Any], *, renamed: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Registers one command beside the others. It takes the place and the id of `renamed`."""
        others = dict(self.commands.get(guild_id, {}))
        (command,) = self.register_commands(guild_id, [payload])
        if renamed is not None:
            del others[renamed["name"], renamed["type"]]
            command["id"] = renamed["id"]
        self.commands[guild_id] = others | {(command["name"], command["type"]): command}
        return command

    def create_webhook(self, channel_id: int, name: str, creator_id: int) -> Webhook:
        webhook = super().create_webhook(channel_id, name, creator_id)
        self.set_webhook_token(webhook, self._new_token())
        return webhook

    def _new_token(self) -> str:
        return base64.urlsafe_b64encode(self._random.randbytes(_TOKEN_BYTES)).decode()

    def set_webhook_token(self, webhook: Webhook, token: str) -> None:
        self.webhook_tokens.pop(webhook.token, None)
        webhook.token = token
        self.webhook_tokens[token] = webhook.id

    def commit_message(self, message: Message, *, broadcast: bool = True) -> Message:
        if message.interaction_metadata is not None:
            record = self.interactions[int(message.interaction_metadata["id"])]
            message.interaction_metadata |= metadata(record, self.users, self.modals)
        committed = super().commit_message(message, broadcast=broadcast)
        kept = self.messages[message.channel_id]
        while len(kept) > _MESSAGES_KEPT:
            del kept[next(iter(kept))]
        return committed

    def record_audit_log(self, guild_id: int, action_type: int, **details: Any) -> AuditLogEntry:
        entry = super().record_audit_log(guild_id, action_type, **_with_partial_roles(details))
        del self.guilds[guild_id].audit_log_entries[:-_AUDIT_ENTRIES_KEPT]
        return entry


def _with_partial_roles(details: dict[str, Any]) -> dict[str, Any]:
    """The roles given and taken, which simcord has among the options, as changes.

    https://discord.com/developers/docs/resources/audit-log#audit-log-change-object-audit-log-change-exceptions
    """
    options = dict(details.get("options") or {})
    roles = [{"key": key, "new_value": options.pop(key)} for key in ("$add", "$remove") if key in options]
    return {**details, "options": options, "changes": [*(details.get("changes") or ()), *roles]}


def _id_of(entry: AuditLogEntry) -> int:
    return entry.id
