from ignis.domain.rungs import Rung, place_of, rungs
from tests.support.legion import LEGION


def test_the_row_tells_what_leads_to_each_rank() -> None:
    assert rungs(LEGION.ladder) == (
        Rung("Aspirant", 0, None, handpicked=False, begins=True),
        Rung("Initiate", 15, None, handpicked=False, begins=False),
        Rung("Brother", 20, "Trial of Fire", handpicked=False, begins=True),
        Rung("Captain", 70, None, handpicked=True, begins=False),
    )


def test_the_place_of_a_rank_whatever_its_case() -> None:
    row = rungs(LEGION.ladder)
    assert [place_of(rank, row) for rank in ("aspirant", "CAPTAIN", "Primarch")] == [0, 3, None]
