"""`ignis down`."""

from pathlib import Path

import psutil

from ignis.cli.errors import CliError
from ignis.cli.stack import HomeOption, stack_at
from ignis.runtime import endpoints
from ignis.runtime.process import GIVE_UP
from probes.restarts.control import ControlError

_TIMEOUT = 40.0  # supervisord gives each program 10 s before it kills it


def down(home: HomeOption = None) -> None:
    """Stop everything. A stop that was asked for is not counted as a crash."""
    stack = stack_at(home)
    keeper = supervisord(stack.home.run)
    if keeper is None:
        print(f"Nothing runs in {stack.home.root}.")  # noqa: T201  this is the command line
        return
    try:
        stack.control.shutdown()
    except ControlError:
        keeper.terminate()  # its socket is gone or deaf, but it still takes a signal
    try:
        keeper.wait(_TIMEOUT)
    except psutil.TimeoutExpired:
        raise CliError(f"supervisord (pid {keeper.pid}) does not end; kill -9 it", GIVE_UP) from None
    endpoints.forget(stack.home)
    print("Stopped.")  # noqa: T201


def supervisord(run: Path) -> psutil.Process | None:
    """The living supervisord that wrote the pid file; a number that another program has by now is not it."""
    try:
        process = psutil.Process(int((run / "supervisord.pid").read_text(encoding="ascii")))
        return process if any("supervisor" in part for part in process.cmdline()) else None
    except (OSError, ValueError, psutil.Error):
        return None
