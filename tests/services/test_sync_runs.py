"""A sync of everybody takes each member once, whatever stops it in between."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_sync.sync_run import MemberOutcome, RunState, SyncRun, SyncTally, following
from ignis.services.sync_runs import SyncRuns
from tests.support.fakes.fake_sync_runs import FakeSyncRuns

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class KilledError(Exception):
    pass


@dataclass
class Syncing:
    """Notes whom it was asked to sync; `dies_at` is the call in which the bot is killed."""

    dies_at: int | None = None
    seen: list[int] = field(default_factory=list)
    calls: int = 0

    async def __call__(self, members: Sequence[int]) -> Sequence[MemberOutcome]:
        self.calls += 1
        if self.calls == self.dies_at:
            raise KilledError
        self.seen += members
        return [MemberOutcome.CHANGED if member % 2 else MemberOutcome.FITTING for member in members]


async def nowhere(_: SyncRun) -> None:
    """Nobody is shown how far it is."""


async def begun(runs: SyncRuns, total: int) -> SyncRun:
    return await runs.begin(7, "en", total, NOON)


@given(st.sets(st.integers(1, 10**19)), st.integers(1, 60))
def test_following_gives_everybody_once_and_in_order(members: set[int], count: int) -> None:
    taken: list[int] = []
    while due := following(members, taken[-1] if taken else 0, count):
        assert len(due) <= count
        taken += due
    assert taken == sorted(members)


async def test_everybody_is_taken_once_and_counted() -> None:
    runs, syncing, members = SyncRuns(FakeSyncRuns()), Syncing(), list(range(1, 121))
    ended = await runs.work(await begun(runs, 120), lambda: members, syncing, nowhere, lambda: NOON)
    assert syncing.seen == members
    assert ended.state is RunState.FINISHED
    assert ended.tally == SyncTally(fitting=60, changed=60)
    assert await runs.unfinished() is None


async def test_it_goes_on_where_it_was_when_the_bot_was_killed() -> None:
    runs, members = SyncRuns(FakeSyncRuns()), list(range(1, 121))
    before, after = Syncing(dies_at=2), Syncing()
    with pytest.raises(KilledError):
        await runs.work(await begun(runs, 120), lambda: members, before, nowhere, lambda: NOON)
    left = await runs.unfinished()
    assert left is not None
    ended = await runs.work(left, lambda: members, after, nowhere, lambda: NOON)
    assert before.seen + after.seen == members
    assert ended.tally.looked_at == 120


async def test_who_is_stopped_takes_nobody_any_more() -> None:
    runs, syncing, members = SyncRuns(FakeSyncRuns()), Syncing(), list(range(1, 121))

    async def stop(run: SyncRun) -> None:
        await runs.stop(run.id, NOON)

    ended = await runs.work(await begun(runs, 120), lambda: members, syncing, stop, lambda: NOON)
    assert ended.state is RunState.STOPPED
    assert ended.tally.looked_at == len(syncing.seen) < 120


async def test_one_at_a_time_and_only_what_is_known_can_be_stopped() -> None:
    runs = SyncRuns(FakeSyncRuns())
    await begun(runs, 3)
    with pytest.raises(Refused) as refused:
        await begun(runs, 3)
    assert refused.value.code is Refusal.SYNC_RUNS
    with pytest.raises(Refused) as refused:
        await runs.stop(99, NOON)
    assert refused.value.code is Refusal.NO_SUCH_RUN


def test_the_share_stays_between_nothing_and_all() -> None:
    run = SyncRun(1, 7, NOON, "en", 0)
    assert run.share == 1.0
    assert SyncRun(1, 7, NOON, "en", 2, tally=SyncTally(changed=5)).share == 1.0
    assert SyncRun(1, 7, NOON, "en", 4, tally=SyncTally(changed=1)).share == 0.25
