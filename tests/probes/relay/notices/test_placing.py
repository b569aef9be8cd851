"""Grouping and root causes: what belongs together is one message, whichever part of it is seen first."""

from collections.abc import Callable
from cProfile import Profile

import pytest

from probes.relay.incidents.incident import Severity
from probes.relay.notices.notice import NoticeKind, NoticeReason
from probes.relay.notices.policy import TellingPolicy
from tests.probes.relay.notices.channel import Channel


def test_the_first_is_told_at_once_and_what_follows_within_five_seconds_joins_it() -> None:
    channel = Channel()
    channel.wrong("check:clock")
    assert channel.subjects() == [["check:clock"]]
    channel.wait(2)
    channel.wrong("check:roblox")
    channel.wait(3)
    channel.wrong("check:bloxlink")
    channel.wait(1)
    assert channel.subjects() == [["check:clock", "check:roblox", "check:bloxlink"]]
    assert channel.last.notice.kind is NoticeKind.GROUP
    channel.wrong("check:commands")
    assert channel.subjects()[1] == ["check:commands"]
    assert len(channel.posts) == 2


def test_a_group_is_over_with_its_last_and_says_who_is_over_already() -> None:
    channel = Channel()
    channel.wrong("check:clock", "check:roblox")
    channel.wait(10)
    channel.right("check:clock")
    assert [one.open for one in channel.last.incidents] == [True, False]  # what is open comes first
    assert not channel.last.notice.final
    channel.wait(10)
    channel.right("check:roblox")
    assert channel.last.notice.final
    assert len(channel.posts) == 1


def test_what_is_worst_gives_a_group_its_title() -> None:
    channel = Channel()
    channel.wrong("check:cache", "check:clock", "check:roblox")
    channel.wait(2)
    assert channel.subjects() == [["check:clock", "check:cache", "check:roblox"]]


def test_of_two_that_are_as_bad_what_was_seen_here_gives_the_title_and_not_a_rule() -> None:
    channel = Channel()
    channel.wrong("alert:G1", severity=Severity.CRITICAL)
    channel.wait(1)
    channel.dies("bot")
    channel.wait(2)
    assert channel.subjects() == [["process:bot", "alert:G1"]]


def test_what_is_critical_joins_no_message_that_is_less_so() -> None:
    channel = Channel()
    channel.wrong("check:clock")
    channel.wait(1)
    channel.wrong("check:disk")
    channel.wait(1)
    channel.wrong("check:roblox")
    channel.wait(2)
    assert channel.subjects() == [["check:clock"], ["check:disk", "check:roblox"]]
    assert [one.notice.follows for one in channel.posts] == [None, None]


def test_a_message_that_is_posted_again_gathers_nothing() -> None:
    channel = Channel()
    channel.wrong("alert:G1", severity=Severity.CRITICAL)
    channel.silence("alert:G1", 3600)
    channel.wait(3600, every=60)
    assert channel.posts[-1].notice.reason is NoticeReason.SILENCE_ENDED
    channel.wait(2)
    channel.dies("bot")
    assert channel.subjects() == [["alert:G1"], ["process:bot"]]


def test_an_independent_warning_keeps_its_own_message_when_the_bot_dies() -> None:
    channel = Channel()
    channel.wrong("check:config")
    channel.wait(28)
    channel.dies("bot")
    channel.wait(20)
    channel.wrong("check:backups")
    channel.wait(2)
    assert channel.subjects() == [["check:config"], ["process:bot"]]
    assert channel.held_back(2) == ["check:backups"]
    channel.is_back("bot")
    channel.right("check:backups")
    channel.wait(100)
    assert channel.subjects() == [["check:config"]]
    assert channel.messages[2].notice.final


@pytest.mark.parametrize(("before", "held"), [(3, ["check:cache"]), (7, [])])
def test_what_was_wrong_before_the_bot_died_is_no_symptom_of_it(before: float, held: list[str]) -> None:
    channel = Channel()
    channel.wrong("check:cache")
    channel.wait(before)
    channel.dies("bot")
    channel.wait(2)
    assert channel.held_back(2) == held


def test_programs_that_die_together_are_one_message_even_if_some_are_back() -> None:
    channel = Channel()
    channel.dies("relay")
    channel.is_back("relay")
    channel.dies("exporter")
    channel.wait(1)
    channel.dies("bot")
    channel.wait(1)
    assert channel.subjects() == [["process:bot", "process:exporter", "process:relay"]] or channel.subjects() == [
        ["process:bot", "process:relay", "process:exporter"]
    ]
    assert len(channel.posts) == 2  # the second because of the bot, which is critical
    assert channel.messages[1].notice.continued_in == 2
    channel.wait(1)
    channel.dies("sandbox")
    channel.wait(1)
    assert len(channel.posts) == 2


def test_programs_that_come_and_go_together_are_one_message() -> None:
    channel = Channel()
    for _ in range(4):
        channel.dies("relay")
        channel.dies("exporter")
        channel.wait(20)
        channel.is_back("relay")
        channel.is_back("exporter")
        channel.wait(20)
    assert [len(one.incidents) for one in channel.messages.values() if not one.notice.final] == [2]


