"""Process control by files, for a keeper of programs that has no socket to be called at: the monitor on Windows.

In `var/run`, every file written beside its place and renamed, so that it is always whole:

    programs.json              what runs, written by the monitor at every change and once a second
    requests/<id>.request      {"method", "program", "signal", "expires"}; ids sort by time
    requests/<id>.answer       {} when it was obeyed, else {"trouble", "message"}

A request is removed before it is obeyed: a monitor that dies meanwhile never obeys it a second time. One that nobody
took in time is withdrawn by whoever made it, and passed over by a monitor that comes later. Times are seconds since
1970.
"""

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import psutil

from ignis.runtime.base.files import write_atomic
from probes.restarts.control import ControlError, ProcessControl, ProgramRunState, ProgramState, Trouble

_POLL: Final = 0.02
_FRESH: Final = 5.0  # a monitor that has not written for so long is not there
_WRITE_EVERY: Final = 1.0
_FORGET_AFTER: Final = 60.0  # an answer that nobody fetched
_SPAWN_OR_STOP_SECONDS: Final = 30.0


@dataclass(frozen=True)
class ControlRequest:
    method: str
    program: str = ""
    signal: str = ""
    expires: float = 0.0


class RequestControl:
    """The asking side. One file per call, so it is safe to use from several threads and programs."""

    def __init__(self, run: Path, timeout_s: float) -> None:
        """`run` is `Home.run`."""
        self._programs = run / "programs.json"
        self._requests = run / "requests"
        self._timeout_s = timeout_s

    def programs(self) -> tuple[ProgramState, ...]:
        try:
            content = json.loads(self._programs.read_bytes())
            self._check_alive(int(content["pid"]), float(content["written"]))
            return tuple(_state(one) for one in content["programs"])
        except FileNotFoundError:
            raise self._error(Trouble.MISSING, "is not there; start the stack with `ignis up`") from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._error(Trouble.BROKEN, f"wrote no list of programs: {error!r}") from None

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
        self.programs()  # nobody is asked who is not there
        deadline = time.monotonic() + timeout_s
        file = self._requests / f"{time.time_ns():020d}-{os.urandom(4).hex()}.request"
        try:
            write_atomic(file, json.dumps(asdict(request) | {"expires": time.time() + timeout_s}))
        except OSError as error:
            raise self._error(Trouble.BROKEN, f"cannot be asked: {error.strerror}") from None
        try:
            answer = _awaited(file.with_suffix(".answer"), deadline)
        finally:
            file.unlink(missing_ok=True)
        if answer is None:
            raise self._error(Trouble.TIMEOUT, f"did not answer {request.method} in {timeout_s:g} s")
        if answer:
            raise ControlError(Trouble(answer["trouble"]), str(answer["message"]))

    def _check_alive(self, pid: int, written: float) -> None:
        silent = time.time() - written
        if silent > _FRESH or not psutil.pid_exists(pid):
            raise self._error(Trouble.REFUSED, f"(pid {pid}) is gone; it may be starting anew")

    def _error(self, trouble: Trouble, what: str) -> ControlError:
        return ControlError(trouble, f"the monitor at {self._programs} {what}")


class ControlServer:
    """The obeying side, which the monitor turns a few times a second."""

    def __init__(self, run: Path, keeper: ProcessControl) -> None:
        """`keeper` does what is asked for; what it refuses by ControlError is answered with its words."""
        self._programs = run / "programs.json"
        self._requests = run / "requests"
        self._keeper = keeper
        self._known: tuple[ProgramState, ...] | None = None
        self._written = 0.0
        self._requests.mkdir(mode=0o700, exist_ok=True)

    def turn(self) -> None:
        """Obeys what was asked, in order, and publishes what runs. Raises OSError where nothing can be written."""
        for file in sorted(self._requests.glob("*.request")):
            self._obey(file)
        self._publish()
        self._clean_up()

    def close(self) -> None:
        """There is no monitor from now on."""
        self._programs.unlink(missing_ok=True)

    def _obey(self, file: Path) -> None:
        request = _request(file)
        file.unlink(missing_ok=True)
        if request is None or request.expires < time.time():
            return
        answer: dict[str, str] = {}
        try:
            self._act(request)()
        except ControlError as error:
            answer = {"trouble": error.trouble, "message": str(error)}
        self._publish()  # before the answer: whoever has it finds the list true
        write_atomic(file.with_suffix(".answer"), json.dumps(answer))

    def _act(self, request: ControlRequest) -> Callable[[], None]:
        """Raises ControlError for what nobody can do."""
        keeper, name = self._keeper, request.program
        acts: dict[str, Callable[[], None]] = {
            "start": lambda: keeper.start(name),
            "stop": lambda: keeper.stop(name),
            "restart": lambda: keeper.restart(name),
            "kill": lambda: keeper.kill(name, request.signal),
            "shutdown": keeper.shutdown,
        }
        if request.method not in acts:
            raise ControlError(Trouble.FAULT, f"the monitor cannot {request.method!r}")
        return acts[request.method]

    def _publish(self) -> None:
        known, now = self._keeper.programs(), time.time()
        if known == self._known and 0 <= now - self._written < _WRITE_EVERY:
            return
        content = {"pid": os.getpid(), "written": now, "programs": [_as_json(one) for one in known]}
        write_atomic(self._programs, json.dumps(content))
        self._known, self._written = known, now

    def _clean_up(self) -> None:
        for file in self._requests.glob("*.answer"):
            with suppress(FileNotFoundError):  # it is being fetched just now
                if time.time() - file.stat().st_mtime > _FORGET_AFTER:
                    file.unlink()


def _awaited(file: Path, deadline: float) -> dict[str, Any] | None:
    """The answer in `file`, which is taken away; None when none comes in time."""
    while time.monotonic() < deadline:
        try:
            answer: dict[str, Any] = json.loads(file.read_bytes())
        except FileNotFoundError:
            time.sleep(_POLL)
            continue
        file.unlink(missing_ok=True)
        return answer
    return None


def _request(file: Path) -> ControlRequest | None:
    """None for what is no request."""
    try:
        return ControlRequest(**json.loads(file.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _as_json(program: ProgramState) -> dict[str, Any]:
    return asdict(program) | {"since": program.since.isoformat() if program.since else None}


def _state(content: dict[str, Any]) -> ProgramState:
    """Raises KeyError, TypeError or ValueError for what is none."""
    since = content["since"]
    return ProgramState(
        name=content["name"],
        state=ProgramRunState(content["state"]),
        pid=content["pid"],
        since=datetime.fromisoformat(since) if since else None,
        exit_status=content["exit_status"],
        description=content["description"],
    )
