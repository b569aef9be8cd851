"""What time alone makes the channel tell: escalations, symptoms that outlive their root, and what is forgotten."""

from datetime import timedelta

from probes.relay.incidents.incident import Severity
from probes.relay.notices.notice import NoticeReason
from probes.relay.notices.policy import TellingPolicy
from probes.relay.notices.state import NoticeState
from tests.probes.relay.notices.channel import Channel


def test_what_is_critical_and_not_acknowledged_for_15_minutes_is_told_again_once() -> None:
    channel = Channel(TellingPolicy(mention=True))
    channel.wrong("check:disk")
    channel.wait(899, every=29)
    assert len(channel.posts) == 1
    channel.wait(1)
    assert [(one.notice.reason, one.notice.mention, one.notice.follows) for one in channel.posts] == [
        (NoticeReason.OPENED, True, None),
        (NoticeReason.ESCALATED, True, 1),
    ]
    assert channel.messages[1].notice.reason is NoticeReason.CONTINUED
    channel.wait(4000, every=10)
    assert len(channel.posts) == 2
    channel.right("check:disk")
    assert channel.messages[2].notice.final


def test_without_a_role_to_mention_it_is_told_again_without_a_mention() -> None:
    channel = Channel()
    channel.wrong("check:disk")
    channel.wait(901, every=10)
    assert [one.notice.mention for one in channel.posts] == [False, False]


def test_who_takes_care_of_it_in_time_is_not_disturbed() -> None:
    channel = Channel()
    channel.wrong("check:disk")
    channel.wait(800, every=10)
    channel.acknowledge("check:disk")
    channel.wait(4000, every=10)
    assert len(channel.posts) == 1


def test_of_a_message_about_several_everything_critical_has_to_be_acknowledged() -> None:
    channel = Channel()
    channel.wrong("check:disk", "check:discord_api", "check:clock")
    channel.acknowledge("check:disk")
    channel.wait(901, every=10)
    assert channel.posts[-1].notice.reason is NoticeReason.ESCALATED


def test_what_is_not_critical_silenced_or_off_is_not_escalated() -> None:
    for policy, subject, silenced in (
        (TellingPolicy(), "check:clock", False),
        (TellingPolicy(), "check:disk", True),
        (TellingPolicy(escalate_after=None), "check:disk", False),
    ):
        channel = Channel(policy)
        channel.wrong(subject)
        if silenced:
            channel.silence(subject, 1800)
        channel.wait(1790, every=10)
        assert len(channel.posts) == 1


def test_what_is_critical_and_silenced_is_not_escalated_for_the_sake_of_its_neighbours() -> None:
    channel = Channel()
    channel.wrong("check:disk", "check:clock")
    channel.silence("check:disk", 1800)
    channel.wait(1790, every=10)
    assert NoticeReason.ESCALATED not in channel.reasons


def test_15_minutes_count_from_when_it_became_critical_and_a_clock_set_back_does_not_stop_them() -> None:
    channel = Channel()
    channel.wrong("alert:Slow", severity=Severity.WARNING)
    channel.wait(600, every=10)
    channel.wrong("alert:Slow", severity=Severity.CRITICAL)
    channel.wait(600, every=10)
    assert [one.notice.reason for one in channel.posts] == [NoticeReason.OPENED, NoticeReason.WORSE]
    channel.now -= timedelta(hours=5)
    channel.wait(920, every=10)
    assert channel.posts[-1].notice.reason is NoticeReason.ESCALATED


def test_a_symptom_that_outlives_its_root_is_told_by_itself_after_a_minute() -> None:
    channel = Channel()
    channel.wrong("check:discord_api")
    channel.wait(10)
    channel.wrong("check:members", "check:commands")
    channel.wait(10)
    channel.right("check:discord_api")
    channel.wait(2)
    assert (channel.last.notice.final, channel.last.incidents[0].open) == (False, False)
    channel.right("check:commands")
    channel.wait(57)
    assert len(channel.posts) == 1
    channel.wait(2)
    assert channel.messages[1].notice.final
    assert channel.held_back(1) == ["check:commands"]
    assert [(one.notice.reason, one.notice.follows) for one in channel.posts[1:]] == [(NoticeReason.OUTLIVED, 1)]
    assert channel.subjects() == [["check:members"]]


def test_a_circuit_is_given_the_time_of_its_next_try() -> None:
    channel = Channel()
    channel.wrong("check:roblox")
    channel.wait(10)
    channel.wrong("circuit:roblox_users", until=300)
    channel.right("check:roblox")
    channel.wait(309)
    assert len(channel.posts) == 1
    channel.wait(1)
    assert channel.subjects() == [["circuit:roblox_users"]]


def test_circuits_that_outlive_the_first_of_them_are_one_message() -> None:
    channel = Channel()
    channel.wrong("circuit:roblox_users", "circuit:roblox_groups", "circuit:roblox_thumbnails")
    channel.wait(10)
    channel.right("circuit:roblox_users")
    channel.wait(62)
    assert len(channel.posts) == 2
    assert channel.subjects() == [["circuit:roblox_groups"]]
    assert channel.held_back(2) == ["circuit:roblox_thumbnails"]


def test_a_circuit_on_trial_holds_the_others_with_it() -> None:
    channel = Channel()
    channel.wrong("circuit:roblox_users")
    channel.wrong("circuit:roblox_groups", until=600)
    channel.wrong("circuit:roblox_thumbnails")
    channel.wait(10)
    channel.right("circuit:roblox_users")
    told = len(channel.told)
    channel.wait(300)
    assert len(channel.told) <= told + 1
    assert len(channel.posts) == 1
    channel.wait(301)
    assert channel.subjects() == [["circuit:roblox_groups"]]


def test_everything_is_forgotten_when_it_is_long_over() -> None:
    channel = Channel()
    channel.wrong("check:disk", "check:members", "check:discord_api")
    channel.wait(60)
    channel.right("check:disk", "check:members", "check:discord_api")
    channel.wait(3600, every=10)
    assert channel.notices == NoticeState(next_number=channel.notices.next_number, gathering=2)
