"""Why something is not told now: the reasons and their order."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from probes.relay.incidents.incident import Incident, IncidentKind, Resolution, Severity
from probes.relay.notices.actions import Pause, Silence
from probes.relay.notices.muting import muted, notice_muted, root_of, silence_of, why_untold
from probes.relay.notices.notice import Notice, NoticeKind, NoticeReason
from probes.relay.notices.policy import DecisionTime, QuietHours, TellingPolicy
from probes.relay.notices.state import NoticeState
from tests.probes.relay.rig import T0

NOW = DecisionTime(T0, TellingPolicy(quiet_hours=QuietHours(time(0), time(23))))
HOUR = timedelta(hours=1)
PAUSE = Pause(T0 + HOUR, "Ana", T0)


def check(name: str, number: int = 1) -> Incident:
    return Incident(number, f"check:{name}", name, IncidentKind.CHECK, T0)


def silence(subject: str, until: timedelta = HOUR) -> Silence:
    return Silence(subject, T0 + until, "Ana", T0)


def state(*silences: Silence, pause: Pause | None = None) -> NoticeState:
    return NoticeState(silences={one.subject: one for one in silences}, pause=pause)


def test_of_several_silences_the_longest_counts_and_one_that_is_over_does_not() -> None:
    longer = silence("check:*", 2 * HOUR)
    assert silence_of(state(silence("check:disk"), longer, silence("process:*", 9 * HOUR)), "check:disk", NOW) == longer
    assert silence_of(state(silence("check:disk", timedelta())), "check:disk", NOW) is None


@pytest.mark.parametrize(
    ("known", "name", "expected"),
    [
        (state(silence("*"), pause=PAUSE), "clock", NoticeReason.PAUSED),
        (state(silence("*")), "clock", NoticeReason.SILENCED),
        (state(), "clock", NoticeReason.QUIET_HOURS),
        (state(pause=replace(PAUSE, until=T0)), "disk", None),
        (state().wait(check("disk", 2), NoticeReason.SILENCED), "database", NoticeReason.HELD_BACK),
        (state(), "disk", None),
    ],
)
def test_the_reasons_in_their_order(known: NoticeState, name: str, expected: NoticeReason | None) -> None:
    assert why_untold(known, check(name), NOW) is expected


def test_a_test_goes_through_quiet_hours() -> None:
    test = Incident(1, "test:030405.000", "030405.000", IncidentKind.TEST, T0, severity=Severity.INFO)
    assert why_untold(state(), test, NOW) is None
    assert why_untold(state(pause=PAUSE), test, NOW) is NoticeReason.PAUSED


def test_a_message_is_muted_if_all_that_is_open_of_it_is() -> None:
    notice = Notice(1, NoticeKind.GROUP, (1, 2), T0)
    known = replace(state(silence("check:disk")), incidents={1: check("disk"), 2: check("clock", 2)})
    assert notice_muted(known, notice, NOW) is None
    over = replace(known, incidents={**known.incidents, 2: check("clock", 2).resolved(T0, Resolution.CLEARED)})
    assert notice_muted(over, notice, NOW) is NoticeReason.SILENCED
    assert muted(known, check("clock"), NOW) is None
    all_over = {number: one.resolved(T0, Resolution.CLEARED) for number, one in known.incidents.items()}
    assert notice_muted(replace(known, incidents=all_over), notice, NOW) is None


@pytest.mark.parametrize(
    ("ended", "began", "explains"),
    [(None, 0, True), (-10, -20, True), (-10, -5, False), (-70, -80, False), (10, -20, False)],
    ids=["open", "just over", "began later", "over for long", "over in the future"],
)
def test_a_root_explains_while_it_is_open_and_what_began_before_its_end(
    ended: float | None,
    began: float,
    explains: bool,  # noqa: FBT001
) -> None:
    root = replace(check("disk"), opened_at=T0 - HOUR)
    if ended is not None:
        root = root.resolved(T0 + timedelta(seconds=ended), Resolution.CLEARED)
    symptom = replace(check("database", 2), opened_at=T0 + timedelta(seconds=began))
    known = NoticeState().keep(Notice(1, NoticeKind.INCIDENT, (1,), T0), root)
    assert (root_of(known, symptom, NOW) is not None) is explains
    again = replace(symptom, opened_at=T0 - HOUR, reopened=1, edges=(symptom.opened_at,))
    assert (root_of(known, again, NOW) is not None) is explains
