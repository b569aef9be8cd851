import pytest
from hypothesis import given, strategies as st

from ignis.domain.rules.ladder import Ladder, LadderStep, Path

FIRST = Path(
    "recruits",
    "Recruits",
    (LadderStep("Aspirant", "Initiate", 15, 20), LadderStep("Initiate", "Brother", 20, 35, requirement="Trial")),
    last_rank="Brother",
)
SECOND = Path(
    "brothers",
    "Brothers",
    (LadderStep("Brother", "Sergeant", 70, 120, handpicked=True), LadderStep("Sergeant", "Captain", 200, 250)),
    last_rank="Captain",
    last_limit=600,
)
LADDER = Ladder([FIRST, SECOND])
POINTS = st.integers(-100, 10**9)
RANKS = st.sampled_from(LADDER.ranks)


def test_ranks_stand_in_the_order_of_the_paths() -> None:
    assert LADDER.ranks == ("Aspirant", "Initiate", "Brother", "Sergeant", "Captain")


def test_thresholds_are_what_the_step_before_asks_for() -> None:
    assert [LADDER.threshold(rank) for rank in LADDER.ranks] == [0, 15, 20, 70, 200]
    assert LADDER.threshold("Primarch") is None


def test_next_rank_and_what_is_missing() -> None:
    following = LADDER.standing("Aspirant", 4).next
    assert following is not None
    assert (following.rank, following.points, following.missing) == ("Initiate", 15, 11)
    assert not following.gated


def test_the_last_rank_of_one_path_begins_the_next() -> None:
    standing = LADDER.standing("Brother", 30)
    assert standing.path == "brothers"
    assert standing.next is not None
    assert standing.next.rank == "Sergeant"
    assert standing.next.handpicked


def test_the_last_rank_has_a_bar_but_no_next() -> None:
    standing = LADDER.standing("Captain", 700)
    assert standing.next is None
    assert standing.progress is not None
    assert standing.progress.limit == 600
    assert not standing.ready


def test_off_the_ladder_there_is_neither_path_nor_bar_nor_next() -> None:
    standing = LADDER.standing("Primarch", 1000)
    assert (standing.rank, standing.path, standing.progress, standing.next) == ("Primarch", None, None, None)


def test_a_last_rank_without_a_limit_has_no_bar() -> None:
    ladder = Ladder([FIRST])
    standing = ladder.standing("Brother", 30)
    assert (standing.path, standing.progress, standing.next) == ("recruits", None, None)


@given(RANKS, POINTS)
def test_case_does_not_matter_and_the_configured_spelling_is_shown(rank: str, points: int) -> None:
    assert LADDER.standing(rank.upper(), points) == LADDER.standing(rank.lower(), points)
    assert LADDER.standing(rank.upper(), points).rank == rank


@given(RANKS, POINTS, POINTS)
def test_more_points_never_lower_anything(rank: str, one: int, other: int) -> None:
    low, high = (LADDER.standing(rank, points) for points in sorted((one, other)))
    assert low.rank == high.rank, "a standing is asked for one rank"
    if low.next is not None and high.next is not None:
        assert high.next.missing <= low.next.missing
        assert high.ready or not low.ready


@given(RANKS, POINTS, POINTS)
def test_more_points_never_lead_less_far(rank: str, one: int, other: int) -> None:
    less, more = (LADDER.after_points(rank, points) for points in sorted((one, other)))
    assert more[: len(less)] == less


@given(RANKS, POINTS)
def test_points_alone_take_every_open_step_they_reach_and_no_other(rank: str, points: int) -> None:
    held = rank
    for taken in LADDER.after_points(rank.upper(), points):
        following = LADDER.standing(held, points).next
        assert following is not None
        assert (following.rank, following.missing, following.gated) == (taken, 0, False)
        held = taken
    last = LADDER.standing(held, points).next
    assert last is None or last.missing or last.gated
    assert LADDER.after_points(held, points) == (), "nothing is left to take"


def test_off_the_ladder_points_lead_nowhere() -> None:
    assert LADDER.after_points("Primarch", 10**9) == ()


@given(RANKS, POINTS)
def test_ready_means_the_points_are_there_and_a_person_has_to_act(rank: str, points: int) -> None:
    standing = LADDER.standing(rank, points)
    following = standing.next
    assert standing.ready == (following is not None and points >= following.points and following.gated)


def test_every_rank_is_reached_from_the_first() -> None:
    reached, rank = ["Aspirant"], "Aspirant"
    while (following := LADDER.standing(rank, 0).next) is not None:
        rank = following.rank
        reached.append(rank)
    assert tuple(reached) == LADDER.ranks


@pytest.mark.parametrize(
    ("paths", "flaw"),
    [
        (
            [Path("p", "P", (LadderStep("A", "B", 1, 2),), last_rank="C")],
            "path 'p': 'A' leads to 'B', but 'C' stands next",
        ),
        (
            [Path("p", "P", (LadderStep("A", "B", 5, 4),), last_rank="B")],
            "path 'p': the limit of 'A' (4) is below what its next rank asks for",
        ),
        (
            [Path("p", "P", (LadderStep("A", "B", 5, 9), LadderStep("B", "C", 4, 9)), last_rank="C")],
            "path 'p': 'C' asks for fewer points than 'B'",
        ),
        (
            [Path("p", "P", (LadderStep("A", "B", 1, 2),), "B"), Path("q", "Q", (LadderStep("a", "C", 1, 2),), "C")],
            "the rank 'a' has two next ranks",
        ),
        (
            [Path("p", "P", (LadderStep("A", "C", 1, 2),), "C"), Path("q", "Q", (LadderStep("B", "c", 1, 2),), "C")],
            "two ranks lead to 'c'",
        ),
        (
            [FIRST, Path("p", "P", (LadderStep("A", "B", 1, 2), LadderStep("B", "A", 1, 2)), last_rank="A")],
            "the ranks 'a', 'b' lead in a circle",
        ),
    ],
)
def test_contradictions_are_said_in_one_line(paths: list[Path], flaw: str) -> None:
    with pytest.raises(ValueError, match=r"^.*$") as caught:
        Ladder(paths)
    assert str(caught.value) == flaw


def test_an_empty_ladder_has_no_ranks() -> None:
    assert Ladder([]).ranks == ()
