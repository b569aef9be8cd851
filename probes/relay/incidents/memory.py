"""Does a program hold too much memory? Pure: (what is known of a process, one more sample) -> (what is known, verdict).

Above the soft limit three times in a row it is high, which is an alert; below it three times in a row it is not. Above
the hard limit it has outgrown, at once: a leak that is fast must not win the race against the kernel's out-of-memory
killer, which may choose another program.
"""

from dataclasses import dataclass, replace

IN_A_ROW = 3


@dataclass(frozen=True)
class MemoryLimits:
    """MiB of resident memory."""

    soft: float
    hard: float


@dataclass(frozen=True)
class MemorySample:
    """What process `pid` holds, in MiB."""

    pid: int
    held: float


@dataclass(frozen=True)
class MemoryUsage:
    """What is known of one process: its latest samples in a row above the soft limit, or below."""

    pid: int
    above: int = 0
    below: int = 0


@dataclass(frozen=True)
class MemoryVerdict:
    """`high` is None as long as it is undecided."""

    high: bool | None
    outgrown: bool


def judge(before: MemoryUsage | None, sample: MemorySample, limits: MemoryLimits) -> tuple[MemoryUsage, MemoryVerdict]:
    usage = before if before is not None and before.pid == sample.pid else MemoryUsage(sample.pid)
    if sample.held > limits.soft:
        usage = replace(usage, above=usage.above + 1, below=0)
    else:
        usage = replace(usage, above=0, below=usage.below + 1)
    decided = max(usage.above, usage.below) >= IN_A_ROW
    return usage, MemoryVerdict(usage.above > 0 if decided else None, sample.held > limits.hard)
