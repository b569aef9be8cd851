import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
import structlog

from ignis.adapters.database.database import Database, open_database
from ignis.adapters.linked_accounts.accounts import AccountLifetimes, LinkedAccounts, MemoryHit
from ignis.adapters.linked_accounts.http_json import RequestOutcome, SourceError
from ignis.adapters.linked_accounts.reader_rate import ReaderRate
from ignis.adapters.stores.account_memory import AccountMemory
from ignis.adapters.stores.privacy import SqlitePrivacy
from ignis.runtime.resilience.circuit import CircuitOpen
from ignis.services.ports import (
    AccountUrgency,
    Closed,
    Freshness,
    Linked,
    NotLinked,
    RememberedAnswer,
    UnansweredQuestion,
    Unavailable,
    UnavailableReason,
    Unnamed,
)
from tests.support.fakes.turned_clock import T0, TurnedClock

FACE = "https://tr.rbxcdn.com/7"
LINKED = Linked(7, "Player7", FACE)
DOWN = SourceError("Bloxlink answered 503", RequestOutcome.SERVER_ERROR)
LIFETIMES = AccountLifetimes(patience=20)  # whoever tests what comes too late has less
DOWN_NOW = Unavailable("bloxlink")
DAY, TEN_MINUTES = LIFETIMES.linked, LIFETIMES.not_linked

Problem = SourceError | CircuitOpen


class FakeLinks:
    """A Bloxlink whose answers are values; an error is raised, an Event is waited for first."""

    def __init__(self) -> None:
        self.answer: int | Problem | None = 7
        self.wait: asyncio.Event | None = None
        self.asked: list[tuple[int, AccountUrgency]] = []

    @property
    def service(self) -> str:
        return "bloxlink"

    def left(self, urgency: AccountUrgency) -> int:
        return {AccountUrgency.BACKGROUND: 5}[urgency]

    @property
    def well(self) -> bool:
        return not isinstance(self.answer, Exception)

    async def roblox_id(self, user_id: int, urgency: AccountUrgency) -> int | None:
        self.asked.append((user_id, urgency))
        if self.wait is not None:
            await self.wait.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class FakePeople:
    """A Roblox whose answers are values; an error is raised."""

    def __init__(self) -> None:
        self.names: str | Problem | None = "Player7"
        self.faces: str | Problem | None = FACE

    @property
    def service(self) -> str:
        return "roblox_users"

    async def name(self, _: int) -> str | None:
        if isinstance(self.names, Exception):
            raise self.names
        return self.names

    async def headshot(self, _: int) -> str | None:
        if isinstance(self.faces, Exception):
            raise self.faces
        return self.faces


class Rig:
    def __init__(self, database: Database) -> None:
        self.links, self.people, self.clock = FakeLinks(), FakePeople(), TurnedClock()
        self.found: list[tuple[MemoryHit, float | None]] = []
        self.memory = AccountMemory(database)
        self.accounts = self.started()

    def started(self, patience: float = LIFETIMES.patience) -> LinkedAccounts:
        """As after a restart."""
        log, lifetimes = structlog.stdlib.get_logger("test"), replace(LIFETIMES, patience=patience)
        return LinkedAccounts(
            self.links,
            self.people,
            self.memory,
            clock=self.clock,
            log=log,
            observer=self,
            lifetimes=lifetimes,
        )

    def looked_up(self, found: MemoryHit, age_s: float | None) -> None:
        self.found.append((found, age_s))

    @property
    def asked(self) -> int:
        return len(self.links.asked)


@pytest_asyncio.fixture
async def rig(tmp_path: Path) -> AsyncGenerator[Rig]:
    async with open_database(tmp_path / "ignis.db", busy_timeout=1) as database:
        made = Rig(database)
        yield made
        await made.accounts.aclose()


async def test_an_account_is_asked_for_once_a_day_also_over_a_restart(rig: Rig) -> None:
    assert await rig.accounts.look_up(1) == LINKED
    rig.clock.step(DAY - 1)
    assert await rig.started().look_up(1) == LINKED
    assert rig.asked == 1
    rig.clock.step(1)
    assert await rig.accounts.look_up(1) == LINKED
    assert rig.asked == 2


async def test_not_linked_is_an_answer_that_is_asked_for_again_sooner(rig: Rig) -> None:
    rig.links.answer = None
    assert await rig.accounts.look_up(1) == NotLinked()
    rig.clock.step(TEN_MINUTES)
    rig.links.answer = 7
    assert await rig.accounts.look_up(1) == LINKED


