"""What the engine remembers: what is open, what ended a short time ago, and news that waits."""

from datetime import datetime, timedelta

from pydantic import TypeAdapter

from probes.relay.incidents.incident import Incident, IncidentKind, Resolution
from probes.relay.incidents.observations import Condition
from probes.relay.incidents.state import EngineState
from tests.probes.relay.rig import T0


def at(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def check(number: int, name: str = "disk") -> Incident:
    return Incident(number, f"check:{name}", name, IncidentKind.CHECK, T0)


def over(incident: Incident, minutes: float) -> Incident:
    return incident.resolved(at(minutes), Resolution.CLEARED)


def test_an_incident_is_open_or_closed_and_never_both() -> None:
    state = EngineState().keep(check(1))
    assert (list(state.open), list(state.closed), state.next_number) == (["check:disk"], [], 2)
    state = state.keep(over(check(1), 0))
    assert (list(state.open), list(state.closed), state.next_number) == ([], ["check:disk"], 2)
    state = state.keep(check(1))
    assert (list(state.open), list(state.closed)) == (["check:disk"], [])


def test_what_ended_long_ago_is_forgotten_and_a_thousand_at_most_are_kept() -> None:
    state = EngineState()
    for number in range(1, 1101):
        state = state.keep(over(check(number, str(number)), 0))
    assert len(state.closed) == 1000
    assert "check:1100" in state.closed
    assert state.forget_closed(at(14)) is state
    assert state.forget_closed(at(16)).closed == {}
    assert state.forget_closed(at(-16)).closed == {}
    assert state.keep(over(check(2000), 20)).closed.keys() == {"check:disk"}


def test_news_waits_until_it_is_taken() -> None:
    news = Condition(IncidentKind.CHECK, "disk", wrong=True, since=T0, at=T0, text="full")
    state = EngineState().calm(news)
    assert state.calmed == {"check:disk": news}
    assert state.uncalm("check:database") is state
    assert state.uncalm("check:disk") == EngineState()


def test_the_state_opens_again_from_its_file_and_an_older_file_opens() -> None:
    stored = TypeAdapter(EngineState)
    news = Condition(IncidentKind.CHECK, "disk", wrong=True, since=T0, at=T0, text="Память")
    state = EngineState().keep(over(check(1), 0)).keep(check(2, "database")).calm(news)
    assert stored.validate_json(stored.dump_json(state, by_alias=True)) == state
    assert stored.validate_json(b'{"programs": {}, "open": {}, "next_number": 4}') == EngineState(next_number=4)
