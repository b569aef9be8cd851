"""The ids in a path: what stands where an id belongs has to be one, or one of the few words that Discord knows there.

https://discord.com/developers/docs/reference#snowflakes
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from ignis.sandbox.rules.emoji import custom_id, is_standard
from ignis.sandbox.rules.errors import RuleError, form_error
from ignis.sandbox.rules.values import is_snowflake, no_snowflake
from ignis.sandbox.rules.view import WorldView

UNKNOWN_EMOJI: Final = RuleError(400, 10014, "Unknown Emoji")
_NAMES: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    "applications": ("application_id", frozenset({"@me"})),
    "channels": ("channel_id", frozenset()),
    "guilds": ("guild_id", frozenset({"templates"})),
    "messages": ("message_id", frozenset({"@original", "bulk-delete", "pins", "search"})),
    "pins": ("message_id", frozenset()),
    "members": ("user_id", frozenset({"@me", "search"})),
    "users": ("user_id", frozenset({"@me"})),
    "bans": ("user_id", frozenset()),
    "roles": ("role_id", frozenset({"member-counts"})),
    "webhooks": ("webhook_id", frozenset()),
    "interactions": ("interaction_id", frozenset()),
    "commands": ("command_id", frozenset({"permissions"})),
    "permissions": ("overwrite_id", frozenset()),
}
"""By the word in front of it: how Discord names the id, and the words that may stand in its place."""


def path_error(path: str) -> RuleError | None:
    """50035 for the first thing in the path that is no id."""
    words = path.split("/")
    for word, following in pairwise(words):
        name, known = _NAMES.get(word, ("", frozenset[str]()))
        if name and following and following not in known and not is_snowflake(following):
            return form_error([no_snowflake(following, (name,))])
        if word in ("webhooks", "interactions"):
            return None  # what comes next is a token, and may look like anything
    return None


def reaction_error(emoji: str, view: WorldView) -> RuleError | None:
    """A reaction is a standard emoji, or `name:id` of one that the bot can see."""
    if is_standard(emoji):
        return None
    number = custom_id(emoji)
    return None if number is not None and view.has_emoji(number) else UNKNOWN_EMOJI
