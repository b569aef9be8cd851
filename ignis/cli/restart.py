"""`ignis restart PROGRAM`."""

from ignis.cli.stack import HomeOption, ProgramArgument, stack_at
from probes.restarts import asked


def restart(program: ProgramArgument, home: HomeOption = None) -> None:
    """Stop a program and start it again.

    Without back-off, and not counted as a crash.
    """
    stack = stack_at(home)
    stack.demand(program)
    asked.restart(stack.home, stack.control, program)
    pids = {one.name: one.pid for one in stack.demand(program)}
    print(f"{program} was started again (pid {pids[program]})")  # noqa: T201  this is the command line
