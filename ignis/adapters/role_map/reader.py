"""`config/roles_ranks.json`: which role stands for which rank, and every other rule of the legion."""

import hashlib
from pathlib import Path
from typing import Any

from ignis.adapters.role_map import text as role_map_text
from ignis.adapters.role_map.model import TAGS, RoleMapModel
from ignis.domain.role_map.document import MAPPING, Document
from ignis.domain.role_map.format import Format
from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.rules.legion import Legion
from ignis.runtime.config import strict_reader
from ignis.runtime.config.strict_reader import mistakes_in, validated
from ignis.runtime.config.strict_text import TextProblem

_REVISION_LENGTH = 12
LOST = "restore it, or set `bot.role_map` in ignis.yaml to yours"
"""What to do about a file that is gone, if nothing else brings it back."""


def load_role_map(path: Path) -> RoleMap:
    """Raises ConfigError with file, line, place and what was expected.

    Example:
        legion = load_role_map(Path("config/roles_ranks.json")).legion
    """
    return parse_role_map(read_text(path), path)


def parse_role_map(text: str, path: Path) -> RoleMap:
    """The rules in `text`; `path` names the file in errors and, by its extension, the format. Raises ConfigError."""
    format_ = role_map_text.format_of(path)
    content = parse_content(text, format_, str(path))
    return RoleMap(path, revision_of(text), _legion(content, text, format_, str(path)), Document(content))


def parse_content(text: str, format_: Format, source: str) -> Any:
    """What `text` holds, whether or not that is a role map. Raises ConfigError."""
    with mistakes_in(source):
        if not text.strip():
            raise TextProblem("is empty")
        return role_map_text.parse(text, format_)


def completed(text: str, format_: Format, base: Document, source: str) -> Document:
    """A whole document of `text`; what a file of the older form lacks is taken from `base`. Raises ConfigError.

    Such a file has no `version`, and often nothing but `role_to_rank_mapping` and `role_priority`.
    """
    content = parse_content(text, format_, source)
    if isinstance(content, dict) and "version" not in content:
        content = {**base.content, **content}
    _legion(content, text, format_, source)
    return Document(content)


def revision_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_REVISION_LENGTH]


def read_text(path: Path, missing: str = LOST) -> str:
    """The file's text, with the line ends that Python uses. Raises ConfigError; `missing` says what brings it back."""
    return strict_reader.read_text(path, missing=missing)


def _legion(content: Any, text: str, format_: Format, source: str) -> Legion:
    with mistakes_in(source):
        if isinstance(content, dict) and "version" not in content and MAPPING in content:
            raise TextProblem("has no `version`; bring a file of the older form in with /config import")
        return validated(RoleMapModel, content, text, role_map_text.syntax(format_), TAGS).legion()
