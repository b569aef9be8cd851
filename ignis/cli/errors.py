"""How a command ends when it cannot do what it was asked for."""

NOT_RUNNING = 3  # as `systemctl status` has it
USAGE = 2


class CliError(Exception):
    """`message` is one line for people, `code` what the command exits with."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code
