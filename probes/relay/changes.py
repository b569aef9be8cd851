"""What the relay knows and has not stored yet. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from probes.relay.incidents.incident import Incident
from probes.relay.incidents.state import EngineState
from probes.relay.notices.state import NoticeState
from probes.relay.outbox.limits import StoredLimits
from probes.relay.outbox.outbox import OutboxEntry
from probes.relay.outbox.road_memory import RoadMemory

_OVER_KEPT = 1000  # incidents, and messages


@dataclass(frozen=True)
class Changes:
    """One transaction's worth. None, and a missing number, mean: as it is stored. `roads` are by their receivers.

    >>> Changes().empty, Changes(engine=EngineState()).then(Changes(notices=NoticeState())).engine
    (True, EngineState(programs={}, open={}, next_number=1))
    """

    engine: EngineState | None = None
    notices: NoticeState | None = None
    incidents: Mapping[int, Incident] = field(default_factory=dict[int, Incident])
    entries: Mapping[int, OutboxEntry] = field(default_factory=dict[int, OutboxEntry])
    limits: StoredLimits | None = None
    roads: Mapping[str, RoadMemory] = field(default_factory=dict[str, RoadMemory])

    def then(self, newer: "Changes") -> "Changes":
        """Both, of which the newer one counts."""
        return Changes(
            self.engine if newer.engine is None else newer.engine,
            self.notices if newer.notices is None else newer.notices,
            {**self.incidents, **newer.incidents},
            {**self.entries, **newer.entries},
            self.limits if newer.limits is None else newer.limits,
            {**self.roads, **newer.roads},
        )

    def pruned(self) -> "Changes":
        """Without the oldest of what is over, if that is much."""
        if len(self.incidents) <= 2 * _OVER_KEPT and len(self.entries) <= 2 * _OVER_KEPT:
            return self
        over = [number for number, one in self.incidents.items() if not one.open][:-_OVER_KEPT]
        told = [number for number, one in self.entries.items() if one.final and not one.waits][:-_OVER_KEPT]
        incidents, entries = dict(self.incidents), dict(self.entries)
        for number in over:
            del incidents[number]
        for number in told:
            del entries[number]
        return replace(self, incidents=incidents, entries=entries)

    @property
    def empty(self) -> bool:
        return self == Changes()

    @property
    def told(self) -> int:
        """How many messages are among them."""
        return len(self.entries)


class Keeper(Protocol):
    """Stores what changes; in the relay it is `WriteBehind`."""

    def put(self, changes: Changes) -> None:
        """From now on this is known. Returns at once."""
        ...
