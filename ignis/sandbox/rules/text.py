"""Lengths, counted as Discord counts: in Unicode code points (its API is Python), which is what len() does."""

from collections.abc import Mapping, Sequence
from typing import Any

from ignis.sandbox.rules.errors import Problem, Problems

Path = tuple[str | int, ...]


def required(path: Path) -> Problem:
    return Problem(path, "BASE_TYPE_REQUIRED", "This field is required")


def too_long(path: Path, most: int) -> Problem:
    return Problem(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")


def bad_length(path: Path, least: int, most: int) -> Problem:
    return Problem(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")


def out_of_choices(path: Path, choices: Sequence[int | str]) -> Problem:
    return Problem(path, "BASE_TYPE_CHOICES", f"Value must be one of {tuple(choices)}.")


def as_list(value: Any) -> list[Any]:
    """A list as it is, anything else (null, a wrong type) as empty: judged once, where the list itself is."""
    return value if isinstance(value, list) else []


def as_object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def text(
    owner: Mapping[str, Any],
    key: str,
    path: Path,
    *,
    most: int,
    least: int = 0,
    needed: bool = False,
    trim: bool = False,
) -> Problems:
    """The text at `owner[key]`: `least` to `most` long, there when `needed`; `trim` leaves outer blanks uncounted."""
    place = (*path, key)
    value = owner.get(key)
    if value is None:
        if needed:
            yield required(place)
        return
    if isinstance(value, (bool, list, dict)):
        yield Problem(place, "STRING_TYPE_CONVERT", "Could not interpret the value as string.")
        return
    length = len(str(value).strip() if trim else str(value))
    if needed and trim and length == 0:
        yield required(place)
    elif least and not least <= length <= most:
        yield bad_length(place, least, most)
    elif length > most:
        yield too_long(place, most)


def count(owner: Mapping[str, Any], key: str, path: Path, *, most: int, least: int = 0) -> Problems:
    """The list at `owner[key]`: `least` to `most` items; absent is empty."""
    place = (*path, key)
    value = owner.get(key)
    if value is not None and not isinstance(value, list):
        yield Problem(place, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return
    length = len(as_list(value))
    if least and value is None:
        yield required(place)
    elif least and not least <= length <= most:
        yield bad_length(place, least, most)
    elif length > most:
        yield too_long(place, most)


def number(owner: Mapping[str, Any], key: str, path: Path, *, least: float, most: float) -> Problems:
    """The number at `owner[key]`, with or without a fraction, when there is one."""
    value, place = owner.get(key), (*path, key)
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield Problem(place, "NUMBER_TYPE_COERCE", "Value is not float.")
    elif value < least:
        yield Problem(place, "NUMBER_TYPE_MIN", f"float value should be greater than or equal to {least}.")
    elif not value <= most:
        yield Problem(place, "NUMBER_TYPE_MAX", f"float value should be less than or equal to {most}.")


def whole_number(owner: Mapping[str, Any], key: str, path: Path, *, least: int, most: int) -> Problems:
    """The number at `owner[key]`, when there is one."""
    value = owner.get(key)
    if value is None:
        return
    place = (*path, key)
    if isinstance(value, bool) or not isinstance(value, int):
        yield Problem(place, "NUMBER_TYPE_COERCE", "Value is not int.")
    elif value < least:
        yield Problem(place, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {least}.")
    elif value > most:
        yield Problem(place, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")
