"""What happens when a problem of a subject comes back: the last incident again, or the next one. Pure.

The rules:
- Within `REOPEN_WITHIN` of its end the last incident is opened again, with its number.
- An incident that began or ended `FLAPPING_EDGES` times within `FLAPPING_WITHIN` flaps, until nothing has changed for
  `CALM_AFTER`. While it flaps, it stays the same incident.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from probes.relay.incidents.decisions import DecisionAction
from probes.relay.incidents.incident import Incident
from probes.relay.incidents.state import EngineState

REOPEN_WITHIN: Final = timedelta(minutes=5)
FLAPPING_EDGES: Final = 4
FLAPPING_WITHIN: Final = timedelta(minutes=10)
CALM_AFTER: Final = timedelta(minutes=10)


def begin(state: EngineState, fresh: Incident, at: datetime) -> tuple[DecisionAction, Incident]:
    """`fresh`, seen at `at`, or the incident that it continues: with the new causes, and without the old remedies.

    Example:
        >>> from probes.relay.incidents.incident import IncidentKind, Resolution
        >>> moment = datetime.fromisoformat("2026-01-02T03:04:05+00:00")
        >>> over = Incident(1, "check:disk", "disk", IncidentKind.CHECK, moment).resolved(moment, Resolution.CLEARED)
        >>> fresh = Incident(2, "check:disk", "disk", IncidentKind.CHECK, moment)
        >>> action, again = begin(EngineState().keep(over), fresh, moment + timedelta(minutes=2))
        >>> action.value, again.number
        ('reopen', 1)
    """
    last = state.closed.get(fresh.subject)
    if last is None or not _soon(last, at):
        fresh = replace(fresh, opened_at=min(fresh.opened_at, at))  # a beginning that lies ahead is none
        return DecisionAction.OPEN, fresh.edge(fresh.opened_at)
    again = last.again(fresh, at)
    return DecisionAction.REOPEN, replace(again, acknowledged=last.acknowledged) if flaps(again, at) else again


def flaps(incident: Incident, now: datetime) -> bool:
    """Whether it comes and goes."""
    recent = _unbroken(incident.edges[::-1], now)
    return any(
        abs(first - last) <= FLAPPING_WITHIN for first, last in zip(recent, recent[FLAPPING_EDGES - 1 :], strict=False)
    )


def _soon(last: Incident, at: datetime) -> bool:
    ended = last.resolved_at or at
    return abs(at - ended) <= REOPEN_WITHIN or flaps(last, at)


def _unbroken(edges: tuple[datetime, ...], now: datetime) -> list[datetime]:
    """The edges, the latest first, up to the first pause of `CALM_AFTER`."""
    found: list[datetime] = []
    for later, edge in pairwise((now, *edges)):
        if abs(later - edge) >= CALM_AFTER:
            break
        found.append(edge)
    return found
