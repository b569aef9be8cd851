"""All rows, and which refusals they know: the named rules."""

from functools import cache
from typing import Final

from tests.sandbox.probes import commands, components, interactions, messages, server
from tests.sandbox.probes.row import Told

TABLE: Final = (*messages.ROWS, *components.ROWS, *interactions.ROWS, *commands.ROWS, *server.ROWS)


def is_named(refusal: Told) -> bool:
    """Whether a rule of the table refuses a field of this name with this word.

    >>> is_named(Told("embeds.0.title", "BASE_TYPE_MAX_LENGTH"))
    True
    >>> is_named(Told("embeds.0.title", "BASE_TYPE_REQUIRED"))
    False
    """
    return (_field(refusal.path), refusal.code) in _names()


@cache
def _names() -> frozenset[tuple[str, str]]:
    return frozenset((_field(row.path), row.code) for row in TABLE)


def _field(path: str) -> str:
    """The last word of a path that is no index."""
    words = [step for step in path.split(".") if not step.isdecimal()]
    return words[-1] if words else ""
