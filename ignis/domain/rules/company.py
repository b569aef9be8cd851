"""Battle companies: the role `2nd Battle Company`, or a nickname that begins with `2. `, names the second."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# At most three digits: there is no company with a larger number.
_NUMBERED = re.compile(r"([0-9]{1,3})\.\s")
_LEADING = re.compile(r"[0-9]{1,3}")
_ELEVENTH, _THIRTEENTH = 11, 13
_SUFFIXES = {1: "st", 2: "nd", 3: "rd"}


@dataclass(frozen=True, slots=True)
class Companies:
    """The numbers that exist, both ends included."""

    first: int
    last: int

    def __contains__(self, number: int) -> bool:
        return self.first <= number <= self.last

    def of_roles(self, roles: Iterable[str]) -> int | None:
        """The company of the first role that names one. The case does not matter."""
        return next((number for role in roles if (number := self._of_role(role)) is not None), None)

    def of_nickname(self, nickname: str | None) -> int | None:
        found = _NUMBERED.match(nickname or "")
        number = int(found[1]) if found else None
        return number if number is not None and number in self else None

    def _of_role(self, role: str) -> int | None:
        found = _LEADING.match(role)
        number = int(found[0]) if found else None
        if number is None or number not in self:
            return None
        return number if role.casefold() == title(number).casefold() else None


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th … 11th, 12th, 13th … 21st. For whole numbers from 0.

    >>> ordinal(112)
    '112th'
    """
    if _ELEVENTH <= number % 100 <= _THIRTEENTH:
        return f"{number}th"
    return f"{number}{_SUFFIXES.get(number % 10, 'th')}"


def title(number: int) -> str:
    return f"{ordinal(number)} Battle Company"
