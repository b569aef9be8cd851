"""The form of a role, and of an order of roles.

https://discord.com/developers/docs/resources/guild#create-guild-role
"""

from collections.abc import Mapping
from typing import Any

from ignis.sandbox.rules.emoji import is_standard
from ignis.sandbox.rules.errors import Problem, Problems, RuleError, form_error
from ignis.sandbox.rules.text import Path, as_list, as_object, required, text, whole_number
from ignis.sandbox.rules.values import bit_set, image, snowflake, yes_or_no

_Body = Mapping[str, Any]
_COLOUR = 0xFFFFFF


def role_form_error(body: _Body) -> RuleError | None:
    return form_error(_role_problems(body))


def _role_problems(body: _Body) -> Problems:
    yield from text(body, "name", (), most=100, least=1)
    yield from bit_set(body, "permissions", ())
    yield from whole_number(body, "color", (), least=0, most=_COLOUR)
    yield from _colours(body)
    yield from yes_or_no(body, "hoist", ())
    yield from yes_or_no(body, "mentionable", ())
    yield from image(body, "icon", ())
    emoji = body.get("unicode_emoji")
    if emoji is not None and not is_standard(emoji):
        yield Problem(("unicode_emoji",), "INVALID_EMOJI", "Invalid emoji")


def _colours(body: _Body) -> Problems:
    colours, place = body.get("colors"), ("colors",)
    if colours is None:
        return
    if not isinstance(colours, Mapping):
        yield Problem(place, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return
    if colours.get("primary_color") is None:
        yield required((*place, "primary_color"))
    for key in ("primary_color", "secondary_color", "tertiary_color"):
        yield from whole_number(colours, key, place, least=0, most=_COLOUR)


def order_form_error(body: Any) -> RuleError | None:
    """The list that moves roles: each an id, and the position to be at."""
    if not isinstance(body, list):
        return form_error([Problem((), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")])
    return form_error(problem for index, each in enumerate(as_list(body)) for problem in _place(each, (index,)))


def _place(raw: Any, path: Path) -> Problems:
    item = as_object(raw)
    yield from snowflake(item, "id", path, needed=True)
    yield from whole_number(item, "position", path, least=0, most=2**31 - 1)
