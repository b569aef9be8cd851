"""A PATCH of a guild member, its form: the nickname."""

from collections.abc import Mapping
from typing import Any, Final

from ignis.sandbox.rules.errors import RuleError, form_error
from ignis.sandbox.rules.text import text

MOST_NICK: Final = 32


def member_form_error(body: Mapping[str, Any]) -> RuleError | None:
    """1 to 32 characters; null and "" both take the nickname away, as on Discord."""
    return form_error(text(body, "nick", (), most=MOST_NICK))
