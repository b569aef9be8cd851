"""Holds all that passes between the sandbox and a bot to Discord's description of its API."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.sandbox.probes.row import told
from tests.sandbox.probes.table import is_named
from tests.support.discord_api.description import Description, Violation
from tests.support.discord_api.events import event_violations

_REFUSED = 400
_FORM = 50035


class Judge:
    """The sandbox's witness.

    A body that is taken has to be as the description says. One that is refused for its form has to be refused by the
    description as well, or by a rule of the sandbox's own table (tests/sandbox/probes): else the sandbox is too strict.

    It judges only at the end, so that it does not slow down what it watches.
    """

    def __init__(self, *, bodies: bool = True) -> None:
        """Without `bodies`, only of what the sandbox sends."""
        self._bodies = bodies
        self.exchanges: list[tuple[str, str, Any, int, Any]] = []
        self.events: list[tuple[str, Mapping[str, Any]]] = []

    @classmethod
    def of_file(cls, path: Path) -> "Judge":
        """One that saw what a `TrafficFile` holds."""
        judge = cls()
        with path.open(encoding="utf-8") as lines:
            for line in map(json.loads, lines):
                if "event" in line:
                    judge.sent(line["event"], line["data"])
                else:
                    judge.answered(line["method"], line["path"], line["body"], line["status"], line["answer"])
        return judge

    def answered(self, method: str, path: str, body: Any, status: int, answer: Any) -> None:
        self.exchanges.append((method, path, body, status, answer))

    def sent(self, event: str, data: Mapping[str, Any]) -> None:
        self.events.append((event, data))

    def check(self) -> None:
        """Raises AssertionError if anything was not as Discord describes it."""
        lines = [f"{times}x {violation}" for violation, times in Counter(self._violations()).most_common()]
        assert not lines, "not as Discord's OpenAPI description says:\n" + "\n".join(lines)

    def _violations(self) -> Iterator[Violation]:
        description = Description.load()
        for method, path, body, status, answer in self.exchanges:
            if self._bodies:
                wrong = description.body(method, path, body)
                yield from wrong if status < _REFUSED else () if wrong else _unfounded(method, path, body, answer)
            yield from description.answer(method, path, status, answer)
        for event, data in self.events:
            yield from event_violations(description, event, data)


def _unfounded(method: str, path: str, body: Any, refusal: Any) -> Iterator[Violation]:
    """The reasons of a refusal for form that no rule names. Without a body it was about something else."""
    if body is None or (refusal or {}).get("code") != _FORM:
        return
    for each in told(refusal["errors"]):
        if not is_named(each):
            yield Violation(f"{method} {path}", each.path, f"refused as {each.code}, which nothing asks for: {body}")
