"""The options of a chat command: names, order, nesting, choices."""

import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from ignis.sandbox.rules.errors import Problem, Problems
from ignis.sandbox.rules.text import (
    Path,
    as_list,
    as_object,
    count,
    number,
    out_of_choices,
    required,
    text,
    whole_number,
)
from ignis.sandbox.rules.values import yes_or_no

SUBCOMMAND, GROUP = 1, 2
_STRING, _INTEGER, _CHANNEL, _NUMBER, _ATTACHMENT = 3, 4, 7, 10, 11
_WITH_CHOICES: Final = (_STRING, _INTEGER, _NUMBER)
_ONLY_FOR: Final[tuple[tuple[str, tuple[int, ...]], ...]] = (
    ("choices", _WITH_CHOICES),
    ("autocomplete", _WITH_CHOICES),
    ("min_value", (_INTEGER, _NUMBER)),
    ("max_value", (_INTEGER, _NUMBER)),
    ("min_length", (_STRING,)),
    ("max_length", (_STRING,)),
    ("channel_types", (_CHANNEL,)),
    ("file_types", (_ATTACHMENT,)),
    ("options", (SUBCOMMAND, GROUP)),
)
_CHANNEL_TYPES: Final = (0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16)
_LARGEST: Final = 2**53
"""A JSON number is exact up to it, in any language."""
LOCALES: Final = frozenset({
    "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he", "hi", "hr", "hu", "id",
    "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
})  # fmt: skip
"""https://discord.com/developers/docs/reference#locales, and ar and he, which its OpenAPI description has besides."""
_TYPES: Final = tuple(range(1, 12))
_DEVANAGARI_AND_THAI: Final = (
    (0x0900, 0x097F),
    (0xA8E0, 0xA8FF),
    (0x11B00, 0x11B5F),
    (0x0E01, 0x0E3A),
    (0x0E40, 0x0E5B),
)
_Option = Mapping[str, Any]


def valid_name(name: str) -> bool:
    r"""Discord's pattern ^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$, in lower case where a lower case exists."""
    return all(map(_valid_letter, name)) and name == name.lower() and 1 <= len(name) <= 32  # noqa: PLR2004 (the pattern's number)


def _valid_letter(letter: str) -> bool:
    if letter in "-_'" or unicodedata.category(letter)[0] in "LN":
        return True
    return any(first <= ord(letter) <= last for first, last in _DEVANAGARI_AND_THAI)


def field_size(owner: _Option, key: str) -> int:
    """The longest of a text and its localizations."""
    forms = [owner.get(key), *as_object(owner.get(f"{key}_localizations")).values()]
    return max(len(form) if isinstance(form, str) else 0 for form in forms)


def choices_size(option: _Option) -> int:
    choices = map(as_object, as_list(option.get("choices")))
    return sum(field_size(choice, "name") + len(str(choice.get("value", ""))) for choice in choices)


