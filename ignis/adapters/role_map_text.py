"""The role map as text: JSON or YAML, by the file's extension."""

from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from ignis.adapters import strict_json
from ignis.adapters.strict_text import Place
from ignis.runtime.settings import ConfigError


class Format(StrEnum):
    JSON = "json"


class _Reader(Protocol):
    def parse(self, text: str) -> Any: ...
    def line_of(self, text: str, place: Place) -> int: ...
    def render(self, content: Any, old: str) -> str: ...


_BY_EXTENSION = {".json": Format.JSON}
_READERS: dict[Format, _Reader] = {Format.JSON: strict_json}


def format_of(path: Path) -> Format:
    """Raises ConfigError for an extension that names neither."""
    found = _BY_EXTENSION.get(path.suffix.lower())
    if found is None:
        raise ConfigError(f"{path}: expected a name that ends in {', '.join(_BY_EXTENSION)}")
    return found


def parse(text: str, format_: Format) -> Any:
    """Raises TextProblem."""
    return _READERS[format_].parse(text)


def line_of(text: str, format_: Format, place: Place) -> int:
    """The line of `place`, or of the last part of it that is there, in a `text` that `parse` takes."""
    return _READERS[format_].line_of(text, place)


def render(content: Any, format_: Format, old: str) -> str:
    """`content` as text, in the way of `old`, the text that it replaces. Raises TextProblem."""
    return _READERS[format_].render(content, old)
