"""The plainest rule: an incident is one message, written again until it is over."""

from datetime import timedelta

from probes.relay.incidents.incident import Incident, IncidentKind, Resolution
from probes.relay.notices.notice import NoticeReason, Telling
from probes.relay.notices.state import NoticeState
from probes.relay.notices.telling import IncidentChanged, Tick, decide
from tests.probes.relay.rig import T0

CRASH = Incident(7, "process:bot", "bot", IncidentKind.CRASHED, T0)


def told(state: NoticeState, incident: Incident) -> tuple[NoticeState, Telling]:
    state, (decision,) = decide(state, IncidentChanged(incident, T0))
    assert decision.telling is not None
    return state, decision.telling


def test_an_incident_is_one_message_until_it_is_over() -> None:
    state, opened = told(NoticeState(), CRASH)
    state, again = told(state, CRASH.death(T0))
    over = CRASH.resolved(T0 + timedelta(seconds=9), Resolution.BACK)
    state, last = told(state, over)
    assert [one.notice.revision for one in (opened, again, last)] == [1, 2, 3]
    assert {one.notice.number for one in (opened, again, last)} == {1}
    assert [one.notice.final for one in (opened, again, last)] == [False, False, True]
    assert last.notice.reason is NoticeReason.OVER
    assert last.incidents == (over,)
    assert state == NoticeState(next_number=2)


def test_what_follows_is_another_message() -> None:
    state, _ = decide(NoticeState(), IncidentChanged(CRASH.resolved(T0, Resolution.BACK), T0))
    _, second = told(state, CRASH)
    assert second.notice.number == 2


def test_time_alone_tells_nothing() -> None:
    assert decide(NoticeState(), Tick(T0)) == (NoticeState(), ())
