"""What the incident engine remembers between two observations."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from probes.relay.incidents.decisions import Decision
from probes.relay.incidents.incident import Incident
from probes.relay.incidents.tracking import TrackedProgram

_SAME_MOMENT = timedelta(seconds=2)


@dataclass(frozen=True)
class EngineState:
    """`programs` maps names to what is known of their processes, `open` maps subjects to their open incidents."""

    programs: Mapping[str, TrackedProgram] = field(default_factory=dict)
    open: Mapping[str, Incident] = field(default_factory=dict)
    next_number: int = 1

    def program(self, name: str) -> TrackedProgram:
        return self.programs.get(name, TrackedProgram())

    def incident(self, program: str) -> Incident | None:
        """The open incident of a program's process."""
        return self.open.get(process_subject(program))

    def track(self, name: str, tracked: TrackedProgram) -> "EngineState":
        return replace(self, programs={**self.programs, name: tracked})

    def keep(self, incident: Incident) -> "EngineState":
        """With `incident` in the place of its older self; without it if it is over."""
        others = {key: one for key, one in self.open.items() if key != incident.subject}
        kept = {**others, incident.subject: incident} if incident.open else others
        return replace(self, open=kept, next_number=max(self.next_number, incident.number + 1))


Step = tuple[EngineState, tuple[Decision, ...]]


def process_subject(program: str) -> str:
    return f"process:{program}"


def same_moment(one: datetime, other: datetime) -> bool:
    """Whether two times mean the same moment. It is worked out again at every look, so it moves by fractions."""
    return abs(one - other) < _SAME_MOMENT
