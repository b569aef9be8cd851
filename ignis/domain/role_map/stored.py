"""The role map's file with its versions, before and after a change, as values."""

from dataclasses import dataclass

from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.role_map.version import Version


@dataclass(frozen=True)
class StoredRoleMap:
    """What the file holds now. `unseen`: its content is new to Ignis, and has become a version of its own.

    `unkept` is why it could not become a version; it is in force all the same.
    """

    map: RoleMap
    text: str
    versions: tuple[Version, ...]
    unseen: bool
    unkept: str | None = None


@dataclass(frozen=True)
class Changed:
    """A change that was made. `version` is its number; `undone` is the version that an undo took back."""

    before: RoleMap
    after: RoleMap
    version: int
    undone: Version | None = None


@dataclass(frozen=True)
class RoleMapExport:
    """The file as it is: what an import takes."""

    name: str
    text: str
