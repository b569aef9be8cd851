"""What the notices remember, and forget."""

from dataclasses import replace
from datetime import timedelta

from pydantic import TypeAdapter

from probes.relay.incidents.incident import Acknowledgement, Incident, IncidentKind
from probes.relay.notices.actions import Acknowledge
from probes.relay.notices.notice import Notice, NoticeKind, NoticeReason
from probes.relay.notices.state import NoticeState, PastNotice
from tests.probes.relay.notices.channel import Channel
from tests.probes.relay.rig import T0

DISK = Incident(1, "check:disk", "disk", IncidentKind.CHECK, T0)
CLOCK = Incident(2, "check:clock", "clock", IncidentKind.CHECK, T0)


def test_it_knows_which_message_tells_of_an_incident() -> None:
    state = NoticeState().keep(Notice(1, NoticeKind.ROOT, (1,), T0, held_back=(2,)), DISK, CLOCK)
    assert state.about(1) == state.about(2) == state.notices[1]
    assert state.about(3) is None
    assert (state.roots, state.next_number) == ({"check:disk": 1}, 2)
    state = state.keep(Notice(2, NoticeKind.INCIDENT, (2,), T0))
    assert state.about(2) == state.notices[2]
    assert state.keep(replace(state.notices[1], continued_in=2)).about(2) == state.notices[2]


def test_what_is_told_to_its_end_is_past_after_some_seconds_and_then_forgotten() -> None:
    state = NoticeState().keep(Notice(1, NoticeKind.INCIDENT, (1,), T0, final=True, told_at=T0), DISK)
    span, later = timedelta(seconds=10), T0 + timedelta(seconds=11)
    assert state.without_final(T0 + span, span) is state
    assert state.without_final(T0 - span, span).notices == {}
    state = state.without_final(later, span)
    assert (state.notices, state.incidents, state.told_in, state.roots) == ({}, {}, {}, {})
    assert state.past == {1: PastNotice(1, T0)}
    assert state.without_old_past(T0 + timedelta(minutes=15)) is state
    assert state.without_old_past(T0 + timedelta(minutes=16)).past == {}


def test_what_has_news_that_is_not_told_is_kept() -> None:
    notice = Notice(1, NoticeKind.INCIDENT, (1,), T0, final=True, unsaid=NoticeReason.OVER)
    state = NoticeState().keep(notice, DISK)
    assert state.without_final() is state


def test_the_past_is_bounded() -> None:
    past = {number: PastNotice(1, T0) for number in range(2100)}
    state = NoticeState(past=past).without_old_past(T0)
    assert (len(state.past), min(state.past)) == (2000, 100)


def test_what_waits_is_known_and_forgotten_with_the_rest() -> None:
    state = NoticeState().wait(DISK, NoticeReason.SILENCED)
    assert (state.waiting, state.incidents) == ({1: NoticeReason.SILENCED}, {1: DISK})
    assert state.without_untold() == state
    assert state.no_longer_waiting([1]).without_untold() == NoticeState()


def test_who_takes_care_of_it_is_known_until_it_is_reopened() -> None:
    state = NoticeState().know(replace(DISK, acknowledged=Acknowledgement("Ana", T0)))
    assert state.acknowledged == {1: Acknowledge(1, "Ana", T0)}
    assert state.know(DISK).acknowledged == {}


def test_it_opens_again_from_its_file() -> None:
    channel = Channel()
    channel.silence("check:*", 60)
    channel.pause(5)
    channel.wrong("check:roblox")
    channel.dies("bot")
    channel.wait(6)
    channel.wrong("alert:Память", "circuit:bloxlink")
    channel.acknowledge("process:bot")
    stored = TypeAdapter(NoticeState)
    assert stored.validate_json(stored.dump_json(channel.notices, by_alias=True)) == channel.notices
    assert channel.notices.waiting
    assert channel.notices.notices
