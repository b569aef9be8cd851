"""Never two copies of a program in one home: each holds `run/<program>.lock` for as long as it lives.

The restart gate takes the lock and hands it on through `execv`. A program that was started by hand takes it itself.
Only the standard library is imported, because every start passes through here.
"""

import contextlib
import os
import sys
from collections.abc import Generator, Mapping
from pathlib import Path

from ignis.runtime.base.home import Home

if sys.platform != "win32":
    import fcntl

INHERITED = "IGNIS_LOCK_FD"  # the descriptor of the lock that the gate hands on


class AlreadyRuns(Exception):  # noqa: N818  a fact about the machine, not an error of this program
    """Another copy is alive. Its text is one line for people."""


@contextlib.contextmanager
def only_copy(environ: Mapping[str, str], home: Home, program: str) -> Generator[None]:
    """Holds the lock of the program while the context is open. Raises AlreadyRuns if another process holds it.

    Windows has no flock. There only the port, which one process can bind, keeps a second copy out.
    """
    if sys.platform == "win32" or _inherited(environ, lock_path(home, program)):
        yield
        return
    lock = open_lock(lock_path(home, program))
    try:
        if not take(lock):
            raise AlreadyRuns(_refusal(home, program))
        yield
    finally:
        os.close(lock)


def lock_path(home: Home, program: str) -> Path:
    return home.run / f"{program}.lock"


def open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def take(lock: int) -> bool:
    """Takes the lock and writes the pid of this process into it. Returns False if another process holds it.

    It is flock, which belongs to the open file and so survives `execv`. A POSIX lock belongs to the process, and
    closing any descriptor of the file would drop it.
    """
    if sys.platform != "win32":
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    os.ftruncate(lock, 0)
    os.lseek(lock, 0, os.SEEK_SET)
    os.write(lock, f"{os.getpid()}\n".encode())
    return True


def read_pid(file: Path) -> int | None:
    """The pid in `file`. None if there is none."""
    try:
        return int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _inherited(environ: Mapping[str, str], path: Path) -> bool:
    """Whether the gate handed its lock on. The variable alone proves nothing: children of a program inherit it too."""
    try:
        lock = int(environ.get(INHERITED, ""))
        if not os.path.samestat(os.fstat(lock), path.stat()) or not take(lock):
            return False
        os.set_inheritable(lock, False)  # noqa: FBT003  processes that this program starts must not keep the lock
    except (OSError, ValueError):
        return False
    return True


def _refusal(home: Home, program: str) -> str:
    pid = read_pid(lock_path(home, program)) or "unknown"
    return (
        f"{program} already runs in {home.root} (pid {pid}): `ignis restart {program}`, `ignis down`, or another --home"
    )
