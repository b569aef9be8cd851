"""Which programs have a file open."""

import os
from pathlib import Path

import psutil


def programs_that_opened(path: Path) -> str:
    """Names and pids of other programs that have `path` open, as far as this user may see them. Blocks."""
    found = [f"{process.name()} (pid {process.pid})" for process in psutil.process_iter() if _has_open(process, path)]
    return ", ".join(found) or "another program"


def _has_open(process: psutil.Process, path: Path) -> bool:
    try:
        return process.pid != os.getpid() and any(Path(file.path) == path for file in process.open_files())
    except psutil.Error:
        return False
