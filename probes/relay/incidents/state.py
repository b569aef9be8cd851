"""What the incident engine remembers between two observations."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from probes.relay.incidents.decisions import Decision
from probes.relay.incidents.incident import Incident
from probes.relay.incidents.observations import Condition
from probes.relay.incidents.tracking import TrackedProgram

_CLOSED_KEPT = 1000
_CLOSED_FOR = timedelta(minutes=15)  # longer than anything can be reopened
_SAME_MOMENT = timedelta(seconds=2)


@dataclass(frozen=True)
class EngineState:
    """`programs` maps names to what is known of their processes, `open` maps subjects to their open incidents.

    `closed` maps subjects to their last incident if that ended a short time ago, in the order of their ends. `calmed`
    maps subjects to news of a condition that waits to be told.
    """

    programs: Mapping[str, TrackedProgram] = field(default_factory=dict)
    open: Mapping[str, Incident] = field(default_factory=dict)
    next_number: int = 1
    closed: Mapping[str, Incident] = field(default_factory=dict)
    calmed: Mapping[str, Condition] = field(default_factory=dict)

    def program(self, name: str) -> TrackedProgram:
        return self.programs.get(name, TrackedProgram())

    def incident(self, program: str) -> Incident | None:
        """The open incident of a program's process."""
        return self.open.get(process_subject(program))

    def track(self, name: str, tracked: TrackedProgram) -> "EngineState":
        return replace(self, programs={**self.programs, name: tracked})

    def keep(self, incident: Incident) -> "EngineState":
        """With `incident` in the place of its older self; among the closed ones if it is over."""
        still_open, closed = dict(self.open), dict(self.closed)
        still_open.pop(incident.subject, None)
        closed.pop(incident.subject, None)
        if incident.resolved_at is None:
            still_open[incident.subject] = incident
        else:
            closed[incident.subject] = incident
            _forget(closed, incident.resolved_at)
        return replace(self, open=still_open, closed=closed, next_number=max(self.next_number, incident.number + 1))

    def forget_closed(self, now: datetime) -> "EngineState":
        """Without the closed incidents that ended long ago."""
        closed = dict(self.closed)
        _forget(closed, now)
        return self if len(closed) == len(self.closed) else replace(self, closed=closed)

    def calm(self, condition: Condition) -> "EngineState":
        """With `condition` as the news that waits."""
        return replace(self, calmed={**self.calmed, condition.subject: condition})

    def uncalm(self, subject: str) -> "EngineState":
        """Without news of `subject` that waits."""
        if subject not in self.calmed:
            return self
        return replace(self, calmed={key: one for key, one in self.calmed.items() if key != subject})


Step = tuple[EngineState, tuple[Decision, ...]]


def process_subject(program: str) -> str:
    return f"process:{program}"


def same_moment(one: datetime, other: datetime) -> bool:
    """Whether two times mean the same moment. It is worked out again at every look, so it moves by fractions."""
    return abs(one - other) < _SAME_MOMENT


def _forget(closed: dict[str, Incident], now: datetime) -> None:
    """Removes the oldest while they are too old or too many; so it looks at few, however many there are."""
    while closed:
        subject, oldest = next(iter(closed.items()))
        age = abs(now - (oldest.resolved_at or now))  # a clock that was stepped makes a time of no use
        if age <= _CLOSED_FOR and len(closed) <= _CLOSED_KEPT:
            return
        del closed[subject]
