import pytest

from ignis.bot.role_sync.write_conflicts import Conflict, MemberConflicts, WriteConflicts
from ignis.domain.role_map.table import RoleChange

NAME = "6. Legionary Emek"
DAY = 86400
HOUR = 3600


def new_conflicts() -> WriteConflicts:
    return WriteConflicts(window=DAY, rest=HOUR)


def in_conflict(at: float = 2) -> WriteConflicts:
    conflicts = new_conflicts()
    conflicts.record(1, NAME, 0)
    conflicts.record(1, NAME, 1)
    assert conflicts.detect(1, NAME, at) == Conflict(NAME, at + HOUR, 1)
    return conflicts


@pytest.mark.parametrize("every", [1, 60, HOUR, 12 * HOUR])
def test_a_third_time_the_same_is_a_conflict_at_any_rhythm(every: int) -> None:
    conflicts = new_conflicts()
    for at in (0, every):
        assert conflicts.detect(1, NAME, at) is None
        conflicts.record(1, NAME, at)
    made = conflicts.detect(1, NAME, 2 * every)
    assert made is not None
    assert made.is_new
    assert conflicts.is_contested(1, 2 * every + 1)
    assert conflicts.contested_members(2 * every + 1) == (1,)


def test_what_is_changed_once_in_two_days_is_no_conflict() -> None:
    conflicts = new_conflicts()
    for day in (0, 2, 4, 6):
        assert conflicts.detect(1, NAME, day * DAY) is None
        conflicts.record(1, NAME, day * DAY)


def test_after_the_rest_it_is_written_once_and_if_it_stands_the_fight_is_over() -> None:
    conflicts = in_conflict()
    assert conflicts.is_contested(1, HOUR)
    assert not conflicts.is_contested(1, HOUR + 2)
    assert conflicts.contested_members(HOUR + 2) == ()
    assert conflicts.detect(1, NAME, HOUR + 2) is None
    conflicts.record(1, NAME, HOUR + 2)
    assert conflicts.detect(1, NAME, 2 * DAY) is None, "it stood for a day"
    conflicts.record(1, NAME, 2 * DAY)
    assert conflicts.detect(1, NAME, 2 * DAY + 1) is None, "a new fight needs two writes again"


def test_a_fight_that_goes_on_rests_longer_and_is_news_only_once() -> None:
    conflicts, now = in_conflict(), 2.0 + HOUR
    rests: list[float] = []
    for _ in range(7):
        assert conflicts.detect(1, NAME, now) is None, "the one try after the rest"
        conflicts.record(1, NAME, now)
        made = conflicts.detect(1, NAME, now + 5)
        assert made is not None
        assert not made.is_new
        rests.append(made.until - now - 5)
        assert conflicts.detect(1, NAME, now + 10) == made, "asked again meanwhile"
        now = made.until
    assert rests == [2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, 24 * HOUR, 24 * HOUR, 24 * HOUR]


def test_two_promotions_in_a_minute_are_no_conflict() -> None:
    conflicts = new_conflicts()
    conflicts.record(1, NAME, 0)
    conflicts.record(1, "IG. Inductii Emek", 10)
    assert conflicts.detect(1, NAME, 20) is None


def test_another_rank_ends_it() -> None:
    conflicts = in_conflict()
    assert conflicts.detect(1, "3. Captain Emek", 10) is None
    assert not conflicts.is_contested(1, 11)


def test_a_cleared_conflict_is_over() -> None:
    conflicts = in_conflict()
    conflicts.clear(1)
    assert not conflicts.is_contested(1, 3)
    assert conflicts.detect(1, NAME, 3) is None


def test_no_more_members_are_remembered_than_are_worth_it() -> None:
    conflicts = new_conflicts()
    for user_id in range(10_001):
        for at in (0, 1):
            conflicts.record(user_id, NAME, at)
        conflicts.detect(user_id, NAME, 2)
    assert len(conflicts.contested_members(3)) == 10_000
    assert (len(conflicts._written), conflicts.is_contested(0, 3)) == (10_000, False)


def test_roles_that_are_written_again_before_the_gateway_has_shown_them_are_no_fight() -> None:
    conflicts, change = MemberConflicts.of(window=DAY, rest=HOUR), RoleChange(give=40, take=(41,))
    for at in range(5):
        assert conflicts.roles.detect(1, "captain", at) is None
        conflicts.wrote_roles(1, "Captain", change, at)
        conflicts.saw_roles(1, [41])  # an older change, of other roles
    conflicts.saw_roles(1, [40])
    conflicts.wrote_roles(1, "Captain", RoleChange(give=None, take=(41,)), 10)
    conflicts.saw_roles(1, [40])
    assert conflicts.roles.detect(1, "captain", 20) is not None, "with other roles, but for the same rank"
