"""How processes end, and how that reads."""

import pytest

from ignis.runtime.resilience.watchdog import Stall
from probes.relay.incidents.incident import IncidentKind
from probes.relay.incidents.observations import Condition, EndingKind, ProcessEnding, by_status
from tests.probes.relay.rig import T0


def test_endings_by_exit_status_read_well() -> None:
    assert [str(by_status(status)) for status in (3, 70, 78, -1)] == [
        "crashed (exit 3)",
        "ended itself to be started again (exit 70)",
        "gave up: its configuration is wrong (exit 78)",
        "killed by a signal",
    ]
    assert str(ProcessEnding(EndingKind.UNKNOWN)) == "died, exit status unknown"


def test_other_endings_read_well() -> None:
    stall = Stall(30, "ignis/bot/replies/reply.py:12 (answer)")
    assert str(ProcessEnding(EndingKind.WITH_SUPERVISOR)) == "ended because supervisord itself died"
    assert str(ProcessEnding(EndingKind.CRASHED, signal="SIGSEGV")) == "killed by SIGSEGV"
    assert str(ProcessEnding(EndingKind.STALLED, 1, stall=stall)) == (
        "hung: its event loop stood still for 30 s at ignis/bot/replies/reply.py:12 (answer)"
    )


@pytest.mark.parametrize(
    ("status", "how"),
    [
        (0, EndingKind.CLEAN),
        (78, EndingKind.CONFIG),
        (70, EndingKind.CRASHED),
        (1, EndingKind.CRASHED),
        (-1, EndingKind.CRASHED),
    ],
)
def test_the_exit_status_says_how_it_ended(status: int, how: EndingKind) -> None:
    assert by_status(status).how is how


def test_conditions_of_one_name_and_different_kinds_are_different_subjects() -> None:
    subjects = [Condition(kind, "bot", True, T0, T0).subject for kind in (IncidentKind.CHECK, IncidentKind.MEMORY)]  # noqa: FBT003
    assert subjects == ["check:bot", "memory:bot"]
