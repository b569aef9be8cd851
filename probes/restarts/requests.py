"""Process control by files, for a keeper of programs without a socket: the monitor on Windows.

The files are in `var/run`. Each is written under another name and then renamed, so it is always complete:

    programs.json              what runs, written by the monitor at every change and once a second
    requests/<id>.request      {"method", "program", "signal", "expires"}; ids sort by time
    requests/<id>.answer       {} if it was obeyed, else {"trouble", "message"}

A request is removed before it is obeyed, so a monitor that dies in between never obeys it a second time. A request that
is not taken in time is withdrawn by its sender, and ignored by a later monitor. Times are seconds since 1970.
"""

import json
import os
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.files import write_atomic
from probes.restarts.control import ProcessControl, ProcessControlError, ProgramRunState, ProgramState, Trouble

_POLL: Final = 0.02
_FRESH: Final = 5.0  # a monitor that has not written for this long is gone
_WRITE_EVERY: Final = 1.0
_FORGET_AFTER: Final = 60.0  # an answer that was not fetched
_SPAWN_OR_STOP_SECONDS: Final = 30.0


@dataclass(frozen=True)
class ControlRequest:
    method: str
    program: str = ""
    signal: str = ""
    expires: float = 0.0


class RequestControl:
    """The asking side. One file per call, so it is safe to use from several threads and programs.

    Example:
        RequestControl(home.run, timeout_s=10, clock=SystemClock()).restart("bot")
    """

    def __init__(self, run: Path, timeout_s: float, clock: Clock) -> None:
        """`run` is `Home.run`."""
        self._programs = run / "programs.json"
        self._requests = run / "requests"
        self._timeout_s = timeout_s
        self._clock = clock

    def programs(self) -> tuple[ProgramState, ...]:
        try:
            content = json.loads(self._programs.read_bytes())
            self._check_alive(int(content["pid"]), float(content["written"]))
            return tuple(_state(one) for one in content["programs"])
        except FileNotFoundError:
            raise self._error(Trouble.MISSING, "is not there; start the stack with `ignis up`") from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._error(Trouble.BROKEN, f"did not write a list of programs: {error!r}") from None

    def start(self, name: str) -> None:
        self._call(ControlRequest("start", name), _SPAWN_OR_STOP_SECONDS)

    def stop(self, name: str) -> None:
        self._call(ControlRequest("stop", name), _SPAWN_OR_STOP_SECONDS)

    def restart(self, name: str) -> None:
        self._call(ControlRequest("restart", name), 2 * _SPAWN_OR_STOP_SECONDS)

    def kill(self, name: str, signal: str) -> None:
        self._call(ControlRequest("kill", name, signal), self._timeout_s)

    def shutdown(self) -> None:
        self._call(ControlRequest("shutdown"), self._timeout_s)

    def _call(self, request: ControlRequest, timeout_s: float) -> None:
        self.programs()  # raises if there is no monitor
        deadline = self._clock.monotonic() + timeout_s
        now_s = self._clock.now().timestamp()
        file = self._requests / f"{int(now_s * 1e9):020d}-{os.urandom(4).hex()}.request"
        try:
            write_atomic(file, json.dumps(asdict(request) | {"expires": now_s + timeout_s}))
        except OSError as error:
            raise self._error(Trouble.BROKEN, f"cannot be asked: {error.strerror}") from None
        try:
            answer = self._answer(file.with_suffix(".answer"), deadline)
        finally:
            file.unlink(missing_ok=True)
        if answer is None:
            raise self._error(Trouble.TIMEOUT, f"did not answer {request.method} in {timeout_s:g} s")
        if answer:
            raise ProcessControlError(Trouble(answer["trouble"]), str(answer["message"]))

    def _answer(self, file: Path, deadline: float) -> dict[str, Any] | None:
        """The answer in `file`, which is deleted; None if there is none in time."""
        while self._clock.monotonic() < deadline:
            try:
                answer: dict[str, Any] = json.loads(file.read_bytes())
            except FileNotFoundError:
                time.sleep(_POLL)
                continue
            file.unlink(missing_ok=True)
            return answer
        return None

    def _check_alive(self, pid: int, written: float) -> None:
        import psutil  # noqa: PLC0415  as the sandbox at rest has no use for it

        silent = self._clock.now().timestamp() - written
        if silent > _FRESH or not psutil.pid_exists(pid):
            raise self._error(Trouble.REFUSED, f"(pid {pid}) is gone; it may be restarting")

    def _error(self, trouble: Trouble, what: str) -> ProcessControlError:
        return ProcessControlError(trouble, f"the monitor at {self._programs} {what}")


