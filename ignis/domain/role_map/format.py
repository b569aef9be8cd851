"""The two formats of a role map's file, and the extensions that name them."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Format(StrEnum):
    JSON = "json"
    YAML = "yaml"


EXTENSIONS: Final[Mapping[str, Format]] = MappingProxyType(
    {".json": Format.JSON, ".yaml": Format.YAML, ".yml": Format.YAML}
)
