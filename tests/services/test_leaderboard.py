"""Places, pages and companies of the leaderboard."""

from dataclasses import replace

import pytest

from ignis.domain.members.member import Member
from ignis.domain.members.profile import Subject
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.rules.company import Companies
from ignis.services.leaderboard import Leaderboard, LeaderboardPage
from tests.support.fakes.fake_members import FakeMembers
from tests.support.legion.small_legion import LEGION, Rules


class AllPresentBut:
    """A Roster from which these users have left."""

    def __init__(self, *left: int) -> None:
        self._left = left

    def subject(self, user_id: int) -> Subject | None:
        return None if user_id in self._left else Subject(user_id, (), None)


def scored(*points: int) -> FakeMembers:
    """Members 1, 2, 3 and so on with these points."""
    return FakeMembers(*(Member(user_id, total, "Aspirant", None) for user_id, total in enumerate(points, start=1)))


async def page(store: FakeMembers, number: int, size: int, *left: int) -> LeaderboardPage:
    return await Leaderboard(store, Rules()).page(None, number, size, AllPresentBut(*left))


async def test_a_leaderboard_of_a_company_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        await Leaderboard(FakeMembers(), Rules()).page(11, 1, 10, AllPresentBut())
    assert caught.value.code is Refusal.NOT_A_COMPANY
    assert dict(caught.value.params) == {"company": 11, "first": 1, "last": 10}


async def test_equal_points_share_a_place_and_the_places_after_it_are_left_out() -> None:
    found = await page(scored(10, 30, 30, 20), 1, 10)
    assert [(place.place, place.user_id) for place in found.places] == [(1, 2), (1, 3), (3, 4), (4, 1)]


async def test_a_shared_place_goes_on_over_the_edge_of_a_page() -> None:
    found = await page(scored(5, 5, 5, 1), 2, 2)
    assert [(place.place, place.user_id) for place in found.places] == [(1, 3), (4, 4)]


@pytest.mark.parametrize(("asked", "given"), [(-3, 1), (0, 1), (2, 2), (3, 3), (4, 3), (10**9, 3)])
async def test_a_page_that_does_not_exist_becomes_the_nearest_one(asked: int, given: int) -> None:
    found = await page(scored(*range(1, 6)), asked, 2)
    assert (found.page, found.pages, found.members) == (given, 3, 5)


async def test_without_members_there_is_one_empty_page() -> None:
    assert await page(scored(7, 8), 1, 10, 1, 2) == LeaderboardPage((), 1, 1, 0)


async def test_companies_are_those_of_the_rules_in_force() -> None:
    rules = Rules()
    board = Leaderboard(FakeMembers(Member(1, 5, "Aspirant", None, company=12)), rules)
    rules.legion = replace(LEGION, companies=Companies(11, 12))
    found = await board.page(12, 1, 10, AllPresentBut())
    assert [place.user_id for place in found.places] == [1]
