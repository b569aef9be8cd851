"""Temporary files that a killed program left behind."""

import stat
from pathlib import Path
from typing import Final

from ignis.adapters.database.backups import remove

_PATTERNS: Final = (
    ".*.json.*",
    ".control.token.*",
    "run/.*.token.*",
    "backups/.backup-*",
    "ignis.db.new*",
    "run/.*.json.*",
    "restarts/.*",
)


def remove_stale_files(home: Path, *, before: float) -> tuple[int, int]:
    """Removes those last written before `before` (seconds since 1970). Returns how many bytes and files. Blocks."""
    found = {path for pattern in _PATTERNS for path in home.glob(pattern)}
    return remove(path for path in sorted(found) if _is_old(path, before))


def _is_old(path: Path, before: float) -> bool:
    """False for what is not a file, and for a file that a living program has renamed meanwhile."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_mtime < before
