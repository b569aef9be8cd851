"""Every change of the role map in the audit of `ignis.db`, by command or by hand; what it was is in its version."""

from collections.abc import Sequence

from ignis.adapters.database.database import Database
from ignis.adapters.stores.rows import as_text
from ignis.domain.members.change import Action
from ignis.domain.role_map.version import Version

_KNOWN = "SELECT at, after FROM audit WHERE user_id IS NULL AND action = ?"
_NOTE = "INSERT INTO audit (at, action, actor_id, before, after, reason) VALUES (?, ?, ?, ?, ?, ?)"


class SqliteRoleMapAudit:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, versions: Sequence[Version]) -> int:
        """Writes those that are not there yet, and returns how many they are. A crash in between loses no line.

        `before` and `after` are revisions, the reason is what was changed. Raises StorageError.
        """
        known = set(await self._database.fetch("role_map_audited", _KNOWN, (Action.ROLE_MAP,)))
        missing = [version for version in versions if (as_text(version.at), version.after) not in known]
        if missing:
            async with self._database.transaction("audit_role_map") as connection:
                await connection.executemany(_NOTE, [_row(version) for version in missing])
        return len(missing)


def _row(version: Version) -> tuple[str, Action, int | None, str | None, str, str]:
    at = as_text(version.at)
    return at, Action.ROLE_MAP, version.by, version.before, version.after, f"{version.source}: {version.what}"
