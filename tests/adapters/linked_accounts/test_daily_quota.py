import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
import structlog
from hypothesis import given, strategies as st

from ignis.adapters.database.database import Database, open_database
from ignis.adapters.linked_accounts.daily_quota import DailyQuota, QuotaLeft, left, may_spend
from ignis.adapters.linked_accounts.http_json import RequestOutcome, SourceError
from ignis.services.ports import AccountUrgency
from tests.support.fakes.turned_clock import T0, TurnedClock

LIMIT = 20
HOUR = 3600.0


class Rig:
    def __init__(self, database: Database) -> None:
        self.database, self.clock = database, TurnedClock()

    async def started(self, key: str = "bloxlink abc") -> DailyQuota:
        """As after a restart."""
        budget = DailyQuota(self.database, key, LIMIT, self.clock, structlog.stdlib.get_logger("test"))
        await budget.load()
        return budget


@pytest_asyncio.fixture
async def rig(tmp_path: Path) -> AsyncGenerator[Rig]:
    async with open_database(tmp_path / "ignis.db", busy_timeout=1, observe=lambda _name, _seconds: None) as database:
        yield Rig(database)


async def spend(budget: DailyQuota, count: int) -> None:
    for _ in range(count):
        await budget.take(AccountUrgency.CHANGED)


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 30)), max_size=40), st.integers(1, 50))
def test_no_24_hours_hold_more_than_the_limit(wishes: list[tuple[int, int]], limit: int) -> None:
    sent: list[int] = []  # the minutes, in sixths of an hour
    calls: dict[int, int] = {}
    for minute, count in sorted(wishes):
        for _ in range(count):
            if left(calls, limit, minute // 6).left:
                sent.append(minute)
                calls[minute // 6] = calls.get(minute // 6, 0) + 1
    assert all(later - earlier >= 24 * 6 for earlier, later in zip(sent, sent[limit:], strict=False))


@pytest.mark.parametrize(
    ("remaining", "changed", "reader", "background"),
    [(20, True, True, True), (11, True, True, True), (10, True, True, False), (3, True, True, False),
     (2, True, False, False), (1, True, False, False), (0, False, False, False)],
)  # fmt: skip
def test_who_changed_comes_first(remaining: int, changed: bool, reader: bool, background: bool) -> None:  # noqa: FBT001  cases
    what = QuotaLeft(LIMIT, remaining, None)
    assert [may_spend(what, urgency) for urgency in AccountUrgency] == [changed, reader, background]


async def test_a_spent_budget_says_until_when_and_outlives_a_restart(rig: Rig) -> None:
    await spend(await rig.started(), LIMIT)
    budget = await rig.started()
    with pytest.raises(SourceError, match="the day's budget of 20 requests is spent") as told:
        await budget.take(AccountUrgency.CHANGED)
    more_at = budget.left().more_at
    assert more_at is not None
    assert told.value.outcome is RequestOutcome.SPENT
    assert T0 + timedelta(seconds=told.value.wait_s or 0) == more_at
    rig.clock.step((more_at - T0).total_seconds() - 1)
    assert budget.left().left == 0
    rig.clock.step(1)
    assert budget.left() == QuotaLeft(LIMIT, LIMIT, None)
    assert (await rig.started()).left().left == LIMIT


async def test_another_key_has_a_budget_of_its_own(rig: Rig) -> None:
    await spend(await rig.started(), 5)
    assert (await rig.started("bloxlink def")).left().left == LIMIT


@pytest.mark.parametrize("step", [-1, -5, -1000])
async def test_a_clock_set_back_gives_nothing_away_and_is_forgotten_in_time(rig: Rig, step: int) -> None:
    await spend(await rig.started(), 5)
    rig.clock.step(step * HOUR)
    budget = await rig.started()
    assert budget.left().left == LIMIT - 5
    rig.clock.step(25 * HOUR)
    assert budget.left().left == LIMIT


async def test_what_is_old_leaves_the_file(rig: Rig) -> None:
    await spend(await rig.started(), 1)
    rig.clock.step(100 * HOUR)
    await spend(await rig.started(), 1)
    assert await rig.database.fetch("count", "SELECT count(*), sum(calls) FROM request_counts") == [(1, 1)]


async def test_at_once_or_one_by_one_no_request_goes_uncounted(rig: Rig) -> None:
    budget = await rig.started()
    await asyncio.gather(*(budget.take(AccountUrgency.CHANGED) for _ in range(LIMIT)))
    assert (await rig.started()).left().left == 0


async def test_a_database_that_cannot_be_written_is_made_up_for(rig: Rig) -> None:
    budget = await rig.started()
    async with rig.database.transaction("break") as connection:
        await connection.execute("ALTER TABLE request_counts RENAME TO elsewhere")
    await spend(budget, 3)
    assert budget.left().left == LIMIT - 3
    async with rig.database.transaction("mend") as connection:
        await connection.execute("ALTER TABLE elsewhere RENAME TO request_counts")
    await spend(budget, 1)
    assert (await rig.started()).left().left == LIMIT - 4


async def test_what_is_published(rig: Rig) -> None:
    budget = await rig.started()
    assert budget.left().to_json() == {"limit": LIMIT, "left": LIMIT, "more_at": None}
    await spend(budget, 1)
    assert budget.left().to_json() == {"limit": LIMIT, "left": LIMIT - 1, "more_at": "2026-01-03T04:00:00+00:00"}
