"""What promotions, history, leaderboard and privacy read: from the fake and from the file alike."""

import json
from datetime import datetime

import pytest

from ignis.domain.members.change import Action, Actor, LedgerEntry
from ignis.domain.members.member import StudKind
from ignis.domain.members.profile import Subject
from ignis.services.history import MemberHistory
from ignis.services.leaderboard import Leaderboard, LeaderboardPlace
from ignis.services.ports import DeletedRecords
from ignis.services.privacy import Privacy
from ignis.services.profile import Profiles
from tests.support.legion.small_legion import Rules
from tests.support.legion.staff import OFFICER, Staff, minutes, subject
from tests.support.legion.stores import Stores

ANA, BEA, CAL = 100_000_000_000_000_001, 100_000_000_000_000_002, 100_000_000_000_000_003


@pytest.fixture
def staff(stores: Stores) -> Staff:
    return Staff(stores.members, stores.promotions)


async def waiting(staff: Staff) -> list[tuple[int, str, datetime]]:
    return [(ready.user_id, ready.next.rank, ready.since) for ready in await staff.promotions.ready()]


async def test_no_member_waits_in_an_empty_store(staff: Staff) -> None:
    assert await waiting(staff) == []


async def test_who_has_the_points_waits_since_then(staff: Staff) -> None:
    await staff.rank(ANA, "Initiate")
    await staff.points(ANA, 19)
    await staff.points(ANA, 1)  # the third minute
    await staff.points(ANA, 5)
    assert await waiting(staff) == [(ANA, "Brother", minutes(3))]


async def test_who_fell_below_waits_since_the_points_came_back_for_good(staff: Staff) -> None:
    await staff.rank(ANA, "Initiate")
    for amount in (20, -1, 10, -9, 4, -4):
        await staff.points(ANA, amount)
    assert await waiting(staff) == [(ANA, "Brother", minutes(4))]


async def test_who_had_the_points_before_the_rank_waits_since_the_rank(staff: Staff) -> None:
    await staff.points(ANA, 70)  # an open step on the way: Initiate
    await staff.approve(ANA, "Brother")
    await staff.company(ANA, 2)
    assert await waiting(staff) == [(ANA, "Captain", minutes(2))]


async def test_an_open_step_taken_by_points_counts_as_a_change_of_rank(staff: Staff) -> None:
    await staff.points(ANA, 14)
    await staff.points(ANA, 10)
    assert await waiting(staff) == [(ANA, "Brother", minutes(2))]


async def test_who_has_waited_longest_comes_first(staff: Staff) -> None:
    for member in (CAL, ANA, BEA):
        await staff.points(member, 20)
    assert [member for member, _, _ in await waiting(staff)] == [CAL, ANA, BEA]


async def test_open_steps_the_last_rank_and_ranks_off_the_ladder_need_no_officer(staff: Staff) -> None:
    for member, rank in ((ANA, "Captain"), (BEA, "Primarch")):
        await staff.rank(member, rank)
        await staff.points(member, 1_000)
    await staff.points(CAL, 1_000)
    await staff.rank(CAL, "Aspirant")
    assert await waiting(staff) == []


async def test_whom_officers_declined_is_not_listed_until_the_points_rise(staff: Staff) -> None:
    await staff.points(ANA, 20)
    await staff.decline(ANA, "Brother")
    assert await waiting(staff) == []
    await staff.points(ANA, 1)
    assert [member for member, _, _ in await waiting(staff)] == [ANA]


async def test_a_history_shows_everything_newest_first(stores: Stores, staff: Staff) -> None:
    await staff.points(ANA, 20)
    await staff.points(BEA, 1)
    await staff.studs(ANA, StudKind.GOLD, 2)
    await staff.company(ANA, 3)
    page = await MemberHistory(stores.history).page(ANA, None, 10)
    officer = OFFICER.user_id
    assert [line.entry for line in page.lines] == [
        LedgerEntry(Action.COMPANY, ANA, officer, None, 3, "transfer", minutes(4)),
        LedgerEntry(Action.GOLD_STUDS, ANA, officer, 0, 2, "long service", minutes(3)),
        LedgerEntry(Action.PROMOTED, ANA, None, "Aspirant", "Initiate", None, minutes(1)),
        LedgerEntry(Action.POINTS, ANA, officer, 0, 20, "patrol", minutes(1)),
    ]
    assert page.older is None


async def test_a_history_has_pages_that_new_lines_do_not_shift(stores: Stores, staff: Staff) -> None:
    history = MemberHistory(stores.history)
    for _ in range(5):
        await staff.points(ANA, 1)
    first = await history.page(ANA, None, 2)
    await staff.points(ANA, 1)
    second = await history.page(ANA, first.older, 2)
    third = await history.page(ANA, second.older, 2)
    totals = [[line.entry.after for line in page.lines] for page in (first, second, third)]
    assert totals == [[5, 4], [3, 2], [1]]
    assert third.older is None
    assert (await history.page(BEA, None, 2)).lines == ()


class Everybody:
    """A Roster that has every user on it."""

    def subject(self, user_id: int) -> Subject | None:
        return subject(user_id)


class Present:
    """A Roster of these people."""

    def __init__(self, *people: Subject) -> None:
        self._people = {each.user_id: each for each in people}

    def subject(self, user_id: int) -> Subject | None:
        return self._people.get(user_id)


