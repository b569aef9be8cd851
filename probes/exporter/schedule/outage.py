"""Since when Ignis is not well, over all that is found meanwhile. Pure.

One outage is seen in turn as a bot that does not answer, a program that is held, a gateway that is connecting: each of
them begins later than the outage itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from probes.outcome import CheckStatus

LIVENESS: Final = "bot_liveness"
CORE: Final = (LIVENESS, "discord_gateway", "database")  # if several fail, the first one is the reason
"""Ignis is useless to everybody if one of these checks fails."""

_BAD: Final = frozenset({CheckStatus.FAILING, CheckStatus.DEGRADED})


@dataclass(frozen=True)
class Outage:
    """From the first core check that was not ok, until all of them were again; `until` is None before that."""

    since: datetime
    until: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        return {"since": self.since.isoformat(), "until": self.until.isoformat() if self.until else None}


def followed(outage: Outage | None, found: Mapping[str, CheckStatus], now: datetime) -> Outage | None:
    """The current outage, else the last one, after the checks have `found` this; None if there was none.

    What could not be asked neither begins nor ends one.

    Example:
        >>> followed(None, {"database": CheckStatus.FAILING}, now)
        Outage(since=now, until=None)
    """
    core = [found[name] for name in CORE if name in found]
    over = outage is None or outage.until is not None
    if over and not _BAD.isdisjoint(core):
        return Outage(now)
    if outage is not None and not over and all(status is CheckStatus.OK for status in core):
        return replace(outage, until=now)
    return outage