async def test_what_was_said_in_a_future_that_was_none_is_asked_for_again(rig: Rig) -> None:
    await rig.accounts.look_up(1)
    rig.clock.step(-3600)
    await rig.accounts.look_up(1)
    assert rig.asked == 2


async def test_an_outage_shows_what_is_remembered_as_stale(rig: Rig) -> None:
    await rig.accounts.look_up(1)
    rig.clock.step(DAY)
    rig.links.answer = DOWN
    assert await rig.started().look_up(1) == Linked(7, "Player7", FACE, DOWN_NOW)
    assert await rig.accounts.ask(1, AccountUrgency.CHANGED) == Linked(7, "Player7", FACE, DOWN_NOW)
    assert await rig.accounts.look_up(2) == Unavailable()


async def test_what_is_known_is_stale_while_the_service_is_known_to_be_down(rig: Rig) -> None:
    await rig.accounts.look_up(1)
    rig.links.answer = DOWN
    assert await rig.accounts.look_up(1) == Linked(7, "Player7", FACE, DOWN_NOW)
    rig.links.answer = 7
    assert await rig.accounts.look_up(1) == LINKED


async def test_not_linked_is_remembered_through_an_outage_as_well(rig: Rig) -> None:
    rig.links.answer = None
    await rig.accounts.look_up(1)
    rig.clock.step(TEN_MINUTES)
    rig.links.answer = DOWN
    assert await rig.accounts.look_up(1) == NotLinked(DOWN_NOW)


async def test_an_open_circuit_says_what_is_down_and_until_when(rig: Rig) -> None:
    until = T0 + timedelta(seconds=30)
    rig.links.answer = CircuitOpen("bloxlink", until)
    assert await rig.accounts.look_up(1) == Unavailable("bloxlink", UnavailableReason.DOWN, until)
    rig.links.answer, rig.people.names = 7, CircuitOpen("roblox_users", until)
    assert await rig.accounts.look_up(2) == Unavailable("roblox_users", UnavailableReason.DOWN, until)


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        (RequestOutcome.SPENT, UnavailableReason.SPENT),
        (RequestOutcome.HELD, UnavailableReason.BUSY),
        (RequestOutcome.RATE_LIMITED, UnavailableReason.BUSY),
        (RequestOutcome.REFUSED, UnavailableReason.REFUSED),
        (RequestOutcome.NOT_READY, UnavailableReason.NOT_READY),
        (RequestOutcome.GARBAGE, UnavailableReason.DOWN),
        (RequestOutcome.NOT_FOUND, UnavailableReason.UNUSABLE),
    ],
)
async def test_why_there_is_no_answer(rig: Rig, outcome: RequestOutcome, why: UnavailableReason) -> None:
    rig.links.answer = SourceError("no", outcome, wait_s=90)
    answer = await rig.accounts.ask(1, AccountUrgency.CHANGED)
    assert answer == Unavailable("bloxlink", why, T0 + timedelta(seconds=90))
    assert rig.accounts.unanswered(1) == UnansweredQuestion(answer, T0)
    rig.links.answer = 7
    assert await rig.accounts.ask(1, AccountUrgency.CHANGED) == LINKED
    assert rig.accounts.unanswered(1) is None


async def test_a_slow_answer_is_taken_in_for_the_next_reader(rig: Rig) -> None:
    rig.links.wait, accounts = asyncio.Event(), rig.started(patience=0.02)
    assert await accounts.look_up(1) == Unavailable(why=UnavailableReason.SLOW)
    waiting = [asyncio.create_task(accounts.ask(1, AccountUrgency.READER)) for _ in range(5)]
    rig.links.wait.set()
    assert await asyncio.gather(*waiting) == [LINKED] * 5
    assert rig.asked == 1


async def test_who_asks_decides_how_urgent_it_is(rig: Rig) -> None:
    await rig.accounts.look_up(1)
    await rig.accounts.ask(2, AccountUrgency.BACKGROUND)
    assert rig.links.asked == [(1, AccountUrgency.READER), (2, AccountUrgency.BACKGROUND)]


async def test_what_bloxlink_said_is_not_lost_with_roblox(rig: Rig) -> None:
    rig.people.names = SourceError("Roblox answered 503", RequestOutcome.SERVER_ERROR)
    assert await rig.accounts.look_up(1) == Unavailable("roblox_users")
    assert await rig.accounts.remembered([1]) == {1: RememberedAnswer(Unnamed(7), T0, fresh=False)}
    rig.people.names = "Player7"
    assert await rig.started().look_up(1) == LINKED
    assert rig.asked == 1


