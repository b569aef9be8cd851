"""Components of a message: what may stand where, how many, and how long. Both the old rows and Components V2.

https://discord.com/developers/docs/components/reference
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from enum import IntEnum
from typing import Any, Final

from ignis.sandbox.rules.controls import button, select
from ignis.sandbox.rules.errors import Problem, Problems
from ignis.sandbox.rules.text import Path, as_list, as_object, count, required, text, whole_number
from ignis.sandbox.rules.values import WEB_OR_UPLOAD, address, yes_or_no

MOST_COMPONENTS: Final = 40
MOST_TEXT: Final = 4000
MOST_ROWS: Final = 5
_LARGEST_ID: Final = 2**31 - 1
_UPLOADED: Final = "attachment://"


class Kind(IntEnum):
    ACTION_ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT_DISPLAY = 10
    THUMBNAIL = 11
    MEDIA_GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17


INTERACTIVE: Final = frozenset({2, 3, 5, 6, 7, 8})
"""Kinds that a reader can press or choose from."""

_SELECTS: Final = (
    Kind.STRING_SELECT,
    Kind.USER_SELECT,
    Kind.ROLE_SELECT,
    Kind.MENTIONABLE_SELECT,
    Kind.CHANNEL_SELECT,
)
_IN_ROW: Final = (Kind.BUTTON, *_SELECTS)
_IN_CONTAINER: Final = (
    Kind.ACTION_ROW,
    Kind.SECTION,
    Kind.TEXT_DISPLAY,
    Kind.MEDIA_GALLERY,
    Kind.FILE,
    Kind.SEPARATOR,
)
_TOP: Final = (*_IN_CONTAINER, Kind.CONTAINER)
_Component = Mapping[str, Any]


def walk(components: Any) -> Iterator[_Component]:
    """Every component, nested ones and accessories included: what Discord counts to forty."""
    for component in as_list(components):
        if not isinstance(component, Mapping):
            continue
        yield component
        yield from walk(component.get("components"))
        if "accessory" in component:
            yield from walk([component["accessory"]])


def rows_problems(message: _Component, path: Path) -> Problems:
    """Without the Components V2 flag: up to five action rows and nothing else."""
    yield from count(message, "components", path, most=MOST_ROWS)
    yield from _children(message, path, (Kind.ACTION_ROW,))
    yield from _twice_used_ids(message, path)


def v2_problems(message: _Component, path: Path) -> Problems:
    """With the flag: everything may stand at the top, forty components and 4000 characters in all."""
    place = (*path, "components")
    everything = list(walk(message.get("components")))
    if len(everything) > MOST_COMPONENTS:
        explanation = f"Total number of components exceeds maximum of {MOST_COMPONENTS}"
        yield Problem(place, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", explanation)
    texts = [c.get("content") for c in everything if c.get("type") == Kind.TEXT_DISPLAY]
    if sum(len(content) for content in texts if isinstance(content, str)) > MOST_TEXT:
        explanation = f"Components displayable text size exceeds maximum size of {MOST_TEXT}"
        yield Problem(place, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", explanation)
    yield from _children(message, path, _TOP)
    yield from _twice_used_ids(message, path)


def uploads_problems(message: _Component, path: Path, names: Collection[str]) -> Problems:
    """Every `attachment://name` of a component is one of the message's files, whose names are `names`."""
    for place, url in _media_of(message, path):
        name = url.removeprefix(_UPLOADED)
        if name != url and name not in names:
            explanation = f"The referenced attachment {name[:100]!r} was not found"
            yield Problem((*place, "url"), "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", explanation)


def _media_of(owner: _Component, path: Path) -> Iterator[tuple[Path, str]]:
    for key in ("media", "file"):
        url = as_object(owner.get(key)).get("url")
        if isinstance(url, str):
            yield (*path, key), url
    for key in ("components", "items"):
        for index, child in enumerate(as_list(owner.get(key))):
            yield from _media_of(as_object(child), (*path, key, index))
    if "accessory" in owner:
        yield from _media_of(as_object(owner["accessory"]), (*path, "accessory"))


