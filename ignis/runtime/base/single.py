"""Never two copies of a program in one home: each holds `run/<program>.lock` for as long as it lives.

The restart gate takes the lock and hands it on through `execv`; a program that was started by hand takes it itself.
Only the standard library is imported, because every start passes here.
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


class AlreadyRuns(Exception):  # noqa: N818  it is how things are, and no error of the program that says so
    """Another copy lives. Its text is one line for people."""


@contextlib.contextmanager
def only_copy(environ: Mapping[str, str], home: Home, program: str) -> Generator[None]:
    """Holds the program's lock. Raises AlreadyRuns while another process does.

    Windows has no flock: there the port, which only one process can bind, is all that keeps a second copy out.
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
    """Takes the lock and leaves this process' pid in it; False when another holds it.

    flock, because it belongs to the open file and so survives `execv`; POSIX locks belong to the process and a close
    of any descriptor of the file drops them.
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
    """The pid that stands in `file`; None when none does."""
    try:
        return int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _inherited(environ: Mapping[str, str], path: Path) -> bool:
    """Whether the gate's lock came along. The variable alone proves nothing: children of a program inherit it, too."""
    try:
        lock = int(environ.get(INHERITED, ""))
        if not os.path.samestat(os.fstat(lock), path.stat()) or not take(lock):
            return False
        os.set_inheritable(lock, False)  # noqa: FBT003  what this program starts must not keep it alive
    except (OSError, ValueError):
        return False
    return True


def _refusal(home: Home, program: str) -> str:
    pid = read_pid(lock_path(home, program)) or "unknown"
    return (
        f"{program} already runs in {home.root} (pid {pid}): `ignis restart {program}`, `ignis down`, or another --home"
    )