async def test_a_name_that_cannot_be_confirmed_is_stale(rig: Rig) -> None:
    await rig.accounts.look_up(1)
    rig.clock.step(DAY)
    rig.people.names = DOWN
    assert await rig.accounts.look_up(1) == Linked(7, "Player7", FACE, Unavailable("roblox_users"))


async def test_another_account_takes_nothing_from_the_old_one(rig: Rig) -> None:
    await rig.accounts.look_up(1)
    rig.clock.step(DAY)
    rig.links.answer, rig.people.names, rig.people.faces = 8, "Player8", None
    assert await rig.accounts.look_up(1) == Linked(8, "Player8", None)


async def test_a_missing_headshot_costs_nobody_the_name_and_is_asked_for_again(rig: Rig) -> None:
    rig.people.faces = DOWN
    assert await rig.accounts.look_up(1) == Linked(7, "Player7", None)
    rig.people.faces = None  # not rendered yet
    assert await rig.accounts.look_up(1) == Linked(7, "Player7", None)
    rig.people.faces = FACE
    assert await rig.accounts.look_up(1) == LINKED
    assert rig.asked == 1


async def test_a_face_that_may_not_be_shown_is_not_asked_for_again(rig: Rig) -> None:
    rig.people.faces = ""
    assert await rig.accounts.look_up(1) == Linked(7, "Player7", None)
    rig.people.faces = FACE
    assert await rig.accounts.look_up(1) == Linked(7, "Player7", None)


async def test_many_are_remembered_in_one_query_and_nobody_is_asked(rig: Rig) -> None:
    await rig.accounts.ask(1, AccountUrgency.CHANGED)
    rig.links.answer = None
    await rig.accounts.ask(2, AccountUrgency.CHANGED)
    rig.clock.step(TEN_MINUTES)
    assert await rig.accounts.remembered(range(10_000)) == {
        1: RememberedAnswer(LINKED, T0, fresh=True),
        2: RememberedAnswer(NotLinked(), T0, fresh=False),
    }
    assert rig.asked == 2


async def test_it_can_be_tried_out_without_a_trace(rig: Rig) -> None:
    assert await rig.accounts.try_out()
    assert await rig.accounts.remembered([0]) == {}
    assert (rig.accounts.lookups, rig.accounts.hits) == (0, 0)


async def test_it_counts_what_it_answers_itself(rig: Rig) -> None:
    for _ in range(3):
        await rig.accounts.look_up(1)
    assert (rig.accounts.lookups, rig.accounts.hits) == (3, 2)


async def test_every_lookup_tells_what_the_memory_was_worth(rig: Rig) -> None:
    await rig.accounts.look_up(1)
    assert rig.found == [(MemoryHit.MISS, None)]
    rig.clock.step(60)
    await rig.accounts.look_up(1)
    await rig.accounts.ask(1, AccountUrgency.CHANGED)
    rig.links.answer = DOWN
    await rig.accounts.look_up(1)
    assert rig.found[1:] == [(MemoryHit.FRESH, 60)] * 3
    rig.clock.step(DAY)
    await rig.accounts.look_up(1)
    await rig.accounts.ask(1, AccountUrgency.CHANGED)
    assert rig.found[4:] == [(MemoryHit.STALE, DAY + 60)] * 2, "nobody told it again"
    await rig.accounts.look_up(2)
    assert rig.found[6:] == [(MemoryHit.MISS, None)]
    rig.links.answer = 7
    rig.people.names = DOWN
    await rig.accounts.look_up(1)
    assert rig.found[7:] == [(MemoryHit.STALE, DAY + 60)], "Roblox did not confirm the name"
    rig.people.names = "Player7"
    rig.clock.step(DAY)
    await rig.accounts.look_up(1)
    assert rig.found[8:] == [(MemoryHit.MISS, None)], "told again"


async def test_an_answer_of_a_future_that_was_none_is_not_younger_than_now(rig: Rig) -> None:
    await rig.accounts.look_up(1)
    rig.clock.step(-3600)
    rig.links.answer = DOWN
    await rig.accounts.look_up(1)
    assert rig.found[1:] == [(MemoryHit.STALE, 0)]


