"""A sync of all members as a value: how far it is, and who is next."""

from datetime import UTC, datetime

from hypothesis import given, strategies as st

from ignis.domain.role_sync.sync_run import MemberOutcome, RunState, SyncRun, SyncTally, following

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ids = st.sets(st.integers(1, 10**6), max_size=40)


@given(ids, st.integers(1, 7))
def test_every_member_is_taken_once_in_order(members: set[int], at_once: int) -> None:
    position, taken = 0, list[int]()
    while due := following(members, position, at_once):
        assert len(due) <= at_once
        position = due[-1]
        taken += due
    assert taken == sorted(members)


@given(ids, st.integers(1, 7))
def test_who_joins_behind_the_position_waits_for_the_next_run(members: set[int], at_once: int) -> None:
    due = following(members, 0, at_once)
    if due:
        assert 0 not in following(members | {0}, due[-1], at_once)


@given(st.lists(st.sampled_from(MemberOutcome)))
def test_members_who_are_gone_are_not_counted(outcomes: list[MemberOutcome]) -> None:
    tally = SyncTally(changed=2).plus(outcomes)
    assert tally.looked_at == 2 + sum(outcome is not MemberOutcome.GONE for outcome in outcomes)
    assert tally.failed == outcomes.count(MemberOutcome.FAILED)


def run(done: int, total: int, state: RunState = RunState.RUNNING) -> SyncRun:
    return SyncRun(1, 2, NOON, "en", total, state, tally=SyncTally(fitting=done))


def test_its_share_stays_between_zero_and_one() -> None:
    assert run(0, 4).share == 0
    assert run(1, 4).share == 0.25
    assert run(6, 4).share == 1, "members joined meanwhile"
    assert run(3, 4, RunState.FINISHED).share == 1, "members left meanwhile"
    assert run(0, 0).share == 1
    assert run(1, 4, RunState.STOPPED).share == 0.25