async def test_a_leaderboard_shares_places_and_leaves_out_who_has_nothing(stores: Stores, staff: Staff) -> None:
    for member, amount in ((ANA, 10), (BEA, 12), (CAL, 10), (4, 3)):
        await staff.points(member, amount)
    await staff.company(5, 2)
    board = await Leaderboard(stores.leaderboard, Rules()).page(None, 1, 3, Everybody())
    assert board.places == (
        LeaderboardPlace(1, BEA, 12, "Aspirant"),
        LeaderboardPlace(2, ANA, 10, "Aspirant"),
        LeaderboardPlace(2, CAL, 10, "Aspirant"),
    )
    assert (board.page, board.pages, board.members) == (1, 2, 4)
    rest = await Leaderboard(stores.leaderboard, Rules()).page(None, 99, 3, Everybody())
    assert (rest.places, rest.page) == ((LeaderboardPlace(4, 4, 3, "Aspirant"),), 2)


async def test_who_has_left_holds_no_place_and_takes_no_room_on_a_page(stores: Stores, staff: Staff) -> None:
    for member, amount in ((ANA, 12), (BEA, 10), (4, 10), (CAL, 3)):
        await staff.points(member, amount)
    here = Present(subject(BEA), subject(CAL))
    board = await Leaderboard(stores.leaderboard, Rules()).page(None, 1, 2, here)
    assert board.places == (LeaderboardPlace(1, BEA, 10, "Aspirant"), LeaderboardPlace(2, CAL, 3, "Aspirant"))
    assert (board.page, board.pages, board.members) == (1, 1, 2)


async def test_a_companys_leaderboard_has_those_whose_cards_name_it(stores: Stores, staff: Staff) -> None:
    for member in (ANA, BEA, CAL, 4, 6):
        await staff.points(member, 10)
    await staff.company(ANA, 2)
    await staff.company(BEA, 3)
    await staff.rank(4, "Captain")
    people = [
        Subject(ANA, ("3rd Battle Company",), "3. Ana"),
        Subject(BEA, ("2nd Battle Company",), "2. Bea"),
        Subject(CAL, ("2nd battle company",), None),
        Subject(4, (), "2. Captain"),
        Subject(5, ("2nd Battle Company",), "2. Without Points"),
        Subject(6, (), "2. Aspirant"),  # in this rank the number is none of a company
    ]
    here = Present(*people)
    board = Leaderboard(stores.leaderboard, Rules())
    found = await board.page(2, 1, 10, here)
    assert {place.user_id for place in found.places} == {4, ANA, CAL}
    assert [place.user_id for place in (await board.page(3, 1, 10, here)).places] == [BEA]
    assert (await board.page(4, 0, 10, here)).pages == 1
    for each in people:
        card = await Profiles(stores.members, Rules()).show(each)
        assert (each.user_id in {place.user_id for place in found.places}) is (card.company == 2 and card.points > 0)


async def test_an_export_holds_all_about_one_member_and_nothing_about_others(stores: Stores, staff: Staff) -> None:
    await staff.points(ANA, 20, "a dúzia")
    await staff.points(BEA, 5, "secret of Bea")
    await Staff(stores.members, stores.promotions, Actor(ANA)).points(CAL, 1, "well fought")
    exported = await Privacy(stores.privacy).export(ANA)
    content = json.loads(exported)
    assert content["user_id"] == str(ANA)
    assert (content["member"]["points"], content["member"]["rank"]) == (20, "Initiate")
    assert [line["amount"] for line in content["ledger"]] == [20]
    assert [line["action"] for line in content["audit"]] == ["points", "promoted"]
    assert [line["reason"] for line in content["done_as_officer"]] == ["well fought"]
    assert "a dúzia" in exported.decode()
    assert not any(str(other) in exported.decode() for other in (BEA, CAL))


async def test_an_export_about_a_stranger_is_empty(stores: Stores) -> None:
    content = json.loads(await Privacy(stores.privacy).export(ANA))
    assert content == {
        "user_id": str(ANA),
        "member": None,
        "account": None,
        "role_swap": None,
        "departure": None,
        "left": None,
        "map_moves": [],
        "ledger": [],
        "audit": [],
        "orders": [],
        "done_as_officer": [],
    }


async def test_a_deletion_leaves_nothing_of_the_member(stores: Stores, staff: Staff) -> None:
    await staff.points(ANA, 20)
    await Staff(stores.members, stores.promotions, Actor(ANA)).points(BEA, 5)
    await staff.points(BEA, 1, f"helped <@{ANA}>")
    deleted = await Privacy(stores.privacy).delete(ANA, minutes(9))
    assert deleted == DeletedRecords(members=1, ledger=1, audit=2, traces=2)
    assert await stores.members.find(ANA) is None
    assert await stores.history.lines(ANA, None, 10) == []
    content = json.loads(await Privacy(stores.privacy).export(ANA))
    assert content == {
        "user_id": str(ANA),
        "member": None,
        "account": None,
        "role_swap": None,
        "departure": None,
        "left": None,
        "map_moves": [],
        "ledger": [],
        "audit": [],
        "orders": [],
        "done_as_officer": [],
    }
    lines = [line.entry for line in await stores.history.lines(BEA, None, 10)]
    assert [(entry.actor_id, entry.reason) for entry in lines] == [
        (OFFICER.user_id, "helped <@…>"),
        (None, "patrol"),
    ]
    assert await Privacy(stores.privacy).delete(ANA, minutes(9)) == DeletedRecords(0, 0, 0, 0)


async def test_a_deleted_member_can_begin_again(stores: Stores, staff: Staff) -> None:
    await staff.points(ANA, 20)
    await Privacy(stores.privacy).delete(ANA, minutes(9))
    change = await staff.points(ANA, 3)
    assert (change.before.points, change.after.points, change.after.rank) == (0, 3, "Aspirant")
