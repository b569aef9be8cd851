from random import Random

from hypothesis import given, strategies as st

from ignis.domain.rules.role_ranks import Ranked, RoleRanks

RANKS = RoleRanks(
    {"Legionary": "Ashborn", "Captain": "Flameborne", "Zealot": "Zealot", "Acolyte": "Acolyte"},
    ["Legionary", "Captain", "Nobody's role"],
)
ROLES = st.lists(st.sampled_from(["Legionary", "captain", "ZEALOT", "Acolyte", "Gamer", "Nobody's role"]))


def test_the_highest_mapped_role_decides() -> None:
    assert RANKS.highest(["Gamer", "Legionary", "CAPTAIN"]) == Ranked("Captain", "Flameborne")


def test_a_role_without_priority_counts_less_than_all_that_have_one() -> None:
    assert RANKS.highest(["Zealot", "Legionary"]) == Ranked("Legionary", "Ashborn")
    assert RANKS.highest(["Zealot", "Acolyte"]) == Ranked("Zealot", "Zealot")


def test_nothing_mapped_is_no_rank() -> None:
    assert RANKS.highest(["Gamer", "Nobody's role"]) is None
    assert RANKS.highest([]) is None


def test_below_is_who_has_the_lower_rank() -> None:
    assert RANKS.below(["Legionary", "Gamer"], ["captain"])
    assert not RANKS.below(["Captain"], ["Legionary", "Gamer"])


def test_without_a_rank_one_is_below_all_who_have_one_and_above_none() -> None:
    assert RANKS.below(["Gamer"], ["Acolyte"])
    assert not RANKS.below(["Acolyte"], ["Gamer"])
    assert not RANKS.below(["Gamer"], ["Nobody's role"])


def test_two_roles_of_one_rank_are_equal() -> None:
    ranks = RoleRanks({"Captain": "Captain", "Flameborne": "Captain"}, ["Captain", "Flameborne"])
    assert not ranks.below(["Captain"], ["Flameborne"])


@given(ROLES, ROLES)
def test_no_one_is_both_below_and_above(roles: list[str], others: list[str]) -> None:
    assert not (RANKS.below(roles, others) and RANKS.below(others, roles))
    assert not RANKS.below(roles, roles)


@given(ROLES, st.randoms())
def test_neither_order_nor_repetition_matters(roles: list[str], random: Random) -> None:
    shuffled = roles * 2
    random.shuffle(shuffled)
    assert RANKS.highest(shuffled) == RANKS.highest(roles)


@given(ROLES, ROLES)
def test_another_role_never_lowers_the_rank(roles: list[str], more: list[str]) -> None:
    order = ["Acolyte", "Zealot", "Ashborn", "Flameborne"]
    before, after = RANKS.highest(roles), RANKS.highest(roles + more)
    if before is not None:
        assert after is not None
        assert order.index(after.rank) >= order.index(before.rank)


def test_the_roles_of_a_rank_from_low_to_high_the_given_one_first() -> None:
    mapping = {"Elite": "Veteran", "veteran": "Veteran", "Support": "veteran", "Captain": "Captain"}
    priority = ["Support", "Veteran", "Elite", "Captain"]
    assert RoleRanks(mapping, priority).standing_for("VETERAN") == ("Support", "veteran", "Elite")
    chosen = RoleRanks(mapping, priority, {"Veteran": "Veteran"})
    assert chosen.standing_for("Veteran") == ("veteran", "Support", "Elite")
    assert chosen.standing_for("Captain") == ("Captain",)
    assert chosen.standing_for("Primarch") == ()
