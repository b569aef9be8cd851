"""Holds all that passes between the sandbox and a bot to Discord's description of its API."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tests.support.discord_api.description import Description, Violation
from tests.support.discord_api.events import event_violations

_REFUSED = 400


class Judge:
    """The sandbox's witness. A body that the sandbox refuses is not judged: to be refused is what it is for."""

    def __init__(self) -> None:
        self._description = Description.load()
        self._violations: Counter[Violation] = Counter()

    def answered(self, method: str, path: str, body: Any, status: int, answer: Any) -> None:
        if status < _REFUSED:
            self._violations.update(self._description.body(method, path, body))
        self._violations.update(self._description.answer(method, path, status, answer))

    def sent(self, event: str, data: Mapping[str, Any]) -> None:
        self._violations.update(event_violations(self._description, event, data))

    def check(self) -> None:
        """Raises AssertionError if anything was not as Discord describes it."""
        lines = [f"{times}x {violation}" for violation, times in self._violations.most_common()]
        assert not lines, "not as Discord's OpenAPI description says:\n" + "\n".join(lines)
