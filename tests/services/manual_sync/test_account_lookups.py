"""Unknown accounts are looked up once each, slowly, within the day's requests, over failures and kills."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import pytest

from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_sync.account_lookup import AccountLookup, LookupState, LookupTally
from ignis.services.manual_sync.account_lookups import AccountLookups
from ignis.services.ports import AccountUrgency, Closed, Linked, NotLinked, Unavailable, UnavailableReason, Unnamed
from ignis.services.sync import RankSync
from tests.support.fakes.accounts import FakeAccounts, FixedAccounts
from tests.support.fakes.fake_account_lookups import FakeAccountLookups
from tests.support.fakes.fake_members import FakeMembers
from tests.support.fakes.turned_clock import T0, TurnedClock

PAUSE = 2.0
ANA, BEA, CAL, DOR = 1, 2, 3, 4


class QuickClock(TurnedClock):
    """Whoever waits for it moves it."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.step(seconds)


@dataclass
class Server:
    """A LookupTarget. `stops` is what staff stop after the first member."""

    members: Collection[int]
    stops: AccountLookups | None = None
    shown: list[AccountLookup] = field(default_factory=list)

    def member_ids(self) -> Collection[int]:
        return self.members

    async def show(self, lookup: AccountLookup) -> None:
        self.shown.append(lookup)
        if self.stops is not None:
            await self.stops.stop(lookup.run_id)


class Rig:
    def __init__(self) -> None:
        self.clock, self.store = QuickClock(), FakeAccountLookups()
        self.accounts = FakeAccounts({BEA: "Bea7"})
        for user_id in (ANA, CAL, DOR):
            self.accounts.answers[user_id] = [Linked(user_id, f"Player{user_id}", None)]
        self.source = FixedAccounts(self.accounts)
        self.lookups = self.started()

    def started(self) -> AccountLookups:
        sync = RankSync(FakeMembers(), self.source)
        return AccountLookups(self.store, sync, self.clock, Random(1), per_minute=60 / PAUSE)

    @property
    def asked(self) -> list[int]:
        return [user_id for user_id, _ in self.accounts.asked]


@pytest.fixture
def rig() -> Rig:
    return Rig()


async def test_the_unknown_are_looked_up_one_after_the_other_and_counted(rig: Rig) -> None:
    rig.accounts.answers[CAL], rig.accounts.answers[DOR] = [NotLinked()], [Closed(9)]
    lookup = await rig.lookups.begin(7, [ANA, BEA, CAL, DOR])
    assert lookup == AccountLookup(7, 3)
    server = Server([DOR, ANA, BEA, CAL])
    ended = await rig.lookups.work(lookup, server)
    assert rig.accounts.asked == [(each, AccountUrgency.BACKGROUND) for each in (ANA, CAL, DOR)]
    assert ended == AccountLookup(7, 3, LookupState.FINISHED, DOR, LookupTally(linked=1, not_linked=1, closed=1))
    assert rig.clock.waits == [PAUSE] * 3, "so many a minute leave room for members' own questions"
    assert len(server.shown) == 3
    assert await rig.lookups.unfinished() is None


async def test_an_account_whose_name_is_missing_is_unknown_as_well(rig: Rig) -> None:
    rig.accounts.known[ANA] = Unnamed(9)
    assert (await rig.lookups.begin(7, [ANA, BEA])).total == 1


async def test_it_ends_with_the_days_requests_and_goes_on_when_asked_again(rig: Rig) -> None:
    spent = Unavailable(why=UnavailableReason.SPENT, until=T0 + timedelta(hours=5))
    rig.accounts.answers[CAL] = [spent, Linked(CAL, "Cal", None)]
    ended = await rig.lookups.work(await rig.lookups.begin(7, [ANA, CAL]), Server([ANA, CAL]))
    assert (ended.state, ended.tally.looked_up, ended.total) == (LookupState.SPENT, 1, 2)
    again = await rig.lookups.begin(7, [ANA, CAL])
    assert again.total == 1
    assert (await rig.lookups.work(again, Server([ANA, CAL]))).state is LookupState.FINISHED
    assert rig.asked == [ANA, CAL, CAL]