def _twice_used_ids(message: _Component, path: Path) -> Problems:
    numbers = Counter(c["id"] for c in walk(message.get("components")) if isinstance(c.get("id"), int) and c["id"])
    for number, times in numbers.items():
        if times > 1:
            yield Problem((*path, "components"), "COMPONENT_ID_DUPLICATED", f"Component id {number} is used twice")
    ids = Counter(c["custom_id"] for c in walk(message.get("components")) if isinstance(c.get("custom_id"), str))
    for custom_id, times in ids.items():
        if times > 1:
            explanation = f"Component custom id cannot be duplicated: {custom_id[:100]}"
            yield Problem((*path, "components"), "COMPONENT_CUSTOM_ID_DUPLICATED", explanation)


def _children(owner: _Component, path: Path, allowed: tuple[Kind, ...]) -> Problems:
    for index, component in enumerate(as_list(owner.get("components"))):
        yield from _component(component, (*path, "components", index), allowed)


def _component(component: Any, path: Path, allowed: tuple[Kind, ...]) -> Problems:
    if not isinstance(component, Mapping):
        yield Problem(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
    elif component.get("type") not in allowed:
        choices = ", ".join(str(int(kind)) for kind in allowed) + ("," if len(allowed) == 1 else "")
        yield Problem((*path, "type"), "UNION_TYPE_CHOICES", f'Value of field "type" must be one of ({choices}).')
    else:
        yield from whole_number(component, "id", path, least=0, most=_LARGEST_ID)
        yield from _RULES[Kind(component["type"])](component, path)


def _action_row(row: _Component, path: Path) -> Problems:
    yield from count(row, "components", path, most=5, least=1)
    yield from _children(row, path, _IN_ROW)
    children = [as_object(child) for child in as_list(row.get("components"))]
    if len(children) > 1 and any(child.get("type") in _SELECTS for child in children):
        explanation = "The specified component exceeds the maximum width"  # a select is as wide as five buttons
        yield Problem((*path, "components", 1), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", explanation)


def _section(section: _Component, path: Path) -> Problems:
    yield from count(section, "components", path, most=3, least=1)
    yield from _children(section, path, (Kind.TEXT_DISPLAY,))
    place = (*path, "accessory")
    if section.get("accessory") is None:
        yield required(place)
    else:
        yield from _component(section["accessory"], place, (Kind.BUTTON, Kind.THUMBNAIL))


def _container(container: _Component, path: Path) -> Problems:
    yield from count(container, "components", path, most=MOST_COMPONENTS, least=1)
    yield from whole_number(container, "accent_color", path, least=0, most=0xFFFFFF)
    yield from yes_or_no(container, "spoiler", path)
    yield from _children(container, path, _IN_CONTAINER)


def _text_display(display: _Component, path: Path) -> Problems:
    yield from text(display, "content", path, most=MOST_TEXT, least=1, needed=True)


def _thumbnail(thumbnail: _Component, path: Path) -> Problems:
    yield from _media(thumbnail, "media", path)
    yield from text(thumbnail, "description", path, most=1024, least=1)


def _gallery(gallery: _Component, path: Path) -> Problems:
    yield from count(gallery, "items", path, most=10, least=1)
    for index, item in enumerate(as_list(gallery.get("items"))):
        yield from _thumbnail(as_object(item), (*path, "items", index))


def _file(file: _Component, path: Path) -> Problems:
    yield from _media(file, "file", path, ("attachment",))


def _media(owner: _Component, key: str, path: Path, schemes: tuple[str, ...] = WEB_OR_UPLOAD) -> Problems:
    yield from address(as_object(owner.get(key)), "url", (*path, key), schemes=schemes, needed=True)
    yield from yes_or_no(owner, "spoiler", path)


def _separator(separator: _Component, path: Path) -> Problems:
    yield from yes_or_no(separator, "divider", path)
    yield from whole_number(separator, "spacing", path, least=1, most=2)


_RULES: Final[Mapping[Kind, Callable[[_Component, Path], Problems]]] = {
    Kind.ACTION_ROW: _action_row,
    Kind.BUTTON: button,
    **dict.fromkeys(_SELECTS, select),
    Kind.SECTION: _section,
    Kind.TEXT_DISPLAY: _text_display,
    Kind.THUMBNAIL: _thumbnail,
    Kind.MEDIA_GALLERY: _gallery,
    Kind.FILE: _file,
    Kind.SEPARATOR: _separator,
    Kind.CONTAINER: _container,
}
