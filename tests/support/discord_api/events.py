"""What the gateway sends, judged by Discord's description where it has a schema for the object.

The description is of the HTTP API. The gateway sends the same objects; where it sends only a part of one
(https://discord.com/developers/docs/events/gateway-events), that part is judged.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tests.support.discord_api.description import Description, Violation

# an event whose data is one object
_WHOLE: Final = {
    "GUILD_UPDATE": "GuildResponse",
    "GUILD_MEMBER_ADD": "GuildMemberResponse",
    "GUILD_MEMBER_UPDATE": "GuildMemberResponse",
    "MESSAGE_CREATE": "MessageResponse",
    "MESSAGE_UPDATE": "MessageResponse",
    "CHANNEL_CREATE": "GuildChannelResponse",
    "CHANNEL_UPDATE": "GuildChannelResponse",
    "CHANNEL_DELETE": "GuildChannelResponse",
    "THREAD_CREATE": "ThreadResponse",
    "THREAD_UPDATE": "ThreadResponse",
    "GUILD_AUDIT_LOG_ENTRY_CREATE": "AuditLogEntryResponse",
    "VOICE_STATE_UPDATE": "VoiceStateResponse",
}
# one in which objects stand under these keys; a list is judged item by item
_PARTS: Final = {
    "GUILD_CREATE": {"members": "GuildMemberResponse", "roles": "GuildRoleResponse"},
    "GUILD_MEMBERS_CHUNK": {"members": "GuildMemberResponse"},
    "GUILD_MEMBER_REMOVE": {"user": "UserResponse"},
    "GUILD_BAN_ADD": {"user": "UserResponse"},
    "GUILD_BAN_REMOVE": {"user": "UserResponse"},
    "GUILD_ROLE_CREATE": {"role": "GuildRoleResponse"},
    "GUILD_ROLE_UPDATE": {"role": "GuildRoleResponse"},
    "GUILD_EMOJIS_UPDATE": {"emojis": "EmojiResponse"},
    "GUILD_STICKERS_UPDATE": {"stickers": "GuildStickerResponse"},
    "INTERACTION_CREATE": {
        "user": "UserResponse",
        "member": "PrivateGuildMemberResponse",
        "message": "MessageResponse",
        "locale": "AvailableLocalesEnum",
    },
}


def event_violations(judge: Description, event: str, data: Mapping[str, Any]) -> list[Violation]:
    """What is wrong with an event's data; nothing for one that the description does not know."""
    return [
        Violation(f"{event} {violation.where}", violation.place, violation.what)
        for schema, value in _judged(event, data)
        for violation in judge.value(schema, value)
    ]


def _judged(event: str, data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if event in _WHOLE:
        yield _WHOLE[event], data
    for key, schema in _PARTS.get(event, {}).items():
        value = data.get(key)
        for each in value if isinstance(value, list) else () if value is None else (value,):
            yield schema, each
    if event == "GUILD_CREATE":
        yield "GuildResponse", data
        for channel in data["channels"]:  # which say no guild: it is around them
            yield "GuildChannelResponse", {"guild_id": data["id"], **channel}
        for thread in data["threads"]:
            yield "ThreadResponse", {"guild_id": data["id"], **thread}
    if event == "INTERACTION_CREATE":
        yield from _resolved(data["data"].get("resolved", {}))


def _resolved(resolved: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What the options name. Members come without their user, `deaf` and `mute`, and messages and channels in part."""
    users = resolved.get("users", {})
    for user in users.values():
        yield "UserResponse", user
    for number, member in resolved.get("members", {}).items():
        yield "GuildMemberResponse", {"deaf": False, "mute": False, **member, "user": users.get(number)}
    for role in resolved.get("roles", {}).values():
        yield "GuildRoleResponse", role
    for attachment in resolved.get("attachments", {}).values():
        yield "MessageAttachmentResponse", attachment
