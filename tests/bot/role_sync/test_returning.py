"""Who leaves is kept, who comes back is asked for, whatever order the news come in."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

import pytest
import pytest_asyncio
import structlog

from ignis.bot.role_sync.returning import Returning
from ignis.domain.members.change import Change
from ignis.domain.members.member import Member
from ignis.runtime.base.clock import SystemClock
from ignis.services.ports import StorageError, StorageReason
from tests.support.waiting import eventually

MEMBER = Member(1, 0, "Captain", None)


@dataclass
class KeptReturns:
    """A ReturnStore in memory: everybody who comes back with a rank gets it."""

    kept: dict[int, str | None] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    failing: bool = False

    async def left(self, user_id: int, rank: str | None, at: datetime) -> None:
        del at
        self._check()
        self.kept[user_id] = rank

    async def gone(self) -> Mapping[int, str | None]:
        self._check()
        return dict(self.kept)

    async def came_back(self, user_id: int, machines: frozenset[int], at: datetime) -> Change | None:
        del machines, at
        self._check()
        self.asked.append(user_id)
        return Change(MEMBER, MEMBER, ()) if self.kept.pop(user_id, None) is not None else None

    def _check(self) -> None:
        if self.failing:
            raise StorageError("locked", StorageReason.LOCKED)


@dataclass
class Heard:
    due: list[int] = field(default_factory=list)

    def rank_is_due(self, user_id: int) -> None:
        self.due.append(user_id)


@dataclass
class Server:
    here: set[int]

    def get_member(self, user_id: int, /) -> object | None:
        return user_id if user_id in self.here else None


@dataclass
class Rig:
    returning: Returning
    store: KeptReturns
    heard: Heard


def made(*, enabled: bool = True) -> Rig:
    store, heard = KeptReturns(), Heard()
    returning = Returning(store, SystemClock(), structlog.stdlib.get_logger("ignis.bot"), enabled=enabled)
    returning.tell(heard)
    return Rig(returning, store, heard)


@pytest_asyncio.fixture
async def rig() -> AsyncGenerator[Rig]:
    rig = made()
    task = asyncio.create_task(rig.returning.run())
    yield rig
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_who_comes_back_is_due(rig: Rig) -> None:
    rig.returning.left(1, "Captain")
    rig.returning.joined(1)
    await eventually(lambda: rig.heard.due == [1], "the role is due")
    assert rig.store.kept == {}


@pytest.mark.parametrize("entry_first", [True, False])
async def test_who_was_kicked_has_nothing_to_come_back_to(rig: Rig, entry_first: bool) -> None:  # noqa: FBT001
    if entry_first:
        rig.returning.removed(1)
    rig.returning.left(1, "Captain")
    if not entry_first:
        rig.returning.removed(1)
    await eventually(lambda: rig.store.kept == {1: None}, "it is kept")
    rig.returning.joined(1)
    await eventually(lambda: rig.store.asked == [1], "they are back")
    assert rig.heard.due == []


async def test_who_came_back_unseen_is_found_at_the_next_look(rig: Rig) -> None:
    rig.store.kept = {1: "Captain", 2: "Captain"}
    rig.returning.look(Server({2}))
    await eventually(lambda: rig.heard.due == [2], "the one who is there")
    assert rig.store.kept == {1: "Captain"}


async def test_nothing_is_lost_while_the_database_fails(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ignis.bot.role_sync.returning._AGAIN_AFTER", 0.01)
    rig.store.failing = True
    rig.returning.left(1, "Captain")
    rig.returning.joined(1)
    await asyncio.sleep(0)
    rig.store.failing = False
    await eventually(lambda: rig.heard.due == [1], "the role is due")


async def test_switched_off_it_keeps_nothing() -> None:
    rig = made(enabled=False)
    task = asyncio.create_task(rig.returning.run())
    rig.returning.left(1, "Captain")
    rig.returning.look(Server({1}))
    rig.returning.joined(1)
    await eventually(lambda: not rig.returning._changed.is_set(), "it has looked")
    assert (rig.store.kept, rig.store.asked) == ({}, [])
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
