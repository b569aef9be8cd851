"""How a command ends that cannot do its work."""

NOT_RUNNING = 3  # as `systemctl status` has it
USAGE = 2


class CliError(Exception):
    """`message` is one line for people, `code` the exit code of the command."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code
