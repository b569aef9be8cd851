"""Where every change of the role map is on record for good."""

from collections.abc import Sequence
from typing import Protocol

from ignis.domain.role_map.version import Version


class RoleMapAudit(Protocol):
    """Keeps one line for every version, also after the version itself is dropped.

    Example:
        await audit.note(await store.versions())
    """

    async def note(self, versions: Sequence[Version]) -> int:
        """Writes down those of `versions` that are not there yet, and returns how many. Raises StorageError."""
        ...
