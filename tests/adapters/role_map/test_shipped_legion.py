"""The rules of the ladder, tried on the legion that is shipped."""

import pytest
from hypothesis import given, strategies as st

from ignis.adapters.role_map.reader import load_role_map
from ignis.domain.members.profile import Subject, profile
from ignis.runtime.config.settings import project_root

LEGION = load_role_map(project_root() / "config" / "roles_ranks.json").legion
LADDER = LEGION.ladder
POINTS = st.integers(0, 10**9)
RANKS = st.sampled_from(LADDER.ranks)
OPEN = {"Civitas Aspirant": "Emberbound Initiate", "1st Lieutenant (Pyre Watcher)": "Flameborne Captain"}


def test_every_rank_is_reached_from_the_first_or_stands_off_the_ladder() -> None:
    reached = [LEGION.default_rank]
    while (following := LADDER.standing(reached[-1], 0).next) is not None:
        reached.append(following.rank)
    assert tuple(reached) == LADDER.ranks
    assert not {rank.casefold() for rank in reached} & {rank.casefold() for rank in LEGION.off_ladder}
    assert set(reached) | set(LEGION.off_ladder) == set(LEGION.ranks)


def test_inductii_ends_one_path_and_begins_the_next() -> None:
    standing = LADDER.standing("INDUCTII", 60)
    assert standing.path == "legionary"
    assert standing.next is not None
    assert (standing.next.rank, standing.next.missing) == ("Ashborn Legionary", 10)


@given(st.sampled_from(LEGION.off_ladder), POINTS)
def test_off_the_ladder_there_is_no_next_rank_and_no_bar(rank: str, points: int) -> None:
    standing = LADDER.standing(rank.upper(), points)
    assert (standing.path, standing.progress, standing.next, standing.ready) == (None, None, None, False)
    assert LADDER.after_points(rank, points) == ()
    assert len(LEGION.off_ladder) == 17


@given(RANKS, POINTS)
def test_points_alone_take_the_two_open_steps_and_no_other(rank: str, points: int) -> None:
    following = LADDER.standing(rank, points).next
    open_step = OPEN.get(rank)
    due = open_step is not None and following is not None and following.missing == 0
    assert LADDER.after_points(rank, points) == ((open_step,) if due else ())


@given(RANKS, POINTS)
def test_every_bar_stays_in_its_frame_and_every_total_is_shown(rank: str, points: int) -> None:
    progress = LADDER.standing(rank, points).progress
    assert progress is not None
    assert len(progress.bar) == 14
    assert progress.points == points
    assert progress.extra == max(0, points - progress.limit)


@pytest.mark.parametrize("rank", LEGION.ranks)
def test_every_rank_has_a_role_to_give(rank: str) -> None:
    assert LEGION.role_ranks.standing_for(rank)


def test_a_new_veteran_becomes_a_legion_veteran() -> None:
    assert LEGION.role_ranks.standing_for("Flamehardened Veteran")[0] == "Legion Veteran"


def test_words_that_only_look_like_awards_are_none() -> None:
    assert LEGION.awards.among(["SEAL Team", "Unsealed", "Sealed Chamber", "Medallion", "Crux Medal"]) == (
        "Crux Medal",
    )


@pytest.mark.parametrize(
    ("roles", "nickname", "company"),
    [
        (("3rd Battle Company", "Legionary"), "6. Legionary TuShan_Nocturne", 3),
        (("3rd Battle Company", "Legion Sergeant"), None, 3),
        (("Legionary",), "6. Legionary Honorious", None),
        (("Legion Elite",), "6. Legion Elite NkelnShen", None),
        (("Captain",), "6. Captain CassianDracos", 6),
    ],
)
def test_the_6_of_a_legionary_names_no_company(
    roles: tuple[str, ...], nickname: str | None, company: int | None
) -> None:
    assert profile(LEGION, Subject(1, roles, nickname), None).company == company
