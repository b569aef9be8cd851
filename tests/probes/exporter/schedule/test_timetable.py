"""The rules of the timetable, for all times and all outcomes."""

from dataclasses import replace

from hypothesis import given, strategies as st

from probes.exporter.schedule.timetable import CheckTurn, hurry, next_due

seconds = st.floats(min_value=0.001, max_value=10_000)
turns = st.builds(CheckTurn, every=seconds, confirm_after=seconds, due=seconds, unsettled=st.integers(0, 40))
outcomes = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40)  # (changed, well)


@given(turn=turns, started=seconds, took=seconds, changed=st.booleans(), well=st.booleans())
def test_a_run_is_due_after_the_last_and_never_later_than_its_interval(
    turn: CheckTurn, started: float, took: float, *, changed: bool, well: bool
) -> None:
    ended = started + took
    due = next_due(turn, started=started, ended=ended, changed=changed, well=well).due
    assert ended <= due <= max(ended, started + turn.every)


@given(turns, seconds, seconds)
def test_a_well_check_keeps_its_interval(turn: CheckTurn, started: float, took: float) -> None:
    after = next_due(turn, started=started, ended=started + took, changed=False, well=True)
    assert after.due == max(started + took, started + turn.every)


@given(turn=turns, started=seconds, well=st.booleans())
def test_a_change_is_confirmed(turn: CheckTurn, started: float, *, well: bool) -> None:
    after = next_due(turn, started=started, ended=started, changed=True, well=well)
    assert after.due == started + min(turn.confirm_after, turn.every)


@given(turns, outcomes)
def test_a_lasting_trouble_is_asked_at_doubling_distances(turn: CheckTurn, before: list[tuple[bool, bool]]) -> None:
    now = 0.0
    for changed, well in before:
        turn = next_due(turn, started=now, ended=now, changed=changed, well=well)
        now = turn.due
    turn = next_due(turn, started=now, ended=now, changed=True, well=False)
    expected = min(turn.confirm_after, turn.every)
    for _ in range(20):
        assert turn.distance == expected
        turn = next_due(turn, started=turn.due, ended=turn.due, changed=False, well=False)
        expected = min(expected * 2, turn.every)
    assert turn.distance == turn.every or turn.confirm_after * 2**20 <= turn.every


@given(turn=turns, now=seconds, running=st.booleans())
def test_hurry_never_puts_off(turn: CheckTurn, now: float, *, running: bool) -> None:
    assert hurry(turn, now, running=running).due <= turn.due


@given(turns, seconds)
def test_a_resting_check_that_is_hurried_is_due(turn: CheckTurn, now: float) -> None:
    assert hurry(turn, now, running=False).due <= now


@given(turn=turns, started=seconds, took=seconds, changed=st.booleans(), well=st.booleans())
def test_a_check_hurried_while_it_ran_runs_once_more(
    turn: CheckTurn, started: float, took: float, *, changed: bool, well: bool
) -> None:
    ended = started + took
    hurried = hurry(turn, started, running=True)
    after = next_due(hurried, started=started, ended=ended, changed=changed, well=well)
    assert (after.due, after.hurried) == (ended, False)
    calm = next_due(replace(turn, hurried=False), started=started, ended=ended, changed=changed, well=well)
    assert after.distance == calm.distance


def test_a_first_result_that_is_not_well_is_asked_again_soon() -> None:
    turn = CheckTurn(every=300, confirm_after=10, due=0)
    after = next_due(turn, started=0, ended=1, changed=False, well=False)
    assert after.due == 10
