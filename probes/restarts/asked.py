"""A restart that a person asks for: without back-off, and not counted as a crash."""

from ignis.runtime.base.home import Home
from probes.restarts.control import ProcessControl, ProcessControlError, Trouble


def restart(home: Home, control: ProcessControl, program: str) -> None:
    """Stops the program and starts it again; one that the restart gate holds is started at once.

    Blocks until it is spawned. Raises ProcessControlError.
    """
    stop(home, control, program)
    control.start(program)


def stop(home: Home, control: ProcessControl, program: str) -> None:
    """Stops the program so that its next start is not delayed. Raises ProcessControlError."""
    try:
        control.stop(program)
    except ProcessControlError as error:
        if error.trouble is not Trouble.FAULT:  # a fault means that it does not run, which is as good
            raise
    # a program that hung was killed and could not leave the mark itself
    home.clean_mark(program).touch()
