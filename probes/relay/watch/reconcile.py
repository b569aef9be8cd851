"""The look at everything, once a second: what events missed is found here, and hung programs are killed.

supervisor, the exporter and each program are asked side by side, each with its own timeout; what fails to answer is
counted and takes nothing else with it.
"""

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.home import Home
from ignis.runtime.base.ticker import next_beat
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.http_shapes import ReportedHealth
from ignis.runtime.telemetry.logs import Logger
from probes.companions import COMPANIONS, GRACE
from probes.peers.addresses import Addresses
from probes.peers.hang import HangLimits, HangWatch, LivenessProbe, observe, silent_for
from probes.peers.program_client import ProgramAnswers, ProgramClient
from probes.peers.schemas import failing_for
from probes.relay.incident_manager import IncidentManager
from probes.relay.incidents.observations import EndedProcess, Fact, HungProgram, ProcessEnding, SeenProgram
from probes.relay.incidents.process_incidents import vanished
from probes.relay.metrics import RelayMetrics
from probes.relay.watch.evidence import Evidence
from probes.restarts import memory
from probes.restarts.control import ControlError, ProcessControl, ProgramRunState, ProgramState
from probes.restarts.memory import GateHold

_OURSELVES = "relay"


@dataclass(frozen=True)
class Parts:
    """What a reconciler works with."""

    home: Home
    control: ProcessControl
    addresses: Addresses
    inquiry: ProgramClient
    evidence: Evidence
    desk: IncidentManager
    clock: Clock
    metrics: RelayMetrics
    log: Logger


