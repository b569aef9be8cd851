"""What keeps Ignis from changing a member on Discord."""

from enum import StrEnum


class Blocked(StrEnum):
    """Why something that should be written on Discord is not written. The values label metrics."""

    OWNER = "owner"  # only the owner may change the owner
    ABOVE_BOT = "above_bot"  # the member's highest role is not below the bot's
    NO_PERMISSION = "no_permission"  # the bot lacks Manage Roles or Manage Nicknames
    ROLE_ABOVE_BOT = "role_above_bot"  # a role to give or take is not below the bot's, or belongs to an integration
    NO_ROLE = "no_role"  # no role of the server stands for the rank
    NO_MAPPED_ROLE = "no_mapped_role"  # the member has no role that stands for a rank: the nickname is not touched
    NO_NAME = "no_name"  # the member's Roblox name is not known: the nickname is not touched
    CONTESTED = "contested"  # somebody else keeps changing the nickname back
    ROLES_CONTESTED = "roles_contested"  # somebody else keeps changing the roles back


LEFT_ALONE = frozenset({Blocked.NO_NAME, Blocked.NO_MAPPED_ROLE})
"""Reasons to leave a nickname alone that need no repair: neither the role map nor the server lacks anything."""
