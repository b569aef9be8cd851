"""What a message makes of news: the same problem again, flapping, and symptoms that only count."""

from probes.relay.incidents.incident import Severity
from probes.relay.notices.notice import NoticeKind, NoticeReason
from probes.relay.notices.policy import TellingPolicy
from tests.probes.relay.notices.channel import Channel


def comes_and_goes(channel: Channel, subject: str, times: int, every: float = 30) -> None:
    for _ in range(times):
        channel.wrong(subject)
        channel.wait(every)
        channel.right(subject)
        channel.wait(every)


def test_the_same_again_is_a_new_message_that_follows_the_old_one() -> None:
    channel = Channel()
    comes_and_goes(channel, "check:disk", 1)
    channel.wrong("check:disk")
    assert [(one.notice.number, one.notice.follows, one.notice.reason) for one in channel.posts] == [
        (1, None, NoticeReason.OPENED),
        (2, 1, NoticeReason.REOPENED),
    ]
    assert {incident.number for one in channel.posts for incident in one.incidents} == {1}
    assert channel.messages[1].notice.final
    assert not channel.messages[1].incidents[0].open  # it is not written again


def test_the_same_again_within_seconds_of_its_message_is_an_edit() -> None:
    channel = Channel()
    channel.dies("bot")
    channel.wait(1)
    channel.is_back("bot")
    channel.wait(1)
    channel.dies("bot")
    assert len(channel.posts) == 1
    assert (channel.last.notice.final, channel.last.notice.reason) == (False, NoticeReason.JOINED)
    assert channel.last.incidents[0].deaths == 2


def test_one_of_a_group_that_begins_again_goes_on_in_a_new_message() -> None:
    channel = Channel()
    channel.wrong("check:clock", "check:roblox")
    channel.wait(10)
    channel.right("check:clock")
    channel.wait(10)
    channel.wrong("check:clock")
    channel.wait(1)
    assert channel.subjects() == [["check:roblox"], ["check:clock"]]
    assert channel.posts[1].notice.follows == 1


def test_four_edges_in_ten_minutes_are_one_message_that_says_so_until_it_is_calm() -> None:
    channel = Channel()
    comes_and_goes(channel, "check:disk", 2)
    assert channel.kind == "flapping"
    assert channel.last.notice.reason is NoticeReason.FLAPPING
    assert not channel.last.notice.final
    posts = len(channel.posts)
    comes_and_goes(channel, "check:disk", 10)
    assert len(channel.posts) == posts == 2
    assert len(channel.told) < 30
    channel.wait(600)
    assert len(channel.posts) == posts
    assert channel.kind == "incident"
    assert channel.last.notice.final
    assert channel.last.notice.reason is NoticeReason.CALM
    assert not channel.last.incidents[0].open


def test_what_stays_wrong_after_it_flapped_is_an_ordinary_message_again() -> None:
    channel = Channel()
    comes_and_goes(channel, "check:disk", 2)
    channel.wrong("check:disk")
    channel.wait(601)
    assert (channel.kind, channel.last.notice.final) == ("incident", False)
    assert channel.last.notice.reason is NoticeReason.CALM
    channel.right("check:disk")
    assert channel.last.notice.final


def test_what_begins_while_it_flaps_is_told_at_once_and_its_end_within_seconds() -> None:
    channel = Channel()
    comes_and_goes(channel, "check:disk", 3, every=2)
    for _ in range(3):
        channel.wrong("check:disk")
        assert channel.last.incidents[0].open
        channel.wait(1)
        channel.right("check:disk")
        channel.wait(5)
        assert not channel.last.incidents[0].open


def test_what_flaps_fast_is_two_edits_in_five_seconds_at_most() -> None:
    channel = Channel()
    comes_and_goes(channel, "check:disk", 2, every=2)
    told = len(channel.told)
    comes_and_goes(channel, "check:disk", 100, every=0.5)
    assert len(channel.told) - told <= 41


def test_another_one_that_flaps_does_not_make_the_one_of_the_title_flap() -> None:
    channel = Channel()
    channel.wrong("check:roblox", "check:clock")
    for _ in range(3):
        channel.wait(1)
        channel.right("check:clock")
        channel.wrong("check:clock")
    channel.wait(2)
    assert channel.subjects()[0][0] == "check:roblox"
    assert channel.messages[1].notice.kind is not NoticeKind.FLAPPING


def test_a_symptom_that_is_held_back_only_counts() -> None:
    channel = Channel()
    channel.wrong("check:roblox")
    channel.wait(10)
    channel.wrong("circuit:roblox_users", until=30)
    before = len(channel.told)
    channel.wrong("circuit:roblox_users", until=60)
    channel.right("circuit:roblox_users")
    channel.wrong("circuit:roblox_users", until=60)
    assert len(channel.told) == before
    assert channel.reasons[NoticeReason.HELD_BACK] == 4
    channel.right("check:roblox")
    channel.right("circuit:roblox_users")
    channel.wait(2)
    assert channel.last.notice.final
    assert len(channel.posts) == 1


def test_what_becomes_critical_is_posted_again_where_it_has_to_mention_somebody() -> None:
    channel = Channel(TellingPolicy(mention=True))
    channel.wrong("alert:Slow", severity=Severity.WARNING)
    channel.wait(60)
    channel.wrong("alert:Slow", severity=Severity.CRITICAL)
    assert [(one.notice.mention, one.notice.reason) for one in channel.posts] == [
        (False, NoticeReason.OPENED),
        (True, NoticeReason.WORSE),
    ]
    channel.wrong("alert:Slow", severity=Severity.WARNING)
    channel.wrong("alert:Slow", severity=Severity.CRITICAL)
    assert len(channel.posts) == 2


def test_a_root_that_begins_again_takes_its_symptoms_along() -> None:
    channel = Channel()
    channel.wrong("check:discord_api")
    channel.wait(10)
    channel.wrong("check:members")
    channel.wait(10)
    channel.right("check:discord_api")
    channel.wait(10)
    channel.wrong("check:discord_api")
    channel.wait(2)
    assert channel.subjects() == [["check:discord_api"]]
    assert channel.posts[-1].notice.follows == 1
    assert channel.held_back(2) == ["check:members"]
    assert channel.messages[1].notice.continued_in == 2
