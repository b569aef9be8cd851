"""What the bot does not get to see, whatever its intents: outages, channels, logs.

https://discord.com/developers/docs/events/gateway-events
"""

from collections.abc import Mapping
from typing import Any

from simcord.backend.access import channel_accessible

from ignis.sandbox.permission_bits import Permission, allows
from ignis.sandbox.simcord_bridge.backend import SandboxBackend

_SERVERS = ("GUILD_CREATE", "GUILD_DELETE", "INTERACTION_CREATE")
_BANS = ("GUILD_BAN_ADD", "GUILD_BAN_REMOVE")
_IN_CHANNELS = ("MESSAGE_", "TYPING_START")


def hidden(backend: SandboxBackend, event: str, payload: Mapping[str, Any]) -> bool:
    """Whether this event is kept from the bot."""
    named = payload.get("id") if event == "GUILD_UPDATE" else payload.get("guild_id")
    if named is None or event in _SERVERS:
        return False
    guild = backend.guilds.get(int(named))
    if guild is None or guild.id in backend.outages:
        return True
    may = backend.compute_permissions(guild.id, backend.bot_user.id)
    if event == "GUILD_AUDIT_LOG_ENTRY_CREATE":
        return not allows(may, Permission.VIEW_AUDIT_LOG)
    if event in _BANS:
        return not (allows(may, Permission.VIEW_AUDIT_LOG) or allows(may, Permission.BAN_MEMBERS))
    if event.startswith(_IN_CHANNELS) and payload.get("channel_id") is not None:
        return not channel_accessible(backend, int(payload["channel_id"]), backend.bot_user.id)
    return False
