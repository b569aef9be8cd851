"""What a look tells about each program, and what the logs tell about a process that is gone since the last look."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from ignis.runtime.base.clock import Clock
from probes.peers.program_client import ProgramAnswers
from probes.relay.incidents.observations import EndedProcess, Observation, ProcessEnding, SeenProgram
from probes.relay.incidents.process_incidents import vanished
from probes.relay.incidents.state import EngineState
from probes.relay.watch.evidence import Evidence
from probes.relay.watch.observer import StackLook
from probes.restarts import holds
from probes.restarts.control import ProgramRunState, ProgramState
from probes.restarts.holds import GateHold


class ProgramObservations:
    """Turns a look into observations for the incident engine."""

    def __init__(self, evidence: Evidence, restarts: Path, clock: Clock, unexplained: ProcessEnding | None) -> None:
        """`restarts` is `Home.restarts`.

        `unexplained` is how a process ended that is gone at the first look if no log says it; None if unknown.
        """
        self._evidence = evidence
        self._restarts = restarts
        self._clock = clock
        self._unexplained = unexplained
        self._first_look = True

    def holds(self, look: StackLook) -> Mapping[str, GateHold]:
        """The programs that wait at the restart gate. The files are only read if a program may wait there.

        One that is ready has left the gate, and one that was never started has not been there.
        """
        waiting = any(one.since and not look.answers[one.name].ready for one in look.programs)
        return holds.holds(self._restarts, self._clock) if waiting else {}

    def first_look_is_over(self) -> None:
        """From now on a process that is gone without an explanation has none."""
        self._unexplained = None
        self._first_look = False

    async def read(
        self, program: ProgramState, answers: ProgramAnswers, hold: GateHold | None, state: EngineState
    ) -> list[Observation]:
        """What the look found; before it, how the process ended that is gone."""
        seen = self._seen(program, answers, hold)
        lost = vanished(state, seen)
        gone = await self._ending(program, lost)
        ended = lost is not None or (program.pid is None and program.since is not None)
        pid, ending = gone or (lost, None)
        words = await self._evidence.last_words(program.name, pid, ending) if ended else None
        if program.pid is not None:
            self._evidence.alive(program.name, program.pid)
        if program.pid is not None and answers.ready and state.incident(program.name) is not None:
            seen = replace(seen, works_since=self._evidence.works_since(program.name, program.pid))
        observations: list[Observation] = []
        if gone is not None:
            at = await self._died_at(program.name, gone[0], seen.at)
            observations.append(EndedProcess(program.name, gone[0], gone[1], at, words))
        return [*observations, replace(seen, last_words=words)]

    async def _died_at(self, program: str, pid: int, now: datetime) -> datetime:
        """The last proof of life. What is gone at the first look may have died long before it."""
        alive = self._evidence.last_alive(program, pid)
        if alive is None and self._first_look:
            alive = await self._evidence.ended_at(program, pid)
        return now if alive is None else min(alive, now)

    def _seen(self, program: ProgramState, answers: ProgramAnswers, hold: GateHold | None) -> SeenProgram:
        return SeenProgram(
            program=program.name,
            state=program.state,
            pid=program.pid,
            since=program.since,
            exit_status=program.exit_status,
            ready=answers.ready,
            at=self._clock.now(),
            description=program.description,
            held_until=datetime.fromtimestamp(round(hold.until.timestamp()), UTC) if hold else None,
            hold=hold.reason if hold else "",
            crashes=hold.crashes if hold else 0,
            at_gate=program.pid is not None and not answers.started,
        )

    async def _ending(self, program: ProgramState, lost: int | None) -> tuple[int, ProcessEnding] | None:
        """The pid and the ending of the process that is gone; None if none is, or if it is not known how."""
        if lost is not None:
            ending = await self._evidence.ending(program.name, lost) or self._unexplained
            return (lost, ending) if ending else None
        if program.state is ProgramRunState.EXITED:
            return await self._evidence.latest(program.name)
        return None
