"""An entry of the audit log signs the change that it fits, whenever it comes, and no other."""

import pytest

from ignis.bot.role_sync.attribution import (
    BLOXLINK,
    Attribution,
    RoleChangeAuthor,
    RoleEntry,
    RoleUpdate,
    kind_of_author,
)
from ignis.domain.role_map.table import GuildRole, RoleTable
from tests.support.legion.small_legion import LEGION

NOW = 1_800_000_000.0
FRIEND, ASPIRANT, CAPTAIN = 1, 2, 3
TABLE = RoleTable(
    LEGION, [GuildRole(FRIEND, "Friends"), GuildRole(ASPIRANT, "Aspirants"), GuildRole(CAPTAIN, "Captains")]
)
MEMBER = 100
VULKAN, CASSIAN = 10, 11


def update(before: set[int], after: set[int], at: float = NOW) -> RoleUpdate:
    return RoleUpdate(MEMBER, before, after, at)


def entry(author: int, *, given: set[int] = frozenset(), taken: set[int] = frozenset(), at: float = NOW) -> RoleEntry:  # type: ignore[assignment]
    return RoleEntry(author, frozenset(given), frozenset(taken), at)


def author(attribution: Attribution, now: float = NOW) -> int | None:
    return attribution.take([MEMBER], TABLE, now).authors.get(MEMBER)


@pytest.mark.parametrize("entry_first", [True, False])
def test_an_entry_signs_its_change_once(entry_first: bool) -> None:  # noqa: FBT001
    attribution = Attribution()
    if entry_first:
        attribution.audited(MEMBER, entry(VULKAN, given={CAPTAIN}), NOW)
    attribution.updated(update(set(), {CAPTAIN}))
    if not entry_first:
        attribution.audited(MEMBER, entry(VULKAN, given={CAPTAIN}), NOW)
    assert author(attribution) == VULKAN
    assert author(attribution) is None


def test_who_moved_the_rank_is_named_not_who_gave_a_role_after_it() -> None:
    attribution = Attribution()
    attribution.updated(update(set(), {CAPTAIN}))
    attribution.updated(update({CAPTAIN}, {CAPTAIN, FRIEND}, NOW + 1))
    attribution.audited(MEMBER, entry(VULKAN, given={CAPTAIN}), NOW)
    attribution.audited(MEMBER, entry(CASSIAN, given={FRIEND}, at=NOW + 1), NOW + 1)
    assert author(attribution) == VULKAN


def test_an_entry_for_other_roles_or_another_moment_signs_nothing() -> None:
    attribution = Attribution()
    attribution.updated(update({ASPIRANT}, {CAPTAIN}))
    attribution.audited(MEMBER, entry(VULKAN, given={ASPIRANT}), NOW)
    attribution.audited(MEMBER, entry(VULKAN, given={CAPTAIN}), NOW)
    attribution.audited(MEMBER, entry(CASSIAN, given={CAPTAIN}, taken={ASPIRANT}, at=NOW - 60), NOW)
    assert author(attribution) is None


def test_a_late_entry_does_not_sign_the_next_change_of_the_same_roles() -> None:
    attribution = Attribution()
    attribution.updated(update(set(), {CAPTAIN}))
    assert author(attribution) is None, "the entry is late"
    attribution.updated(update({CAPTAIN}, set(), NOW + 3))
    attribution.updated(update(set(), {CAPTAIN}, NOW + 6))
    attribution.audited(MEMBER, entry(VULKAN, given={CAPTAIN}), NOW + 7)
    assert author(attribution, NOW + 8) is None
    attribution.updated(update({CAPTAIN}, {ASPIRANT}, NOW + 20))
    attribution.audited(MEMBER, entry(CASSIAN, given={ASPIRANT}, taken={CAPTAIN}, at=NOW + 20), NOW + 20)
    assert author(attribution, NOW + 22) == CASSIAN


def test_what_was_not_stored_is_found_again() -> None:
    attribution = Attribution()
    attribution.updated(update(set(), {CAPTAIN}))
    attribution.audited(MEMBER, entry(VULKAN, given={CAPTAIN}), NOW)
    attribution.give_back(attribution.take([MEMBER], TABLE, NOW), NOW)
    assert author(attribution) == VULKAN


def test_a_new_session_begins_with_nothing() -> None:
    attribution = Attribution()
    attribution.updated(update(set(), {CAPTAIN}))
    attribution.forget()
    attribution.audited(MEMBER, entry(VULKAN, given={CAPTAIN}), NOW)
    assert author(attribution) is None


@pytest.mark.parametrize(
    ("author_id", "kind"),
    [
        (None, RoleChangeAuthor.UNKNOWN),
        (7, RoleChangeAuthor.IGNIS),
        (BLOXLINK, RoleChangeAuthor.BLOXLINK),
        (8, RoleChangeAuthor.MODERATOR),
    ],
)
def test_who_changed_the_roles(author_id: int | None, kind: RoleChangeAuthor) -> None:
    assert kind_of_author(author_id, own_id=7) is kind


def test_neither_a_flood_nor_what_nothing_fits_is_kept_for_ever() -> None:
    attribution = Attribution()
    for user_id in range(20_001):
        attribution.updated(RoleUpdate(user_id, set(), {CAPTAIN}, NOW))
    assert len(attribution) == 20_000
    attribution.take([], TABLE, NOW + 121)
    assert len(attribution) == 0
    for number in range(30):
        attribution.updated(update(set(), {number}))
        attribution.audited(MEMBER, entry(VULKAN, given={number + 100}), NOW)
    assert len(attribution.take([MEMBER], TABLE, NOW).updates) == 20
