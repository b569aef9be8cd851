"""What is broken on purpose right now. Pure: the store keeps no clock, every question brings its own `now`.

A target has one fault at a time (the newest), so that what a visitor presses is what happens; each of its routes may
have one more of its own. Where several fit a request, the newest decides. `now` is seconds of any clock, the same one
in every call.
"""

import re
from dataclasses import dataclass, field
from typing import Final

ERRORS: Final = {
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    30034: (400, "Max number of daily application command creates has been reached (200)"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50013: (403, "Missing Permissions"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    60003: (403, "Two factor is required for this operation"),
    130000: (503, "API resource is currently overloaded. Try again a little later."),
}
"""Discord's JSON error codes that a request can be made to fail with: the HTTP status and message of each.

https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

INVALID_FORM: Final = 50035
"""The one that comes with nested `errors`."""

_HTTP_KINDS: Final = (
    "status-500", "status-503", "status-429", "timeout", "slow", "garbage", "disconnect", "status-502", "status-504",
)  # fmt: skip
_DISCORD_KINDS: Final = (*_HTTP_KINDS, "cloudflare-429", "answer-lost", *(f"error-{code}" for code in ERRORS))
_SERVICE_KINDS: Final = (*_HTTP_KINDS, "status-403", "retry-after")
_GATEWAY_KINDS: Final = ("disconnect", "invalid-session", "no-ack", "timeout", "garbage")

KINDS_BY_TARGET: Final = {
    "discord-rest": _DISCORD_KINDS,
    "discord-gateway": _GATEWAY_KINDS,
    "webhook": _DISCORD_KINDS,
    "roblox": _SERVICE_KINDS,
    "roblox-users": _SERVICE_KINDS,
    "roblox-groups": _SERVICE_KINDS,
    "roblox-thumbnails": (*_SERVICE_KINDS, "pending"),
    "roblox-cloud": _SERVICE_KINDS,
    "bloxlink": _SERVICE_KINDS,
    "member-list": ("never", "half", "limited", "slow"),
    "audit-log": ("late", "missing"),
}
"""status-NNN: answer with that status. timeout: accept and never answer. slow: answer rightly, but late.
never, half, limited: of the members that a client asks for none come, or the first half, or only RATE_LIMITED.
late, missing: an entry of the audit log is written 4 s after the change, or never.
garbage: answer with what is no JSON. disconnect: drop the connection. answer-lost: do what was asked, and drop the
connection then. error-NNNNN: refuse with that code of Discord's. cloudflare-429: the page of Discord's proxy for an
address that it has banned. invalid-session: op 9. no-ack: leave heartbeats unanswered. retry-after: answer 429 and say
for how long (status-429 of Roblox and Bloxlink does not). pending: no picture is rendered yet. "roblox" is all of its
services; a fault of one of them goes first."""

_DELAYED: Final = ("slow", "status-429", "cloudflare-429", "retry-after", "late")
"""Kinds with a `delay`."""

_ROUTED: Final = ("discord-rest", "webhook")
_UNCOUNTED: Final = ("discord-gateway",)
_ROUTE: Final = re.compile(r"(GET|POST|PUT|PATCH|DELETE|\*) (/\S+)")
_PLACEHOLDER: Final = re.compile(r"\\\{[^/{}]+\\\}")

LONGEST_S: Final = 3600.0


class FaultError(Exception):
    """str() is the one line for the person who asked: what was wrong and what is possible."""


@dataclass(frozen=True)
class Fault:
    """`route` and `count` are None for a fault of every route, and of any number of requests.

    `delay` is by how many seconds an answer is late, or how many seconds to wait are asked for; None for the usual.
    """

    target: str
    kind: str
    since: float
    until: float
    route: str | None = None
    count: int | None = None
    delay: float | None = None

    @property
    def status(self) -> int | None:
        """The HTTP status of a status-NNN fault, None for the other kinds."""
        return int(self.kind.removeprefix("status-")) if self.kind.startswith("status-") else None

    def left(self, now: float) -> float:
        return max(0.0, self.until - now)

    def fits(self, request: str) -> bool:
        """Whether it breaks this request ("PUT /guilds/1/members/2/roles/3")."""
        return self.route is None or _pattern(self.route).fullmatch(request) is not None


@dataclass
class _Entry:
    fault: Fault
    used: int = field(default=0)

    def active(self, now: float) -> bool:
        return now < self.fault.until and (self.fault.count is None or self.used < self.fault.count)


class Faults:
    def __init__(self) -> None:
        self._entries: list[_Entry] = []  # the newest last

    def add(
        self,
        target: str,
        kind: str,
        seconds: float,
        now: float,
        *,
        route: str | None = None,
        count: int | None = None,
        delay: float | None = None,
    ) -> Fault:
        """Breaks `target` for `seconds` (up to an hour), and for at most `count` requests. Raises FaultError.

        `route` is a method and a path behind the version; a name in braces stands for any one part of it, and `*` for
        any method.

        Example:
            faults.add("discord-rest", "error-10011", 60, now, route="PUT /guilds/{g}/members/{m}/roles/{r}", count=1)
        """
        _check(target, kind, seconds)
        _check_details(target, kind, route=route, count=count, delay=delay)
        fault = Fault(target, kind, now, now + seconds, route, count, delay)
        others = (each for each in self._entries if each.active(now))
        self._entries = [each for each in others if (each.fault.target, each.fault.route) != (target, route)]
        self._entries.append(_Entry(fault))
        return fault

    def active(self, target: str, now: float, request: str = "") -> Fault | None:
        """The newest fault that `target` has now, and that fits the request."""
        entry = self._find(target, now, request)
        return entry.fault if entry is not None else None

    def take(self, target: str, now: float, request: str = "") -> Fault | None:
        """As `active`, for a request that is broken by it: it counts."""
        entry = self._find(target, now, request)
        if entry is None:
            return None
        entry.used += 1
        return entry.fault

    def requests_left(self, fault: Fault) -> int | None:
        """How many requests it will still break; None if they are not counted."""
        used = next((each.used for each in self._entries if each.fault is fault), 0)
        return None if fault.count is None else max(0, fault.count - used)

    def list(self, now: float) -> tuple[Fault, ...]:
        """The active faults, the one that ends first in front."""
        return tuple(sorted((e.fault for e in self._entries if e.active(now)), key=lambda fault: fault.until))

    def clear(self) -> None:
        self._entries.clear()

    def _find(self, target: str, now: float, request: str) -> _Entry | None:
        fitting = (e for e in reversed(self._entries) if e.fault.target == target and e.active(now))
        return next((entry for entry in fitting if entry.fault.fits(request)), None)


def _check(target: str, kind: str, seconds: float) -> None:
    kinds = KINDS_BY_TARGET.get(target)
    if kinds is None:
        raise FaultError(f"no target {target!r}; there are: {', '.join(KINDS_BY_TARGET)}")
    if kind not in kinds:
        raise FaultError(f"{target} cannot break by {kind!r}; it can by: {', '.join(kinds)}")
    if not 0 < seconds <= LONGEST_S:
        raise FaultError(f"seconds must be above 0 and at most {LONGEST_S:.0f}, not {seconds}")


def _check_details(target: str, kind: str, *, route: str | None, count: int | None, delay: float | None) -> None:
    if route is not None and target not in _ROUTED:
        raise FaultError(f"{target} has no routes; there are some of: {', '.join(_ROUTED)}")
    if route is not None and _ROUTE.fullmatch(route) is None:
        raise FaultError(f'a route is a method and a path, such as "GET /guilds/{{guild}}/roles", not {route!r}')
    if count is not None and (count < 1 or target in _UNCOUNTED):
        raise FaultError(f"count is how many requests fail, from 1, and {', '.join(_UNCOUNTED)} has none to count")
    if delay is not None and (kind not in _DELAYED or not 0 < delay <= LONGEST_S):
        raise FaultError(f"delay is in seconds, above 0, and belongs to: {', '.join(_DELAYED)}")


def _pattern(route: str) -> re.Pattern[str]:
    method, _, path = route.partition(" ")
    path = _PLACEHOLDER.sub("[^/]+", re.escape(path))
    return re.compile(f"{'[A-Z]+' if method == '*' else method} {path}")
