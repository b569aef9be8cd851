"""Silences, maintenance and quiet hours: nothing is told while they last, and afterwards what has to be, at once."""

from datetime import datetime, time, timedelta

import pytest

from probes.relay.incidents.incident import Severity
from probes.relay.notices.notice import NoticeReason
from probes.relay.notices.policy import QuietHours, TellingPolicy
from tests.probes.relay.notices.channel import Channel
from tests.probes.relay.rig import T0

HOUR = 3600


def night() -> Channel:
    """Channel at 22:00 UTC; quiet hours from 23:00 to 07:00."""
    hours = QuietHours(time(23), time(7))
    return Channel(TellingPolicy(quiet_hours=hours), now=datetime(2026, 1, 2, 22, tzinfo=T0.tzinfo))


# -- silences


@pytest.mark.parametrize("pattern", ["check:disk", "check:*", "*"])
def test_nothing_is_told_while_silenced_and_then_what_is_still_wrong(pattern: str) -> None:
    channel = Channel()
    channel.silence(pattern, HOUR)
    channel.wrong("check:disk")
    channel.wait(HOUR - 1, every=60)
    assert channel.told == []
    channel.wait(1)
    assert [one.notice.reason for one in channel.told] == [NoticeReason.SILENCE_ENDED]
    assert channel.subjects() == [["check:disk"]]
    assert channel.notices.silences == {}


def test_what_is_over_before_the_silence_is_never_told() -> None:
    channel = Channel()
    channel.silence("check:disk", HOUR)
    channel.wrong("check:disk")
    channel.wait(60)
    channel.right("check:disk")
    channel.wait(2 * HOUR, every=60)
    assert channel.told == []
    assert channel.reasons == {NoticeReason.SILENCED: 3, NoticeReason.SILENT_END: 1}
    assert channel.notices.incidents == {}


def test_a_message_says_that_it_is_silenced_once_and_that_it_is_over() -> None:
    channel = Channel()
    channel.wrong("check:disk")
    channel.wait(10)
    channel.silence("check:disk", HOUR)
    assert channel.last.notice.reason is NoticeReason.SILENCED
    assert channel.last.notice.silenced_until == channel.now + timedelta(seconds=HOUR)
    told = len(channel.told)
    channel.wait(60)
    channel.wrong("check:disk", text="another line")
    channel.wait(60)
    assert len(channel.told) == told
    channel.right("check:disk")
    assert (len(channel.posts), channel.last.notice.final) == (1, True)


def test_what_was_told_and_is_still_wrong_after_its_silence_is_told_in_a_new_message() -> None:
    channel = Channel()
    channel.wrong("check:disk")
    channel.wait(10)
    channel.silence("check:disk", HOUR)
    channel.wait(HOUR, every=60)
    assert [(one.notice.reason, one.notice.follows) for one in channel.posts] == [
        (NoticeReason.OPENED, None),
        (NoticeReason.SILENCE_ENDED, 1),
    ]
    assert channel.messages[1].notice.continued_in == 2
    assert channel.messages[2].notice.silenced_until is None


def test_a_silence_can_end_before_its_time() -> None:
    channel = Channel()
    channel.silence("check:*", HOUR)
    channel.wrong("check:disk", "check:clock")
    channel.unsilence("check:*")
    assert channel.subjects() == [["check:disk", "check:clock"]]
    assert len(channel.posts) == 1


def test_a_part_of_a_message_can_be_silenced() -> None:
    channel = Channel()
    channel.wrong("check:clock", "check:roblox")
    channel.wait(10)
    channel.silence("check:clock", HOUR)
    channel.wait(10)
    assert channel.last.notice.silenced_until is None
    channel.wrong("check:roblox", until=60)
    assert channel.last.notice.reason is NoticeReason.NEWS
    channel.right("check:roblox")
    channel.wait(HOUR, every=60)
    assert channel.subjects() == [["check:clock"]]
    assert channel.posts[-1].notice.reason is NoticeReason.SILENCE_ENDED


def test_the_symptoms_of_a_silenced_root_are_not_told_either() -> None:
    channel = Channel()
    channel.silence("process:bot", HOUR)
    channel.dies("bot")
    channel.wait(10)
    channel.wrong("check:members", "circuit:bloxlink")
    channel.wait(600)
    assert channel.told == []
    channel.is_back("bot")
    channel.wait(59)
    assert channel.told == []  # a short time to recover
    channel.right("circuit:bloxlink")
    channel.wait(2)
    assert channel.subjects() == [["check:members"]]
    assert channel.last.notice.reason is NoticeReason.OUTLIVED


