"""The role map's file with its versions, and what a change makes of it, as values."""

from dataclasses import dataclass

from ignis.domain.role_map.document import Document
from ignis.domain.role_map.format import Format
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
class MapText:
    """A whole file, from an import or an earlier version. It may be of another format than the file that it replaces.

    A file of the older form, without `version`, is completed by what is in force.
    """

    text: str
    format: Format


@dataclass(frozen=True)
class Proposal:
    """The new content of the file, and what its version says about it: see `Version`.

    A `Document` is written in the layout of the present text; `MapText` is taken as it is where its format allows it.
    `undone` is the version that an undo takes back.
    """

    content: Document | MapText
    source: Source
    by: int | None
    what: str
    restores: int | None = None
    undone: Version | None = None


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
