"""Who has a file open."""

import os
from pathlib import Path

import psutil


def holders(path: Path) -> str:
    """Other programs that have `path` open, by name and pid, as far as this user may know. Blocks."""
    found = [f"{process.name()} (pid {process.pid})" for process in psutil.process_iter() if _holds(process, path)]
    return ", ".join(found) or "another program"


def _holds(process: psutil.Process, path: Path) -> bool:
    try:
        return process.pid != os.getpid() and any(Path(file.path) == path for file in process.open_files())
    except psutil.Error:
        return False
