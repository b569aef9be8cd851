"""One version of the role map: who changed what, when, and the whole text."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ignis.domain.role_map.format import Format


class Source(StrEnum):
    """Where a version came from."""

    COMMAND = "command"
    FILE = "file"  # edited by hand, or found at the first start
    IMPORT = "import"
    UNDO = "undo"


@dataclass(frozen=True)
class Version:
    """`before` and `after` are revisions; `by` is a Discord user.

    `by` is None for an edit by hand, whose author is not known, and for a user who had their data deleted.
    `restores` is the number of the version whose text an undo brought back.
    """

    number: int
    at: datetime
    source: Source
    by: int | None
    what: str
    before: str | None
    after: str
    format: Format
    text: str
    restores: int | None = None

    @property
    def stands_for(self) -> int:
        """The version that first held this text."""
        return self.restores or self.number
