"""Process control: what runs, and start, stop, restart and signal it.

`SupervisorControl` speaks XML-RPC over supervisord's Unix socket. Its calls block: callers use `asyncio.to_thread`.
"""

import re
import socket
import xml.parsers.expat
import xmlrpc.client
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

_NOT_RUNNING = 70  # supervisor.xmlrpc.Faults; not imported, since supervisor is not installed on Windows
_CHUNK = 65_536
_SUCCESS = re.compile(rb"HTTP/1\.\d 200 .*?\r\ncontent-length: *(?P<length>\d+)", re.IGNORECASE | re.DOTALL)
_SPAWN_OR_STOP_SECONDS = 30.0  # supervisor answers a stop only once the program is gone: stopwaitsecs, then SIGKILL


class ProgramRunState(StrEnum):
    """supervisor's process states (http://supervisord.org/subprocess.html#process-states)."""

    STOPPED = "STOPPED"
    STARTING = "STARTING"
    RUNNING = "RUNNING"
    BACKOFF = "BACKOFF"
    STOPPING = "STOPPING"
    EXITED = "EXITED"
    FATAL = "FATAL"
    UNKNOWN = "UNKNOWN"


_ENDED = frozenset({ProgramRunState.STOPPED, ProgramRunState.BACKOFF, ProgramRunState.EXITED, ProgramRunState.FATAL})


class Trouble(StrEnum):
    """Why a call failed."""

    MISSING = "missing"  # no socket: supervisord does not run in this home
    REFUSED = "refused"  # a socket without a listener: supervisord died
    TIMEOUT = "timeout"
    FAULT = "fault"  # supervisord understood and said no
    BROKEN = "broken"  # the answer is not supervisord's


class ProcessControlError(Exception):
    """A call failed. Its text is one line for people: what, where, why."""

    def __init__(self, trouble: Trouble, message: str) -> None:
        super().__init__(message)
        self.trouble = trouble


@dataclass(frozen=True)
class ProgramState:
    """One program as its keeper sees it.

    `since` is when it was last started, or when it ended if it does not run; None before its first start. `exit_status`
    is the last exit code, -1 after a signal; None while it runs or before it ever ended.
    """

    name: str
    state: ProgramRunState
    pid: int | None
    since: datetime | None
    exit_status: int | None
    description: str

    @property
    def wanted(self) -> bool:
        """Whether this stack starts it. Some programs are in every configuration but start only on request."""
        return self.state is not ProgramRunState.STOPPED or self.since is not None


class ProcessControl(Protocol):
    """The keeper of the programs. Every method may raise ProcessControlError.

    Example:
        control = SupervisorControl(home.supervisor_socket, timeout_s=2)
        down = [one.name for one in control.programs() if one.pid is None]
        control.restart("bot")
    """

    def programs(self) -> tuple[ProgramState, ...]: ...

    def start(self, name: str) -> None:
        """Returns once the program is spawned."""
        ...

    def stop(self, name: str) -> None:
        """Returns once the program is gone."""
        ...

    def restart(self, name: str) -> None:
        """Stops the program if it runs, and starts it."""
        ...

    def kill(self, name: str, signal: str) -> None:
        """Sends `signal`, such as "KILL", to a running program."""
        ...

    def shutdown(self) -> None:
        """Asks for the end of all programs and of the keeper, without waiting for it."""
        ...


