"""Roles, stored rank and account in; what is to be done out. The legion is tests/support/legion/small_legion.py."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from ignis.domain.blocked import Blocked
from ignis.domain.members.change import Action, LedgerEntry
from ignis.domain.members.member import Member
from ignis.domain.role_map.table import GuildRole, RoleChange, RoleTable
from ignis.domain.role_sync.plan import (
    Account,
    NameSource,
    PrefixSource,
    RankSource,
    SeenMember,
    StoredOutline,
    SyncPlan,
    adopted,
    fits,
    plan,
)
from ignis.domain.rules.legion import NicknameRules
from ignis.domain.rules.role_ranks import RoleRanks
from tests.support.legion.small_legion import LEGION as SMALL

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
LEGION = replace(
    SMALL,
    nicknames=NicknameRules(
        "{prefix}. {group_rank} {roblox_username}",
        32,
        {"Aspirant": "IA", "Initiate": "IA", "Brother": "6", "Captain": None},
    ),
)
VISITOR, THIRD, ASPIRANTS, BROTHERS, CAPTAINS, PRIMARCH = (
    GuildRole(1, "Visitor"),
    GuildRole(3, "3rd Battle Company"),
    GuildRole(10, "aspirants"),
    GuildRole(11, "Brothers"),
    GuildRole(12, "Captains"),
    GuildRole(13, "Primarch", givable=False),
)
ROLES = (VISITOR, THIRD, ASPIRANTS, BROTHERS, CAPTAINS, PRIMARCH)
TABLE = RoleTable(LEGION, ROLES)
EMEK = Account("EmekSerpentine", "Legionary")


def seen(*roles: GuildRole, nickname: str | None = None, **blocked: Blocked) -> SeenMember:
    return SeenMember(7, [role.id for role in roles], nickname, **blocked)


def member(rank: str, role_rank: str | None, company: int | None = None, due: bool = False) -> Member:  # noqa: FBT001, FBT002  hypothesis gives it by position
    path = LEGION.ladder.standing(rank, 0).path
    return Member(7, 5, rank, path, company=company, role_rank=role_rank, roles_due=due)


class TestRank:
    def test_the_highest_mapped_role_decides(self) -> None:
        made = plan(TABLE, seen(CAPTAINS, VISITOR, BROTHERS), member("Brother", "Brother"), EMEK)
        assert (made.rank, made.before, made.rank_source) == ("Captain", "Brother", RankSource.ROLES)
        assert made.store
        assert made.rank_changes

    def test_a_newcomer_is_stored_with_the_rank_of_the_roles(self) -> None:
        made = plan(TABLE, seen(BROTHERS), None, EMEK)
        assert (made.rank, made.role_rank, made.store, made.rank_changes) == ("Brother", "Brother", True, False)

    def test_of_whoever_has_no_mapped_role_nothing_is_stored(self) -> None:
        made = plan(TABLE, seen(VISITOR), None, EMEK)
        assert (made.rank, made.rank_source, made.store, made.writes) == ("Aspirant", RankSource.DEFAULT, False, False)

    def test_a_member_who_fits_costs_nothing(self) -> None:
        fits = seen(BROTHERS, nickname="6. Legionary EmekSerpentine")
        made = plan(TABLE, fits, member("Brother", "Brother"), EMEK)
        assert (made.store, made.writes, made.blocked) == (False, False, None)

    def test_who_loses_every_mapped_role_keeps_the_rank(self) -> None:
        made = plan(TABLE, seen(VISITOR, nickname="6. x Emek"), member("Brother", "Brother"), EMEK)
        assert (made.rank, made.rank_source, made.store, made.writes) == ("Brother", RankSource.KEPT, False, False)

    def test_unless_the_settings_say_otherwise(self) -> None:
        brother = member("Brother", "Brother")
        made = plan(TABLE, seen(VISITOR), brother, EMEK, keep_rank_without_role=False)
        assert (made.rank, made.role_rank, made.rank_source) == ("Aspirant", None, RankSource.RESET)
        again = plan(TABLE, seen(VISITOR), _after(made, brother), EMEK, keep_rank_without_role=False)
        assert not again.store

    def test_a_rank_that_no_role_ever_stood_for_is_not_lost_with_the_roles(self) -> None:
        made = plan(TABLE, seen(VISITOR), member("Initiate", None), EMEK, keep_rank_without_role=False)
        assert (made.rank, made.store) == ("Initiate", False)

    def test_an_order_that_was_quicker_than_the_first_look_is_not_undone(self) -> None:
        """Nobody knows what the roles stood for before it: the officer's word counts, and the roles follow."""
        ordered = member("Captain", None, due=True)
        made = plan(TABLE, seen(BROTHERS), ordered, EMEK)
        assert (made.rank, made.role_rank, made.rank_source) == ("Captain", "Brother", RankSource.IGNIS)
        assert made.store
        assert made.roles is not None
        stored = _after(made, ordered)
        assert stored is not None
        assert (stored.rank, stored.role_rank, stored.roles_due) == ("Captain", "Brother", True)
        assert plan(TABLE, seen(BROTHERS), stored, EMEK).roles == made.roles

    def test_what_the_map_now_says_of_the_same_role_is_adopted(self) -> None:
        made = plan(TABLE, seen(BROTHERS), member("Aspirant", "Aspirant"), EMEK)
        assert made.rank == "Brother"

    def test_a_path_that_the_map_moved_is_stored_anew(self) -> None:
        moved = replace(member("Brother", "Brother"), path="recruits of old")
        made = plan(TABLE, seen(BROTHERS), moved, EMEK)
        assert (made.store, made.rank_changes) == (True, False)
        assert adopted(TABLE, moved, made, actor_id=None, at=NOON).after.path == "brothers"


