from ignis.domain.rules.ladder_steps import LadderRow, place_of, rungs
from tests.support.legion.small_legion import LEGION

ROW = rungs(LEGION.ladder)


def test_every_rank_with_what_leads_to_it() -> None:
    expected = (
        LadderRow("Aspirant", 0, None, handpicked=False, begins=True),
        LadderRow("Initiate", 15, None, handpicked=False, begins=False),
        LadderRow("Brother", 20, "Trial of Fire", handpicked=False, begins=True),
        LadderRow("Captain", 70, None, handpicked=True, begins=False),
    )
    assert expected == ROW


def test_a_rank_is_found_without_regard_to_case() -> None:
    assert place_of("brother", ROW) == 2
    assert place_of("Primarch", ROW) is None
