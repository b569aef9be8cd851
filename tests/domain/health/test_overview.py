from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ignis.domain.health.overview import CheckView, CircuitStatus, Diagnosis, IncidentView, Overview, ProgramView

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
OK, UNKNOWN, RED = (CheckView("disk", status, "none", "", NOON) for status in ("ok", "unknown", "failing"))
OPEN = IncidentView(2, "bot crashed", NOON - timedelta(minutes=5), None, [NOON - timedelta(minutes=5)] * 3)
OVER = replace(OPEN, number=1, resolved_at=NOON)
WELL = Overview(
    (ProgramView("bot", NOON),),
    (CircuitStatus("bloxlink", "closed", None),),
    Diagnosis((OK, UNKNOWN), ()),
    (OVER,),
    NOON,
)


def test_well_is_when_everybody_was_asked_and_nothing_is_wrong() -> None:
    assert WELL.well


@pytest.mark.parametrize(
    "change",
    [
        {"programs": (ProgramView("relay", None),)},
        {"circuits": (CircuitStatus("bloxlink", "half_open", None),)},
        {"diagnosis": None},
        {"diagnosis": Diagnosis((OK, RED), ())},
        {"incidents": None},
        {"incidents": (OPEN,)},
    ],
)
def test_one_thing_is_enough_to_be_unwell(change: dict[str, object]) -> None:
    assert not replace(WELL, **change).well  # type: ignore[arg-type]  # each fits its own field


def test_members_are_not_troubled_with_what_only_operators_can_mend() -> None:
    low = replace(RED, status="degraded")
    slow = CheckView("database", "degraded", "slow", "", NOON)
    assert replace(WELL, diagnosis=Diagnosis((OK, low), ())).for_members().well
    assert not replace(WELL, diagnosis=Diagnosis((OK, slow), ())).for_members().well
    assert not replace(WELL, diagnosis=Diagnosis((OK, RED), ())).for_members().well
    assert not replace(WELL, diagnosis=None).for_members().well


def test_restarts_are_those_of_the_last_hour() -> None:
    long_ago = NOON - timedelta(hours=2)
    older = replace(OVER, opened_at=long_ago, died=[long_ago, NOON])
    assert replace(WELL, incidents=(OPEN, OVER, older)).restarts == 7
    assert replace(WELL, incidents=None).restarts is None
