"""A member changed or banned: the form of those bodies.

https://discord.com/developers/docs/resources/guild#modify-guild-member
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from ignis.sandbox.rules.errors import Problem, Problems, RuleError, form_error
from ignis.sandbox.rules.text import count, text, whole_number
from ignis.sandbox.rules.values import image, parsed_time, point_in_time, snowflake, snowflakes, yes_or_no

MOST_NICK: Final = 32
MOST_ROLES: Final = 350
LONGEST_TIMEOUT: Final = timedelta(days=28)
_WEEK: Final = 604_800
_Body = Mapping[str, Any]


def member_form_error(body: _Body, now: datetime) -> RuleError | None:
    """A nickname has 1 to 32 characters; null and "" both take it away, as on Discord."""
    return form_error(_member_problems(body, now))


def _member_problems(body: _Body, now: datetime) -> Problems:
    yield from text(body, "nick", (), most=MOST_NICK)
    yield from count(body, "roles", (), most=MOST_ROLES)
    yield from snowflakes(body, "roles", ())
    yield from yes_or_no(body, "mute", ())
    yield from yes_or_no(body, "deaf", ())
    yield from snowflake(body, "channel_id", ())
    yield from whole_number(body, "flags", (), least=0, most=2**31 - 1)
    key = "communication_disabled_until"
    yield from point_in_time(body, key, ())
    until = parsed_time(body.get(key))
    if until is not None and until > now + LONGEST_TIMEOUT:
        message = f"Communication can be disabled for up to {LONGEST_TIMEOUT.days} days"
        yield Problem((key,), "GUILD_MEMBER_COMMUNICATION_DISABLED_TOO_LONG", message)


def own_member_form_error(body: _Body) -> RuleError | None:
    """The bot's own member has a nickname, pictures and a text about itself."""
    return form_error(_own_problems(body))


def _own_problems(body: _Body) -> Problems:
    yield from text(body, "nick", (), most=MOST_NICK)
    yield from text(body, "bio", (), most=190)
    yield from image(body, "avatar", ())
    yield from image(body, "banner", ())


def ban_form_error(body: _Body) -> RuleError | None:
    return form_error(_ban_problems(body))


def _ban_problems(body: _Body) -> Problems:
    yield from whole_number(body, "delete_message_days", (), least=0, most=7)
    yield from whole_number(body, "delete_message_seconds", (), least=0, most=_WEEK)


def bulk_ban_form_error(body: _Body) -> RuleError | None:
    return form_error(
        [
            *count(body, "user_ids", (), most=200, least=1),
            *snowflakes(body, "user_ids", ()),
            *whole_number(body, "delete_message_seconds", (), least=0, most=_WEEK),
        ]
    )


def prune_form_error(body: _Body) -> RuleError | None:
    return form_error(whole_number(body, "days", (), least=1, most=30))
