"""What a person can press or choose: buttons and selects.

https://discord.com/developers/docs/components/reference#button
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ignis.sandbox.rules.emoji import emoji_problems
from ignis.sandbox.rules.errors import Problem, Problems
from ignis.sandbox.rules.text import (
    Path,
    as_list,
    as_object,
    bad_length,
    count,
    out_of_choices,
    required,
    text,
    too_long,
    whole_number,
)
from ignis.sandbox.rules.values import WEB_OR_DISCORD, address, snowflake, yes_or_no

_Component = Mapping[str, Any]
_LINK, _PREMIUM = 5, 6
_STYLES: Final = (1, 2, 3, 4, _LINK, _PREMIUM)
STRING_SELECT: Final = 3
_CHANNEL_SELECT: Final = 8
_CHANNEL_TYPES: Final = (0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16)
_MOST_OPTIONS: Final = 25
_DEFAULTS: Final[Mapping[object, tuple[str, ...]]] = {
    5: ("user",), 6: ("role",), 7: ("user", "role"), 8: ("channel",),
}  # fmt: skip


def button(component: _Component, path: Path) -> Problems:
    """Its style decides which of `custom_id`, `url` and `sku_id` it has, and it has that one alone."""
    style = component.get("style")
    if style not in _STYLES:
        yield out_of_choices((*path, "style"), _STYLES)
        return
    yield from text(component, "label", path, most=80)
    yield from yes_or_no(component, "disabled", path)
    if style == _LINK:
        yield from address(component, "url", path, schemes=WEB_OR_DISCORD, most=512, needed=True)
    elif style == _PREMIUM:
        yield from snowflake(component, "sku_id", path, needed=True)
        yield from _bare(component, path)
    else:
        yield from text(component, "custom_id", path, most=100, least=1, needed=True)
    if component.get("custom_id") is not None and (style == _LINK or component.get("url") is not None):
        message = "A custom id and url cannot both be specified"
        yield Problem((*path, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message)
    if style != _PREMIUM:
        yield from _shown(component, path)


def _shown(component: _Component, path: Path) -> Problems:
    yield from emoji_problems(component, "emoji", path)
    if component.get("sku_id") is not None:
        yield Problem((*path, "sku_id"), "BUTTON_COMPONENT_SKU_ID_NOT_ALLOWED", "Only a premium button has a sku id")
    if not component.get("label") and not component.get("emoji"):
        yield required((*path, "label"))


def _bare(component: _Component, path: Path) -> Problems:
    for key in ("custom_id", "label", "url", "emoji"):
        if component.get(key) is not None:
            yield Problem((*path, key), "BUTTON_COMPONENT_PREMIUM_ONLY_SKU_ID", f"A premium button cannot have a {key}")


def select(component: _Component, path: Path) -> Problems:
    yield from text(component, "custom_id", path, most=100, least=1, needed=True)
    yield from text(component, "placeholder", path, most=150)
    yield from yes_or_no(component, "disabled", path)
    yield from bounds(component, path, most=_MOST_OPTIONS)
    if component.get("type") == STRING_SELECT:
        yield from options(component, path, most=_MOST_OPTIONS, least=_needed_options(component))
        yield from _defaults_fit(component, path)
        return
    yield from _default_values(component, path)
    if component.get("type") == _CHANNEL_SELECT:
        for index, kind in enumerate(as_list(component.get("channel_types"))):
            if kind not in _CHANNEL_TYPES:
                yield out_of_choices((*path, "channel_types", index), _CHANNEL_TYPES)


def bounds(component: _Component, path: Path, *, most: int) -> Problems:
    """`min_values` and `max_values`, each 1 if it is not given."""
    yield from whole_number(component, "min_values", path, least=0, most=most)
    yield from whole_number(component, "max_values", path, least=1, most=most)
    low, high = _bound(component, "min_values"), _bound(component, "max_values")
    if 1 <= high < low <= most:
        message = f"min_values must be equal to or less than {high}"
        yield Problem((*path, "min_values"), "SELECT_COMPONENT_MIN_VALUES_EXCEEDS_MAX_VALUES", message)


def _bound(component: _Component, key: str) -> int:
    value = component.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else 1


def _needed_options(component: _Component) -> int:
    """There must be as many options as a person may choose: Discord tells it as a length of `options`."""
    needed = max(1, _bound(component, "min_values"), _bound(component, "max_values"))
    return needed if needed <= _MOST_OPTIONS else 1  # that the number itself is wrong is told elsewhere


def options(component: _Component, path: Path, *, most: int, least: int) -> Problems:
    """The options of a string select, a radio group or a checkbox group."""
    yield from count(component, "options", path, most=most, least=least)
    seen: set[str] = set()
    for index, raw in enumerate(as_list(component.get("options"))):
        option, place = as_object(raw), (*path, "options", index)
        yield from text(option, "label", place, most=100, least=1, needed=True)
        yield from text(option, "value", place, most=100, least=1, needed=True)
        yield from text(option, "description", place, most=100)
        yield from emoji_problems(option, "emoji", place)
        yield from yes_or_no(option, "default", place)
        value = str(option.get("value"))
        if value in seen:
            message = "The specified option value is already used"
            yield Problem((*place, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
        seen.add(value)


def _defaults_fit(component: _Component, path: Path) -> Problems:
    chosen = sum(as_object(option).get("default") is True for option in as_list(component.get("options")))
    if chosen > _bound(component, "max_values"):
        yield too_long((*path, "options"), _bound(component, "max_values"))


def _default_values(component: _Component, path: Path) -> Problems:
    yield from count(component, "default_values", path, most=_MOST_OPTIONS)
    values = as_list(component.get("default_values"))
    low, high = _bound(component, "min_values"), _bound(component, "max_values")
    if values and len(values) <= _MOST_OPTIONS and not low <= len(values) <= high:
        yield bad_length((*path, "default_values"), low, high)
    kinds = _DEFAULTS.get(component.get("type"), ())
    for index, raw in enumerate(values):
        yield from _default_value(as_object(raw), (*path, "default_values", index), kinds)


def _default_value(value: _Component, path: Path, kinds: tuple[str, ...]) -> Iterator[Problem]:
    yield from snowflake(value, "id", path, needed=True)
    if value.get("type") not in kinds:
        yield out_of_choices((*path, "type"), kinds)
