"""What a change wants to write into the role map's file."""

from dataclasses import dataclass

from ignis.domain.role_map.document import Document
from ignis.domain.role_map.format import Format
from ignis.domain.role_map.version import Source, Version


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
