"""The role map as text: JSON or YAML, by the file's extension."""

from pathlib import Path
from typing import Any

from ignis.adapters.role_map import strict_json, strict_yaml, yaml_rewriting
from ignis.adapters.role_map.strict_text import Place
from ignis.domain.role_map import format as role_map_format
from ignis.domain.role_map.format import Format
from ignis.runtime.config.settings import ConfigError


def format_of(path: Path) -> Format:
    """Raises ConfigError for an extension that names no format."""
    try:
        return role_map_format.format_of(path.name)
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from None


def parse(text: str, format_: Format) -> Any:
    """Raises TextProblem."""
    return strict_json.parse(text) if format_ is Format.JSON else strict_yaml.parse(text)


def line_of(text: str, format_: Format, place: Place) -> int:
    """The line of `place`, or of the last part of it that is there, in a `text` that `parse` takes."""
    return strict_json.line_of(text, place) if format_ is Format.JSON else strict_yaml.line_of(text, place)


def render(content: Any, format_: Format, old: str) -> str:
    """`content` as text, in the way of `old`, the text that it replaces. Raises TextProblem."""
    return strict_json.render(content, old) if format_ is Format.JSON else yaml_rewriting.render(content, old)