class Reconciler:
    def __init__(self, parts: Parts, *, every: float, limits: HangLimits, before: ProcessEnding | None) -> None:
        """`before`: how what is gone at the first look ended, where no log tells; None when nobody knows."""
        self._parts = parts
        self._every = every
        self._limits = limits
        self._patient = replace(limits, startup_grace=max(GRACE, limits.startup_grace))
        self._before = before
        self._watches: dict[str, HangWatch | None] = {}
        self._wake = asyncio.Event()
        self._blind = False
        self._listeners: list[Callable[[tuple[ProgramState, ...]], None]] = []
        self._hearers: list[Callable[[Mapping[str, ProgramAnswers]], Awaitable[None]]] = []

    def on_programs(self, listener: Callable[[tuple[ProgramState, ...]], None]) -> None:
        """`listener` is told at every look what supervisord knows of its programs."""
        self._listeners.append(listener)

    def on_answers(self, hearer: Callable[[Mapping[str, ProgramAnswers]], Awaitable[None]]) -> None:
        """`hearer` is told at every look what each program answered, by its name."""
        self._hearers.append(hearer)

    def wake(self) -> None:
        """Look at once."""
        self._wake.set()

    async def run(self) -> None:
        """Never returns."""
        while True:
            self._wake.clear()
            with self._parts.metrics.reconcile.time():
                await self.look()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(next_beat(asyncio.get_running_loop().time(), self._every)):
                    await self._wake.wait()

    async def look(self) -> None:
        try:
            programs = await asyncio.to_thread(self._parts.control.programs)
        except ControlError as error:
            self._cannot_see(error)
            return
        self._blind = False
        for listener in self._listeners:
            listener(programs)
        urls = self._parts.addresses.look_up(programs, endpoints.read(self._parts.home))
        answers = await asyncio.gather(*(self._ask(program, urls.get(program.name)) for program in programs))
        by_name = {program.name: answer for program, answer in zip(programs, answers, strict=True)}
        told = _bot_failing_for(by_name.get("exporter"))
        facts: list[Fact] = []
        # whoever is ready has left the gate, and who was never started has not been there
        waiting = any(one.since and not answer.ready for one, answer in zip(programs, answers, strict=True))
        holds = memory.holds(self._parts.home.restarts) if waiting else {}
        for program, answer in zip(programs, answers, strict=True):
            facts += await self._facts(program, answer, holds.get(program.name))
        self._before = None
        verdicts = [self._hung(program, answer, told) for program, answer in zip(programs, answers, strict=True)]
        hung = [verdict for verdict in verdicts if verdict]
        await self._parts.desk.handle([*facts, *hung])
        for one in hung:
            await self._kill(one)
        for hearer in self._hearers:
            await hearer(by_name)

    async def _ask(self, program: ProgramState, url: str | None) -> ProgramAnswers:
        if program.name == _OURSELVES:
            ours = program.pid == os.getpid()
            return ProgramAnswers(asked=False, started=ours, answered=ours, ready=ours)
        answers = await self._parts.inquiry.ask(program, url)
        if answers.asked and answers.started and not answers.answered:
            self._parts.metrics.failures.labels(program.name).inc()
        return answers

    async def _facts(self, program: ProgramState, answers: ProgramAnswers, hold: GateHold | None) -> list[Fact]:
        """What the look found, behind what the logs tell of the process that is gone."""
        evidence, now = self._parts.evidence, self._parts.clock.now()
        seen = SeenProgram(
            program=program.name,
            state=program.state,
            pid=program.pid,
            since=program.since,
            exit_status=program.exit_status,
            ready=answers.ready,
            at=now,
            description=program.description,
            held_until=datetime.fromtimestamp(round(hold.until), UTC) if hold else None,
            hold=hold.reason if hold else "",
            at_gate=program.pid is not None and not answers.started,
        )
        gone: tuple[int, ProcessEnding] | None = None
        lost = vanished(self._parts.desk.state, seen)
        if lost is not None:
            ending = await evidence.ending(program.name, lost) or self._before
            gone = (lost, ending) if ending else None
        elif program.state is ProgramRunState.EXITED:
            gone = await evidence.latest(program.name)
        ended = lost is not None or (program.pid is None and program.since is not None)
        words = await evidence.last_words(program.name) if ended else None
        if program.pid is not None:
            evidence.alive(program.name, program.pid)
        facts: list[Fact] = [EndedProcess(program.name, gone[0], gone[1], now, words)] if gone else []
        return [*facts, replace(seen, last_words=words)]

    def _hung(self, program: ProgramState, answers: ProgramAnswers, told: float | None) -> HungProgram | None:
        if not answers.asked or program.pid is None:
            self._watches.pop(program.name, None)
            return None
        now = self._parts.clock.monotonic()
        probe = LivenessProbe(program.pid, now, started=answers.started, answered=answers.answered)
        limits = self._patient if program.name in COMPANIONS else self._limits
        watch = observe(self._watches.get(program.name), probe, limits)
        self._watches[program.name] = watch
        if watch is None:
            return None
        others = [told] if told is not None and program.name == "bot" else []
        silent = silent_for(watch, limits, others)
        return None if silent is None else HungProgram(program.name, watch.pid, silent, self._parts.clock.now())

    async def _kill(self, hung: HungProgram) -> None:
        """A kill that fails is tried again at the next look, where the program hangs still."""
        self._parts.log.warning("killing a hung program", program=hung.program, pid=hung.pid, silent_s=hung.silent_s)
        try:
            await asyncio.to_thread(self._parts.control.kill, hung.program, "KILL")
        except ControlError as error:
            self._parts.log.error("a hung program cannot be killed", program=hung.program, error=str(error))
            return
        self._parts.metrics.kills.labels(hung.program).inc()
        self._watches.pop(hung.program, None)
        self.wake()

    def _cannot_see(self, error: ControlError) -> None:
        self._parts.metrics.failures.labels("supervisor").inc()
        if not self._blind:
            self._blind = True
            self._parts.log.warning("programs cannot be seen", error=str(error))


def _bot_failing_for(exporter: ProgramAnswers | None) -> float | None:
    """Seconds for which the exporter has found the bot failing; None where it does not say so."""
    told = exporter.told if exporter is not None else None
    return failing_for(told) if isinstance(told, ReportedHealth) else None
