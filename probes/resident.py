"""What a program holds in RAM."""

import psutil

from probes.guests import GUESTS


def resident(program: str, pid: int) -> int | None:
    """Bytes (RSS); None for a process that is gone, or that nobody may look at.

    Of a guest without what it shares with files: Prometheus maps its data, and the kernel takes that back by itself.
    """
    try:
        memory = psutil.Process(pid).memory_info()
    except psutil.Error:
        return None
    mapped = getattr(memory, "shared", 0) if program in GUESTS else 0
    return int(memory.rss) - int(mapped)
