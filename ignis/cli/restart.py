"""`ignis restart PROGRAM`."""

from ignis.cli.stack import HomeOption, ProgramArgument, stack_at
from probes.restarts.control import ControlError, Trouble


def restart(program: ProgramArgument, home: HomeOption = None) -> None:
    """Stop a program and start it again.

    Without back-off, and not counted as a crash.
    """
    stack = stack_at(home)
    stack.demand(program)
    try:
        stack.control.stop(program)
    except ControlError as error:
        if error.trouble is not Trouble.FAULT:  # a fault means that it does not run, which is as good
            raise
    # a program that hung was killed and could not leave the mark itself
    stack.home.clean_mark(program).touch()
    stack.control.start(program)
    pids = {one.name: one.pid for one in stack.demand(program)}
    print(f"{program} was started again (pid {pids[program]})")  # noqa: T201  this is the command line
