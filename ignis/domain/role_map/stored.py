"""The role map's file with its versions, and the changes of it, as values."""

from dataclasses import dataclass

from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.role_map.version import Source, Version


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
class Proposal:
    """The new text of the file, and what its version says about it: see `Version`."""

    text: str
    source: Source
    by: int | None
    what: str
    restores: int | None = None


@dataclass(frozen=True)
class Changed:
    """`undone` is the version that an undo took back."""

    before: RoleMap
    after: RoleMap
    version: int
    undone: Version | None = None
