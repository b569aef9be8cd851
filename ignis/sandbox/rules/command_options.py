"""The options of a chat command: names, order, nesting, choices."""

import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from ignis.sandbox.rules.errors import Problem, Problems
from ignis.sandbox.rules.text import Path, as_list, as_object, count, out_of_choices, text

SUBCOMMAND, GROUP = 1, 2
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
    yield from _mixture(options, path)


def _mixture(options: list[_Option], path: Path) -> Problems:
    nested = sum(option.get("type") in (SUBCOMMAND, GROUP) for option in options)
    if 0 < nested < len(options):
        message = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        yield Problem((*path, "options"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)


def _option(option: _Option, path: Path, depth: int) -> Problems:
    kind = option.get("type")
    if kind not in _TYPES:
        yield out_of_choices((*path, "type"), _TYPES)
        return
    yield from _names(option, path)
    if kind in (SUBCOMMAND, GROUP):
        if depth >= (2 if kind == SUBCOMMAND else 1):
            message = "Sub-commands and groups cannot be nested deeper"
            yield Problem((*path, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
        yield from options_problems(option, path, depth=2 if kind == SUBCOMMAND else 1)
    else:
        yield from choices_problems(option, path)
        if option.get("choices") and option.get("autocomplete"):
            message = "Autocomplete may not be set to true if choices are present"
            yield Problem((*path, "autocomplete"), "APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES", message)


def _names(option: _Option, path: Path) -> Problems:
    name = option.get("name")
    yield from text(option, "name", path, most=32, least=1, needed=True)
    if name and not valid_name(str(name)):
        yield Problem((*path, "name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    yield from text(option, "description", path, most=100, least=1, needed=True)
    yield from localizations(option, path, name=32, description=100)


def localizations(owner: _Option, path: Path, **most: int) -> Problems:
    """The translations of the named texts: each as long as the text itself may be."""
    for key, length in most.items():
        translated = as_object(owner.get(f"{key}_localizations"))
        for locale in translated:
            place = (*path, f"{key}_localizations")
            yield from text(translated, locale, place, most=length, least=1, needed=True)


def choices_problems(owner: _Option, path: Path) -> Problems:
    """Up to 25 choices, of an option or of an autocomplete answer.

    A text value has up to 100 characters by Discord's documentation; its OpenAPI description would take 6000.
    """
    yield from count(owner, "choices", path, most=25)
    for index, raw in enumerate(as_list(owner.get("choices"))):
        choice, place = as_object(raw), (*path, "choices", index)
        yield from text(choice, "name", place, most=100, least=1, needed=True)
        yield from localizations(choice, place, name=100)
        if isinstance(choice.get("value"), str):
            yield from text(choice, "value", place, most=100)
