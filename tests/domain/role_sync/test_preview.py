"""What a preview counts is what the sync would do: both plan by the same function."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import example, given, settings, strategies as st

from ignis.domain.blocked import Blocked
from ignis.domain.members.member import Member
from ignis.domain.role_map.table import GuildRole, RoleTable
from ignis.domain.role_sync.plan import Account, SeenMember, plan
from ignis.domain.role_sync.preview import KnownMember, Preview, PreviewOutcome, settled
from ignis.domain.rules.legion import Legion
from ignis.domain.rules.role_ranks import RoleRanks
from tests.support.legion.small_legion import LEGION

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ASPIRANTS, BROTHERS, CAPTAINS, PRIMARCH = 1, 2, 3, 4
ROLES = (
    GuildRole(ASPIRANTS, "Aspirants"),
    GuildRole(BROTHERS, "Brothers"),
    GuildRole(CAPTAINS, "Captains"),
    GuildRole(PRIMARCH, "Primarch", givable=False),
)


def table(legion: Legion = LEGION) -> RoleTable:
    return RoleTable(legion, ROLES)


def mapped(**roles: str) -> RoleTable:
    return table(replace(LEGION, role_ranks=RoleRanks(roles, ["Aspirants", "Brothers", "Captains", "Primarch"])))


def previewed(members: Sequence[KnownMember], after: RoleTable, before: RoleTable | None = None) -> Preview:
    made = Preview(before, after, NOON)
    for known in members:
        made.add(known)
    return made


def known(
    *roles: int, rank: str | None = None, role_rank: str | None = None, nick: str | None = None, name: str | None = None
) -> KnownMember:
    stored = Member(7, 0, rank, None, role_rank=role_rank) if rank is not None else None
    return KnownMember(SeenMember(7, roles, nick), stored, Account(name) if name else None)


class TestTheMapInForce:
    def test_who_fits_is_not_told(self) -> None:
        fitting = known(ASPIRANTS, rank="Aspirant", role_rank="Aspirant", nick="IA. Molok", name="Molok")
        made = previewed([fitting, known()], table())
        assert (made.members, made.outcomes) == (2, [])

    def test_rank_and_nickname_follow_the_roles(self) -> None:
        made = previewed([known(CAPTAINS, rank="Brother", role_rank="Brother", nick="3. Molok", name="Molok")], table())
        (outcome,) = made.outcomes
        assert (outcome.rank_before, outcome.rank, outcome.nickname) == ("Brother", "Captain", "Molok")

    def test_a_promotion_whose_roles_have_not_followed(self) -> None:
        made = previewed([known(ASPIRANTS, rank="Brother", role_rank="Aspirant")], table())
        (outcome,) = made.outcomes
        assert (outcome.rank, outcome.given, outcome.taken) == (None, BROTHERS, (ASPIRANTS,))

    def test_seven_change_two_are_blocked_one_is_shortened(self) -> None:
        changing = [known(ASPIRANTS, name="Molok") for _ in range(6)]
        long = known(ASPIRANTS, name="N" * 40)
        blocked = [replace(one, seen=replace(one.seen, no_rename=Blocked.ABOVE_BOT)) for one in changing[:2]]
        made = previewed([*changing, long, *blocked], table())
        assert (made.changing, made.blocked, made.shortened, made.members) == (7, 2, 1, 9)

    def test_a_nickname_without_a_known_name_is_left_alone_(self) -> None:
        made = Preview(None, table(), NOON)
        assert made.add(known(ASPIRANTS, rank="Aspirant", role_rank="Aspirant")), "nothing is to be done"
        assert not made.add(known(ASPIRANTS, name="Molok"))
        assert (made.members, len(made.outcomes)) == (2, 1)


class TestAMapThatIsNotInForce:
    def test_the_same_map_changes_nobody_however_much_is_still_to_be_done(self) -> None:
        behind = known(CAPTAINS, rank="Aspirant", role_rank="Aspirant", nick="old", name="Molok")
        assert previewed([behind], table(), before=table()).outcomes == []

    def test_only_what_the_other_map_changes_is_told(self) -> None:
        members = [known(ASPIRANTS, name="Molok"), known(CAPTAINS, name="Exor")]
        after = mapped(Aspirants="Brother", Captains="Captain")
        (outcome,) = previewed(members, after, before=table()).outcomes
        assert (outcome.rank_before, outcome.rank) == ("Aspirant", "Brother")

    def test_a_role_that_stands_for_nothing_any_more_costs_nobody_the_rank_which_is_told(self) -> None:
        made = previewed([known(CAPTAINS)], mapped(Aspirants="Aspirant"), before=table())
        assert (made.changing, made.keeping) == (0, 1)
        assert [(one.rank_before, one.rank, one.keeps) for one in made.outcomes] == [("Captain", None, True)]

    def test_a_visitor_of_whom_nothing_is_stored_becomes_what_their_role_begins_to_stand_for(self) -> None:
        (outcome,) = previewed([known(CAPTAINS)], table(), before=mapped(Aspirants="Aspirant")).outcomes
        assert (outcome.rank_before, outcome.rank) == ("Aspirant", "Captain")

    def test_whoever_is_blocked_for_the_same_reason_as_before_is_not_told_again(self) -> None:
        owner = known(CAPTAINS, name="Exor")
        owner = replace(owner, seen=replace(owner.seen, no_rename=Blocked.OWNER, no_swap=Blocked.OWNER))
        after = mapped(Captains="Captain")
        assert previewed([owner], after, before=table()).outcomes == []
        assert previewed([owner], after).blocked == 1


RANKS = st.sampled_from(LEGION.ranks)
MEMBERS = st.builds(
    KnownMember,
    st.builds(
        SeenMember,
        st.integers(1, 9),
        st.lists(st.sampled_from([ASPIRANTS, BROTHERS, CAPTAINS, PRIMARCH, 99]), unique=True).map(tuple),
        st.none() | st.sampled_from(["IA. Molok", "3. Exor", "somebody"]),
        st.none() | st.sampled_from([Blocked.OWNER, Blocked.ABOVE_BOT, Blocked.NO_PERMISSION]),
        st.none() | st.sampled_from([Blocked.OWNER, Blocked.ABOVE_BOT]),
    ),
    st.none() | st.builds(Member, st.just(7), st.just(0), RANKS, st.none(), role_rank=st.none() | RANKS),
    st.none() | st.builds(Account, st.sampled_from(["Molok", "N" * 40])),
)
MAPS = st.dictionaries(st.sampled_from(["Aspirants", "Brothers", "Captains", "Primarch"]), RANKS).map(
    lambda roles: mapped(**roles)
)


@given(MEMBERS, MAPS)
@settings(deadline=None)
def test_once_it_is_done_nothing_is_left_to_change(member: KnownMember, rules: RoleTable) -> None:
    after = settled(rules, member, plan(rules, member.seen, member.stored, member.account), NOON)
    assert [outcome for outcome in previewed([after], rules).outcomes if outcome.changes] == []


PREFIX_THAT_GOES = KnownMember(
    SeenMember(1, (ASPIRANTS,), "IA. Molok"), Member(7, 0, "Initiate", None, role_rank="Aspirant"), None
)

NUMBER_THAT_STAYS = KnownMember(
    SeenMember(1, (ASPIRANTS,), "3. Exor", Blocked.OWNER), Member(7, 0, "Aspirant", None), Account("Molok")
)


@given(MEMBERS, MAPS)
@example(PREFIX_THAT_GOES, mapped(Aspirants="Aspirant"))
@example(NUMBER_THAT_STAYS, mapped(Aspirants="Captain"))
@settings(deadline=None)
def test_a_map_makes_no_difference_to_itself(member: KnownMember, rules: RoleTable) -> None:
    assert previewed([member], rules, before=rules).outcomes == []


@given(MEMBERS, MAPS)
@settings(deadline=None)
def test_what_is_told_is_what_the_sync_plans(member: KnownMember, rules: RoleTable) -> None:
    made = plan(rules, member.seen, member.stored, member.account)
    outcomes: list[PreviewOutcome] = previewed([member], rules).outcomes
    assert any(outcome.changes for outcome in outcomes) == (made.writes or made.rank_changes)
    for outcome in outcomes:
        assert (outcome.nickname, outcome.rank or outcome.rank_before) == (made.rename, made.rank)