class TestSwap:
    """A rank that Ignis stored itself stands, and the roles follow."""

    def test_it_is_not_reverted_and_its_role_is_given(self) -> None:
        made = plan(TABLE, seen(BROTHERS, VISITOR), member("Captain", "Brother"), EMEK)
        assert (made.rank, made.rank_source, made.store) == ("Captain", RankSource.IGNIS, False)
        assert made.roles == RoleChange(CAPTAINS.id, (BROTHERS.id,))

    def test_a_demotion_takes_the_higher_role(self) -> None:
        made = plan(TABLE, seen(CAPTAINS, BROTHERS), member("Brother", "Captain"), EMEK)
        assert made.roles == RoleChange(None, (CAPTAINS.id,))

    def test_a_later_change_of_roles_wins(self) -> None:
        made = plan(TABLE, seen(ASPIRANTS), member("Captain", "Brother"), EMEK)
        assert (made.rank, made.roles) == ("Aspirant", None)

    def test_an_office_off_the_ladder_stays_below_the_new_rank_unless_it_is_the_one_that_is_left(self) -> None:
        legion = replace(
            LEGION, role_ranks=RoleRanks({"Visitor": "Envoy", "Captains": "Captain"}, ["Visitor", "Captains"])
        )
        table = RoleTable(legion, ROLES)
        assert table.swap([VISITOR.id], "Captain") == RoleChange(CAPTAINS.id, ())
        assert table.swap([VISITOR.id], "Captain", leaving="envoy") == RoleChange(CAPTAINS.id, (VISITOR.id,))
        assert table.swap([VISITOR.id, CAPTAINS.id], "Captain") is None

    def test_of_whoever_has_no_mapped_role_it_is_due_only_until_a_role_has_stood_for_the_rank(self) -> None:
        stored = member("Captain", "Brother", due=True)
        made = plan(TABLE, seen(VISITOR), stored, EMEK)
        assert (made.rank, made.rank_source, made.store) == ("Captain", RankSource.IGNIS, False)
        assert made.roles == RoleChange(CAPTAINS.id, ())
        assert made.rename == "Legionary EmekSerpentine"
        followed = _after(plan(TABLE, seen(CAPTAINS, VISITOR), stored, EMEK), stored)
        assert followed == member("Captain", "Captain")
        assert plan(TABLE, seen(VISITOR), followed, EMEK).rank_source is RankSource.KEPT

    def test_what_is_due_no_more_is_forgotten_even_when_rank_and_role_never_parted(self) -> None:
        back_again = member("Brother", "Brother", due=True)
        assert not fits(TABLE, [BROTHERS.id], "6. Legionary EmekSerpentine", _outline(back_again))
        made = plan(TABLE, seen(BROTHERS), back_again, EMEK)
        assert (made.store, made.roles) == (True, None)
        assert _after(made, back_again) == member("Brother", "Brother")

    @pytest.mark.parametrize(
        ("rank", "blocked", "why"),
        [
            ("Initiate", {}, Blocked.NO_ROLE),
            ("Primarch", {}, Blocked.ROLE_ABOVE_BOT),
            ("Captain", {"no_swap": Blocked.NO_PERMISSION}, Blocked.NO_PERMISSION),
            ("Captain", {"no_swap": Blocked.OWNER}, Blocked.OWNER),
        ],
    )
    def test_what_is_in_the_way_is_said(self, rank: str, blocked: dict[str, Blocked], why: Blocked) -> None:
        made = plan(TABLE, seen(BROTHERS, **blocked), member(rank, "Brother"), EMEK)
        assert (made.rank, made.roles, made.no_swap, made.blocked) == (rank, None, why, why)


