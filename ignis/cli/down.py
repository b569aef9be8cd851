"""`ignis down`."""

import time

from ignis.cli.errors import CliError
from ignis.cli.homes import supervisord
from ignis.cli.stack import HomeOption, Stack, stack_at
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.process import GIVE_UP
from probes.restarts.control import ProcessControlError

_TIMEOUT = 40.0  # supervisord gives each program 10 s before it kills it
_POLL = 0.05


def down(home: HomeOption = None) -> None:
    """Stop everything. Such a stop does not count as a crash."""
    stack = stack_at(home)
    if not stop(stack):
        print(f"Nothing runs in {stack.home.root}.")  # noqa: T201  this is the command line
        return
    clock = SystemClock()
    deadline = clock.monotonic() + _TIMEOUT
    while _is_alive(stack):
        if clock.monotonic() > deadline:
            raise CliError(f"supervisord does not end; see {stack.home.log / 'supervisord.log'}", GIVE_UP)
        time.sleep(_POLL)
    endpoints.forget(stack.home)
    print("Stopped.")  # noqa: T201


def stop(stack: Stack) -> bool:
    """Asks supervisord to end, by its socket or else by a signal. Returns False if there is no supervisord."""
    try:
        stack.control.shutdown()
    except ProcessControlError:
        process = supervisord(stack.home.run)
        if process is None:
            return False
        process.terminate()  # its socket is gone or does not answer, but it still takes a signal
    return True


def _is_alive(stack: Stack) -> bool:
    try:
        return stack.running() is not None or supervisord(stack.home.run) is not None
    except ProcessControlError:  # while it shuts down, this is its only answer
        return True
