"""Which programs have a file open."""

import os
from pathlib import Path


def programs_that_opened(path: Path) -> str | None:
    """Names and pids of other programs that have `path` open, as far as this user sees them, or None. Blocks."""
    import psutil  # noqa: PLC0415  10 ms of the bot's start, needed by a locked database alone

    def has_open(process: psutil.Process) -> bool:
        try:
            return process.pid != os.getpid() and any(Path(file.path) == path for file in process.open_files())
        except psutil.Error:
            return False

    found = [f"{process.name()} (pid {process.pid})" for process in psutil.process_iter() if has_open(process)]
    return ", ".join(found) or None
