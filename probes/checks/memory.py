"""How much memory does each program hold? The relay acts on the same limits; this check reports the relay as well."""

import asyncio

from ignis.runtime.config.settings import MemorySettings
from probes.checks.base import Cadence, CheckLabel, Context
from probes.outcome import CheckReason, CheckResult, CheckStatus
from probes.resident import resident
from probes.restarts.control import ProcessControlError

_MIB = 1024 * 1024


class MemoryCheck:
    name = "memory"
    label = CheckLabel("Memory", failing="a program holds too much memory", degraded="a program holds much memory")
    every = Cadence.DEEP
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        began = context.clock.monotonic()
        try:
            programs = await asyncio.to_thread(context.control.programs)
        except ProcessControlError as error:
            return CheckResult(CheckStatus.UNKNOWN, CheckReason.NO_SUPERVISOR, str(error))
        running = [(one.name, one.pid) for one in programs if one.pid is not None]
        held = {name: size for name, pid in running if (size := resident(name, pid)) is not None}
        return judge(held, context.settings.memory, context.clock.monotonic() - began)


def judge(held: dict[str, int], limits: MemorySettings, latency_s: float) -> CheckResult:
    """The program with the most memory decides; `held` is in bytes."""
    if not held:
        return CheckResult(CheckStatus.UNKNOWN, CheckReason.NOT_RUNNING, "no program runs", latency_s)
    ordered = sorted(held.items(), key=lambda one: one[1], reverse=True)
    detail = ", ".join(f"{name} {size / _MIB:.0f} MiB" for name, size in ordered)
    most = ordered[0][1]
    if most > limits.hard_mb * _MIB:
        detail = f"{detail}; the hard limit is {limits.hard_mb} MiB"
        return CheckResult(CheckStatus.FAILING, CheckReason.ABOVE_HARD_LIMIT, detail, latency_s)
    if most > limits.soft_mb * _MIB:
        detail = f"{detail}; the soft limit is {limits.soft_mb} MiB"
        return CheckResult(CheckStatus.DEGRADED, CheckReason.ABOVE_SOFT_LIMIT, detail, latency_s)
    return CheckResult(CheckStatus.OK, CheckReason.NONE, detail, latency_s)
