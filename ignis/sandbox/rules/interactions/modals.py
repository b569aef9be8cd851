"""A modal: its title, and its one to five rows, labels or texts, each with an input of its kind.

https://discord.com/developers/docs/components/using-modal-components
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from ignis.sandbox.rules.controls import STRING_SELECT, bounds, options, select
from ignis.sandbox.rules.errors import Problem, Problems
from ignis.sandbox.rules.text import Path, as_list, as_object, count, out_of_choices, required, text, whole_number
from ignis.sandbox.rules.values import yes_or_no

_Component = Mapping[str, Any]
_ACTION_ROW, _TEXT_INPUT, _TEXT_DISPLAY, _LABEL = 1, 4, 10, 18
_FILE_UPLOAD, _RADIO_GROUP, _CHECKBOX_GROUP, _CHECKBOX = 19, 21, 22, 23
_SELECTS: Final = (STRING_SELECT, 5, 6, 7, 8)
_COUNTED: Final = (*_SELECTS, _FILE_UPLOAD, _CHECKBOX_GROUP)
_TOP: Final = (_ACTION_ROW, _TEXT_DISPLAY, _LABEL)
_IN_LABEL: Final = (STRING_SELECT, _TEXT_INPUT, 5, 6, 7, 8, _FILE_UPLOAD, _RADIO_GROUP, _CHECKBOX_GROUP, _CHECKBOX)


def modal_problems(modal: _Component, path: Path) -> Problems:
    yield from text(modal, "title", path, most=45, least=1, needed=True)
    yield from text(modal, "custom_id", path, most=100, least=1, needed=True)
    yield from count(modal, "components", path, most=5, least=1)
    for index, raw in enumerate(as_list(modal.get("components"))):
        yield from _top(as_object(raw), (*path, "components", index))
    yield from _twice_used_ids(modal, path)


def _top(component: _Component, path: Path) -> Problems:
    kind = component.get("type")
    if kind not in _TOP:
        yield _wrong_kind(path, _TOP)
    elif kind == _ACTION_ROW:
        yield from count(component, "components", path, most=1, least=1)
        for nth, child in enumerate(as_list(component.get("components"))):
            yield from _in_row(as_object(child), (*path, "components", nth))
    elif kind == _LABEL:
        yield from text(component, "label", path, most=45, least=1, needed=True)
        yield from text(component, "description", path, most=100, least=1)
        yield from _in_label(component, path)
    else:
        yield from text(component, "content", path, most=4000, least=1, needed=True)


def _in_row(component: _Component, path: Path) -> Problems:
    """The older form: a text input that carries its own label."""
    if component.get("type") != _TEXT_INPUT:
        yield _wrong_kind(path, (_TEXT_INPUT,))
        return
    yield from text(component, "label", path, most=45, least=1, needed=True)
    yield from _text_input(component, path)


def _in_label(label: _Component, path: Path) -> Problems:
    place, component = (*path, "component"), label.get("component")
    if not isinstance(component, Mapping):
        yield required(place)
    elif component.get("type") not in _IN_LABEL:
        yield _wrong_kind(place, _IN_LABEL)
    else:
        yield from _input(component, place)


def _wrong_kind(path: Path, kinds: tuple[int, ...]) -> Problem:
    told = ", ".join(map(str, kinds)) + ("," if len(kinds) == 1 else "")
    return Problem((*path, "type"), "UNION_TYPE_CHOICES", f'Value of field "type" must be one of ({told}).')


def _input(component: _Component, path: Path) -> Problems:
    kind = component["type"]
    yield from yes_or_no(component, "required", path)
    if component.get("disabled"):
        yield Problem((*path, "disabled"), "MODAL_COMPONENT_CANNOT_BE_DISABLED", "Components of a modal are enabled")
    if kind in _SELECTS:
        yield from select(component, path)
    elif kind == _TEXT_INPUT:
        yield from text(component, "label", path, most=45, least=1)
        yield from _text_input(component, path)
    else:
        yield from text(component, "custom_id", path, most=100, least=1, needed=True)
        yield from _group(component, path)
    if kind in _COUNTED and component.get("min_values") == 0 and component.get("required") is not False:
        message = "min_values must be at least 1 if the component is required"
        yield Problem((*path, "min_values"), "NUMBER_TYPE_MIN", message)


def _group(component: _Component, path: Path) -> Problems:
    kind = component["type"]
    if kind == _RADIO_GROUP:
        yield from options(component, path, most=10, least=2)
    elif kind == _CHECKBOX_GROUP:
        yield from options(component, path, most=10, least=1)
        # without a number, as many as there are options may be chosen
        most = {"max_values": component.get("max_values") or min(10, max(1, len(as_list(component.get("options")))))}
        yield from bounds({**component, **most}, path, most=10)
    elif kind == _FILE_UPLOAD:
        yield from bounds(component, path, most=10)
        yield from count(component, "file_types", path, most=10)


def _text_input(component: _Component, path: Path) -> Problems:
    yield from text(component, "custom_id", path, most=100, least=1, needed=True)
    if component.get("style") not in (1, 2):
        yield out_of_choices((*path, "style"), (1, 2))
    yield from text(component, "placeholder", path, most=100)
    yield from text(component, "value", path, most=4000)
    yield from whole_number(component, "min_length", path, least=0, most=4000)
    yield from whole_number(component, "max_length", path, least=1, most=4000)
    low, high = component.get("min_length"), component.get("max_length")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        message = "min_length must be equal to or less than max_length"
        yield Problem((*path, "min_length"), "TEXT_INPUT_MIN_LENGTH_EXCEEDS_MAX_LENGTH", message)


def _twice_used_ids(modal: _Component, path: Path) -> Problems:
    inputs = [as_object(top.get("component")) for top in map(as_object, as_list(modal.get("components")))]
    for top in map(as_object, as_list(modal.get("components"))):
        inputs += [as_object(child) for child in as_list(top.get("components"))]
    ids = Counter(each["custom_id"] for each in inputs if isinstance(each.get("custom_id"), str))
    for custom_id, times in ids.items():
        if times > 1:
            message = f"Component custom id cannot be duplicated: {custom_id[:100]}"
            yield Problem((*path, "components"), "COMPONENT_CUSTOM_ID_DUPLICATED", message)
