"""What comes back soon is the same incident, and what comes and goes is known for it until it is calm."""

from dataclasses import replace
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
    fresh = replace(disk(2), opened_at=at(again))
    action, incident = begin(over(disk(1, -1), ended), fresh, at(again))
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


def test_its_edges_are_when_it_began_and_ended_not_when_that_was_seen() -> None:
    fresh = replace(disk(1), opened_at=at(-2))
    _, first = begin(EngineState(), fresh, at(0))
    assert first.edges == (at(-2),)
    _, again = begin(over(first, 1), replace(disk(2), opened_at=at(2)), at(3))
    assert (again.edges, again.began) == ((at(-2), at(1), at(2)), at(2))
    assert again.resolved(at(4), Resolution.CLEARED).duration == timedelta(minutes=3 + 2)


def test_a_beginning_is_never_before_the_last_end_nor_in_the_future() -> None:
    _, again = begin(over(disk(1), 1), replace(disk(2), opened_at=at(-9)), at(3))
    assert again.began == at(1)
    _, first = begin(EngineState(), replace(disk(1), opened_at=at(9)), at(0))
    assert (first.opened_at, first.edges) == (at(0), (at(0),))


def test_how_long_it_lasted_in_all_is_known_whatever_edges_are_kept() -> None:
    _, incident = begin(EngineState(), disk(1), at(0))
    for second in range(0, 800, 5):
        state = EngineState().keep(incident.resolved(T0 + timedelta(seconds=second + 1), Resolution.CLEARED))
        began = T0 + timedelta(seconds=second + 5)
        _, incident = begin(state, replace(disk(2), opened_at=began), began)
    assert len(incident.edges) == 16
    done = incident.resolved(incident.began + timedelta(seconds=1), Resolution.CLEARED)
    assert done.duration == timedelta(seconds=161)
