# ruff: noqa: RUF001  letters that can be taken for others are what this is about
"""Which role or channel a name means, before it is pinned and afterwards."""

from ignis.domain.role_map.table import GuildRole
from ignis.domain.rules.pinned_names import doubles, meant

OLD, NEW, LOUD = GuildRole(10, "Legion Officer"), GuildRole(90, "Legion Officer"), GuildRole(5, "LEGION OFFICER")


def test_unpinned_it_is_the_oldest_of_exactly_this_name() -> None:
    assert meant("Legion Officer", [NEW, LOUD, OLD], None) == OLD
    assert meant("Legion Officer", [LOUD], None) == LOUD, "in another case only where there is none of this name"
    assert meant("Legion Officer", [GuildRole(1, "Legiоn Officer")], None) is None, "a Cyrillic letter is another name"


def test_pinned_it_is_that_one_whatever_it_is_called_and_none_when_it_is_gone() -> None:
    renamed = GuildRole(10, "Warden")
    assert meant("Legion Officer", [NEW, renamed], 10) == renamed
    assert meant("Legion Officer", [NEW, LOUD], 10) is None


def test_doubles_look_the_same_and_do_not_count() -> None:
    wide = GuildRole(50, "Ｌegion Оfficer")
    assert list(doubles("Legion Officer", [NEW, OLD, wide, LOUD, GuildRole(7, "Officer")], {10})) == [LOUD, wide, NEW]
