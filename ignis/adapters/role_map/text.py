"""The role map as text: JSON or YAML, by the file's extension."""

import json
import re
from pathlib import Path
from typing import Any

from ignis.adapters.role_map import yaml_rewriting
from ignis.domain.role_map import format as role_map_format
from ignis.domain.role_map.format import Format
from ignis.runtime.config import strict_json, strict_yaml
from ignis.runtime.config.settings import ConfigError
from ignis.runtime.config.strict_reader import Syntax

_INDENTED = re.compile(r"^\{\r?\n([ \t]+)")
_INDENT = "  "


def format_of(path: Path) -> Format:
    """Raises ConfigError for an extension that names no format."""
    try:
        return role_map_format.format_of(path.name)
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from None


def parse(text: str, format_: Format) -> Any:
    """Raises TextProblem."""
    return strict_json.parse(text) if format_ is Format.JSON else strict_yaml.parse(text)


def syntax(format_: Format) -> Syntax:
    return strict_json if format_ is Format.JSON else strict_yaml


def render(content: Any, format_: Format, old: str) -> str:
    """`content` as text, in the layout of `old`, the text that it replaces. Raises TextProblem."""
    return _json(content, old) if format_ is Format.JSON else yaml_rewriting.render(content, old)


def _json(content: Any, old: str) -> str:
    """JSON, indented as `old` is."""
    indented = _INDENTED.match(old)
    return json.dumps(content, ensure_ascii=False, indent=indented[1] if indented else _INDENT) + "\n"