class SupervisorControl:
    """One connection per call, so it is safe to use from several threads. A stop or start may take up to 30 s."""

    def __init__(self, socket_path: Path, timeout_s: float) -> None:
        self._socket_path = socket_path
        self._timeout_s = timeout_s

    def programs(self) -> tuple[ProgramState, ...]:
        answer = self._call("getAllProcessInfo")
        try:
            return tuple(program_state(info) for info in answer)
        except (KeyError, TypeError, ValueError) as error:
            raise self._error(Trouble.BROKEN, f"did not answer with a list of programs: {error!r}") from None

    def start(self, name: str) -> None:
        self._call("startProcess", name, timeout_s=_SPAWN_OR_STOP_SECONDS)

    def stop(self, name: str) -> None:
        self._call("stopProcess", name, timeout_s=_SPAWN_OR_STOP_SECONDS)

    def restart(self, name: str) -> None:
        self._call("stopProcess", name, timeout_s=_SPAWN_OR_STOP_SECONDS, forgive=_NOT_RUNNING)
        self.start(name)

    def kill(self, name: str, signal: str) -> None:
        self._call("signalProcess", name, signal)

    def shutdown(self) -> None:
        self._call("shutdown")

    def _call(self, method: str, *args: str, timeout_s: float | None = None, forgive: int | None = None) -> Any:
        seconds = timeout_s or self._timeout_s
        question = xmlrpc.client.dumps(args, f"supervisor.{method}").encode()
        try:
            (answer,), _ = xmlrpc.client.loads(_exchange(self._socket_path, question, seconds))
        except xmlrpc.client.Fault as fault:
            if fault.faultCode == forgive:
                return None
            raise self._error(Trouble.FAULT, f"refused {method}({', '.join(args)}): {fault.faultString}") from None
        except (FileNotFoundError, NotADirectoryError):
            raise self._error(Trouble.MISSING, "is not there; start the stack with `ignis up`") from None
        except ConnectionError as error:
            raise self._error(Trouble.REFUSED, f"hung up ({type(error).__name__}); it may be restarting") from None
        except TimeoutError:
            raise self._error(Trouble.TIMEOUT, f"did not answer {method} in {seconds:g} s") from None
        except (OSError, ValueError, xmlrpc.client.Error, xml.parsers.expat.ExpatError) as error:
            raise self._error(Trouble.BROKEN, f"gave no usable answer to {method}: {_one_line(error)}") from None
        return answer

    def _error(self, trouble: Trouble, what: str) -> ProcessControlError:
        return ProcessControlError(trouble, f"supervisord at {self._socket_path} {what}")


def program_state(info: Mapping[str, Any]) -> ProgramState:
    """One struct of supervisor.getAllProcessInfo as a value. Raises KeyError or ValueError if it is not one."""
    state = ProgramRunState(info["statename"])
    name, group = str(info["name"]), str(info["group"])
    ended = state in _ENDED
    return ProgramState(
        name=name if name == group else f"{group}:{name}",
        state=state,
        pid=int(info["pid"]) or None,
        since=_moment(int(info["stop"]) if ended else int(info["start"])),
        exit_status=int(info["exitstatus"]) if ended and info["stop"] else None,
        description=_one_line(info["description"]),
    )


def _moment(timestamp: int) -> datetime | None:
    return datetime.fromtimestamp(timestamp, UTC) if timestamp else None


def _one_line(what: object) -> str:
    return " ".join(str(what).split())


def _exchange(socket_path: Path, question: bytes, timeout_s: float) -> bytes:
    """The body of the answer. Raises OSError, or ValueError if the answer is not HTTP or not a success.

    Written by hand because it runs every second, and the standard library's client takes four times as long. A request
    is never sent twice when the connection breaks: the first may have been obeyed, and a second signal would hit the
    program's successor.
    """
    head = f"POST /RPC2 HTTP/1.0\r\nContent-Type: text/xml\r\nContent-Length: {len(question)}\r\n\r\n"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(timeout_s)
        connection.connect(str(socket_path))
        connection.sendall(head.encode() + question)
        answer = b"".join(iter(lambda: connection.recv(_CHUNK), b""))
    if not answer:
        raise ConnectionResetError
    status, _, body = answer.partition(b"\r\n\r\n")
    if not (found := _SUCCESS.match(status)):
        raise ValueError(_one_line(status[:100].decode("latin-1")))
    length = int(found["length"])
    if len(body) < length:
        raise ConnectionResetError
    return body[:length]
