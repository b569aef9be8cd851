"""Tells that supervisord does not answer, and until it does which of its programs have ended.

Nobody else would tell of them: supervisord sends no event, and the look at everything begins with asking it. How they
ended is not known, because only supervisord learns that; its log says it later, and the death is counted once.
"""

from collections.abc import Iterable
from typing import Protocol

from ignis.runtime.base.clock import Clock
from probes.relay.incident_manager import IncidentManager
from probes.relay.incidents.observations import EndedProcess, EndingKind, Observation, ProcessEnding
from probes.relay.watch.evidence import Evidence
from probes.relay.watch.observer import StackLook
from probes.relay.watch.supervisor.silence import SupervisorSilence, answers, silent, still_silent
from probes.restarts.control import ProcessControlError, ProgramState, Trouble

_ENDED = ProcessEnding(EndingKind.UNKNOWN)


class Processes(Protocol):
    """Knows of processes without supervisord; in the relay it is the `FastReaper`."""

    def has_ended(self, pid: int) -> bool: ...


class SupervisorWatch:
    """Listens to the looks that succeed and to those that do not."""

    def __init__(self, manager: IncidentManager, evidence: Evidence, processes: Processes, *, clock: Clock) -> None:
        self._manager = manager
        self._evidence = evidence
        self._processes = processes
        self._clock = clock
        self._programs: tuple[ProgramState, ...] = ()  # as supervisord said last
        self._silence: SupervisorSilence | None = None

    def programs_seen(self, programs: Iterable[ProgramState]) -> None:
        self._programs = tuple(programs)
        self._silence = None

    async def looked(self, look: StackLook) -> None:  # noqa: ARG002  the Protocol names it
        condition = answers(self._clock.now())
        if condition.subject in self._manager.state.open:
            await self._manager.handle([condition])

    async def not_seen(self, error: ProcessControlError) -> None:
        if error.trouble is Trouble.FAULT:
            self._silence = None
            return
        now = self._clock.now()
        self._silence = still_silent(self._silence, now, self._clock.monotonic())
        if self._silence.worth_telling:
            ended = [
                await self._death(one.name, one.pid)
                for one in self._programs
                if one.pid is not None and self._is_new(one)
            ]
            await self._manager.handle([silent(error.trouble, self._silence.since, now), *ended])

    def _is_new(self, program: ProgramState) -> bool:
        """Whether its process has ended, and that was not told yet."""
        told = self._manager.state.program(program.name).pid != program.pid
        return program.pid is not None and not told and self._processes.has_ended(program.pid)

    async def _death(self, program: str, pid: int) -> Observation:
        now = self._clock.now()
        alive = self._evidence.last_alive(program, pid)
        words = await self._evidence.last_words(program, pid, _ENDED)
        return EndedProcess(program, pid, _ENDED, now if alive is None else min(alive, now), words)
