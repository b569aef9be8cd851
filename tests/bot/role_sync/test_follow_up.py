"""What becomes of each role change, in figures."""

from ignis.bot.role_sync.follow_up import LATE_AFTER, LOST_AFTER, FollowUp

ANA, BEA, EVE = 1, 2, 3


def figures(follow_up: FollowUp, now: float) -> tuple[int, int, int, int, int, float | None]:
    found = follow_up.figures(now)
    return found.seen, found.followed, found.late, found.lost, found.waiting, found.slowest


def test_changes_of_one_member_that_are_followed_together_are_one() -> None:
    follow_up = FollowUp()
    follow_up.changed(ANA, 0)
    follow_up.changed(ANA, 1)
    follow_up.changed(BEA, 2)
    assert figures(follow_up, 3) == (2, 0, 0, 0, 2, None)
    follow_up.followed([ANA, BEA, EVE], 4)
    assert figures(follow_up, 4) == (2, 2, 0, 0, 0, 4)
    follow_up.changed(ANA, 5)
    assert figures(follow_up, 5) == (3, 2, 0, 0, 1, 4)


def test_what_takes_long_is_late_while_it_lasts_and_once() -> None:
    follow_up = FollowUp()
    follow_up.changed(ANA, 0)
    follow_up.changed(BEA, 1)
    assert figures(follow_up, LATE_AFTER)[2] == 0
    assert figures(follow_up, LATE_AFTER + 0.5)[2] == 1
    assert figures(follow_up, LATE_AFTER + 2)[2] == 2
    follow_up.followed([ANA, BEA], LATE_AFTER + 9)
    assert figures(follow_up, LATE_AFTER + 9) == (2, 2, 2, 0, 0, LATE_AFTER + 9)


def test_what_nobody_looked_at_meanwhile_is_late_as_well() -> None:
    follow_up = FollowUp()
    follow_up.changed(ANA, 0)
    follow_up.followed([ANA], LATE_AFTER + 1)
    assert figures(follow_up, LATE_AFTER + 1)[2] == 1


def test_what_is_given_up_or_never_comes_to_an_end_is_lost() -> None:
    follow_up = FollowUp()
    follow_up.changed(ANA, 0)
    follow_up.changed(BEA, 0)
    follow_up.given_up([ANA, EVE], 1)
    assert figures(follow_up, 1) == (2, 0, 0, 1, 1, 1)
    assert figures(follow_up, LOST_AFTER + 1) == (2, 0, 1, 2, 0, LOST_AFTER + 1)
    follow_up.read_back(5, 2)
    assert figures(follow_up, LOST_AFTER + 1)[3] == 4


def test_the_slowest_is_of_the_last_hour() -> None:
    follow_up = FollowUp()
    for begun, took in ((0, 9), (100, 4), (200, 6)):
        follow_up.changed(ANA, begun)
        follow_up.followed([ANA], begun + took)
    assert figures(follow_up, 300)[5] == 9
    assert figures(follow_up, 3650)[5] == 6
    assert figures(follow_up, 9000)[5] is None
