"""The `allowed_mentions` of a message.

https://discord.com/developers/docs/resources/message#allowed-mentions-object
"""

from collections.abc import Mapping
from typing import Any, Final

from ignis.sandbox.rules.errors import Problem, Problems
from ignis.sandbox.rules.text import Path, as_list, count, out_of_choices
from ignis.sandbox.rules.values import snowflakes, yes_or_no

MOST: Final = 100
_PARSED: Final = ("users", "roles", "everyone")


def mentions_problems(message: Mapping[str, Any], path: Path) -> Problems:
    allowed, place = message.get("allowed_mentions"), (*path, "allowed_mentions")
    if allowed is None:
        return
    if not isinstance(allowed, Mapping):
        yield Problem(place, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return
    yield from _named(allowed, place)


def _named(allowed: Mapping[str, Any], path: Path) -> Problems:
    yield from count(allowed, "parse", path, most=len(_PARSED))
    parsed = as_list(allowed.get("parse"))
    for index, kind in enumerate(parsed):
        if kind not in _PARSED:
            yield out_of_choices((*path, "parse", index), _PARSED)
    for key in ("users", "roles"):
        yield from count(allowed, key, path, most=MOST)
        yield from snowflakes(allowed, key, path)
        if key in parsed and allowed.get(key):  # an empty list beside it is fine
            message = f'parse:["{key}"] and {key}: [ids...] are mutually exclusive.'
            yield Problem(path, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)
    yield from yes_or_no(allowed, "replied_user", path)
