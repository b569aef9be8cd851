"""When the sign may be given: (facts, now) -> nothing, or the reason to be silent. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

WATCHED: Final = ("exporter", "bot")
"""Besides the relay itself, which is alive if it looks at the others."""


@dataclass(frozen=True)
class Freshness:
    """Moments by the monotonic clock: the relay's last look at the stack, and each program's last answer."""

    looked: float | None = None
    answered: Mapping[str, float] = field(default_factory=dict[str, float])


def reason_to_be_silent(facts: Freshness, now: float, within: float) -> str | None:
    """None if relay, exporter and bot have all shown that they work within the last `within` seconds.

    Example:
        >>> reason_to_be_silent(Freshness(99, {"exporter": 99, "bot": 99}), 100, within=30)
        >>> reason_to_be_silent(Freshness(99, {"exporter": 99, "bot": 60}), 100, within=30)
        'bot has not answered for 40 s'
    """
    if facts.looked is None:
        return "the relay has not looked at the programs yet"
    if now - facts.looked > within:
        return f"the relay has not seen the programs for {now - facts.looked:.0f} s"
    for name in WATCHED:
        answered = facts.answered.get(name)
        if answered is None:
            return f"{name} has not answered yet"
        if now - answered > within:
            return f"{name} has not answered for {now - answered:.0f} s"
    return None
