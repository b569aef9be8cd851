from ignis.bot.role_sync.rename_conflicts import RenameConflicts

NAME = "6. Legionary Emek"


def fights() -> RenameConflicts:
    return RenameConflicts(window=60, rest=3600)


def test_a_third_time_the_same_within_the_window_is_a_fight() -> None:
    told = fights()
    for at in (0, 20):
        assert not told.begins(1, NAME, at)
        told.wrote(1, NAME, at)
    assert told.begins(1, NAME, 40)
    assert told.contested(1, 41)
    assert told.members(41) == (1,)


def test_it_ends_by_itself_after_a_rest() -> None:
    told = fights()
    told.wrote(1, NAME, 0)
    told.wrote(1, NAME, 1)
    assert told.begins(1, NAME, 2)
    assert told.contested(1, 3601)
    assert not told.contested(1, 3602)
    assert told.members(3602) == ()
    assert not told.begins(1, NAME, 3603)


def test_two_promotions_in_a_minute_are_none() -> None:
    told = fights()
    told.wrote(1, NAME, 0)
    told.wrote(1, "IG. Inductii Emek", 10)
    assert not told.begins(1, NAME, 20)


def test_slow_rewrites_are_none() -> None:
    told = fights()
    for at in (0, 50, 100, 150):
        told.wrote(1, NAME, at)
    assert not told.begins(1, NAME, 165)


def test_somebody_may_say_that_it_is_over() -> None:
    told = fights()
    told.wrote(1, NAME, 0)
    told.wrote(1, NAME, 1)
    assert told.begins(1, NAME, 2)
    told.settle(1)
    assert not told.contested(1, 3)
    assert not told.begins(1, NAME, 3)
