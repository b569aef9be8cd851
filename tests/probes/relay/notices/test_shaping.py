"""A message as its incidents make it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from probes.relay.incidents.incident import Acknowledgement, Incident, IncidentKind, Resolution
from probes.relay.notices.notice import Notice, NoticeKind, NoticeReason
from probes.relay.notices.policy import DecisionTime, TellingPolicy
from probes.relay.notices.shaping import news, shaped, tell, unsaid
from probes.relay.notices.state import NoticeState
from tests.probes.relay.rig import T0

NOW = DecisionTime(T0, TellingPolicy())
FLAPPING = tuple(T0 - timedelta(minutes=minutes) for minutes in (3, 2, 1, 0))


def check(number: int, name: str, *, over: bool = False, flaps: bool = False) -> Incident:
    incident = Incident(number, f"check:{name}", name, IncidentKind.CHECK, T0, edges=FLAPPING if flaps else ())
    return replace(incident, resolved_at=T0, resolution=Resolution.CLEARED) if over else incident


def later(seconds: float) -> DecisionTime:
    return DecisionTime(T0 + timedelta(seconds=seconds), TellingPolicy())


def message(*incidents: Incident, held_back: tuple[Incident, ...] = ()) -> tuple[NoticeState, Notice]:
    numbers, held = tuple(one.number for one in incidents), tuple(one.number for one in held_back)
    notice = Notice(1, NoticeKind.INCIDENT, numbers, T0, held_back=held)
    return NoticeState().keep(notice, *incidents, *held_back), notice


@pytest.mark.parametrize(
    ("incidents", "held_back", "kind", "final"),
    [
        ((check(1, "disk"),), (), NoticeKind.INCIDENT, False),
        ((check(1, "disk", over=True),), (), NoticeKind.INCIDENT, True),
        ((check(1, "disk"), check(2, "clock")), (), NoticeKind.GROUP, False),
        ((check(1, "disk", over=True), check(2, "clock")), (), NoticeKind.GROUP, False),
        ((check(1, "disk"),), (check(2, "database"),), NoticeKind.ROOT, False),
        ((check(1, "disk", over=True),), (check(2, "database"),), NoticeKind.ROOT, False),
        ((check(1, "disk", over=True),), (check(2, "database", over=True),), NoticeKind.ROOT, True),
        ((check(1, "disk", flaps=True),), (), NoticeKind.FLAPPING, False),
        ((check(1, "disk", flaps=True, over=True),), (), NoticeKind.FLAPPING, False),
    ],
)
def test_its_kind_and_whether_it_is_over(
    incidents: tuple[Incident, ...],
    held_back: tuple[Incident, ...],
    kind: NoticeKind,
    final: bool,  # noqa: FBT001
) -> None:
    state, notice = message(*incidents, held_back=held_back)
    made = shaped(state, notice, NOW)
    assert (made.kind, made.final) == (kind, final)


def test_what_goes_on_elsewhere_is_over_here() -> None:
    state, notice = message(check(1, "disk"))
    assert shaped(state, replace(notice, continued_in=2), NOW).final


def test_its_title_is_what_is_worst_and_open() -> None:
    incidents = (check(1, "cache"), check(2, "disk", over=True), check(3, "clock"), check(4, "database"))
    state, notice = message(*incidents)
    assert shaped(state, notice, NOW).incidents == (4, 1, 2, 3)
    state, notice = message(check(1, "clock"), check(2, "roblox"))
    assert shaped(state, notice, NOW).incidents == (1, 2)


def test_it_is_critical_until_somebody_takes_care_of_everything_critical() -> None:
    state, notice = message(check(1, "disk"), check(2, "clock"))
    critical = shaped(state, notice, NOW)
    assert critical.critical_since == T0
    assert shaped(state, critical, later(60)).critical_since == T0
    state = state.know(replace(check(1, "disk"), acknowledged=Acknowledgement("Ana", T0)))
    assert shaped(state, critical, NOW).critical_since is None


def test_news_of_several_is_told_once_a_second_and_not_lost() -> None:
    state, notice = message(check(1, "disk"), check(2, "clock"))
    state, (first,) = tell(state, shaped(state, notice, NOW), NoticeReason.OPENED, NOW)
    assert first.telling is not None
    assert first.telling.notice.revision == 1
    state, (calmed,) = news(state, state.notices[1], NoticeReason.NEWS, later(0.5))
    assert (calmed.reason, calmed.telling) == (NoticeReason.CALMED, None)
    assert unsaid(state, state.notices[1], later(0.9)) == (state, ())
    state, (told,) = unsaid(state, state.notices[1], later(1))
    assert told.reason is NoticeReason.NEWS
    assert state.notices[1].revision == 2
    assert unsaid(state, state.notices[1], later(2)) == (state, ())


def test_what_is_urgent_or_about_one_only_is_told_at_once() -> None:
    state, notice = message(check(1, "disk"), check(2, "clock"))
    state, _ = tell(state, shaped(state, notice, NOW), NoticeReason.OPENED, NOW)
    _, (told,) = news(state, state.notices[1], NoticeReason.ACKNOWLEDGED, NOW, urgent=True)
    assert told.telling is not None
    state, notice = message(check(1, "disk"))
    state, _ = tell(state, notice, NoticeReason.OPENED, NOW)
    _, (told,) = news(state, state.notices[1], NoticeReason.NEWS, NOW)
    assert told.telling is not None
