"""Notices for the tests of receivers, and a keeper of what their roads remember."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from probes.relay.changes import Changes
from probes.relay.incidents.incident import Cause, Incident, IncidentKind, Resolution, Severity
from probes.relay.notices.notice import Notice, NoticeKind, NoticeReason, Telling
from probes.relay.outbox.road_memory import RoadMemory
from tests.probes.relay.rig import T0


@dataclass
class KeptRoads:
    """A keeper of changes that forgets nothing about roads."""

    roads: dict[str, RoadMemory] = field(default_factory=dict[str, RoadMemory])

    def put(self, changes: Changes) -> None:
        self.roads |= changes.roads


def telling(
    number: int = 1,
    *,
    severity: Severity = Severity.CRITICAL,
    over: bool = False,
    name: str = "",
    text: str = "it fails",
) -> Telling:
    """A notice about one alert."""
    name = name or f"A{number}"
    incident = Incident(
        number, f"alert:{name}", name, IncidentKind.ALERT, T0, causes=(Cause(T0, text),), severity=severity, shown=name
    )
    if over:
        incident = incident.resolved(T0 + timedelta(minutes=3, seconds=12), Resolution.CLEARED)
    reason = NoticeReason.OVER if over else NoticeReason.OPENED
    notice = Notice(number, NoticeKind.INCIDENT, (number,), T0, final=over, reason=reason, revision=2 if over else 1)
    return Telling(notice, (incident,))


def escalated(before: Telling, number: int) -> tuple[Telling, Telling]:
    """The last edit of a notice that goes on in a new one, and the new one."""
    old = replace(before.notice, continued_in=number, final=True, reason=NoticeReason.CONTINUED)
    new = replace(before.notice, number=number, follows=before.notice.number, reason=NoticeReason.ESCALATED)
    return replace(before, notice=old), replace(before, notice=new)
