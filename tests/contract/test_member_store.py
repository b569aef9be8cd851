"""What every MemberStore does, the fake and the one on disk alike."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from ignis.adapters.members import SqliteMembers
from ignis.adapters.sqlite import open_database
from ignis.domain.member import Grant, Member
from ignis.services.ports import MemberStore, StorageError
from tests.support.fake_members import FakeMembers

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def grant(user_id: int, amount: int, rank: str = "Aspirant") -> Grant:
    return Grant(user_id, amount, actor_id=7, reason="patrol", at=NOON, rank=rank, path="recruits")


@pytest_asyncio.fixture(params=["fake", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[MemberStore]:
    if request.param == "fake":
        yield FakeMembers()
        return
    async with open_database(tmp_path / "ignis.db", busy_timeout=1, observe=lambda _name, _seconds: None) as database:
        yield SqliteMembers(database)


async def test_a_new_store_is_empty_and_looking_leaves_it_so(store: MemberStore) -> None:
    assert await store.find(1) is None
    assert await store.is_empty()


async def test_a_first_grant_makes_the_member(store: MemberStore) -> None:
    await store.record([grant(1, 5)])
    assert await store.find(1) == Member(1, 5, "Aspirant", "recruits")
    assert await store.find(2) is None
    assert not await store.is_empty()


async def test_points_are_the_sum_and_the_rank_stays(store: MemberStore) -> None:
    await store.record([grant(1, 5), grant(1, 10, rank="Captain"), grant(2, 1)])
    await store.record([grant(1, -3)])
    member = await store.find(1)
    assert member is not None
    assert (member.points, member.rank) == (12, "Aspirant")


@pytest.mark.parametrize("amount", [-1, 0, 10**12 + 1])
async def test_one_bad_grant_refuses_them_all(store: MemberStore, amount: int) -> None:
    with pytest.raises(StorageError):
        await store.record([grant(1, 5), grant(2, amount)])
    assert await store.is_empty()


async def test_a_refused_grant_does_not_harm_later_ones(store: MemberStore) -> None:
    with pytest.raises(StorageError):
        await store.record([grant(1, -5)])
    await store.record([grant(1, 5)])
    assert await store.find(1) == Member(1, 5, "Aspirant", "recruits")


async def test_snowflakes_fit(store: MemberStore) -> None:
    await store.record([grant(2**63 - 1, 10**12)])
    member = await store.find(2**63 - 1)
    assert member is not None
    assert member.points == 10**12
