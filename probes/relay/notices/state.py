"""What the notices remember between two events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from probes.relay.incidents.incident import Incident
from probes.relay.notices.actions import Acknowledge, Pause, Silence
from probes.relay.notices.notice import Notice, Telling


@dataclass(frozen=True)
class NoticeState:
    """`notices` are those that are not final, by number; `incidents` are the incidents they tell of, by number.

    What operators have said, and still holds: `acknowledged` by the incident's number, `silences` by subject, `pause`.
    """

    notices: Mapping[int, Notice] = field(default_factory=dict[int, Notice])
    incidents: Mapping[int, Incident] = field(default_factory=dict[int, Incident])
    next_number: int = 1
    acknowledged: Mapping[int, Acknowledge] = field(default_factory=dict[int, Acknowledge])
    silences: Mapping[str, Silence] = field(default_factory=dict[str, Silence])
    pause: Pause | None = None

    def about(self, incident: int) -> Notice | None:
        """The notice that tells of an incident."""
        return next((one for one in self.notices.values() if incident in (*one.incidents, *one.held_back)), None)

    def telling(self, notice: Notice) -> Telling:
        """A notice with its incidents, as a message is made from it."""
        return Telling(
            notice,
            tuple(self.incidents[number] for number in notice.incidents),
            tuple(self.incidents[number] for number in notice.held_back),
        )

    def keep(self, notice: Notice, *incidents: Incident) -> "NoticeState":
        """With `notice` and `incidents` in the place of their older selves."""
        return replace(
            self,
            notices={**self.notices, notice.number: notice},
            incidents={**self.incidents, **{one.number: one for one in incidents}},
            next_number=max(self.next_number, notice.number + 1),
        )

    def without_final(self) -> "NoticeState":
        """Without the notices that are told to their end, and without their incidents."""
        notices = {number: one for number, one in self.notices.items() if not one.final}
        told = {number for one in notices.values() for number in (*one.incidents, *one.held_back)}
        return replace(
            self, notices=notices, incidents={key: one for key, one in self.incidents.items() if key in told}
        )
