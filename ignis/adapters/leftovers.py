"""Drafts of files that a killed program left behind."""

from pathlib import Path
from typing import Final

from ignis.adapters.backups import remove

_DRAFTS: Final = (".*.json.*", ".control.token.*", "backups/.backup-*", "ignis.db.new*", "run/.*.json.*", "restarts/.*")


def remove_leftovers(home: Path, *, before: float) -> tuple[int, int]:
    """Those last written to before that moment (seconds of the calendar); how many bytes and files. Blocks."""
    found = {path for pattern in _DRAFTS for path in home.glob(pattern)}
    return remove(path for path in sorted(found) if path.is_file() and path.stat().st_mtime < before)