def options_problems(owner: _Option, path: Path, *, depth: int) -> Problems:
    """The options of a command (depth 0), of a group (1) or of a subcommand (2)."""
    yield from count(owner, "options", path, most=25)
    options = [as_object(option) for option in as_list(owner.get("options"))]
    seen: set[str] = set()
    optional_before = False
    for index, option in enumerate(options):
        place = (*path, "options", index)
        yield from _option(option, place, depth)
        name = str(option.get("name"))
        if name in seen:
            yield Problem(
                place, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", f"Option name {name[:32]!r} is taken"
            )
        seen.add(name)
        if option.get("required") and optional_before:
            message = "Required options must be placed before non-required options"
            yield Problem(place, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional_before = optional_before or not option.get("required")
    yield from _mixture(options, path, only_subcommands=owner.get("type") == GROUP and depth == 1)


def _mixture(options: list[_Option], path: Path, *, only_subcommands: bool) -> Problems:
    nested = sum(option.get("type") in (SUBCOMMAND, GROUP) for option in options)
    if 0 < nested < len(options) or (only_subcommands and nested < len(options)):
        message = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        yield Problem((*path, "options"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)


def _option(option: _Option, path: Path, depth: int) -> Problems:
    kind = option.get("type")
    if kind not in _TYPES:
        yield out_of_choices((*path, "type"), _TYPES)
        return
    yield from _names(option, path)
    yield from _fitting(option, path)
    if kind in (SUBCOMMAND, GROUP):
        if depth >= (2 if kind == SUBCOMMAND else 1):
            message = "Sub-commands and groups cannot be nested deeper"
            yield Problem((*path, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
        yield from options_problems(option, path, depth=2 if kind == SUBCOMMAND else 1)
    else:
        yield from choices_problems(option, path, kind=kind)
        yield from _bounds(option, path)
        if option.get("choices") and option.get("autocomplete"):
            message = "Autocomplete may not be set to true if choices are present"
            yield Problem((*path, "autocomplete"), "APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES", message)


def _fitting(option: _Option, path: Path) -> Problems:
    """A field that another type of option has is refused where it says something."""
    yield from yes_or_no(option, "required", path)
    yield from yes_or_no(option, "autocomplete", path)
    for key, kinds in _ONLY_FOR:
        if option["type"] not in kinds and option.get(key) not in (None, False, []):
            message = f"{key} cannot be set for an option of type {option['type']}"
            yield Problem((*path, key), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)


def _bounds(option: _Option, path: Path) -> Problems:
    if option["type"] == _INTEGER:
        for key in ("min_value", "max_value"):
            yield from whole_number(option, key, path, least=1 - _LARGEST, most=_LARGEST - 1)
    elif option["type"] == _NUMBER:
        for key in ("min_value", "max_value"):
            yield from number(option, key, path, least=-_LARGEST, most=_LARGEST)
    elif option["type"] == _STRING:
        yield from whole_number(option, "min_length", path, least=0, most=6000)
        yield from whole_number(option, "max_length", path, least=1, most=6000)
    yield from count(option, "file_types", path, most=10)
    for index, kind in enumerate(as_list(option.get("channel_types"))):
        if kind not in _CHANNEL_TYPES:
            yield out_of_choices((*path, "channel_types", index), _CHANNEL_TYPES)
    for what in ("value", "length"):
        low, high = option.get(f"min_{what}"), option.get(f"max_{what}")
        if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
            message = f"min_{what} must be less than or equal to max_{what}"
            yield Problem((*path, f"max_{what}"), "APPLICATION_COMMAND_OPTION_MIN_EXCEEDS_MAX", message)


def _names(option: _Option, path: Path) -> Problems:
    name = option.get("name")
    yield from text(option, "name", path, most=32, least=1, needed=True)
    if name and not valid_name(str(name)):
        yield Problem((*path, "name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    yield from text(option, "description", path, most=100, least=1, needed=True)
    yield from localizations(option, path, name=32, description=100)
    yield from localized_names(option, path)


def localized_names(owner: _Option, path: Path) -> Problems:
    """The translations of a command's or an option's name, which obey the same pattern."""
    for locale, name in as_object(owner.get("name_localizations")).items():
        if name and not valid_name(str(name)):
            place = (*path, "name_localizations", str(locale))
            yield Problem(place, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def localizations(owner: _Option, path: Path, **most: int) -> Problems:
    """The translations of the named texts: each as long as the text itself may be."""
    for key, length in most.items():
        translated = as_object(owner.get(f"{key}_localizations"))
        for locale in translated:
            place = (*path, f"{key}_localizations")
            if locale not in LOCALES:
                yield out_of_choices((*place, str(locale)), sorted(LOCALES))
            yield from text(translated, locale, place, most=length, least=1, needed=True)


def choices_problems(owner: _Option, path: Path, *, kind: int | None = None) -> Problems:
    """Up to 25 choices, of an option of that `kind` or, without one, of an autocomplete answer.

    A text value has up to 100 characters by Discord's documentation; its OpenAPI description would take 6000.
    """
    yield from count(owner, "choices", path, most=25)
    for index, raw in enumerate(as_list(owner.get("choices"))):
        choice, place = as_object(raw), (*path, "choices", index)
        yield from text(choice, "name", place, most=100, least=1, needed=True)
        yield from localizations(choice, place, name=100)
        yield from _choice_value(choice, place, kind)


def _choice_value(choice: _Option, path: Path, kind: int | None) -> Problems:
    value = choice.get("value")
    if value is None:
        yield required((*path, "value"))
    elif kind == _INTEGER:
        yield from whole_number(choice, "value", path, least=1 - _LARGEST, most=_LARGEST - 1)
    elif kind == _NUMBER:
        yield from number(choice, "value", path, least=-_LARGEST, most=_LARGEST)
    elif kind == _STRING and not isinstance(value, str):
        yield Problem((*path, "value"), "STRING_TYPE_CONVERT", "Could not interpret the value as string.")
    elif isinstance(value, str | bool | list | dict):
        yield from text(choice, "value", path, most=100)
