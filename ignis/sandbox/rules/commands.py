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
    localized_names,
    options_problems,
    valid_name,
)
from ignis.sandbox.rules.errors import Problem, Problems, RuleError, form_error
from ignis.sandbox.rules.text import Path, as_list, as_object, count, out_of_choices, required, text
from ignis.sandbox.rules.values import bit_set, yes_or_no

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


def edit_error(body: _Body, kind: int | None) -> RuleError | None:
    """PATCH of a command of that kind: what is not in the body stays as it is.

    A command that is not known is judged as a chat command if the body has what only that has.
    """
    if kind is None:
        kind = CHAT if body.get("description") or body.get("options") else USER
    problems = list(command_problems({**body, "type": kind}, ()))
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
    yield from _where_and_who(command, path)
    yield from (_chat if kind_of(command) == CHAT else _context_menu)(command, path)
    if size(command) > MOST_CHARACTERS:
        yield Problem(path, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({MOST_CHARACTERS})")


def _where_and_who(command: _Body, path: Path) -> Problems:
    yield from bit_set(command, "default_member_permissions", path)
    for key in ("dm_permission", "nsfw", "default_permission"):
        yield from yes_or_no(command, key, path)
    for key, known in (("contexts", (0, 1, 2)), ("integration_types", (0, 1))):
        if command.get(key) is None:
            continue
        yield from count(command, key, path, most=len(known), least=1)
        for index, value in enumerate(as_list(command[key])):
            if value not in known:
                yield out_of_choices((*path, key, index), known)


def _chat(command: _Body, path: Path) -> Problems:
    name = command.get("name")
    if name and not valid_name(str(name)):
        yield Problem((*path, "name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    yield from localized_names(command, path)
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
