"""Finds the programs that hang, and kills them so that supervisord starts them again."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from ignis.runtime.base.clock import Clock
from ignis.runtime.stack.http_shapes import ReportedHealth
from ignis.runtime.telemetry.logs import Logger
from probes.companions import COMPANIONS, GRACE
from probes.peers.hang import HangLimits, HangWatch, LivenessProbe, observe, silent_for
from probes.peers.program_client import ProgramAnswers
from probes.peers.schemas import failing_for
from probes.relay.incidents.observations import HungProgram
from probes.relay.metrics import RelayMetrics
from probes.relay.watch.observer import StackLook
from probes.restarts.control import ProcessControl, ProcessControlError, ProgramState


class HangKiller:
    """Remembers for each program since when it has been silent."""

    def __init__(
        self,
        control: ProcessControl,
        limits: HangLimits,
        *,
        look_now: asyncio.Event,
        clock: Clock,
        metrics: RelayMetrics,
        log: Logger,
    ) -> None:
        """`look_now` is set after a kill. Companions get a longer time to start than `limits` say."""
        self._control = control
        self._limits = limits
        self._companion_limits = replace(limits, startup_grace=max(GRACE, limits.startup_grace))
        self._look_now = look_now
        self._clock = clock
        self._metrics = metrics
        self._log = log
        self._watches: dict[str, HangWatch | None] = {}

    def find(self, look: StackLook) -> list[HungProgram]:
        """The programs that hang, as of this look."""
        bot_failing_s = _bot_failing_for(look.answers.get("exporter"))
        found = (self._hung(one, look.answers[one.name], bot_failing_s) for one in look.programs)
        return [hung for hung in found if hung is not None]

    async def kill(self, hung: HungProgram) -> None:
        """If the kill fails, the next look finds the program hanging still and tries again."""
        self._log.warning("killing a hung program", program=hung.program, pid=hung.pid, silent_s=hung.silent_s)
        try:
            await asyncio.to_thread(self._control.kill, hung.program, "KILL")
        except ProcessControlError as error:
            self._log.error("a hung program cannot be killed", program=hung.program, error=str(error))
            return
        self._metrics.kills.labels(hung.program).inc()
        self._watches.pop(hung.program, None)
        self._look_now.set()

    def _hung(self, program: ProgramState, answers: ProgramAnswers, bot_failing_s: float | None) -> HungProgram | None:
        if not answers.asked or program.pid is None:
            self._watches.pop(program.name, None)
            return None
        now = self._clock.monotonic()
        probe = LivenessProbe(program.pid, now, started=answers.started, answered=answers.answered)
        limits = self._companion_limits if program.name in COMPANIONS else self._limits
        watch = observe(self._watches.get(program.name), probe, limits)
        self._watches[program.name] = watch
        if watch is None:
            return None
        reported = [bot_failing_s] if bot_failing_s is not None and program.name == "bot" else []
        silent_s = silent_for(watch, limits, reported)
        if silent_s is None:
            return None
        answered_at = self._clock.now() - timedelta(seconds=silent_s)
        return HungProgram(program.name, watch.pid, silent_s, answered_at)


def _bot_failing_for(exporter: ProgramAnswers | None) -> float | None:
    """Seconds for which the exporter has found the bot failing; None if it does not say so."""
    report = exporter.report if exporter is not None else None
    return failing_for(report) if isinstance(report, ReportedHealth) else None
