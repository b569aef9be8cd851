"""The role map that is in force: what its file holds, and what that means."""

from dataclasses import dataclass
from pathlib import Path

from ignis.domain.role_map.document import Document
from ignis.domain.rules.legion import Legion


@dataclass(frozen=True)
class RoleMap:
    """`document` is what the file holds, `legion` is what it means. `revision` is another one for every content."""

    path: Path
    revision: str
    legion: Legion
    document: Document