class ControlServer:
    """The obeying side. The monitor calls `turn` a few times a second.

    Example:
        server = ControlServer(home.run, keeper, SystemClock())
        while True:
            server.turn()
            time.sleep(0.05)
    """

    def __init__(self, run: Path, keeper: ProcessControl, clock: Clock) -> None:
        """`keeper` does what is asked. If it raises ProcessControlError, its text is the answer."""
        self._programs = run / "programs.json"
        self._requests = run / "requests"
        self._keeper = keeper
        self._clock = clock
        self._known: tuple[ProgramState, ...] | None = None
        self._written = 0.0
        self._requests.mkdir(mode=0o700, exist_ok=True)

    def turn(self) -> None:
        """Obeys the requests in order, and publishes what runs. Raises OSError if nothing can be written."""
        for file in sorted(self._requests.glob("*.request")):
            self._obey(file)
        self._publish()
        self._clean_up()

    def close(self) -> None:
        """From now on there is no monitor."""
        self._programs.unlink(missing_ok=True)

    def _obey(self, file: Path) -> None:
        request = _request(file)
        file.unlink(missing_ok=True)
        if request is None or request.expires < self._clock.now().timestamp():
            return
        answer: dict[str, str] = {}
        try:
            self._act(request)
        except ProcessControlError as error:
            answer = {"trouble": error.trouble, "message": str(error)}
        self._publish()  # before the answer, so that the list is correct when the answer arrives
        write_atomic(file.with_suffix(".answer"), json.dumps(answer))

    def _act(self, request: ControlRequest) -> None:
        """Raises ProcessControlError."""
        match request.method:
            case "start":
                self._keeper.start(request.program)
            case "stop":
                self._keeper.stop(request.program)
            case "restart":
                self._keeper.restart(request.program)
            case "kill":
                self._keeper.kill(request.program, request.signal)
            case "shutdown":
                self._keeper.shutdown()
            case unknown:
                raise ProcessControlError(Trouble.FAULT, f"the monitor cannot {unknown!r}")

    def _publish(self) -> None:
        known, now = self._keeper.programs(), self._clock.now().timestamp()
        if known == self._known and 0 <= now - self._written < _WRITE_EVERY:
            return
        content = {"pid": os.getpid(), "written": now, "programs": [_as_json(one) for one in known]}
        write_atomic(self._programs, json.dumps(content))
        self._known, self._written = known, now

    def _clean_up(self) -> None:
        for file in self._requests.glob("*.answer"):
            with suppress(FileNotFoundError):  # it was fetched a moment ago
                if self._clock.now().timestamp() - file.stat().st_mtime > _FORGET_AFTER:
                    file.unlink()


def _request(file: Path) -> ControlRequest | None:
    """None if the file is not a request."""
    try:
        return ControlRequest(**json.loads(file.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _as_json(program: ProgramState) -> dict[str, Any]:
    return asdict(program) | {"since": program.since.isoformat() if program.since else None}


def _state(content: dict[str, Any]) -> ProgramState:
    """Raises KeyError, TypeError or ValueError if it is not a program's state."""
    since = content["since"]
    return ProgramState(
        name=content["name"],
        state=ProgramRunState(content["state"]),
        pid=content["pid"],
        since=datetime.fromisoformat(since) if since else None,
        exit_status=content["exit_status"],
        description=content["description"],
    )
