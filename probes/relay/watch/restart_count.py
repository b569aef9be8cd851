"""Counts the restarts of every program: a new process after an old one, whatever the reason."""

from collections.abc import Iterable, Mapping

from prometheus_client import Counter

from probes.relay.incidents.state import EngineState
from probes.restarts.control import ProgramState


class RestartCount:
    """Counts at every look."""

    def __init__(self, counter: Counter, before: Mapping[str, int]) -> None:
        """`before`: the processes that ran before this run of the relay, under the same supervisor."""
        self._counter = counter
        self._last = dict(before)

    def programs_seen(self, programs: Iterable[ProgramState]) -> None:
        for program in programs:
            if program.pid is None:
                continue
            restarts = self._counter.labels(program.name)  # made at once: Prometheus must see the 0 before the 1
            if self._last.get(program.name, program.pid) != program.pid:
                restarts.inc()
            self._last[program.name] = program.pid


def last_processes(state: EngineState) -> dict[str, int]:
    """The process of every program that the engine knew last."""
    found = {name: one.pid or (one.past[-1].pid if one.past else None) for name, one in state.programs.items()}
    return {name: pid for name, pid in found.items() if pid is not None}
