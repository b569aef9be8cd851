"""What Discord writes in its objects beyond what simcord does: one table for REST answers and gateway events alike.

simcord writes for discord.py, which reads leniently; clients in other languages do not. What is required, and what is
never null, is the word of Discord's OpenAPI description (specs/openapi.json of github.com/discord/discord-api-spec),
which the tests hold every answer and event to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True)
class ObjectKind:
    """An object with the field `sign` is of this kind: no other object of Discord's API has that field.

    `always` are fields with the value they have where simcord leaves them out. `never_null` are left out instead of
    being null. `never` are simcord's own, which Discord does not send.
    """

    sign: str
    always: Mapping[str, Any] = field(default_factory=dict[str, Any])
    never_null: frozenset[str] = field(default_factory=frozenset[str])
    never: frozenset[str] = field(default_factory=frozenset[str])


_USER: Final = ObjectKind(
    "discriminator",
    {"avatar": None, "public_flags": 0, "flags": 0, "global_name": None, "primary_guild": None},
    never=frozenset({"verified", "mfa_enabled", "locale"}),  # told to the user themselves alone: OWN_USER
)
_MEMBER: Final = ObjectKind(
    "premium_since",
    {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "nick": None,
        "pending": False,
    },
)
_GUILD: Final = ObjectKind(
    "premium_tier",
    {
        "afk_timeout": 300,
        "discovery_splash": None,
        "emojis": (),
        "home_header": None,
        "incidents_data": None,
        "max_members": 500_000,
        "max_presences": None,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "nsfw": False,
        "nsfw_level": 0,
        "premium_progress_bar_enabled": False,
        "public_updates_channel_id": None,
        "region": "deprecated",
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "stickers": (),
        "system_channel_flags": 0,
        "widget_channel_id": None,
        "widget_enabled": False,
    },
)
_CHANNEL: Final = ObjectKind("permission_overwrites", {"flags": 0, "nsfw": False})
_MESSAGE: Final = ObjectKind(
    "mention_roles", {"components": ()}, never_null=frozenset({"nonce", "webhook_id", "application_id"})
)
_ATTACHMENT: Final = ObjectKind("filename", never_null=frozenset({"description"}))
_CALLBACK: Final = ObjectKind("response_message_loading", never_null=frozenset({"response_message_id"}))
_METADATA: Final = ObjectKind(
    "authorizing_integration_owners", never=frozenset({"target_id", "target_type", "target_channel_id"})
)
_COMMAND: Final = ObjectKind(
    "default_member_permissions",
    {"nsfw": False},
    never_null=frozenset({"integration_types", "options", "dm_permission"}),
)
_APPLICATION: Final = ObjectKind(
    "verify_key",
    {
        "approximate_user_authorization_count": 0,
        "approximate_user_install_count": 0,
        "eligible_oauth2_scopes": ("bot", "applications.commands"),
        "explicit_content_filter": 0,
        "flags_new": "0",
        "interactions_endpoint_url": None,
        "redirect_uris": (),
        "role_connections_verification_url": None,
        "team": None,
        "type": None,
    },
)
_AUDIT_ENTRY: Final = ObjectKind("action_type", never_null=frozenset({"options", "reason"}))
_EMOJI: Final = ObjectKind("require_colons", never_null=frozenset({"user"}))
_STICKER: Final = ObjectKind("format_type", never_null=frozenset({"user"}))

KINDS: Final[Mapping[str, ObjectKind]] = {
    kind.sign: kind
    for kind in (
        _USER,
        _MEMBER,
        _GUILD,
        _CHANNEL,
        _MESSAGE,
        _ATTACHMENT,
        _CALLBACK,
        _METADATA,
        _COMMAND,
        _APPLICATION,
        _AUDIT_ENTRY,
        _EMOJI,
        _STICKER,
    )
}
"""By their sign."""

OWN_USER: Final[Mapping[str, Any]] = {"verified": True, "mfa_enabled": True, "locale": "en-US", "email": None}
"""What a bot is told of its own user beyond what others are told of it."""

COMPONENT_ALWAYS: Final[Mapping[int, Mapping[str, Any]]] = {
    **{kind: {"min_values": 1, "max_values": 1} for kind in (3, 5, 6, 7, 8)},  # the five select menus
    11: {"description": None, "spoiler": False},  # thumbnail
    13: {"spoiler": False},  # file
    14: {"spacing": 1, "divider": True},  # separator
    17: {"accent_color": None, "spoiler": False},  # container
}
"""What a message's components always have, by their type."""
