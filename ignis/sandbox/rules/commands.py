"""Application commands: one command's form, and how many there may be.

https://discord.com/developers/docs/interactions/application-commands
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ignis.sandbox.rules.command_options import (
    choices_size,
    field_size,
    localizations,
    options_problems,
    valid_name,
)
from ignis.sandbox.rules.errors import Problem, Problems, RuleError, form_error
from ignis.sandbox.rules.text import Path, as_list, as_object, out_of_choices, required, text

CHAT, USER, MESSAGE = 1, 2, 3
_KINDS: Final = (CHAT, USER, MESSAGE)
MOST_BY_KIND: Final = {CHAT: 100, USER: 15, MESSAGE: 15}
MOST_CHARACTERS: Final = 8000
MOST_CREATES_A_DAY: Final = 200
_Body = Mapping[str, Any]


def bulk_error(body: Any, existing: frozenset[tuple[int, str]], creates_today: int) -> RuleError | None:
    """PUT: the body replaces all commands of its scope; what has a new (type, name) is a create."""
    commands = [as_object(command) for command in as_list(body)]
    wrong = form_error(_bulk_problems(commands))
    if wrong is not None:
        return wrong
    for kind, number in Counter(map(kind_of, commands)).items():
        if number > MOST_BY_KIND[kind]:
            return _too_many(MOST_BY_KIND[kind])
    created = len({identity(command) for command in commands} - existing)
    return _over_the_day(created, creates_today)


def create_error(body: _Body, existing: frozenset[tuple[int, str]], creates_today: int) -> RuleError | None:
    """POST: an upsert; a name that is there already is an edit and counts for nothing."""
    wrong = form_error(command_problems(body, ()))
    if wrong is not None or identity(body) in existing:
        return wrong
    kind = kind_of(body)
    if sum(1 for other, _ in existing if other == kind) >= MOST_BY_KIND[kind]:
        return _too_many(MOST_BY_KIND[kind])
    return _over_the_day(1, creates_today)


def edit_error(body: _Body) -> RuleError | None:
    """PATCH: what is not in the body stays as it is.

    The body does not tell the type, so the name is judged as a chat command's only beside a description or options.
    """
    chat = bool(body.get("description") or body.get("options"))
    problems = list(command_problems({**body, "type": CHAT if chat else USER}, ()))
    absent = {(key,) for key in ("name", "description") if key not in body}
    return form_error(p for p in problems if p.path not in absent or p.code != "BASE_TYPE_REQUIRED")


def kind_of(command: _Body) -> int:
    return int(command.get("type") or CHAT)


def identity(command: _Body) -> tuple[int, str]:
    return kind_of(command), str(command.get("name"))


def size(command: _Body) -> int:
    """Characters of all names, descriptions and choice values; of a localized text its longest form counts."""
    own = field_size(command, "name") + field_size(command, "description")
    return own + sum(map(_option_size, as_list(command.get("options"))))


def _option_size(raw: Any) -> int:
    option = as_object(raw)
    return size(option) + choices_size(option)


def command_problems(command: _Body, path: Path) -> Problems:
    if command.get("type") is not None and command["type"] not in _KINDS:
        yield out_of_choices((*path, "type"), _KINDS)
        return
    yield from text(command, "name", path, most=32, least=1, needed=True)
    yield from (_chat if kind_of(command) == CHAT else _context_menu)(command, path)
    if size(command) > MOST_CHARACTERS:
        yield Problem(path, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({MOST_CHARACTERS})")


def _chat(command: _Body, path: Path) -> Problems:
    names = [("name", command.get("name"))]
    names += [(f"name_localizations.{k}", v) for k, v in as_object(command.get("name_localizations")).items()]
    for key, name in names:
        if name and not valid_name(str(name)):
            yield Problem((*path, *key.split(".")), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    yield from text(command, "description", path, most=100, least=1, needed=True)
    yield from localizations(command, path, name=32, description=100)
    yield from options_problems(command, path, depth=0)


def _context_menu(command: _Body, path: Path) -> Problems:
    """Its name is free text with spaces and capitals; it has neither description nor options."""
    for key in ("description", "options"):
        if command.get(key):
            code = f"APPLICATION_COMMAND_CONTEXT_MENU_{key.upper()}_CANNOT_BE_SET"
            yield Problem((*path, key), code, f"Context menu commands cannot have {key}")
    yield from localizations(command, path, name=32, description=100)


def _bulk_problems(commands: Sequence[_Body]) -> Problems:
    seen: set[tuple[int, str]] = set()
    for index, command in enumerate(commands):
        if not command:
            yield required((index, "name"))
            continue
        yield from command_problems(command, (index,))
        if command.get("type") in (None, *_KINDS):
            if identity(command) in seen:
                message = "Application command names must be unique"
                yield Problem((index, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", message)
            seen.add(identity(command))


def _too_many(most: int) -> RuleError:
    return RuleError(400, 30032, f"Maximum number of application commands reached ({most})")


def _over_the_day(created: int, creates_today: int) -> RuleError | None:
    if created == 0 or created + creates_today <= MOST_CREATES_A_DAY:
        return None
    message = f"Max number of daily application command creates has been reached ({MOST_CREATES_A_DAY})"
    return RuleError(400, 30034, message)
