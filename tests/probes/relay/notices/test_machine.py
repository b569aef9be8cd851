"""A state machine over the whole core: whatever happens in whatever order, the channel tells the truth, and once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from probes.relay.incidents.decisions import Decision, DecisionAction
from probes.relay.incidents.incident import Incident, Severity
from probes.relay.incidents.observations import Observation
from probes.relay.incidents.recurrence import REOPEN_WITHIN
from probes.relay.notices.actions import OperatorAction
from probes.relay.notices.causes import causes
from probes.relay.notices.muting import muted, why_untold
from probes.relay.notices.notice import Notice, NoticeReason
from probes.relay.notices.policy import DecisionTime, TellingPolicy
from probes.relay.notices.shaping import critical
from probes.relay.notices.telling import NoticeEvent
from tests.probes.relay.notices.channel import ENGINE, NOTICES, Channel

CONDITIONS = (
    "check:roblox",
    "circuit:roblox_users",
    "circuit:roblox_groups",
    "check:clock",
    "check:disk",
    "check:database",
    "check:members",
    "alert:Память",
)
PATTERNS = ("*", "check:*", "check:disk", "circuit:roblox_users", "process:bot")
SPANS = st.sampled_from([0.2, 1, 3, 6, 31, 75, 320, 700, 1000])
POSTS = {
    NoticeReason.OPENED,
    NoticeReason.REOPENED,
    NoticeReason.WORSE,
    NoticeReason.ESCALATED,
    NoticeReason.OUTLIVED,
    NoticeReason.SILENCE_ENDED,
    NoticeReason.PAUSE_ENDED,
    NoticeReason.QUIET_HOURS_ENDED,
}


class WatchedChannel(Channel):
    """Looks at each event whether something is told that nobody wants to hear, and what opens whether it may."""

    def observe(self, observation: Observation) -> list[Decision]:
        last = dict(self.engine.closed)
        decisions = super().observe(observation)
        for one in decisions:
            if one.action is DecisionAction.OPEN and one.incident is not None and one.incident.subject in last:
                ended = last[one.incident.subject].resolved_at
                assert ended is None or abs(self.now - ended) > REOPEN_WITHIN
        return decisions

    def tell(self, event: NoticeEvent | OperatorAction) -> None:
        before, told = self.notices, len(self.told)
        super().tell(event)
        for telling in self.told[told:]:
            notice, now = telling.notice, DecisionTime(self.now, self.policy)
            assert (notice.reason in POSTS) is (notice.revision == 1), notice
            if notice.final or notice.reason is NoticeReason.SILENCED:
                continue
            state = replace(before, silences=self.notices.silences, pause=self.notices.pause)
            assert any(muted(state, one, now) is None for one in telling.incidents), notice


class Operations(RuleBasedStateMachine):
    """What can happen to Ignis and to the relay, and what has to hold after each step."""

    def __init__(self) -> None:
        super().__init__()
        self.channel = WatchedChannel()
        self.ticked = True

    @initialize(mention=st.booleans())
    def begin(self, mention: bool) -> None:  # noqa: FBT001
        self.channel.policy = TellingPolicy(mention=mention)

    @rule(
        subject=st.sampled_from(CONDITIONS),
        severity=st.sampled_from([None, Severity.WARNING, Severity.CRITICAL]),
        text=st.sampled_from(["HTTP 503", "timeout"]),
        until=st.sampled_from([0, 30, 600]),
    )
    def goes_wrong(self, subject: str, severity: Severity | None, text: str, until: float) -> None:
        own = severity if subject.startswith("alert:") else None
        self.channel.wrong(subject, severity=own, text=text, until=until if subject.startswith("circuit:") else 0)

    @rule(subject=st.sampled_from(CONDITIONS))
    def goes_well(self, subject: str) -> None:
        self.channel.right(subject)

    @rule()
    def bot_dies(self) -> None:
        self.channel.dies("bot")

    @rule()
    def bot_is_back(self) -> None:
        self.channel.is_back("bot")

    @rule(count=st.integers(5, 40))
    def storm(self, count: int) -> None:
        before = len(self.channel.posts)
        self.channel.wrong(*(f"alert:Storm{number}" for number in range(count)))
        self.channel.right(*(f"alert:Storm{number}" for number in range(count)))
        assert len(self.channel.posts) <= before + 4

    @rule(seconds=SPANS)
    def time_passes(self, seconds: float) -> None:
        self.channel.wait(seconds, every=max(1, seconds / 12))
        self.channel.tick()
        self.ticked = True

    @rule(seconds=st.sampled_from([-86400, -400, -7, -1, 90, 7200]))
    def clock_is_stepped(self, seconds: float) -> None:
        self.channel.now += timedelta(seconds=seconds)

    @rule(pattern=st.sampled_from(PATTERNS), seconds=SPANS)
    def is_silenced(self, pattern: str, seconds: float) -> None:
        self.channel.silence(pattern, seconds)

    @rule(pattern=st.sampled_from(PATTERNS))
    def is_no_longer_silenced(self, pattern: str) -> None:
        self.channel.unsilence(pattern)

    @rule(seconds=SPANS)
    def maintenance_begins(self, seconds: float) -> None:
        self.channel.pause(seconds)

    @rule()
    def maintenance_ends(self) -> None:
        self.channel.resume()

    @rule(place=st.integers(0, 9))
    def somebody_takes_care(self, place: int) -> None:
        if subjects := sorted(self.channel.engine.open):
            self.channel.acknowledge(subjects[place % len(subjects)])

    @rule()
    def relay_is_restarted(self) -> None:
        engine, notices = self.channel.engine, self.channel.notices
        assert ENGINE.validate_json(ENGINE.dump_json(engine, by_alias=True)) == engine
        assert NOTICES.validate_json(NOTICES.dump_json(notices, by_alias=True)) == notices
        self.channel.restart()

    @invariant()
    def everything_that_is_open_is_told_held_back_or_waits(self) -> None:
        state = self.channel.notices
        for incident in self.channel.engine.open.values():
            places = [one for one in self._live() if incident.number in (*one.incidents, *one.held_back)]
            assert len(places) == 1 or (not places and incident.number in state.waiting), incident
            assert state.incidents[incident.number] == incident
            if places:
                assert state.about(incident.number) == places[0]
                assert (*places[0].incidents, *places[0].held_back).count(incident.number) == 1

    @invariant()
    def what_is_told_is_what_is_remembered(self) -> None:
        """Unless there is news for the next edit."""
        state = self.channel.notices
        for notice in self._live():
            message = self.channel.messages[notice.number]
            if notice.unsaid is None:
                told = {one.number: one for one in message.incidents}
                assert told.keys() == set(notice.incidents)
                assert all(state.incidents[number] == one for number, one in told.items())
                assert not message.notice.final

    @invariant()
    def nothing_open_is_shown_as_over(self) -> None:
        """Unless operators want quiet."""
        state = self.channel.notices
        for notice in () if state.pause or state.silences else self._live():
            if any(state.incidents[number].open for number in notice.incidents):
                assert any(one.open for one in self.channel.messages[notice.number].incidents), notice

    @invariant()
    def what_is_critical_gets_a_post(self) -> None:
        """Not only an edit, unless it could not be told yet."""
        state = self.channel.notices
        for notice in () if state.pause or state.silences or state.waiting else self._live():
            assert notice.loud or not critical(state, notice), notice

    @invariant()
    def what_waits_has_a_reason(self) -> None:
        state = self.channel.notices
        assert state.waiting.keys() <= state.incidents.keys()
        if self.ticked:
            self.ticked = False
            for number in state.waiting:
                if (incident := state.incidents[number]).open:
                    assert why_untold(state, incident, self._now()) is not None

    @invariant()
    def a_symptom_does_not_outlive_its_root_untold(self) -> None:
        state = self.channel.notices
        for notice in self._live():
            known = [state.incidents[number] for number in (*notice.incidents, *notice.held_back)]
            for number in notice.held_back:
                symptom = state.incidents[number]
                roots = [one for one in known if causes(one.subject, symptom.subject)]
                assert not symptom.open or number in state.waiting or roots

    @invariant()
    def the_index_is_right(self) -> None:
        state = self.channel.notices
        for number, notice in state.told_in.items():
            assert notice in state.notices, number
        for subject, number in state.roots.items():
            assert state.incidents[number].subject == subject

    def teardown(self) -> None:
        """When everything is well again and nobody wants quiet, all that was told is told as over."""
        channel = self.channel
        for pattern in [*channel.notices.silences]:
            channel.unsilence(pattern)
        channel.resume()
        channel.wait(80, every=2)
        self.everything_that_is_open_is_told_held_back_or_waits()
        for incident in channel.engine.open.values():
            assert incident.number in channel.notices.told_in, incident
        channel.right(*CONDITIONS)
        channel.is_back("bot")
        channel.wait(3, every=0.5)
        channel.is_back("bot")
        channel.wait(1500, every=20)
        assert channel.engine.open == {}
        assert channel.notices.notices == {}
        assert (channel.notices.waiting, channel.notices.incidents) == ({}, {})
        newest: dict[int, tuple[int, Incident]] = {}
        for number, message in channel.messages.items():
            assert message.notice.final, message.notice
            for one in message.incidents if message.notice.continued_in is None else ():
                newest[one.number] = max(newest.get(one.number, (0, one)), (number, one), key=lambda found: found[0])
        assert all(not incident.open for _, incident in newest.values())

    def _live(self) -> list[Notice]:
        return [one for one in self.channel.notices.notices.values() if not one.final]

    def _now(self) -> DecisionTime:
        return DecisionTime(self.channel.now, self.channel.policy)


def test_the_channel_tells_the_truth_whatever_happens() -> None:
    run_state_machine_as_test(
        Operations,
        settings=settings(max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=[*HealthCheck]),
    )


@pytest.mark.long
def test_the_channel_tells_the_truth_for_long() -> None:
    run_state_machine_as_test(
        Operations,
        settings=settings(
            max_examples=3000, stateful_step_count=80, deadline=None, suppress_health_check=[*HealthCheck]
        ),
    )
