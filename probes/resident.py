"""How much RAM a program uses."""

import psutil

from probes.companions import COMPANIONS


def resident(program: str, pid: int) -> int | None:
    """Bytes (RSS); None if the process is gone or may not be read.

    A companion is counted without its mapped files: Prometheus maps its data, and the kernel reclaims that memory.
    """
    try:
        memory = psutil.Process(pid).memory_info()
    except psutil.Error:
        return None
    mapped = getattr(memory, "shared", 0) if program in COMPANIONS else 0
    return int(memory.rss) - int(mapped)


class SystemMemory:
    """`resident` as an object, for those who are given something to measure with."""

    def resident(self, program: str, pid: int) -> int | None:
        """Bytes (RSS); None if the process is gone or may not be read."""
        return resident(program, pid)