async def test_a_service_that_says_when_it_answers_is_waited_for(rig: Rig) -> None:
    down = Unavailable("roblox_cloud", UnavailableReason.DOWN, T0 + timedelta(seconds=300))
    rig.accounts.answers[ANA] = [down, Linked(ANA, "Ana", None)]
    ended = await rig.lookups.work(await rig.lookups.begin(7, [ANA]), Server([ANA]))
    assert ended.tally == LookupTally(linked=1)
    assert rig.clock.waits == [300, PAUSE]


async def test_a_member_of_whom_nothing_is_answered_does_not_hold_up_the_others(rig: Rig) -> None:
    rig.accounts.answers[ANA] = [Unavailable(why=UnavailableReason.UNUSABLE)]
    ended = await rig.lookups.work(await rig.lookups.begin(7, [ANA, CAL]), Server([ANA, CAL]))
    assert rig.asked == [ANA, ANA, ANA, CAL]
    assert ended.tally == LookupTally(linked=1, failed=1)


async def test_after_a_kill_it_goes_on_where_it_was(rig: Rig) -> None:
    class KilledError(Exception):
        pass

    class Dies(Server):
        async def show(self, _: AccountLookup) -> None:
            raise KilledError

    with pytest.raises(KilledError):
        await rig.lookups.work(await rig.lookups.begin(7, [ANA, CAL, DOR]), Dies([ANA, CAL, DOR]))
    again = rig.started()
    left = await again.unfinished()
    assert left is not None
    ended = await again.work(left, Server([ANA, CAL, DOR]))
    assert rig.asked == [ANA, CAL, DOR]
    assert ended.tally.linked == 3


async def test_what_is_stopped_asks_no_more(rig: Rig) -> None:
    server = Server([ANA, CAL], stops=rig.lookups)
    ended = await rig.lookups.work(await rig.lookups.begin(7, [ANA, CAL]), server)
    assert (ended.state, rig.asked) == (LookupState.STOPPED, [ANA])


async def test_what_is_stopped_while_it_waits_asks_no_more(rig: Rig) -> None:
    class Stops(QuickClock):
        async def sleep(self, seconds: float) -> None:
            await super().sleep(seconds)
            await rig.lookups.stop(7)

    rig.clock = Stops()
    rig.lookups = rig.started()
    rig.accounts.answers[ANA] = [Unavailable()]
    ended = await rig.lookups.work(await rig.lookups.begin(7, [ANA]), Server([ANA]))
    assert (ended.state, rig.asked) == (LookupState.STOPPED, [ANA])


async def test_while_no_service_is_open_yet_it_waits(rig: Rig) -> None:
    class Opens(QuickClock):
        async def sleep(self, seconds: float) -> None:
            await super().sleep(seconds)
            rig.source.now = rig.accounts

    lookup = await rig.lookups.begin(7, [ANA])
    rig.clock, rig.source.now = Opens(), None
    assert (await rig.started().work(lookup, Server([ANA]))).tally.linked == 1


async def test_what_cannot_begin_is_refused(rig: Rig) -> None:
    await rig.lookups.begin(7, [ANA])
    with pytest.raises(Refused) as refused:
        await rig.lookups.begin(8, [ANA])
    assert refused.value.code is Refusal.LOOKUP_RUNS
    rig.accounts.left = 0
    with pytest.raises(Refused) as refused:
        await rig.lookups.begin(8, [ANA])
    assert refused.value.code is Refusal.NO_LOOKUPS_LEFT
    with pytest.raises(Refused) as refused:
        await rig.lookups.stop(8)
    assert refused.value.code is Refusal.NO_SUCH_RUN
