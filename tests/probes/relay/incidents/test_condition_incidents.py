"""Each opening and closing of a condition is reported once, whatever is seen in between and whatever restarts."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, strategies as st
from pydantic import TypeAdapter

from probes.relay.incidents.decisions import Decision, DecisionAction, DecisionReason
from probes.relay.incidents.engine import decide
from probes.relay.incidents.incident import Cause, Incident, IncidentKind, Resolution, Severity
from probes.relay.incidents.observations import Condition, EndedProcess, EndingKind, ProcessEnding, TimePassed
from probes.relay.incidents.state import EngineState
from probes.relay.notify.message import payload, title
from tests.probes.relay.rig import T0, telling_of


def roblox(seconds: float, *, wrong: bool, text: str = "HTTP 503", until: float | None = None) -> Condition:
    moment = T0 + timedelta(seconds=seconds)
    again = T0 + timedelta(seconds=until) if until is not None else None
    return Condition(IncidentKind.CIRCUIT, "roblox_users", wrong, moment, moment, text, again)


def play(*observations: Condition, state: EngineState | None = None) -> tuple[EngineState, list[Decision]]:
    state = state or EngineState()
    decisions: list[Decision] = []
    for observation in observations:
        state, more = decide(state, observation)
        decisions += more
    return state, decisions


def reported(decisions: list[Decision]) -> list[tuple[DecisionAction, DecisionReason]]:
    return [(one.action, one.reason) for one in decisions]


def last(decisions: list[Decision]) -> Incident:
    incident = decisions[-1].incident
    assert incident is not None
    return incident


def embed(incident: Incident) -> dict[str, str]:
    (found,) = payload(telling_of(incident))["embeds"]
    return dict(found)


def test_an_opening_and_a_closing_are_each_told_once() -> None:
    state, decisions = play(*(roblox(second, wrong=True) for second in range(50)))
    assert reported(decisions) == [(DecisionAction.OPEN, DecisionReason.WRONG)]
    assert last(decisions).subject == "circuit:roblox_users"
    state, decisions = play(*(roblox(second, wrong=False) for second in range(50, 99)), state=state)
    assert reported(decisions) == [(DecisionAction.RESOLVE, DecisionReason.CLEARED)]
    assert last(decisions).duration == timedelta(seconds=50)
    assert state.open == {}
    _, decisions = play(roblox(400, wrong=True), state=state)
    assert last(decisions).number == 2


def test_what_is_well_from_the_start_is_not_mentioned() -> None:
    assert play(roblox(0, wrong=False)) == (EngineState(), [])


def test_a_restarted_relay_repeats_nothing() -> None:
    state, _ = play(roblox(0, wrong=True))
    stored = TypeAdapter(EngineState)
    state = stored.validate_json(stored.dump_json(state))
    assert play(roblox(5, wrong=True), state=state)[1] == []
    assert reported(play(roblox(5, wrong=False), state=state)[1]) == [(DecisionAction.RESOLVE, DecisionReason.CLEARED)]


def test_a_new_line_is_told_at_most_once_a_minute_beside_the_first() -> None:
    first, third = roblox(0, wrong=True, text="HTTP 503"), roblox(61, wrong=True, text="HTTP 500")
    _, decisions = play(first, roblox(30, wrong=True, text="timeout"), third, replace(third, at=third.at))
    assert reported(decisions) == [
        (DecisionAction.OPEN, DecisionReason.WRONG),
        (DecisionAction.SUPPRESS, DecisionReason.CALMED),
        (DecisionAction.UPDATE, DecisionReason.CHANGED),
    ]
    assert last(decisions).causes == (Cause(first.at, "HTTP 503"), Cause(third.at, "HTTP 500"))


def test_a_line_that_came_too_soon_is_told_when_the_minute_is_over() -> None:
    """An alert says it once and not at every look."""
    state, decisions = play(
        roblox(0, wrong=True), roblox(30, wrong=True, text="timeout"), roblox(31, wrong=True, text="timeout")
    )
    assert reported(decisions)[1:] == [(DecisionAction.SUPPRESS, DecisionReason.CALMED)]
    assert decide(state, TimePassed(T0 + timedelta(seconds=59))) == (state, ())
    minute = T0 + timedelta(seconds=60)
    state, (told,) = decide(state, TimePassed(minute))
    assert told.reason is DecisionReason.CHANGED
    assert last([told]).causes == (Cause(T0, "HTTP 503"), Cause(minute, "timeout"))
    assert decide(state, TimePassed(minute + timedelta(seconds=90))) == (state, ())


def test_a_line_that_came_too_soon_is_part_of_the_end() -> None:
    state, decisions = play(roblox(0, wrong=True), roblox(30, wrong=True, text="timeout"), roblox(40, wrong=False))
    assert [one.text for one in last(decisions).causes] == ["HTTP 503", "timeout"]
    assert state.calmed == {}


def test_a_line_that_is_the_old_one_again_is_no_news() -> None:
    state, _ = play(roblox(0, wrong=True), roblox(30, wrong=True, text="timeout"), roblox(31, wrong=True))
    assert state.calmed == {}


def test_a_change_of_severity_is_told_at_once_with_the_newest_line() -> None:
    first = replace(roblox(0, wrong=True), severity=Severity.WARNING)
    worse = replace(roblox(1, wrong=True, text="all down"), severity=Severity.CRITICAL)
    _, decisions = play(first, worse)
    assert reported(decisions)[1:] == [(DecisionAction.UPDATE, DecisionReason.CHANGED)]
    assert last(decisions).severity is Severity.CRITICAL
    assert last(decisions).causes[-1].text == "all down"


def test_a_clock_that_was_set_back_calms_nothing_for_longer() -> None:
    _, decisions = play(roblox(4000, wrong=True), roblox(5, wrong=True, text="timeout"))
    assert reported(decisions)[1:] == [(DecisionAction.UPDATE, DecisionReason.CHANGED)]


@pytest.mark.parametrize(
    ("again", "action", "number"), [(310, DecisionAction.REOPEN, 1), (311, DecisionAction.OPEN, 2)]
)
def test_within_five_minutes_it_is_the_same_incident_again(again: int, action: DecisionAction, number: int) -> None:
    _, decisions = play(roblox(0, wrong=True), roblox(10, wrong=False), roblox(again, wrong=True, text="timeout"))
    assert (decisions[-1].action, last(decisions).number) == (action, number)
    if action is DecisionAction.REOPEN:
        assert last(decisions).opened_at == T0
        assert last(decisions).open
        assert [one.text for one in last(decisions).causes] == ["HTTP 503", "timeout"]


def test_the_name_for_people_is_apart_from_the_subject() -> None:
    _, decisions = play(replace(roblox(0, wrong=True), name="x1", shown="Память 💾"))
    assert (last(decisions).subject, last(decisions).name) == ("circuit:x1", "Память 💾")


def test_a_new_time_of_the_next_try_is_told_at_once_and_ends_with_the_incident() -> None:
    state, decisions = play(roblox(0, wrong=True, until=30), roblox(31, wrong=True, until=91))
    assert reported(decisions) == [
        (DecisionAction.OPEN, DecisionReason.WRONG),
        (DecisionAction.UPDATE, DecisionReason.CHANGED),
    ]
    assert "It is tried again at" in str(embed(last(decisions))["fields"])
    _, decisions = play(roblox(92, wrong=False), state=state)
    assert "It is tried again at" not in str(embed(last(decisions))["fields"])


def test_the_same_time_of_the_next_try_worked_out_anew_is_not_told() -> None:
    looks = [roblox(second, wrong=True, until=60 + second / 1e6) for second in range(50)]
    assert reported(play(*looks)[1]) == [(DecisionAction.OPEN, DecisionReason.WRONG)]


def test_what_is_no_longer_watched_is_closed_and_the_title_says_so() -> None:
    state, _ = play(roblox(0, wrong=True))
    _, decisions = play(replace(roblox(9, wrong=False), gone=True), state=state)
    assert last(decisions).resolution is Resolution.GONE
    assert title(last(decisions)) == "roblox_users is no longer watched"


def test_conditions_and_programs_do_not_touch_each_other() -> None:
    state, _ = decide(EngineState(), EndedProcess("bot", 1, ProcessEnding(EndingKind.CRASHED, 1), T0))
    state, decisions = play(roblox(1, wrong=True), roblox(2, wrong=False), state=state)
    assert [one.incident.number for one in decisions if one.incident] == [2, 2]
    assert list(state.open) == ["process:bot"]


def test_they_read_well_and_what_comes_from_outside_is_inert() -> None:
    check = Condition(
        IncidentKind.CHECK, "config", wrong=True, since=T0, at=T0, text="line 7: `a_b` [x](y) <@1>\n**now**"
    )
    state, decisions = play(check)
    assert title(last(decisions)) == "check config is red"
    assert embed(last(decisions))["description"].endswith(r"line 7: \`a_b\` \[x\](y) \<@1\> \*\*now\*\*")
    _, decisions = play(replace(check, wrong=False), state=state)
    assert title(last(decisions)) == "check config is green again"
    memory = Condition(IncidentKind.MEMORY, "bot", wrong=True, since=T0, at=T0, text="uses 900 MiB")
    assert "memory.hard_mb" in str(embed(last(play(memory)[1]))["fields"])


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["a", "b"]), st.none() | st.integers(0, 3)), max_size=60))
def test_openings_and_closings_alternate_whatever_comes(seen: list[tuple[bool, str, int | None]]) -> None:
    observations = [roblox(at, wrong=wrong, text=text, until=until) for at, (wrong, text, until) in enumerate(seen)]
    _, decisions = play(*observations)
    edges = [one.action for one in decisions if one.action not in {DecisionAction.UPDATE, DecisionAction.SUPPRESS}]
    opened = [DecisionAction.OPEN, DecisionAction.RESOLVE]
    again = [DecisionAction.REOPEN, DecisionAction.RESOLVE]
    assert edges == (opened + again * len(observations))[: len(edges)]
    changes = [now for before, now in zip([False, *(wrong for wrong, _, _ in seen)], seen, strict=False)
               if now[0] is not before]  # fmt: skip
    assert len(edges) == len(changes)