class TestNickname:
    @pytest.mark.parametrize(
        ("roles", "stored", "nickname", "expected", "source"),
        [
            ((BROTHERS,), None, None, "6. Legionary EmekSerpentine", PrefixSource.RANK),
            ((CAPTAINS, THIRD), None, None, "3. Legionary EmekSerpentine", PrefixSource.COMPANY_ROLE),
            ((CAPTAINS, THIRD), member("Captain", "Captain", 2), None, "2. Legionary EmekSerpentine",
             PrefixSource.STORED_COMPANY),
            ((CAPTAINS,), member("Captain", "Captain"), "4. Captain x", "4. Legionary EmekSerpentine",
             PrefixSource.NICKNAME),
            ((CAPTAINS,), member("Captain", "Captain"), None, "Legionary EmekSerpentine", PrefixSource.NONE),
            ((PRIMARCH,), None, None, "Legionary EmekSerpentine", PrefixSource.NONE),
        ],
    )  # fmt: skip
    def test_where_the_prefix_comes_from(
        self,
        roles: tuple[GuildRole, ...],
        stored: Member | None,
        nickname: str | None,
        expected: str,
        source: PrefixSource,
    ) -> None:
        made = plan(TABLE, seen(*roles, nickname=nickname), stored, EMEK)
        assert (made.rename, made.prefix_source) == (expected, source)

    def test_the_number_of_the_rank_before_is_no_company(self) -> None:
        made = plan(TABLE, seen(CAPTAINS, nickname="6. Legionary EmekSerpentine"), member("Brother", "Brother"), EMEK)
        assert made.rename == "Legionary EmekSerpentine"

    def test_without_an_account_the_nickname_tells_the_name_and_the_role_the_rank(self) -> None:
        made = plan(TABLE, seen(BROTHERS, nickname="IA. Aspirants Emek_77"), None, None)
        assert (made.rename, made.name_source) == ("6. Brothers Emek_77", NameSource.NICKNAME)

    @pytest.mark.parametrize("nickname", ["the builder", "Mr. Beast", "6. Dr. Brothers"])
    def test_without_any_name_the_nickname_is_left_alone(self, nickname: str) -> None:
        made = plan(TABLE, seen(BROTHERS, nickname=nickname), None, None)
        assert (made.nickname, made.rename, made.no_rename) == (None, None, Blocked.NO_NAME)

    def test_a_name_that_would_be_read_as_a_company_is_left_alone(self) -> None:
        made = plan(TABLE, seen(CAPTAINS), None, Account("Emek", "4. Rank"))
        assert (made.rename, made.no_rename) == (None, Blocked.NO_NAME)

    def test_who_must_not_be_touched_is_not_and_it_is_said_only_where_it_matters(self) -> None:
        blocked = plan(TABLE, seen(BROTHERS, no_rename=Blocked.OWNER), None, EMEK)
        assert (blocked.rename, blocked.no_rename, blocked.nickname) == (None, Blocked.OWNER, blocked.nickname)
        fits = plan(TABLE, seen(BROTHERS, nickname="6. Legionary EmekSerpentine", no_rename=Blocked.OWNER), None, EMEK)
        assert fits.no_rename is None


class TestRoleTable:
    def test_a_renamed_role_is_followed_by_its_id(self) -> None:
        table = RoleTable(LEGION, [replace(CAPTAINS, name="Capitães")], {"Captains": CAPTAINS.id})
        assert plan(table, seen(CAPTAINS), None, EMEK).rank == "Captain"

    def test_a_role_made_anew_is_found_by_its_name(self) -> None:
        table = RoleTable(LEGION, ROLES, {"Captains": 999})
        assert plan(table, seen(CAPTAINS), None, EMEK).rank == "Captain"

    def test_the_id_outweighs_the_name_that_another_role_has_taken(self) -> None:
        taken = [replace(BROTHERS, name="Captains"), replace(CAPTAINS, name="Old guard")]
        table = RoleTable(LEGION, taken, {"Captains": CAPTAINS.id, "Brothers": BROTHERS.id})
        assert plan(table, seen(BROTHERS), None, EMEK).rank == "Brother"
        assert plan(table, seen(CAPTAINS), None, EMEK).rank == "Captain"

    def test_ids_of_roles_that_are_mapped_no_more_mean_nothing(self) -> None:
        table = RoleTable(LEGION, ROLES, {"Gone": VISITOR.id})
        assert table.ranked([VISITOR.id]) is None

    def test_ranks_are_spelled_as_the_ladder_spells_them(self) -> None:
        assert TABLE.ranked([ASPIRANTS.id, 404]) == TABLE.held([VISITOR.id, ASPIRANTS.id])[0]
        assert [held.rank for held in TABLE.held([ASPIRANTS.id, PRIMARCH.id, BROTHERS.id])] == [
            "Primarch",
            "Brother",
            "Aspirant",
        ]


