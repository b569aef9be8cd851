"""Icon and colour of a message. Pure. Each icon has a shape of its own: red and green look the same to many."""

from dataclasses import dataclass
from typing import Final

from probes.relay.incidents.incident import Incident, Severity
from probes.relay.incidents.severity import badness, severity_of
from probes.relay.notices.notice import NoticeKind, Telling


@dataclass(frozen=True)
class Look:
    icon: str
    colour: int


CRITICAL: Final = Look("🚨", 0xE74C3C)
WARNING: Final = Look("⚠️", 0xF1C40F)
INFO: Final = Look("💬", 0x3498DB)
ACKNOWLEDGED: Final = Look("🛠️", 0x9B59B6)
SILENCED: Final = Look("🔕", 0x95A5A6)
FLAPPING: Final = Look("🔁", 0xE67E22)
CONTINUED: Final = Look("⏬", 0x95A5A6)
OVER: Final = Look("✅", 0x2ECC71)

_BY_SEVERITY: Final = {Severity.CRITICAL: CRITICAL, Severity.WARNING: WARNING, Severity.INFO: INFO}


def look(telling: Telling) -> Look:
    """How the whole message looks: over, or as the worst that is still open.

    A root cause that is over looks so, whatever its symptoms do: they are told by themselves if they stay.
    """
    still_open = [one for one in telling.incidents if one.open]
    if telling.notice.continued_in is not None:
        return CONTINUED
    if telling.notice.silenced_until is not None and still_open:
        return SILENCED
    if still_open and all(one.acknowledged for one in still_open):
        return ACKNOWLEDGED
    if telling.notice.kind is NoticeKind.FLAPPING and not telling.notice.final:
        return FLAPPING
    if not still_open:
        return OVER
    still_open += [one for one in telling.held_back if one.open]
    return _BY_SEVERITY[max((severity_of(one) for one in still_open), key=badness)]


def icon(incident: Incident) -> str:
    """How one of several looks in their list."""
    if not incident.open:
        return OVER.icon
    return ACKNOWLEDGED.icon if incident.acknowledged else _BY_SEVERITY[severity_of(incident)].icon
