"""The two formats of a role map's file, and the extensions that name them."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import PurePath
from types import MappingProxyType
from typing import Final


class Format(StrEnum):
    JSON = "json"
    YAML = "yaml"


EXTENSIONS: Final[Mapping[str, Format]] = MappingProxyType(
    {".json": Format.JSON, ".yaml": Format.YAML, ".yml": Format.YAML}
)


def format_of(name: str) -> Format:
    """The format that the extension of a file's `name` says, in any case. Raises ValueError for any other extension.

    >>> format_of("roles_ranks.yml")
    <Format.YAML: 'yaml'>
    """
    found = EXTENSIONS.get(PurePath(name).suffix.lower())
    if found is None:
        raise ValueError(f"expected a name that ends in {', '.join(EXTENSIONS)}")
    return found