def test_a_change_is_signed_with_its_cause() -> None:
    stored = replace(member("Brother", "Brother"), declined="Captain")
    change = adopted(TABLE, stored, plan(TABLE, seen(CAPTAINS), stored, EMEK), actor_id=42, at=NOON)
    assert change.entries == (LedgerEntry(Action.SYNCED, 7, 42, "Brother", "Captain", "Captains", NOON),)
    assert change.after == Member(7, 5, "Captain", "brothers", role_rank="Captain")


def test_a_newcomers_first_rank_is_in_the_history_unless_everybody_begins_with_it() -> None:
    made = plan(TABLE, seen(CAPTAINS), None, EMEK)
    change = adopted(TABLE, None, made, actor_id=42, at=NOON)
    assert change.entries == (LedgerEntry(Action.SYNCED, 7, 42, "Aspirant", "Captain", "Captains", NOON),)
    assert (change.before.rank, change.after.rank) == ("Captain", "Captain")
    made = plan(TABLE, seen(ASPIRANTS), None, EMEK)
    assert adopted(TABLE, None, made, actor_id=None, at=NOON).entries == ()


role_sets = st.sets(st.sampled_from(ROLES), max_size=6)
ranks = st.sampled_from([*LEGION.ranks])
members = st.none() | st.builds(member, ranks, st.none() | ranks, st.none() | st.integers(1, 10), st.booleans())
accounts = st.none() | st.builds(
    Account, st.from_regex(r"[A-Za-z0-9_]{3,20}", fullmatch=True), st.none() | st.text(max_size=20)
)
nicknames = (
    st.none()
    | st.text(min_size=1, max_size=32)
    | st.from_regex(r"[0-9A]{1,2}\. (Captain )?[A-Za-z]{2,9}", fullmatch=True)
)


@given(role_sets, members, accounts, nicknames, st.booleans())
def test_after_a_plan_nothing_is_left_to_do(
    roles: set[GuildRole],
    stored: Member | None,
    account: Account | None,
    nickname: str | None,
    keep: bool,  # noqa: FBT001
) -> None:
    now = seen(*roles, nickname=nickname)
    made = plan(TABLE, now, stored, account, keep_rank_without_role=keep)
    then, kept = _applied(made, now), _after(made, stored)
    again = plan(TABLE, then, kept, account, keep_rank_without_role=keep)
    if made.roles is not None:  # the roles have followed: that is looked at once more
        assert again.rank == made.rank
        assert not again.writes
        kept = _after(again, kept)
        again = plan(TABLE, then, kept, account, keep_rank_without_role=keep)
    assert not again.store
    assert not again.writes


@given(role_sets, members, st.permutations(ROLES))
def test_the_order_of_roles_does_not_matter(
    roles: set[GuildRole], stored: Member | None, order: list[GuildRole]
) -> None:
    one = plan(TABLE, seen(*roles), stored, EMEK)
    other = plan(TABLE, seen(*(role for role in order if role in roles)), stored, EMEK)
    assert replace(one, roles=None) == replace(other, roles=None)


def _outline(stored: Member) -> StoredOutline:
    return StoredOutline(stored.user_id, stored.rank, stored.role_rank, stored.path, stored.roles_due, "EmekSerpentine")


def _after(made: SyncPlan, stored: Member | None) -> Member | None:
    return adopted(TABLE, stored, made, actor_id=None, at=NOON).after if made.store else stored


def _applied(made: SyncPlan, now: SeenMember) -> SeenMember:
    roles = set(now.roles)
    if made.roles is not None:
        roles -= set(made.roles.take)
        roles |= {made.roles.give} if made.roles.give else set()
    return replace(now, roles=roles, nickname=made.rename or now.nickname)
