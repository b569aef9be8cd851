"""A sync of all members takes each member once, whatever interrupts it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_sync.sync_run import MemberOutcome, RunState, SyncRun, SyncTally, following
from ignis.services.manual_sync.sync_runs import SyncRuns
from tests.support.fakes.fake_sync_runs import FakeSyncRuns

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MEMBERS = list(range(1, 121))


class KilledError(Exception):
    pass


class StoppedClock:
    """A Clock that stands still at noon."""

    def now(self) -> datetime:
        return NOON

    def monotonic(self) -> float:
        return 0.0


@dataclass
class Server:
    """A RunTarget with 120 members that notes whom it was asked to sync.

    `dies_at` is the step in which the bot is killed. `stops` is a run that staff stop after the first step.
    """

    dies_at: int | None = None
    stops: SyncRuns | None = None
    synced: list[int] = field(default_factory=list)
    steps: int = 0

    def member_ids(self) -> list[int]:
        return MEMBERS

    async def sync(self, user_ids: Sequence[int]) -> Sequence[MemberOutcome]:
        self.steps += 1
        if self.steps == self.dies_at:
            raise KilledError
        self.synced += user_ids
        return [MemberOutcome.CHANGED if user_id % 2 else MemberOutcome.FITTING for user_id in user_ids]

    async def show(self, run: SyncRun) -> None:
        if self.stops is not None:
            await self.stops.stop(run.id, NOON)


async def begun(runs: SyncRuns, total: int) -> SyncRun:
    return await runs.begin(7, "en", total, NOON)


@given(st.sets(st.integers(1, 10**19)), st.integers(1, 60))
def test_following_gives_every_member_once_and_in_order(members: set[int], count: int) -> None:
    taken: list[int] = []
    while due := following(members, taken[-1] if taken else 0, count):
        assert len(due) <= count
        taken += due
    assert taken == sorted(members)


async def test_every_member_is_synced_once_and_counted() -> None:
    runs, server = SyncRuns(FakeSyncRuns()), Server()
    ended = await runs.work(await begun(runs, 120), server, StoppedClock())
    assert server.synced == MEMBERS
    assert ended.state is RunState.FINISHED
    assert ended.tally == SyncTally(fitting=60, changed=60)
    assert await runs.unfinished() is None


async def test_it_goes_on_where_it_was_when_the_bot_was_killed() -> None:
    runs = SyncRuns(FakeSyncRuns())
    before, after = Server(dies_at=2), Server()
    with pytest.raises(KilledError):
        await runs.work(await begun(runs, 120), before, StoppedClock())
    left = await runs.unfinished()
    assert left is not None
    ended = await runs.work(left, after, StoppedClock())
    assert before.synced + after.synced == MEMBERS
    assert ended.tally.looked_at == 120


async def test_a_stopped_run_syncs_no_further_members() -> None:
    runs = SyncRuns(FakeSyncRuns())
    server = Server(stops=runs)
    ended = await runs.work(await begun(runs, 120), server, StoppedClock())
    assert ended.state is RunState.STOPPED
    assert ended.tally.looked_at == len(server.synced) < 120


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