async def test_not_linked_out_of_the_memory_is_told_as_well(rig: Rig) -> None:
    rig.links.answer = None
    await rig.accounts.look_up(1)
    rig.clock.step(TEN_MINUTES)
    rig.links.answer = DOWN
    await rig.accounts.look_up(1)
    assert rig.found == [(MemoryHit.MISS, None), (MemoryHit.STALE, TEN_MINUTES)]


async def test_it_knows_of_how_many_it_remembers_something(rig: Rig) -> None:
    assert await rig.memory.count() == 0
    await rig.accounts.look_up(1)
    await rig.accounts.look_up(2)
    assert await rig.memory.count() == 2


async def test_a_member_can_have_the_account_exported_and_deleted(rig: Rig) -> None:
    await rig.accounts.look_up(1)
    privacy = SqlitePrivacy(rig.memory._database)
    wanted = {
        "roblox_id": 7,
        "name": "Player7",
        "headshot_url": FACE,
        "asked_at": T0.isoformat(),
        "closed": 0,
        "confirmed": 1,
    }
    assert (await privacy.everything(1))["account"] == wanted
    assert (await privacy.delete(1, T0)).accounts == 1
    assert await rig.accounts.remembered([1]) == {}


async def test_what_is_old_can_be_forgotten(rig: Rig) -> None:
    await rig.accounts.look_up(1)
    assert await rig.memory.forget(T0) == 0
    assert await rig.memory.forget(T0 + timedelta(seconds=1)) == 1
    assert await rig.accounts.remembered([1]) == {}


async def test_a_broken_memory_hides_no_account(rig: Rig) -> None:
    async with rig.memory._database.transaction("break") as connection:
        await connection.execute("DROP TABLE accounts")
    assert await rig.accounts.look_up(1) == LINKED


async def test_closing_ends_what_is_still_asked(rig: Rig) -> None:
    rig.links.wait, accounts = asyncio.Event(), rig.started(patience=0.02)
    assert await accounts.look_up(1) == Unavailable(why=UnavailableReason.SLOW)
    await accounts.aclose()
    assert [task.get_name() for task in asyncio.all_tasks() if task.get_name() == "account"] == []


async def test_what_no_service_should_do_is_one_members_answer(rig: Rig) -> None:
    class Broken(FakePeople):
        async def name(self, _: int) -> str:
            raise OverflowError("a surprise")

    rig.people = Broken()
    broken = rig.started()
    assert await broken.look_up(1) == Unavailable("roblox_users", UnavailableReason.UNUSABLE)
    assert await broken.ask(1, AccountUrgency.CHANGED) == Unavailable("roblox_users", UnavailableReason.UNUSABLE)
    await broken.aclose()


async def test_an_id_that_the_database_cannot_hold_does_not_reach_the_reader_as_an_error(rig: Rig) -> None:
    rig.links.answer = 2**63
    assert isinstance(await rig.accounts.ask(1, AccountUrgency.CHANGED), Linked)


async def test_a_person_with_many_looks_sees_what_is_remembered_and_spends_no_more(rig: Rig) -> None:
    log = structlog.stdlib.get_logger("test")
    accounts = LinkedAccounts(
        rig.links, rig.people, rig.memory, clock=rig.clock, log=log, observer=rig, readers=ReaderRate(2, rig.clock)
    )
    assert [await accounts.look_up(user_id, 99) for user_id in (1, 2)] == [LINKED, LINKED]
    assert await accounts.look_up(3, 99) == Unavailable(why=UnavailableReason.TOO_OFTEN)
    assert await accounts.look_up(1, 99) == LINKED, "fresh ones cost nothing"
    assert await accounts.look_up(3, 98) == LINKED, "others have their own"
    rig.clock.step(DAY)
    assert await accounts.look_up(1, 99) == replace(LINKED, unconfirmed=Unavailable(why=UnavailableReason.TOO_OFTEN))
    assert rig.asked == 3
    await accounts.aclose()


@dataclass
class Heard:
    """An AccountListener."""

    changed: list[int] = field(default_factory=list)

    def account_changed(self, user_id: int) -> None:
        self.changed.append(user_id)


