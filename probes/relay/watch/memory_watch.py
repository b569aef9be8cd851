"""Watches what every program holds in RAM, from outside of it; the relay itself included."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from ignis.runtime.base.ticker import tick
from ignis.runtime.stack.process import RENEW
from probes.companions import COMPANIONS
from probes.relay.incidents.incident import IncidentKind
from probes.relay.incidents.memory import MemoryLimits, MemorySample, MemoryUsage, judge
from probes.relay.incidents.observations import Condition, Fact, OutgrownProgram
from probes.relay.watch.reconcile import Parts
from probes.restarts.control import ControlError

_MIB = 1024 * 1024


class MemoryWatch:
    def __init__(
        self, parts: Parts, *, every: float, limits: MemoryLimits, held: Callable[[str, int], int | None]
    ) -> None:
        """`held` gives what the process of a program holds, in bytes; None when it is gone."""
        self._control = parts.control
        self._desk = parts.desk
        self._clock = parts.clock
        self._metrics = parts.metrics
        self._log = parts.log
        self._every = every
        self._limits = limits
        self._held = held
        self._usages: dict[str, MemoryUsage] = {}
        self._asked: dict[str, int] = {}

    async def run(self) -> None:
        """Never returns."""
        while True:
            await self.look()
            await tick(self._every)

    async def look(self) -> None:
        try:
            programs = await asyncio.to_thread(self._control.programs)
        except ControlError:  # the reconciler, which looks far more often, says so
            return
        facts: list[Fact] = []
        outgrown: list[OutgrownProgram] = []
        now = self._clock.now()
        for program in programs:
            held = 0 if program.pid is None else self._held(program.name, program.pid)
            if held is not None and program.wanted:
                self._metrics.memory.labels(program.name).set(held)
            if program.pid is None:  # what does not run holds nothing
                facts.append(Condition(IncidentKind.MEMORY, program.name, wrong=False, since=now, at=now))
            elif held is not None:
                found, too_much = self._judge(program.name, MemorySample(program.pid, held / _MIB), now)
                facts += found
                outgrown += too_much
        await self._desk.handle([*facts, *outgrown])
        for one in outgrown:
            await self._end(one)

    def _judge(
        self, program: str, sample: MemorySample, now: datetime
    ) -> tuple[list[Condition], list[OutgrownProgram]]:
        usage, verdict = judge(self._usages.get(program), sample, self._limits)
        self._usages[program] = usage
        words = f"holds {sample.held:.0f} MiB, and {self._limits.soft:g} are its soft limit (pid {sample.pid})"
        high = [] if verdict.high is None else [Condition(IncidentKind.MEMORY, program, verdict.high, now, now, words)]
        return high, [
            OutgrownProgram(program, sample.pid, sample.held, self._limits.hard, now)
        ] if verdict.outgrown else []

    async def _end(self, one: OutgrownProgram) -> None:
        """Asks it to end in order, and kills it when that was asked one look ago.

        The renewal leaves no clean mark, other than a stop: a program that outgrows its limit again and again must be
        held back like one that crashes.
        """
        renew = RENEW if one.program not in COMPANIONS else "TERM"  # from supervisord's stop it is told by who asks
        signal = "KILL" if self._asked.get(one.program) == one.pid else renew
        self._log.warning("ending a program for its memory", program=one.program, pid=one.pid, signal=signal)
        try:
            await asyncio.to_thread(self._control.kill, one.program, signal)
        except ControlError as error:
            self._log.error("a program cannot be ended", program=one.program, error=str(error))
            return
        if signal == renew:
            self._metrics.renewals.labels(one.program).inc()
        self._asked[one.program] = one.pid
