import asyncio

import pytest
import structlog

from ignis.adapters.accounts import LINKED_FOR, NOT_LINKED_FOR, QUIET_FOR, LinkedAccounts
from ignis.adapters.http_json import SourceError
from ignis.services.ports import Linked, NotLinked, Unavailable

FACE = "https://tr.rbxcdn.com/7"


class FakeLinks:
    """A Bloxlink whose answers are values; an error is raised, an Event is waited for first."""

    def __init__(self) -> None:
        self.answer: int | SourceError | None = 7
        self.wait: asyncio.Event | None = None
        self.asked = 0

    async def roblox_id(self, _: int) -> int | None:
        self.asked += 1
        if self.wait is not None:
            await self.wait.wait()
        if isinstance(self.answer, SourceError):
            raise self.answer
        return self.answer


class FakePeople:
    def __init__(self) -> None:
        self.headshots_work = True

    async def name(self, roblox_id: int) -> str:
        return f"Player{roblox_id}"

    async def headshot(self, _: int) -> str | None:
        if not self.headshots_work:
            raise SourceError("Roblox answered 503")
        return FACE


class Rig:
    def __init__(self) -> None:
        self.links, self.people, self.now = FakeLinks(), FakePeople(), 1000.0
        log = structlog.stdlib.get_logger("test")
        self.accounts = LinkedAccounts(self.links, self.people, lambda: self.now, log, patience=0.02)


@pytest.fixture
def rig() -> Rig:
    return Rig()


async def test_an_account_is_asked_for_once_a_day(rig: Rig) -> None:
    assert await rig.accounts.look_up(1) == Linked(7, "Player7", FACE)
    rig.now += LINKED_FOR - 1
    assert await rig.accounts.look_up(1) == Linked(7, "Player7", FACE)
    assert rig.links.asked == 1
    rig.now += 1
    await rig.accounts.look_up(1)
    assert rig.links.asked == 2


async def test_not_linked_is_an_answer_that_is_asked_for_again_sooner(rig: Rig) -> None:
    rig.links.answer = None
    assert await rig.accounts.look_up(1) == NotLinked()
    rig.now += NOT_LINKED_FOR
    rig.links.answer = 7
    assert await rig.accounts.look_up(1) == Linked(7, "Player7", FACE)


async def test_an_outage_shows_what_is_remembered_as_stale(rig: Rig) -> None:
    await rig.accounts.look_up(1)
    rig.now += LINKED_FOR
    rig.links.answer = SourceError("Bloxlink answered 503")
    assert await rig.accounts.look_up(1) == Linked(7, "Player7", FACE, stale=True)
    assert await rig.accounts.look_up(2) == Unavailable()


async def test_what_is_known_is_stale_while_the_service_is_known_to_be_down(rig: Rig) -> None:
    await rig.accounts.look_up(1)
    rig.links.answer = SourceError("Bloxlink answered 503")
    assert await rig.accounts.look_up(2) == Unavailable()
    assert await rig.accounts.look_up(1) == Linked(7, "Player7", FACE, stale=True)
    rig.now += QUIET_FOR
    assert await rig.accounts.look_up(1) == Linked(7, "Player7", FACE)


async def test_not_linked_is_remembered_through_an_outage_as_well(rig: Rig) -> None:
    rig.links.answer = None
    await rig.accounts.look_up(1)
    rig.now += NOT_LINKED_FOR
    rig.links.answer = SourceError("Bloxlink answered 503")
    assert await rig.accounts.look_up(1) == NotLinked()


async def test_after_a_failure_nobody_is_asked_for_a_while(rig: Rig) -> None:
    rig.links.answer = SourceError("Bloxlink answered 503")
    await rig.accounts.look_up(1)
    await rig.accounts.look_up(2)
    assert rig.links.asked == 1
    rig.now += QUIET_FOR
    rig.links.answer = 7
    assert await rig.accounts.look_up(2) == Linked(7, "Player7", FACE)


async def test_a_slow_answer_is_taken_in_for_the_next_reader(rig: Rig) -> None:
    rig.links.wait = asyncio.Event()
    assert await rig.accounts.look_up(1) == Unavailable()
    waiting = [asyncio.create_task(rig.accounts.look_up(1)) for _ in range(5)]
    await asyncio.sleep(0)
    rig.links.wait.set()
    assert await asyncio.gather(*waiting) == [Linked(7, "Player7", FACE)] * 5
    assert rig.links.asked == 1


async def test_a_missing_headshot_costs_nobody_the_name(rig: Rig) -> None:
    rig.people.headshots_work = False
    assert await rig.accounts.look_up(1) == Linked(7, "Player7", None)


async def test_closing_ends_what_is_still_asked(rig: Rig) -> None:
    rig.links.wait = asyncio.Event()
    assert await rig.accounts.look_up(1) == Unavailable()
    await rig.accounts.aclose()
    assert [task.get_name() for task in asyncio.all_tasks() if task.get_name() == "account"] == []
