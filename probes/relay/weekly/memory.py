"""When the last digest was sent, in a file of its own: relay.db may be set aside, and with it would go the memory."""

import json
from datetime import datetime
from pathlib import Path

from ignis.runtime.base.files import write_atomic


class WeeklyMemory:
    """Its methods block for a disk sync: callers use `asyncio.to_thread`."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def last(self) -> datetime | None:
        """None if none was ever sent, or if the file says nothing that can be meant. Raises OSError."""
        try:
            found = datetime.fromisoformat(json.loads(self._file.read_text(encoding="utf-8"))["last"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None
        return found if found.tzinfo else None

    def keep(self, moment: datetime) -> None:
        """Raises OSError."""
        write_atomic(self._file, json.dumps({"last": moment.isoformat()}))
