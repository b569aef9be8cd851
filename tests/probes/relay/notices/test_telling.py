"""The door: a message from its first post to its last edit, and what each event decides."""

from dataclasses import replace
from datetime import timedelta

import pytest

from probes.relay.incidents.incident import Incident, IncidentKind, Resolution, Severity
from probes.relay.notices.actions import Acknowledge
from probes.relay.notices.notice import Notice, NoticeKind, NoticeReason
from probes.relay.notices.policy import TellingPolicy
from probes.relay.notices.state import NoticeState
from probes.relay.notices.telling import IncidentChanged, Tick, decide
from tests.probes.relay.notices.channel import Channel
from tests.probes.relay.rig import T0

CRASH = Incident(7, "process:bot", "bot", IncidentKind.CRASHED, T0)


def test_an_incident_is_one_message_until_it_is_over() -> None:
    channel = Channel()
    channel.dies("bot")
    channel.dies("bot")
    channel.wait(9)
    channel.is_back("bot")
    assert [one.notice.reason for one in channel.told] == [NoticeReason.OPENED, NoticeReason.NEWS, NoticeReason.OVER]
    assert [one.notice.revision for one in channel.told] == [1, 2, 3]
    assert [one.notice.final for one in channel.told] == [False, False, True]
    assert {one.notice.number for one in channel.told} == {1}
    assert channel.last.notice.kind is NoticeKind.INCIDENT
    assert channel.last.incidents[0].resolution is Resolution.BACK
    channel.wait(3600)
    assert channel.notices == NoticeState(next_number=2, gathering=1)


def test_an_end_whose_beginning_was_not_told_is_told() -> None:
    """For example an outage that is only known afterwards."""
    state, (decision,) = decide(NoticeState(), IncidentChanged(CRASH.resolved(T0, Resolution.BACK), T0))
    assert decision.telling is not None
    assert decision.telling.notice.final
    assert state.next_number == 2


def test_a_later_problem_is_another_message_and_does_not_follow() -> None:
    channel = Channel()
    channel.dies("bot")
    channel.wait(1)
    channel.is_back("bot")
    channel.wait(301)
    channel.dies("bot")
    assert [(one.notice.number, one.notice.follows, one.incidents[0].number) for one in channel.posts] == [
        (1, None, 1),
        (2, None, 2),
    ]


def test_the_same_again_is_no_news() -> None:
    state, _ = decide(NoticeState(), IncidentChanged(CRASH, T0))
    again, (decision,) = decide(state, IncidentChanged(CRASH, T0))
    assert (again, decision.reason, decision.telling) == (state, NoticeReason.UNCHANGED, None)


def test_time_alone_tells_nothing() -> None:
    assert decide(NoticeState(), Tick(T0)) == (NoticeState(), ())


def test_who_takes_care_of_it_is_shown_at_once() -> None:
    channel = Channel()
    channel.wrong("check:disk")
    channel.acknowledge("check:disk")
    assert channel.last.notice.reason is NoticeReason.ACKNOWLEDGED
    assert channel.last.incidents[0].acknowledged is not None
    assert channel.notices.acknowledged[1] == Acknowledge(1, "Ana", T0)
    before = channel.notices
    assert decide(before, Acknowledge(1, "Bia", T0))[1][0].reason is NoticeReason.UNCHANGED
    assert decide(before, Acknowledge(99, "Bia", T0))[1][0].reason is NoticeReason.UNCHANGED


def test_an_acknowledgement_can_come_without_the_engine() -> None:
    state, _ = decide(NoticeState(), IncidentChanged(CRASH, T0))
    state, (decision,) = decide(state, Acknowledge(7, "Ana", T0))
    assert decision.reason is NoticeReason.ACKNOWLEDGED
    assert list(state.acknowledged) == [7]


@pytest.mark.parametrize(("before", "after"), [(Severity.INFO, Severity.WARNING), (Severity.CRITICAL, Severity.INFO)])
def test_a_change_of_severity_is_told_at_once_by_an_edit(before: Severity, after: Severity) -> None:
    channel = Channel()
    channel.wrong("alert:Slow", severity=before)
    channel.wrong("alert:Slow", severity=after)
    assert channel.last.notice.reason is NoticeReason.SEVERITY
    assert len(channel.posts) == 1
    assert channel.last.incidents[0].severity is after


def test_what_becomes_critical_is_a_new_message_because_an_edit_is_noticed_by_nobody() -> None:
    channel = Channel()
    channel.wrong("alert:Slow", "check:clock", severity=Severity.WARNING)
    channel.wait(60)
    channel.wrong("alert:Slow", severity=Severity.CRITICAL)
    channel.wait(2)
    assert [(one.notice.reason, one.notice.follows) for one in channel.posts] == [
        (NoticeReason.OPENED, None),
        (NoticeReason.WORSE, 1),
    ]
    assert channel.subjects() == [["check:clock"], ["alert:Slow"]]


def test_a_line_that_was_calmed_is_told_when_the_minute_is_over() -> None:
    channel = Channel()
    channel.wrong("alert:Slow", text="3 s")
    channel.wait(10)
    channel.wrong("alert:Slow", text="9 s")
    channel.wait(49)
    assert len(channel.told) == 1
    channel.wait(1)
    assert [cause.text for cause in channel.last.incidents[0].causes] == ["3 s", "9 s"]


def test_it_goes_on_after_a_restart() -> None:
    channel = Channel()
    channel.wrong("check:disk")
    channel.restart()
    channel.right("check:disk")
    assert (len(channel.posts), channel.last.notice.final) == (1, True)


def test_an_older_file_without_an_index_goes_on() -> None:
    channel = Channel()
    channel.dies("bot")
    channel.notices = replace(channel.notices, told_in={}, roots={})
    channel.wait(6)
    channel.wrong("check:members")
    channel.is_back("bot")
    assert len(channel.posts) == 1
    assert channel.held_back(1) == ["check:members"]


def test_what_outbox_messages_say_is_enough_to_go_on() -> None:
    """If the state of the notices cannot be read, it is built again from the messages that are not over."""
    notice = Notice(3, NoticeKind.INCIDENT, (7,), T0)
    state = NoticeState().keep(notice, CRASH).without_final()
    over = CRASH.resolved(T0 + timedelta(seconds=9), Resolution.BACK)
    state, (decision,) = decide(state, IncidentChanged(over, T0 + timedelta(seconds=9)), TellingPolicy())
    assert decision.telling is not None
    assert (decision.telling.notice.number, decision.telling.notice.final) == (3, True)