def test_the_end_of_a_silence_tells_the_root_with_its_symptoms() -> None:
    channel = Channel()
    channel.silence("*", HOUR)
    channel.wrong("check:members", "check:discord_api", "check:clock")
    channel.wait(HOUR, every=60)
    channel.wait(2)
    assert channel.subjects() == [["check:discord_api", "check:clock"]]
    assert channel.held_back(1) == ["check:members"]


def test_what_begins_again_while_it_is_silenced_waits() -> None:
    channel = Channel()
    channel.wrong("check:clock", "check:roblox")
    channel.wait(10)
    channel.right("check:clock")
    channel.silence("check:clock", HOUR)
    channel.wait(10)
    channel.wrong("check:clock")
    channel.wait(60)
    assert len(channel.posts) == 1
    channel.wait(HOUR, every=60)
    assert channel.posts[-1].incidents[0].subject == "check:clock"


# -- maintenance


def test_maintenance_ends_by_itself_and_then_what_is_still_wrong_is_told() -> None:
    channel = Channel()
    channel.wrong("check:clock")
    channel.wait(10)
    channel.pause(600)
    told = len(channel.told)
    channel.dies("bot")
    channel.wrong("check:disk")
    channel.wait(300)
    channel.is_back("bot")
    channel.wait(299)
    assert len(channel.told) == told
    channel.wait(1)
    assert channel.subjects() == [["check:clock"], ["check:disk"]]
    assert channel.posts[-1].notice.reason is NoticeReason.PAUSE_ENDED
    assert channel.notices.pause is None


def test_a_short_quiet_in_which_nothing_changed_tells_nothing_again() -> None:
    channel = Channel()
    channel.wrong("check:clock")
    channel.wait(60)
    channel.wrong("check:disk")
    channel.wait(60)
    channel.pause(1)
    channel.wait(10)
    channel.silence("check:disk", HOUR)
    channel.wait(60)
    channel.unsilence("check:disk")
    channel.wait(2)
    assert len(channel.posts) == 2
    assert channel.last.notice.silenced_until is None
    channel.pause(60)
    channel.wrong("check:disk", until=60)
    channel.wait(61)
    assert [one.notice.reason for one in channel.posts[2:]] == [NoticeReason.PAUSE_ENDED]
    assert channel.posts[-1].incidents[0].subject == "check:disk"


def test_maintenance_can_end_before_its_time_even_over_a_restart() -> None:
    channel = Channel()
    channel.pause(600)
    channel.dies("bot")
    channel.restart()
    channel.wait(60)
    assert channel.told == []
    channel.resume()
    assert channel.subjects() == [["process:bot"]]


# -- quiet hours


def test_what_is_not_critical_waits_for_the_morning_and_is_told_in_one_message() -> None:
    channel = night()
    channel.wait(2 * HOUR, every=60)
    channel.wrong("check:clock", "check:roblox")
    channel.wait(HOUR, every=60)
    channel.right("check:clock")  # it happened meanwhile
    channel.wait(HOUR, every=60)
    channel.wrong("check:config")
    channel.wait(5 * HOUR - 60, every=60)
    assert channel.told == []
    channel.wait(HOUR, every=60)
    assert [one.notice.reason for one in channel.posts] == [NoticeReason.QUIET_HOURS_ENDED]
    assert {one.subject: one.open for one in channel.last.incidents} == {
        "check:roblox": True,
        "check:config": True,
        "check:clock": False,
    }


def test_what_is_critical_goes_through_and_so_does_what_becomes_critical() -> None:
    channel = night()
    channel.wait(2 * HOUR, every=60)
    channel.wrong("check:disk")
    assert channel.subjects() == [["check:disk"]]
    channel.wait(60)
    channel.wrong("alert:Slow", severity=Severity.WARNING)
    assert len(channel.posts) == 1
    channel.wrong("alert:Slow", severity=Severity.CRITICAL)
    assert channel.subjects() == [["check:disk"], ["alert:Slow"]]


def test_a_message_of_the_evening_is_written_again_in_the_night() -> None:
    channel = night()
    channel.wait(3590, every=10)
    channel.wrong("check:clock")
    channel.wait(60)
    channel.right("check:clock")
    assert channel.last.notice.final


def test_a_night_that_is_over_before_anything_happened_tells_nothing() -> None:
    channel = night()
    channel.wait(12 * HOUR, every=600)
    assert channel.told == []


def test_too_much_that_is_over_is_forgotten_first() -> None:
    channel = night()
    channel.wait(2 * HOUR, every=600)
    channel.wrong("check:clock")
    subjects = [f"alert:Storm{number}" for number in range(1500)]
    channel.wrong(*subjects, severity=Severity.INFO)
    channel.right(*subjects)
    channel.wait(10)
    assert len(channel.notices.waiting) == 1000
    assert 1 in channel.notices.waiting
    channel.wait(12 * HOUR, every=600)
    assert len(channel.posts) == 5
