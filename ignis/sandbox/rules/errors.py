"""How a refusal looks: Discord's error object, with its nested `errors` when a body was wrong.

https://discord.com/developers/docs/reference#error-messages
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

INVALID_FORM_BODY = 50035


@dataclass(frozen=True)
class RuleError:
    status: int
    code: int
    message: str
    errors: dict[str, Any] | None = None

    def body(self) -> dict[str, Any]:
        """The JSON that Discord would answer with."""
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        return body if self.errors is None else {**body, "errors": self.errors}


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a body, at `path` (names and indexes); `code` is Discord's word for it."""

    path: tuple[str | int, ...]
    code: str
    message: str


Problems = Iterator[Problem]


def form_error(problems: Iterable[Problem]) -> RuleError | None:
    """400 50035 with every problem at its place, or None when there is none."""
    errors: dict[str, Any] = {}
    for problem in problems:
        place = errors
        for step in problem.path:
            place = place.setdefault(str(step), {})
        place.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
    return RuleError(400, INVALID_FORM_BODY, "Invalid Form Body", errors) if errors else None
