"""What a program holds in RAM."""

import psutil

from probes.companions import COMPANIONS


def resident(program: str, pid: int) -> int | None:
    """Bytes (RSS); None for a process that is gone, or that nobody may look at.

    A companion is counted without its mapped files: Prometheus maps its data, and the kernel reclaims that by itself.
    """
    try:
        memory = psutil.Process(pid).memory_info()
    except psutil.Error:
        return None
    mapped = getattr(memory, "shared", 0) if program in COMPANIONS else 0
    return int(memory.rss) - int(mapped)
