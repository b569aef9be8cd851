"""What is broken on purpose right now. Pure: the store keeps no clock, every question brings its own `now`.

A target has one fault at a time (the newest), so that what a visitor presses is what happens.
`now` is seconds of any clock, the same one in every call.
"""

from dataclasses import dataclass
from typing import Final

_HTTP_KINDS: Final = ("status-500", "status-503", "status-429", "timeout", "slow", "garbage", "disconnect")
_SERVICE_KINDS: Final = (*_HTTP_KINDS, "retry-after")
_GATEWAY_KINDS: Final = ("disconnect", "invalid-session", "no-ack", "timeout", "garbage")

KINDS_BY_TARGET: Final = {
    "discord-rest": _HTTP_KINDS,
    "discord-gateway": _GATEWAY_KINDS,
    "webhook": _HTTP_KINDS,
    "roblox": _SERVICE_KINDS,
    "roblox-users": _SERVICE_KINDS,
    "roblox-groups": _SERVICE_KINDS,
    "roblox-thumbnails": (*_SERVICE_KINDS, "pending"),
    "roblox-cloud": _SERVICE_KINDS,
    "bloxlink": _SERVICE_KINDS,
}
"""status-NNN: answer with that status. timeout: accept and never answer. slow: answer rightly, but late.
garbage: answer with what is no JSON. disconnect: drop the connection. invalid-session: op 9.
no-ack: leave heartbeats unanswered. retry-after: answer 429 and say for how long (status-429 of Roblox and Bloxlink
does not). pending: no picture is rendered yet. "roblox" is all of its services; a fault of one of them goes first."""

LONGEST_S: Final = 3600.0


class FaultError(Exception):
    """str() is the one line for the person who asked: what was wrong and what is possible."""


@dataclass(frozen=True)
class Fault:
    target: str
    kind: str
    since: float
    until: float

    @property
    def status(self) -> int | None:
        """The HTTP status of a status-NNN fault, None for the other kinds."""
        return int(self.kind.removeprefix("status-")) if self.kind.startswith("status-") else None

    def left(self, now: float) -> float:
        return max(0.0, self.until - now)


class Faults:
    def __init__(self) -> None:
        self._by_target: dict[str, Fault] = {}

    def add(self, target: str, kind: str, seconds: float, now: float) -> Fault:
        """Breaks `target` for `seconds` (up to an hour). Raises FaultError."""
        kinds = KINDS_BY_TARGET.get(target)
        if kinds is None:
            raise FaultError(f"no target {target!r}; there are: {', '.join(KINDS_BY_TARGET)}")
        if kind not in kinds:
            raise FaultError(f"{target} cannot break by {kind!r}; it can by: {', '.join(kinds)}")
        if not 0 < seconds <= LONGEST_S:
            raise FaultError(f"seconds must be above 0 and at most {LONGEST_S:.0f}, not {seconds}")
        fault = Fault(target, kind, now, now + seconds)
        self._by_target[target] = fault
        return fault

    def active(self, target: str, now: float) -> Fault | None:
        fault = self._by_target.get(target)
        return fault if fault is not None and now < fault.until else None

    def list(self, now: float) -> tuple[Fault, ...]:
        """The active faults, the one that ends first in front."""
        return tuple(sorted((f for f in self._by_target.values() if now < f.until), key=lambda fault: fault.until))

    def clear(self) -> None:
        self._by_target.clear()
