"""What a person can press or choose: buttons, selects, and the inputs of a modal."""

from collections.abc import Mapping
from typing import Any, Final

from ignis.sandbox.rules.errors import Problem, Problems
from ignis.sandbox.rules.text import Path, as_list, as_object, count, out_of_choices, required, text, whole_number

_Component = Mapping[str, Any]
_LINK, _PREMIUM = 5, 6
_STYLES: Final = (1, 2, 3, 4, _LINK, _PREMIUM)
_STRING_SELECT: Final = 3
_TEXT_INPUT: Final = 4
_ACTION_ROW: Final = 1
_LABEL: Final = 18


def button(component: _Component, path: Path) -> Problems:
    style = component.get("style")
    if style not in _STYLES:
        yield out_of_choices((*path, "style"), _STYLES)
        return
    yield from text(component, "label", path, most=80)
    if style == _LINK:
        yield from text(component, "url", path, most=512, least=1, needed=True)
    elif style != _PREMIUM:
        yield from text(component, "custom_id", path, most=100, least=1, needed=True)
    if component.get("custom_id") is not None and (style == _LINK or component.get("url") is not None):
        message = "A custom id and url cannot both be specified"
        yield Problem((*path, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message)
    if style != _PREMIUM and not component.get("label") and not component.get("emoji"):
        yield required((*path, "label"))


def select(component: _Component, path: Path) -> Problems:
    yield from text(component, "custom_id", path, most=100, least=1, needed=True)
    yield from text(component, "placeholder", path, most=150)
    yield from whole_number(component, "min_values", path, least=0, most=25)
    yield from whole_number(component, "max_values", path, least=1, most=25)
    if component.get("type") == _STRING_SELECT:
        yield from _options(component, path)
    else:
        yield from count(component, "default_values", path, most=25)


def _options(component: _Component, path: Path) -> Problems:
    yield from count(component, "options", path, most=25, least=1)
    seen: set[str] = set()
    for index, raw in enumerate(as_list(component.get("options"))):
        option, place = as_object(raw), (*path, "options", index)
        yield from text(option, "label", place, most=100, least=1, needed=True)
        yield from text(option, "value", place, most=100, least=1, needed=True)
        yield from text(option, "description", place, most=100)
        value = str(option.get("value"))
        if value in seen:
            message = "The specified option value is already used"
            yield Problem((*place, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
        seen.add(value)


def modal_problems(modal: _Component, path: Path) -> Problems:
    """A modal: title of 45, one to five rows or labels, each with one input."""
    yield from text(modal, "title", path, most=45, least=1, needed=True)
    yield from text(modal, "custom_id", path, most=100, least=1, needed=True)
    yield from count(modal, "components", path, most=5, least=1)
    for index, raw in enumerate(as_list(modal.get("components"))):
        component, place = as_object(raw), (*path, "components", index)
        if component.get("type") == _ACTION_ROW:
            yield from count(component, "components", place, most=1, least=1)
            for nth, child in enumerate(as_list(component.get("components"))):
                yield from _input(as_object(child), (*place, "components", nth))
        elif component.get("type") == _LABEL:
            yield from text(component, "label", place, most=45, least=1, needed=True)
            yield from text(component, "description", place, most=100, least=1)
            yield from _input(as_object(component.get("component")), (*place, "component"))


def _input(component: _Component, path: Path) -> Problems:
    yield from text(component, "custom_id", path, most=100, least=1, needed=True)
    if component.get("type") == _STRING_SELECT:
        yield from _options(component, path)
    if component.get("type") == _TEXT_INPUT:
        yield from text(component, "label", path, most=45, least=1)
        yield from text(component, "placeholder", path, most=100)
        yield from text(component, "value", path, most=4000)
        yield from whole_number(component, "min_length", path, least=0, most=4000)
        yield from whole_number(component, "max_length", path, least=1, most=4000)
