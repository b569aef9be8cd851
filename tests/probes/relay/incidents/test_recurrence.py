"""What comes back soon is the same incident, and what comes and goes is known for it until it is calm."""

from datetime import datetime, timedelta

import pytest

from probes.relay.incidents.decisions import DecisionAction
from probes.relay.incidents.incident import Acknowledgement, Cause, Incident, IncidentKind, Resolution
from probes.relay.incidents.recurrence import begin, flaps
from probes.relay.incidents.state import EngineState
from tests.probes.relay.rig import T0


def at(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def disk(number: int, *edges: float) -> Incident:
    return Incident(number, "check:disk", "disk", IncidentKind.CHECK, T0, edges=tuple(map(at, edges)))


def over(incident: Incident, minutes: float) -> EngineState:
    return EngineState().keep(incident.resolved(at(minutes), Resolution.CLEARED))


@pytest.mark.parametrize(
    ("ended", "again", "same"),
    [(0, 5, True), (0, 5.01, False), (0, -5, True), (0, -5.01, False), (0, -60, False)],
    ids=["soon", "later", "the clock was set back", "by more", "by an hour"],
)
def test_soon_after_its_end_it_is_opened_again(ended: float, again: float, same: bool) -> None:  # noqa: FBT001
    action, incident = begin(over(disk(1, -1), ended), disk(2), at(again))
    assert (action, incident.number) == ((DecisionAction.REOPEN, 1) if same else (DecisionAction.OPEN, 2))
    assert incident.edges[-1] == at(again)


def test_what_flaps_stays_the_same_incident_for_longer() -> None:
    state = over(disk(1, -3, -2, -1), 0)
    assert begin(state, disk(2), at(9))[1].number == 1
    assert begin(state, disk(2), at(10.1))[1].number == 2


@pytest.mark.parametrize(
    ("edges", "now", "expected"),
    [
        ((0, 1, 2), 2, False),
        ((0, 1, 2, 3), 3, True),
        ((0, 3, 6, 10), 10, True),
        ((0, 3, 6, 10.1), 10.1, False),
        ((0, 1, 2, 3), 12.9, True),
        ((0, 1, 2, 3), 13, False),
        ((0, 1, 2, 3, 12, 21), 22, True),
        ((0, 1, 2, 3, 14), 14, False),
        ((3, 2, 1, 0), 0, True),
        ((), 0, False),
    ],
)
def test_four_edges_in_ten_minutes_are_flapping_until_ten_minutes_of_calm(
    edges: tuple[float, ...],
    now: float,
    expected: bool,  # noqa: FBT001
) -> None:
    assert flaps(disk(1, *edges), at(now)) is expected


def test_who_took_care_of_it_is_asked_again_unless_it_flaps() -> None:
    ack = Acknowledgement("Ana", T0)
    once = Incident(1, "check:disk", "disk", IncidentKind.CHECK, T0, edges=(at(-1),), acknowledged=ack)
    often = Incident(1, "check:disk", "disk", IncidentKind.CHECK, T0, edges=(at(-3), at(-2), at(-1)), acknowledged=ack)
    assert begin(over(once, 0), disk(2), at(1))[1].acknowledged is None
    assert begin(over(often, 0), disk(2), at(1))[1].acknowledged == ack


def test_it_keeps_its_first_cause_its_deaths_and_its_beginning() -> None:
    first = Incident(1, "process:bot", "bot", IncidentKind.CRASHED, T0, causes=(Cause(T0, "killed"),), tried=("x",))
    fresh = Incident(2, "process:bot", "bot", IncidentKind.HUNG, at(2), causes=(Cause(at(2), "hung"),))
    _, again = begin(over(first.death(T0), 1), fresh, at(2))
    assert (again.number, again.kind, again.opened_at, again.deaths) == (1, IncidentKind.HUNG, T0, 1)
    assert [one.text for one in again.causes] == ["killed", "hung"]
    assert (again.tried, again.resolved_at) == ((), None)