@pytest.mark.parametrize(
    ("freshness", "age"), [(Freshness.ORDERED, 60), (Freshness.REFRESHED, 3600), (Freshness.CHANGED, DAY)]
)
async def test_who_wants_it_recent_has_it_asked_for_anew(rig: Rig, freshness: Freshness, age: float) -> None:
    await rig.accounts.look_up(1)
    rig.people.names = "Renamed7"
    rig.clock.step(age - 1)
    assert await rig.accounts.ask(1, AccountUrgency.CHANGED, freshness) == LINKED
    assert await rig.accounts.outdated([1, 2], freshness) == []
    assert rig.asked == 1
    rig.clock.step(1)
    assert await rig.accounts.outdated([1, 2], freshness) == [1]
    assert await rig.accounts.look_up(1, None, freshness) == Linked(7, "Renamed7", FACE)
    assert rig.asked == 2


async def test_one_who_wants_it_recent_does_not_join_a_question_that_asks_roblox_alone(rig: Rig) -> None:
    rig.people.faces = None  # not rendered yet: Roblox is asked for it again at every look
    await rig.accounts.look_up(1)
    rig.clock.step(3600)
    await asyncio.gather(rig.accounts.look_up(1), rig.accounts.look_up(1, None, Freshness.REFRESHED))
    assert rig.asked == 2


async def test_a_closed_account_is_said_to_be_closed_and_loses_its_name(rig: Rig) -> None:
    await rig.accounts.look_up(1)
    rig.clock.step(60)
    rig.people.names = None
    assert await rig.accounts.ask(1, AccountUrgency.CHANGED, Freshness.ORDERED) == Closed(7)
    assert (await rig.memory.find([1]))[1].name is None
    assert await rig.accounts.remembered([1]) == {1: RememberedAnswer(Closed(7), rig.clock.now(), fresh=True)}
    rig.links.answer = DOWN
    rig.clock.step(TEN_MINUTES)
    assert await rig.accounts.look_up(1) == Closed(7, DOWN_NOW)
    rig.links.answer, rig.people.names = 7, "Reopened7"
    assert await rig.accounts.look_up(1) == Linked(7, "Reopened7", FACE)


async def test_roblox_is_named_where_it_is_roblox(rig: Rig) -> None:
    error = SourceError("Roblox answered 503", RequestOutcome.SERVER_ERROR)
    error.circuit = "roblox_cloud"
    rig.people.names = error
    assert await rig.accounts.ask(1, AccountUrgency.CHANGED) == Unavailable("roblox_cloud")


async def test_a_name_that_is_awaited_from_roblox_is_not_bloxlinks_delay(rig: Rig) -> None:
    class Slow(FakePeople):
        async def name(self, _: int) -> str | None:
            await asyncio.Event().wait()
            return None

    rig.people.names = DOWN
    await rig.accounts.look_up(1)  # what Bloxlink says is known now
    rig.people = Slow()
    accounts = rig.started(patience=0.02)
    assert await accounts.look_up(1) == Unavailable("roblox_users", UnavailableReason.SLOW)
    await accounts.aclose()


async def test_a_name_that_roblox_did_not_confirm_is_asked_for_again_without_bloxlink(rig: Rig) -> None:
    await rig.accounts.look_up(1)
    rig.clock.step(DAY)
    rig.people.names = DOWN
    await rig.accounts.look_up(1)
    assert await rig.accounts.outdated([1], Freshness.CHANGED) == [1]
    assert not (await rig.accounts.remembered([1]))[1].confirmed
    rig.people.names = "Renamed7"
    assert await rig.started().ask(1, AccountUrgency.CHANGED) == Linked(7, "Renamed7", FACE)
    assert rig.asked == 2


async def test_whoever_follows_accounts_hears_of_names_that_come_change_and_go(rig: Rig) -> None:
    heard, log = Heard(), structlog.stdlib.get_logger("test")
    accounts = LinkedAccounts(rig.links, rig.people, rig.memory, clock=rig.clock, log=log, observer=rig, listener=heard)
    for name, times in (("Player7", 1), ("Player7", 1), ("Renamed7", 2), (None, 3), (None, 3)):
        rig.people.names = name
        await accounts.ask(1, AccountUrgency.CHANGED, Freshness.ORDERED)
        rig.clock.step(60)
        assert heard.changed == [1] * times
    rig.people.names = "Player7"
    await accounts.ask(1, AccountUrgency.CHANGED, Freshness.ORDERED)
    rig.links.answer = None
    rig.clock.step(60)
    assert await accounts.ask(1, AccountUrgency.CHANGED, Freshness.ORDERED) == NotLinked()
    assert heard.changed == [1] * 5
    await accounts.aclose()


async def test_what_is_left_to_the_background_is_bloxlinks_to_say(rig: Rig) -> None:
    assert rig.accounts.requests_left(AccountUrgency.BACKGROUND) == 5