def test_a_message_that_is_over_is_joined_only_in_a_storm() -> None:
    channel = Channel()
    for name in ("clock", "roblox", "bloxlink", "commands", "config"):
        channel.wrong(f"check:{name}")
        channel.right(f"check:{name}")
    channel.wait(2)
    assert len(channel.posts) == 3
    assert [len(one.incidents) for one in channel.messages.values()] == [1, 1, 3]
    assert all(one.notice.final for one in channel.messages.values())


def test_a_clock_that_was_set_back_joins_nothing() -> None:
    channel = Channel()
    channel.wait(60)
    channel.wrong("check:clock")
    channel.now = channel.posts[0].notice.opened_at.replace(minute=0)
    channel.wrong("check:roblox")
    assert len(channel.posts) == 2


# -- root causes


def dead_roblox_seen_by_the_check(channel: Channel) -> None:
    channel.wrong("check:roblox")
    channel.wait(30)
    channel.wrong("circuit:roblox_users", "circuit:roblox_thumbnails", until=30)


def dead_roblox_seen_by_members(channel: Channel) -> None:
    channel.wrong("circuit:roblox_users", until=30)
    channel.wait(20)
    channel.wrong("circuit:roblox_thumbnails", until=30)
    channel.wait(200)
    channel.wrong("check:roblox")


def dead_discord(channel: Channel) -> None:
    channel.wrong("check:discord_gateway")
    channel.wait(4)
    channel.wrong("check:members")
    channel.wait(10)
    channel.wrong("circuit:discord_rest", until=30)
    channel.wait(30)
    channel.wrong("check:discord_api", "check:commands")


def dead_database(channel: Channel) -> None:
    channel.wrong("check:recoveries")
    channel.wait(60)
    channel.wrong("check:database")
    channel.wait(60)
    channel.wrong("check:background", "check:privacy")


def full_disk(channel: Channel) -> None:
    channel.wrong("check:database")
    channel.wait(20)
    channel.wrong("check:disk", "check:background")


def dead_bot(channel: Channel) -> None:
    channel.dies("bot")
    channel.wait(20)
    channel.wrong("check:discord_gateway", "check:members", "check:cache", "circuit:bloxlink")
    channel.wrong("alert:IgnisTargetDown:bot", severity=Severity.CRITICAL)


def crash_loop(channel: Channel) -> None:
    for pause in (0, 1, 2, 4, 8, 16):
        channel.wait(pause)
        channel.dies("bot")
    channel.wrong("alert:IgnisRestartsFrequent:bot", severity=Severity.WARNING)


def power_cut(channel: Channel) -> None:
    channel.wrong("machine_off:everything", text="the machine was off")
    channel.dies("bot")
    channel.dies("exporter")
    channel.wait(20)
    channel.wrong("check:discord_gateway", "check:members", "circuit:bloxlink", "alert:IgnisTargetDown:bot")


def killed_supervisord(channel: Channel) -> None:
    channel.dies("exporter")
    channel.dies("bot")
    channel.wrong("outage:everything", text="supervisord was killed")


@pytest.mark.parametrize(
    ("story", "title"),
    [
        (power_cut, "host:everything"),
        (killed_supervisord, "host:everything"),
        (dead_roblox_seen_by_the_check, "check:roblox"),
        (dead_roblox_seen_by_members, "check:roblox"),
        (dead_discord, "check:discord_api"),
        (dead_database, "check:database"),
        (full_disk, "check:disk"),
        (dead_bot, "process:bot"),
        (crash_loop, "process:bot"),
    ],
)
def test_one_cause_is_one_message(story: Callable[[Channel], None], title: str) -> None:
    channel = Channel()
    story(channel)
    channel.wait(5)
    place = len(channel.posts)
    assert place == 1 or channel.messages[1].notice.continued_in == place == 2  # posted again because it is critical
    assert channel.subjects() == [[title]]
    everything = set(channel.engine.open) - {title}
    assert set(channel.held_back(place)) == everything
    for subject in sorted(channel.engine.open):
        if subject == "host:everything":
            channel.right("outage:everything")
        elif subject.startswith("process:"):
            channel.is_back(subject.removeprefix("process:"))
        else:
            channel.right(subject)
    channel.wait(5)
    assert len(channel.posts) == place
    assert channel.messages[place].notice.final
    assert channel.messages[place].notice.reason is NoticeReason.OVER


def test_a_symptom_of_long_ago_stays_in_its_own_message() -> None:
    channel = Channel()
    channel.wrong("circuit:roblox_users", until=600)
    channel.wait(361)
    channel.wrong("check:roblox")
    assert channel.subjects() == [["circuit:roblox_users"], ["check:roblox"]]


