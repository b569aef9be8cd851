"""A small keeper of programs that is asked by files: `python -m tests.support.programs.monitor RUN NAME=COMMAND ...`.

It stands for the monitor of Windows in the contract of process control: it starts everything, restarts what dies,
and obeys the requests in RUN until it is told to shut down.
"""

import shlex
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ignis.runtime.base.clock import SystemClock
from probes.restarts.control import ProcessControlError, ProgramRunState, ProgramState, Trouble
from probes.restarts.requests import ControlServer

_TURN = 0.02
_STOP_WITHIN = 10.0


@dataclass
class Kept:
    """One program. `wanted`: it is restarted when it dies."""

    command: list[str]
    wanted: bool = True
    process: "subprocess.Popen[bytes] | None" = None
    since: datetime | None = None
    exit_status: int | None = None
    problem: str = ""

    def spawn(self) -> None:
        try:
            self.process = subprocess.Popen(self.command)
        except OSError as error:
            self.problem = f"{self.command[0]}: {error.strerror}"
            return
        self.since, self.exit_status, self.problem = datetime.now(UTC), None, ""

    def reap(self) -> None:
        if self.process is not None and (code := self.process.poll()) is not None:
            self.process, self.since, self.exit_status = None, datetime.now(UTC), max(code, -1)


@dataclass
class Monitor:
    kept: dict[str, Kept]
    ending: bool = False
    names: list[str] = field(init=False)

    def keep(self) -> None:
        for one in self.kept.values():
            one.reap()
            if one.wanted and one.process is None and not one.problem:
                one.spawn()

    def programs(self) -> tuple[ProgramState, ...]:
        return tuple(_state(name, one) for name, one in self.kept.items())

    def start(self, name: str) -> None:
        one = self._known(name)
        if one.process is not None:
            raise ProcessControlError(Trouble.FAULT, f"{name} runs already")
        one.wanted = True
        one.spawn()

    def stop(self, name: str) -> None:
        one = self._running(name)
        one.wanted = False
        assert one.process is not None
        one.process.terminate()
        one.process.wait(_STOP_WITHIN)
        one.reap()

    def restart(self, name: str) -> None:
        if self._known(name).process is not None:
            self.stop(name)
        self.start(name)

    def kill(self, name: str, signal_name: str) -> None:
        one = self._running(name)
        try:
            number = signal.Signals[f"SIG{signal_name}"]
        except KeyError:
            raise ProcessControlError(Trouble.FAULT, f"there is no signal {signal_name}") from None
        assert one.process is not None
        one.process.send_signal(number)

    def shutdown(self) -> None:
        self.ending = True

    def end(self) -> None:
        for one in self.kept.values():
            if one.process is not None:
                one.process.kill()
                one.process.wait()

    def _known(self, name: str) -> Kept:
        if name not in self.kept:
            raise ProcessControlError(Trouble.FAULT, f"no program is called {name}")
        return self.kept[name]

    def _running(self, name: str) -> Kept:
        one = self._known(name)
        if one.process is None:
            raise ProcessControlError(Trouble.FAULT, f"{name} does not run")
        return one


def _state(name: str, one: Kept) -> ProgramState:
    if one.process is not None:
        return ProgramState(name, ProgramRunState.RUNNING, one.process.pid, one.since, None, "")
    state = ProgramRunState.FATAL if one.problem else ProgramRunState.EXITED if one.wanted else ProgramRunState.STOPPED
    return ProgramState(name, state, None, one.since, one.exit_status, one.problem)


def main(run: Path, commands: list[str]) -> None:
    monitor = Monitor(
        {name: Kept(shlex.split(command)) for name, _, command in (one.partition("=") for one in commands)}
    )
    server = ControlServer(run, monitor, SystemClock())
    try:
        while not monitor.ending:
            monitor.keep()
            server.turn()
            time.sleep(_TURN)
    finally:
        monitor.end()
        server.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    main(Path(sys.argv[1]), sys.argv[2:])
