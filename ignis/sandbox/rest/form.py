"""The types of a body's fields: what Discord refuses, and what it takes for something else.

A name means the same wherever it stands in Discord's API, so one table serves all routes. A number where a text belongs
is taken as text, and a text of digits as a number; anything else is refused at its place. What the rules of
`ignis.sandbox.rules` say more exactly, they say before.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ignis.sandbox.errors import ApiError
from ignis.sandbox.rules.errors import Problem, form_error
from ignis.sandbox.simcord_bridge import ApiRequest

_LISTS: Final = ("commands", "roles", "channels")
"""What the path of a request ends with whose body is a list, if it is a PUT or, but for commands, a PATCH."""

_TEXTS: Final = (
    "avatar_url code content custom_id default_member_permissions description image name nick permissions reason "
    "title topic username"
)
_NUMBERS: Final = (
    "auto_archive_duration bitrate color default_auto_archive_duration delete_message_days delete_message_seconds "
    "flags max_age max_uses position rate_limit_per_user type user_limit"
)
_FLAGS: Final = (
    "archived autocomplete deaf dm_permission hoist invitable locked mentionable mute nsfw required temporary tts "
    "unique"
)
_IDS: Final = (
    "afk_channel_id channel_id owner_id parent_id public_updates_channel_id recipient_id rules_channel_id "
    "system_channel_id webhook_channel_id"
)
_ID_LISTS: Final = "applied_tags messages roles sticker_ids user_ids"
_ITEM_LISTS: Final = "attachments available_tags choices components embeds options permission_overwrites"
_OBJECTS: Final = "allowed_mentions data description_localizations message_reference name_localizations poll"

_TYPES: Final[Mapping[str, str]] = {
    name: kind
    for kind, names in (
        ("text", _TEXTS),
        ("number", _NUMBERS),
        ("flag", _FLAGS),
        ("id", _IDS),
        ("ids", _ID_LISTS),
        ("list", _ITEM_LISTS),
        ("object", _OBJECTS),
    )
    for name in names.split()
}


def checked(request: ApiRequest) -> Any:
    """The body with each field in the type it is to have. Raises ApiError (50035)."""
    body = request.json
    if body is None or request.method not in ("POST", "PUT", "PATCH"):
        return body
    problems: list[Problem] = []
    if _wants_list(request):
        done: Any = _items(body, problems)
    else:
        done = _object(body, (), problems)
    error = form_error(problems)
    if error is not None:
        raise ApiError(error.status, error.code, error.message, error.errors)
    return done


def _wants_list(request: ApiRequest) -> bool:
    *_, last = request.segments
    return last in _LISTS and (request.method == "PATCH" or (request.method == "PUT" and last == "commands"))


def _items(body: Any, problems: list[Problem]) -> Any:
    if not isinstance(body, list):
        problems.append(_list_needed(()))
        return None
    return [_object(each, (index,), problems) for index, each in enumerate(body)]


def _object(body: Any, path: tuple[str | int, ...], problems: list[Problem]) -> Any:
    if not isinstance(body, dict):
        problems.append(_object_needed(path))
        return None
    return {name: _field(name, value, (*path, name), problems) for name, value in body.items()}


def _field(name: str, value: Any, path: tuple[str | int, ...], problems: list[Problem]) -> Any:
    kind = _TYPES.get(name)
    if kind is None or value is None:
        return value
    if name == "data":
        return _object(value, path, problems)
    problems.extend(_problems(kind, value, path))
    return _taken_for(kind, value)


def _problems(kind: str, value: Any, path: tuple[str | int, ...]) -> Iterator[Problem]:
    """Why `value` is not of this kind, nor taken for it."""
    if kind == "text" and isinstance(value, (bool, list, dict)):
        yield Problem(path, "STRING_TYPE_CONVERT", "Could not interpret the value as string.")
    elif kind == "number" and not _is_number(value):
        yield Problem(path, "NUMBER_TYPE_COERCE", f'Value "{_shown(value)}" is not int.')
    elif kind == "flag" and not isinstance(value, bool):
        yield Problem(path, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
    elif kind == "id" and not _is_id(value):
        yield Problem(path, "NUMBER_TYPE_COERCE", f'Value "{_shown(value)}" is not snowflake.')
    elif kind == "list" and not isinstance(value, list):
        yield _list_needed(path)
    elif kind == "ids":
        yield from _problems_of_ids(value, path)
    elif kind == "object" and not isinstance(value, dict):
        yield _object_needed(path)


def _problems_of_ids(value: Any, path: tuple[str | int, ...]) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield _list_needed(path)
        return
    for index, each in enumerate(value):
        yield from _problems("id", each, (*path, index))


def _taken_for(kind: str, value: Any) -> Any:
    if kind == "text" and isinstance(value, (int, float)):
        return str(value)
    if kind == "number" and isinstance(value, (str, float)) and _is_number(value):
        return int(value)
    return value


def _is_number(value: Any) -> bool:
    if isinstance(value, str):
        return value.removeprefix("-").isdecimal() and value.isascii()
    return not isinstance(value, bool) and isinstance(value, (int, float)) and value == int(value)


def _is_id(value: Any) -> bool:
    if isinstance(value, str):
        return value.isdecimal() and value.isascii()
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _shown(value: Any) -> str:
    return str(value)[:100]


def _list_needed(path: tuple[str | int, ...]) -> Problem:
    return Problem(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")


def _object_needed(path: tuple[str | int, ...]) -> Problem:
    return Problem(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
