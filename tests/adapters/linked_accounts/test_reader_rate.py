"""One person's rate of lookups."""

from ignis.adapters.linked_accounts.reader_rate import ReaderRate
from tests.support.fakes.turned_clock import TurnedClock

ANA, BEA = 1, 2


async def test_a_person_has_so_many_an_hour_and_others_have_their_own() -> None:
    clock = TurnedClock()
    rate = ReaderRate(3, clock)
    assert [rate.may_ask(ANA) for _ in range(5)] == [True, True, True, False, False]
    assert rate.may_ask(BEA)
    await clock.turn(1199)
    assert not rate.may_ask(ANA)
    await clock.turn(1)
    assert [rate.may_ask(ANA), rate.may_ask(ANA)] == [True, False]
    await clock.turn(24 * 3600)
    assert [rate.may_ask(ANA) for _ in range(4)] == [True, True, True, False], (
        "no more than that, however long the rest"
    )


async def test_with_none_allowed_nobody_may() -> None:
    assert not ReaderRate(0, TurnedClock()).may_ask(ANA)


async def test_who_has_the_whole_rate_again_is_forgotten() -> None:
    clock = TurnedClock()
    rate = ReaderRate(3, clock)
    for person in range(1000):
        rate.may_ask(person)
    await clock.turn(3600)
    rate.may_ask(5000)
    assert len(rate._left) == 1
