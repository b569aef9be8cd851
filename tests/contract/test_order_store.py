"""An order is done once, whatever becomes of its answer: what both stores make of orders' ids."""

from datetime import datetime, timedelta

import pytest

from ignis.domain.members.change import Action, Actor, Change
from ignis.domain.members.member import StudKind
from ignis.domain.members.order_note import OrderNote
from ignis.domain.members.ordered import AskedOrder, Ordered
from ignis.domain.members.orders import AddPoints, AddStuds, RemovePoints, SetRank
from ignis.domain.members.profile import Subject
from ignis.domain.refusals import Refusal, Refused
from ignis.services.ports import MemberOrder, UntoldOrder
from tests.support.legion.small_legion import LEGION
from tests.support.legion.staff import NOON
from tests.support.legion.stores import Stores

ANA, BEA, OFFICER = 101, 102, 900
PATROL = Subject(ANA, (), None)


def note(order_id: int | None, *, after: float = 0, officer: int = OFFICER, reason: str = "patrol") -> OrderNote:
    return OrderNote.with_reason(Actor(officer, order_id), reason, NOON + timedelta(seconds=after))


def points(order_id: int | None, amount: int = 5, *, to: int = ANA, after: float = 0, **about: object) -> AddPoints:
    return AddPoints(LEGION, Subject(to, (), None), amount, note(order_id, after=after, **about))  # type: ignore[arg-type]


async def refused(stores: Stores, order: MemberOrder) -> Refused:
    with pytest.raises(Refused) as caught:
        await stores.members.change(ANA, order)
    return caught.value


async def total(stores: Stores, user_id: int = ANA) -> int:
    stored = await stores.members.find(user_id)
    return stored.points if stored is not None else 0


async def test_an_id_is_carried_out_once(stores: Stores) -> None:
    await stores.members.change(ANA, points(1))
    assert (await refused(stores, points(1, after=300))).code is Refusal.ORDER_DONE
    assert await total(stores) == 5


async def test_orders_without_an_id_are_not_looked_at(stores: Stores) -> None:
    for _ in range(2):
        await stores.members.change(ANA, points(None))
    assert await total(stores) == 10
    assert await stores.orders.untold() == []


async def test_the_id_stands_with_what_was_done(stores: Stores) -> None:
    await stores.members.change(ANA, points(1, 20))
    done = await stores.orders.done([1, 2])
    assert [(entry.action, entry.order_id) for entry in done] == [(Action.POINTS, 1), (Action.PROMOTED, 1)]


async def test_the_same_order_within_a_minute_is_asked_about_and_then_done_once(stores: Stores) -> None:
    await stores.members.change(ANA, points(1))
    asked = await refused(stores, points(2, after=59, reason="patrol, again"))
    assert (asked.code, dict(asked.params)) == (Refusal.ORDER_REPEATED, {"count": 59})
    assert await total(stores) == 5
    waiting = AskedOrder(2, OFFICER, Ordered(ANA, Action.POINTS, 5), "patrol, again")
    assert await stores.orders.asked(2) == waiting
    await stores.members.change(ANA, points(2, after=70))
    assert await total(stores) == 10
    assert await stores.orders.asked(2) is None
    assert (await refused(stores, points(2, after=71))).code is Refusal.ORDER_DONE


async def test_after_a_minute_nobody_is_asked(stores: Stores) -> None:
    await stores.members.change(ANA, points(1))
    await stores.members.change(ANA, points(2, after=60))
    assert await total(stores) == 10


async def test_told_or_not_it_is_the_same_order(stores: Stores) -> None:
    await stores.members.change(ANA, points(1))
    await stores.orders.tell([1])
    assert (await refused(stores, points(2, after=1))).code is Refusal.ORDER_REPEATED


@pytest.mark.parametrize(
    "other",
    [
        points(2, 6),
        points(2, to=BEA),
        points(2, officer=901),
        RemovePoints(LEGION, PATROL, 5, note(2)),
        AddStuds(LEGION, PATROL, StudKind.GOLD, 5, note(2)),
        SetRank(LEGION, PATROL, "Captain", note(2)),
    ],
    ids=["amount", "member", "officer", "taken", "studs", "rank"],
)
async def test_another_order_is_not_asked_about(stores: Stores, other: AddPoints) -> None:
    await stores.members.change(ANA, points(1))
    await stores.members.change(other.subject.user_id, other)
    assert {each.id for each in await stores.orders.untold()} == {1, 2}


async def test_an_asked_order_is_no_reason_to_ask(stores: Stores) -> None:
    await stores.members.change(ANA, points(1))
    await refused(stores, points(2, after=59))
    await stores.members.change(ANA, points(3, after=61))
    assert await total(stores) == 10


async def test_what_was_done_is_untold_until_it_is_told(stores: Stores) -> None:
    await stores.members.change(ANA, points(1))
    await stores.members.change(BEA, points(2, to=BEA))
    assert list(await stores.orders.untold()) == [UntoldOrder(1, OFFICER), UntoldOrder(2, OFFICER)]
    await stores.orders.tell([1, 77])
    assert list(await stores.orders.untold()) == [UntoldOrder(2, OFFICER)]


async def test_a_refused_order_leaves_nothing(stores: Stores) -> None:
    class Refuses:
        def decide(self, _: object) -> Change:
            raise Refused(Refusal.TARGET_IS_BOT)

    assert (await refused(stores, Refuses())).code is Refusal.TARGET_IS_BOT
    assert await stores.orders.untold() == []


@pytest.mark.parametrize("deleted", [ANA, OFFICER])
async def test_orders_go_with_the_data_of_either(stores: Stores, deleted: int) -> None:
    await stores.members.change(ANA, points(1))
    exported = await stores.privacy.everything(ANA)
    assert [each["action"] for each in exported["orders"]] == ["points"]
    await stores.privacy.delete(deleted, at(5))
    assert await stores.orders.untold() == []


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)