def test_the_root_takes_its_symptoms_out_of_other_messages() -> None:
    channel = Channel()
    channel.wrong("check:clock", "circuit:discord_rest")
    channel.wait(30)
    channel.wrong("check:discord_gateway")
    channel.wait(60)
    channel.wrong("check:discord_api")
    assert channel.subjects() == [["check:clock"], ["check:discord_api"]]
    assert channel.held_back(2) == ["circuit:discord_rest", "check:discord_gateway"]
    channel.wait(30)
    channel.wrong("check:members")
    channel.wait(2)
    assert channel.held_back(2) == ["circuit:discord_rest", "check:discord_gateway", "check:members"]


def test_two_messages_about_symptoms_of_one_root_become_one() -> None:
    channel = Channel()
    channel.wrong("check:members")
    channel.wait(30)
    channel.wrong("check:commands")
    channel.wait(30)
    channel.wrong("check:discord_api")
    assert channel.subjects() == [["check:discord_api"]]
    assert channel.held_back(3) == ["check:members", "check:commands"]  # a new message, because it is critical
    for one in (channel.messages[1].notice, channel.messages[2].notice):
        assert (one.reason, one.final, one.continued_in) == (NoticeReason.CONTINUED, True, 3)


def test_a_root_that_is_no_worse_takes_over_the_message_of_its_symptom() -> None:
    channel = Channel()
    channel.wrong("circuit:roblox_users")
    channel.wait(30)
    channel.wrong("circuit:bloxlink")
    channel.wait(30)
    channel.wrong("check:roblox")
    assert channel.subjects() == [["check:roblox"], ["circuit:bloxlink"]]
    assert channel.held_back(1) == ["circuit:roblox_users"]


def test_what_died_with_the_machine_and_is_learnt_of_late_is_held_back() -> None:
    channel = Channel()
    channel.wrong("check:roblox")
    channel.wait(3)
    before = channel.now
    channel.right("check:roblox")
    channel.now = before
    channel.wrong("circuit:roblox_users")
    assert len(channel.posts) == 1
    assert channel.held_back(1) == ["circuit:roblox_users"]


# -- storms


def storm(count: int) -> list[str]:
    return [f"alert:Storm{number}" for number in range(count)]


def test_a_thousand_failing_subjects_are_ten_messages_at_most_and_few_edits() -> None:
    channel = Channel()
    subjects = storm(1000)
    channel.wrong(*subjects)
    channel.wait(3)
    assert sorted(subject for message in channel.subjects() for subject in message) == sorted(subjects)
    channel.right(*subjects)
    channel.wait(3)
    assert all(one.notice.final for one in channel.messages.values())
    assert all(not incident.open for one in channel.messages.values() for incident in one.incidents)
    assert len(channel.posts) <= 10
    assert len(channel.told) <= 30


def test_a_storm_that_comes_and_goes_is_ten_messages_at_most() -> None:
    channel = Channel()
    subjects = storm(1000)
    for _ in range(4):
        channel.wrong(*subjects)
        channel.wait(20)
        channel.right(*subjects)
        channel.wait(20)
    channel.wait(620, every=20)
    assert len(channel.posts) <= 10
    assert len(channel.told) <= 100
    assert all(one.notice.final for one in channel.messages.values())


def test_a_storm_of_failures_that_are_over_at_once_is_few_messages() -> None:
    channel = Channel()
    for subject in storm(1000):
        channel.wrong(subject)
        channel.right(subject)
    channel.wait(3)
    assert len(channel.posts) <= 10
    assert len(channel.told) <= 30


def test_what_a_storm_costs_grows_with_its_size_and_not_with_its_square() -> None:
    """In calls of functions, because processor time is not the same twice."""

    def cost(count: int) -> int:
        channel, subjects, profile = Channel(), storm(count), Profile(builtins=False)
        profile.runcall(channel.wrong, *subjects)
        profile.runcall(channel.right, *subjects)
        return sum(entry.callcount for entry in profile.getstats())

    cost(800)  # what is remembered for each subject
    assert cost(800) < 6 * cost(200)  # the square would be sixteenfold


def test_only_what_is_critical_mentions_somebody() -> None:
    channel = Channel(TellingPolicy(mention=True))
    channel.wrong("check:clock")
    assert not channel.last.notice.mention
    channel.wait(1)
    channel.wrong("check:disk")
    assert [one.notice.mention for one in channel.posts] == [False, True]
    assert channel.messages[1].notice.continued_in is None
    channel.wrong("check:database")
    channel.wait(2)
    assert len(channel.posts) == 2


def test_an_incident_mentions_somebody_once_in_15_minutes() -> None:
    channel = Channel(TellingPolicy(mention=True))
    for _ in range(5):
        channel.wrong("check:disk")
        channel.wait(10)
        channel.right("check:disk")
        channel.wait(10)
    assert [one.notice.mention for one in channel.posts] == [True, False]
    channel.wrong("check:discord_api")
    assert channel.posts[-1].notice.mention
    channel.wait(900, every=10)
    assert (channel.posts[-1].notice.reason, channel.posts[-1].notice.mention) == (NoticeReason.ESCALATED, True)
    channel.wait(2000, every=10)
    assert channel.notices.mentioned == {}
