"""Watches how much RAM every program uses, from outside; the relay itself too."""

import asyncio
from datetime import datetime
from typing import Protocol

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.ticker import tick
from ignis.runtime.stack.process import RENEW
from ignis.runtime.telemetry.logs import Logger
from probes.companions import COMPANIONS
from probes.relay.incident_manager import IncidentManager
from probes.relay.incidents.incident import IncidentKind
from probes.relay.incidents.memory import MemoryLimits, MemorySample, MemoryUsage, judge
from probes.relay.incidents.observations import Condition, Observation, OutgrownProgram
from probes.relay.metrics import RelayMetrics
from probes.restarts.control import ProcessControl, ProcessControlError

_MIB = 1024 * 1024


class MemoryMeter(Protocol):
    """Measures processes; in the relay it is `probes.resident.SystemMemory`."""

    def resident(self, program: str, pid: int) -> int | None:
        """The bytes of RAM that process `pid` of `program` uses; None if it is gone."""
        ...


class MemoryWatch:
    """Reports high memory, and ends the programs that use more than the hard limit."""

    def __init__(
        self,
        manager: IncidentManager,
        control: ProcessControl,
        meter: MemoryMeter,
        limits: MemoryLimits,
        *,
        every: float,
        clock: Clock,
        metrics: RelayMetrics,
        log: Logger,
    ) -> None:
        self._manager = manager
        self._control = control
        self._meter = meter
        self._limits = limits
        self._every = every
        self._clock = clock
        self._metrics = metrics
        self._log = log
        self._usages: dict[str, MemoryUsage] = {}
        self._asked: dict[str, int] = {}  # program: the pid that was asked to end

    async def run(self) -> None:
        """Never returns."""
        while True:
            await self.look()
            await tick(self._every)

    async def look(self) -> None:
        try:
            programs = await asyncio.to_thread(self._control.programs)
        except ProcessControlError:  # the reconciler looks much more often, and logs it
            return
        observations: list[Observation] = []
        outgrown: list[OutgrownProgram] = []
        now = self._clock.now()
        for program in programs:
            used = 0 if program.pid is None else self._meter.resident(program.name, program.pid)
            if used is not None and program.wanted:
                self._metrics.memory.labels(program.name).set(used)
            if program.pid is None:  # what does not run uses nothing
                observations.append(Condition(IncidentKind.MEMORY, program.name, wrong=False, since=now, at=now))
            elif used is not None:
                found, too_much = self._judge(program.name, MemorySample(program.pid, used / _MIB), now)
                observations += found
                outgrown += too_much
        await self._manager.handle([*observations, *outgrown])
        for one in outgrown:
            await self._end(one)

    def _judge(
        self, program: str, sample: MemorySample, now: datetime
    ) -> tuple[list[Condition], list[OutgrownProgram]]:
        usage, verdict = judge(self._usages.get(program), sample, self._limits)
        self._usages[program] = usage
        words = f"uses {sample.used:.0f} MiB; its soft limit is {self._limits.soft:g} MiB (pid {sample.pid})"
        high = [] if verdict.high is None else [Condition(IncidentKind.MEMORY, program, verdict.high, now, now, words)]
        return high, [
            OutgrownProgram(program, sample.pid, sample.used, self._limits.hard, now)
        ] if verdict.outgrown else []

    async def _end(self, one: OutgrownProgram) -> None:
        """Asks it to stop cleanly, and kills it if it was already asked at the last look.

        Unlike a stop, this leaves no clean mark: a program that outgrows its limit again and again must be delayed like
        one that crashes.
        """
        renew = RENEW if one.program not in COMPANIONS else "TERM"  # supervisord sends the same signal for a stop
        signal = "KILL" if self._asked.get(one.program) == one.pid else renew
        self._log.warning("ending a program for its memory", program=one.program, pid=one.pid, signal=signal)
        try:
            await asyncio.to_thread(self._control.kill, one.program, signal)
        except ProcessControlError as error:
            self._log.error("a program cannot be ended", program=one.program, error=str(error))
            return
        if signal == renew:
            self._metrics.renewals.labels(one.program).inc()
        self._asked[one.program] = one.pid
