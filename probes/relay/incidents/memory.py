"""Does a program use too much memory? Pure: (what is known, one more sample) -> (what is known, verdict).

Three samples in a row above the soft limit are high, which is an alert; three in a row below it are not. One sample
above the hard limit is enough: a fast leak must not reach the kernel's out-of-memory killer first, which may choose
another program.
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
    """What process `pid` uses, in MiB."""

    pid: int
    used: float


@dataclass(frozen=True)
class MemoryUsage:
    """What is known of one process: its latest samples in a row above the soft limit, or below it."""

    pid: int
    above: int = 0
    below: int = 0


@dataclass(frozen=True)
class MemoryVerdict:
    """`high` is None while it is undecided."""

    high: bool | None
    outgrown: bool


def judge(before: MemoryUsage | None, sample: MemorySample, limits: MemoryLimits) -> tuple[MemoryUsage, MemoryVerdict]:
    """What is known after one more sample, and what it means.

    Example:
        >>> usage, verdict = judge(None, MemorySample(pid=7, used=900), MemoryLimits(soft=512, hard=768))
        >>> usage.above, verdict
        (1, MemoryVerdict(high=None, outgrown=True))
    """
    usage = before if before is not None and before.pid == sample.pid else MemoryUsage(sample.pid)
    if sample.used > limits.soft:
        usage = replace(usage, above=usage.above + 1, below=0)
    else:
        usage = replace(usage, above=0, below=usage.below + 1)
    decided = max(usage.above, usage.below) >= IN_A_ROW
    return usage, MemoryVerdict(usage.above > 0 if decided else None, sample.used > limits.hard)
