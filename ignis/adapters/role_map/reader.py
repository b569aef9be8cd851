"""`config/roles_ranks.json`: which role stands for which rank, and every other rule of the legion."""

import hashlib
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ignis.adapters.role_map import text as role_map_text
from ignis.adapters.role_map.model import Misplaced, RoleMapModel, place
from ignis.adapters.role_map.strict_text import Place, TextProblem
from ignis.domain.role_map.document import MAPPING, Document
from ignis.domain.role_map.format import Format
from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.rules.legion import Legion
from ignis.runtime.config.settings import ConfigError

_MAX_LISTED = 3
_SHOWN = 60  # characters of what was found
_REVISION_LENGTH = 12
_MOST_BYTES = 4 << 20  # four for each character that a text may have
_EXPECTED = {
    "model_type": "an object {{…}}",
    "dict_type": "an object {{…}}",
    "list_type": "a list […]",
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "string_pattern_mismatch": "text on one line without blanks around it",
    "string_too_short": "text",
    "string_too_long": "at most {max_length} characters",
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
}
"""By pydantic's name for a mistake; filled in with what it knows of it."""


def load_role_map(path: Path) -> RoleMap:
    """Raises ConfigError with file, line, place and what was expected."""
    return parse_role_map(read_text(path), path)


def parse_role_map(text: str, path: Path) -> RoleMap:
    """The rules in `text`; `path` names the file in errors and, by its extension, the format. Raises ConfigError."""
    format_ = role_map_text.format_of(path)
    content = parse_content(text, format_, str(path))
    return RoleMap(path, revision_of(text), _legion(content, text, format_, str(path)), Document(content))


def parse_content(text: str, format_: Format, source: str) -> Any:
    """What `text` holds, whether or not that is a role map. Raises ConfigError."""
    if not text.strip():
        raise ConfigError(f"{source}: is empty")
    try:
        return role_map_text.parse(text, format_)
    except TextProblem as problem:
        raise ConfigError(f"{source}: {problem}") from None


def completed(text: str, format_: Format, base: Document, source: str) -> Document:
    """A whole document of `text`; what a file of the older form lacks is taken from `base`. Raises ConfigError.

    Such a file has no `version`, and often nothing but `role_to_rank_mapping` and `role_priority`.
    """
    content = parse_content(text, format_, source)
    if isinstance(content, dict) and "version" not in content:
        content = {**base.content, **content}
    _legion(content, text, format_, source)
    return Document(content)


def _legion(content: Any, text: str, format_: Format, source: str) -> Legion:
    if isinstance(content, dict) and "version" not in content and MAPPING in content:
        raise ConfigError(f"{source}: has no `version`; bring a file of the older form in with /config import")
    try:
        return RoleMapModel.model_validate(content).legion()
    except ValidationError as error:
        raise ConfigError(f"{source}: {_listed(error, text, format_)}") from None


def revision_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_REVISION_LENGTH]


def read_text(path: Path) -> str:
    """The file's text, with the ends of line that Python uses, whatever system wrote it. Raises ConfigError."""
    if path.is_fifo():  # to open one is to wait for whoever writes to it
        raise ConfigError(f"{path}: expected a file, found a pipe")
    try:
        with path.open("rb") as file:
            found = file.read(_MOST_BYTES + 1)
        if len(found) > _MOST_BYTES:
            raise ConfigError(f"{path}: expected at most {_MOST_BYTES} bytes, found more")
        text = found.decode("utf-8-sig")  # editors on Windows put a mark in front
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: no such file; restore config/roles_ranks.json or set `bot.role_map` in ignis.yaml to yours"
        ) from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    return with_plain_ends(text)


def with_plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _listed(error: ValidationError, text: str, format_: Format) -> str:
    """The file's first mistakes in one line, and how many more there are."""
    found = error.errors(include_url=False)
    first = "; ".join(_problem(item, text, format_) for item in found[:_MAX_LISTED])
    more = len(found) - _MAX_LISTED
    return f"{first}; and {more} more" if more > 0 else first


def _problem(item: ErrorDetails, text: str, format_: Format) -> str:
    cause = item.get("ctx", {}).get("error")
    where = cause.place if isinstance(cause, Misplaced) else place(item["loc"])
    line = f"line {role_map_text.line_of(text, format_, where)}: " if where else ""
    named = f"`{_cut(_dotted(where))}`: " if where else ""
    return f"{line}{named}{_complaint(item)}"


def _complaint(item: ErrorDetails) -> str:
    kind, said, found = item["type"], item["msg"], f"found {_shown(item['input'])}"
    if kind == "extra_forbidden":
        return "not a known key"
    if kind == "missing":
        return "missing, expected a value"
    if kind == "value_error":
        return said.removeprefix("Value error, ")
    if kind == "string_type" and isinstance(item["input"], int):
        return f"expected text, {found}; put it in quotes"
    if kind in _EXPECTED:
        return f"expected {_EXPECTED[kind].format(**item.get('ctx', {}))}, {found}"
    return f"{said.replace('Input should be', 'expected', 1)}, {found}"


def _dotted(where: Place) -> str:
    """`paths.legionary.steps[2].next_rank`"""
    parts = [f"[{part}]" if isinstance(part, int) else f".{_printable(part)}" for part in where]
    return "".join(parts).removeprefix(".")


def _shown(value: object) -> str:
    """Short and printable, whatever the file holds."""
    return _cut(ascii(value))


def _printable(key: str) -> str:
    """A key stands here as it was written, unless it would break the line."""
    return key if key.isprintable() else ascii(key)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
