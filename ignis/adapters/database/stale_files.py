"""Drafts of files that a killed program left behind."""

import stat
from pathlib import Path
from typing import Final

from ignis.adapters.database.backups import remove

_DRAFTS: Final = (".*.json.*", ".control.token.*", "backups/.backup-*", "ignis.db.new*", "run/.*.json.*", "restarts/.*")


def remove_leftovers(home: Path, *, before: float) -> tuple[int, int]:
    """Those last written to before that moment (seconds of the calendar); how many bytes and files. Blocks."""
    found = {path for pattern in _DRAFTS for path in home.glob(pattern)}
    return remove(path for path in sorted(found) if _is_old(path, before))


def _is_old(path: Path, before: float) -> bool:
    """False for what is no file, and for the draft of a living program, which is in its place by now."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_mtime < before
