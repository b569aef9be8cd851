"""A change of the role map moves members, and taking it back puts them where they were."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ignis.domain.members.member import Member
from ignis.domain.role_map.table import GuildRole, RoleTable
from ignis.domain.role_sync.map_moves import MapMove, NewMap, noted_move, plan_by_new_map
from ignis.domain.role_sync.plan import RankSource, SeenMember, adopted, plan
from ignis.domain.role_sync.preview import KnownMember, Preview
from ignis.domain.rules.role_ranks import RoleRanks
from tests.support.legion.small_legion import LEGION

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ROLES = ASPIRANTS, BROTHERS, CAPTAINS, GUESTS = tuple(
    GuildRole(number, name) for number, name in enumerate(["Aspirants", "Brothers", "Captains", "Guests"])
)


def table(**ranks: str) -> RoleTable:
    ranks = {"Aspirants": "Aspirant", "Brothers": "Brother", "Captains": "Captain"} | ranks
    return RoleTable(replace(LEGION, role_ranks=RoleRanks(ranks, list(ranks))), ROLES)


USUAL, BROTHERS_LEAD, GUESTS_COUNT = table(), table(Brothers="Captain"), table(Guests="Captain")
BROTHER = Member(1, 40, "Brother", "brothers", company=3, declined="Captain", role_rank="Brother")


def seen(*roles: GuildRole, nickname: str | None = None) -> SeenMember:
    return SeenMember(1, [role.id for role in roles], nickname)


def moved(maps: NewMap, who: SeenMember, stored: Member | None) -> tuple[Member, MapMove | None]:
    made = plan_by_new_map(maps, who, stored, None, None)
    if not made.store:
        assert stored is not None
        return stored, None
    after = adopted(maps.after, stored, made, actor_id=None, at=NOON).after
    return after, noted_move(maps, who, stored, made)


def taken_back(maps: NewMap, who: SeenMember, stored: Member, move: MapMove | None) -> Member:
    made = plan_by_new_map(NewMap(maps.after, maps.before), who, stored, None, move)
    change = adopted(maps.before, stored, made, actor_id=None, at=NOON)
    assert made.restored is not None
    assert change.before == stored
    assert change.entries == ()
    return change.after


THERE = NewMap(USUAL, BROTHERS_LEAD)
WAITING = Member(1, 40, "Captain", "brothers", role_rank="Aspirant", roles_due=True)


@pytest.mark.parametrize(
    ("maps", "who", "stored"),
    [
        (THERE, seen(BROTHERS), BROTHER),
        (NewMap(USUAL, table(Aspirants="Brother")), seen(ASPIRANTS), WAITING),
        (NewMap(USUAL, table(Aspirants="Captain")), seen(ASPIRANTS), WAITING),
        (NewMap(USUAL, GUESTS_COUNT), seen(GUESTS), replace(BROTHER, role_rank=None)),
        (NewMap(USUAL, GUESTS_COUNT), seen(GUESTS), BROTHER),
        (NewMap(USUAL, GUESTS_COUNT), seen(GUESTS, BROTHERS), BROTHER),
    ],
    ids=["moved", "waited for roles", "rank stays", "without a role", "kept a rank", "another role"],
)
def test_the_member_is_as_before(maps: NewMap, who: SeenMember, stored: Member) -> None:
    after, move = moved(maps, who, stored)
    assert after != stored
    assert move is not None
    assert taken_back(maps, who, after, move) == stored


def test_who_was_not_stored_is_what_everybody_starts_as() -> None:
    maps = NewMap(USUAL, GUESTS_COUNT)
    after, move = moved(maps, seen(GUESTS), None)
    assert (after.rank, after.role_rank) == ("Captain", "Captain")
    assert taken_back(maps, seen(GUESTS), after, move) == Member(1, 0, "Aspirant", "recruits")


def test_what_was_earned_meanwhile_stays_and_points_that_rise_end_a_refusal() -> None:
    after, move = moved(THERE, seen(BROTHERS), BROTHER)
    earned = replace(after, points=41, gold_studs=2, company=5)
    restored = taken_back(THERE, seen(BROTHERS), earned, move)
    assert restored == replace(BROTHER, points=41, gold_studs=2, company=5, declined=None)


def test_other_roles_meanwhile_decide_themselves() -> None:
    after, move = moved(THERE, seen(BROTHERS), BROTHER)
    made = plan_by_new_map(NewMap(BROTHERS_LEAD, USUAL), seen(ASPIRANTS), after, None, move)
    assert (made.restored, made.rank) == (None, "Aspirant")


def test_another_change_of_the_map_takes_nothing_back() -> None:
    after, move = moved(THERE, seen(BROTHERS), BROTHER)
    for other in (table(Brothers="Initiate"), table(Brothers="Captain", Guests="Initiate")):
        made = plan_by_new_map(NewMap(BROTHERS_LEAD, other), seen(BROTHERS), after, None, move)
        assert made.restored is None
        assert made == plan(other, seen(BROTHERS), after, None)


def test_roles_that_someone_gives_under_the_new_map_take_nothing_back() -> None:
    """They stand for the rank before, and so they did by the other map."""
    _, move = moved(THERE, seen(BROTHERS), BROTHER)
    also_guests = table(Brothers="Captain", Guests="Brother")
    assert move is not None
    assert not move.is_taken_back(NewMap(also_guests, also_guests), [GUESTS.id])
    assert move.is_taken_back(NewMap(BROTHERS_LEAD, also_guests), [GUESTS.id]), (
        "here the map alone makes the difference"
    )


def test_only_what_the_map_alone_moves_is_noted() -> None:
    promoted_by_hand = replace(BROTHER, role_rank="Aspirant", rank="Aspirant", path="recruits")
    assert moved(THERE, seen(BROTHERS), promoted_by_hand)[1] is None, "the roles changed as well"
    assert moved(NewMap(USUAL, USUAL), seen(CAPTAINS), BROTHER)[1] is None, "the roles alone"
    assert moved(NewMap(USUAL, GUESTS_COUNT), seen(BROTHERS), BROTHER) == (BROTHER, None), "nothing moves"


def test_the_nickname_follows_from_the_rank_that_it_shows() -> None:
    """The number in a captain's nickname is a company's, although the restored rank shows none."""
    stored = replace(BROTHER, company=None)
    after, move = moved(THERE, seen(BROTHERS), stored)
    back = NewMap(BROTHERS_LEAD, USUAL)
    made = plan_by_new_map(back, seen(BROTHERS, nickname="3. Emek"), after, None, move)
    assert (made.before, made.rank, made.rank_source, made.store) == ("Captain", "Brother", RankSource.ROLES, True)


def test_the_preview_shows_what_is_restored() -> None:
    maps = NewMap(USUAL, GUESTS_COUNT)
    stored = replace(BROTHER, role_rank=None)
    after, move = moved(maps, seen(GUESTS), stored)
    preview = Preview(GUESTS_COUNT, USUAL, NOON)
    preview.add(KnownMember(seen(GUESTS), after, None, move))
    (outcome,) = preview.outcomes
    assert (outcome.rank_before, outcome.rank, outcome.keeps) == ("Captain", "Brother", False)
    assert preview.changing == 1
    without = Preview(GUESTS_COUNT, USUAL, NOON)
    without.add(KnownMember(seen(GUESTS), after, None))
    assert [each.keeps for each in without.outcomes] == [True]
