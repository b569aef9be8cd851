from ignis.bot.role_sync.rename_conflicts import RenameConflicts

NAME = "6. Legionary Emek"


def new_conflicts() -> RenameConflicts:
    return RenameConflicts(window=60, rest=3600)


def test_a_third_time_the_same_within_the_window_is_a_conflict() -> None:
    conflicts = new_conflicts()
    for at in (0, 20):
        assert not conflicts.detect(1, NAME, at)
        conflicts.record(1, NAME, at)
    assert conflicts.detect(1, NAME, 40)
    assert conflicts.is_contested(1, 41)
    assert conflicts.contested_members(41) == (1,)


def test_it_ends_by_itself_after_the_rest() -> None:
    conflicts = new_conflicts()
    conflicts.record(1, NAME, 0)
    conflicts.record(1, NAME, 1)
    assert conflicts.detect(1, NAME, 2)
    assert conflicts.is_contested(1, 3601)
    assert not conflicts.is_contested(1, 3602)
    assert conflicts.contested_members(3602) == ()
    assert not conflicts.detect(1, NAME, 3603)


def test_two_promotions_in_a_minute_are_no_conflict() -> None:
    conflicts = new_conflicts()
    conflicts.record(1, NAME, 0)
    conflicts.record(1, "IG. Inductii Emek", 10)
    assert not conflicts.detect(1, NAME, 20)


def test_slow_rewrites_are_no_conflict() -> None:
    conflicts = new_conflicts()
    for at in (0, 50, 100, 150):
        conflicts.record(1, NAME, at)
    assert not conflicts.detect(1, NAME, 165)


def test_a_cleared_conflict_is_over() -> None:
    conflicts = new_conflicts()
    conflicts.record(1, NAME, 0)
    conflicts.record(1, NAME, 1)
    assert conflicts.detect(1, NAME, 2)
    conflicts.clear(1)
    assert not conflicts.is_contested(1, 3)
    assert not conflicts.detect(1, NAME, 3)
