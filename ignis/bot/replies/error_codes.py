"""The codes that people see with an unexpected error. The log has the same code, beside the cause."""

from random import Random
from typing import Final

_BITS: Final = 24


class ErrorCodes:
    """Makes error codes such as `IG-1A2B3C`.

    Example:
        codes = ErrorCodes(SystemRandom())
        log.error("command failed", error_code=codes.new())
    """

    def __init__(self, random: Random) -> None:
        self._random = random

    def new(self) -> str:
        return f"IG-{self._random.getrandbits(_BITS):06X}"
