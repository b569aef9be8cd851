"""What was observed and is not on disk yet. It is bounded, however long the disk refuses it."""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from probes.exporter.history.limits import SUBJECTS
from probes.exporter.history.past_incident import PastIncident
from probes.exporter.history.subject_status import SubjectStatus
from probes.exporter.history.tally import SLOT_MS, SLOTS, Tally

_TALLIES: Final = SUBJECTS * SLOTS.a_day  # a day of all of them
_TRANSITIONS: Final = 2000
_INCIDENTS: Final = 1000


class Transition(NamedTuple):
    """Since `at` (milliseconds since the epoch) `subject` has the status `found`."""

    subject: str
    at: int
    found: SubjectStatus


@dataclass
class Pending:
    """`tallies` by slot and subject; the other two oldest first."""

    tallies: dict[tuple[int, str], Tally] = field(default_factory=dict[tuple[int, str], Tally])
    transitions: list[Transition] = field(default_factory=list[Transition])
    incidents: dict[tuple[int, int], PastIncident] = field(default_factory=dict[tuple[int, int], PastIncident])

    def __bool__(self) -> bool:
        return bool(self.tallies or self.transitions or self.incidents)

    def add(self, slot: int, subject: str, tally: Tally) -> None:
        known = self.tallies.get((slot, subject), Tally())
        self.tallies[slot, subject] = known.plus(tally.within(SLOT_MS - known.observed))

    def followed_by(self, later: "Pending") -> "Pending":
        """Both together, without the oldest entries if there are too many."""
        both = Pending(dict(self.tallies), [*self.transitions, *later.transitions], self.incidents | later.incidents)
        for (slot, subject), tally in later.tallies.items():
            both.add(slot, subject, tally)
        both.bound()
        return both

    def bound(self) -> None:
        del self.transitions[:-_TRANSITIONS]
        for key in sorted(self.tallies)[: max(0, len(self.tallies) - _TALLIES)]:
            del self.tallies[key]
        for old in sorted(self.incidents)[: max(0, len(self.incidents) - _INCIDENTS)]:
            del self.incidents[old]
