"""Each alert opens once and ends once, whatever is repeated, lost or restarted in between."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, strategies as st
from pydantic import TypeAdapter

from probes.relay.incidents import alert_board
from probes.relay.incidents.alert_board import (
    GRACE,
    MOST_IN_PLACE,
    MOST_KNOWN,
    MOST_NEWCOMERS,
    MOST_OF_ONE_RULE,
    SETTLED,
    AlertBoard,
)
from probes.relay.incidents.alerts import LONGEST_ALERT, OTHERS, ReceivedAlert, in_order
from probes.relay.incidents.decisions import DecisionAction
from probes.relay.incidents.engine import decide
from probes.relay.incidents.incident import Incident, Resolution, Severity
from probes.relay.incidents.observations import Condition
from probes.relay.incidents.state import EngineState
from probes.relay.notify.message import payload, title
from probes.relay.notify.message.looks import CRITICAL, OVER, WARNING
from tests.probes.relay.rig import T0, telling_of

_State = TypeAdapter(EngineState)
_MINUTES = timedelta(minutes=4)  # how far ahead Prometheus sets the end of one that fires


class Tower:
    """The board with the engine behind it, and a clock that is turned."""

    def __init__(self) -> None:
        self.board, self.state, self.now = AlertBoard(), EngineState(), T0
        self.decided: list[tuple[DecisionAction, Incident]] = []
        self.dropped = 0

    def fires(self, name: str = "Slow:bot", key: str = "a", *, text: str = "slow", severity: Severity | None = None,
              told: bool = False, episode: datetime | None = None) -> None:  # fmt: skip
        self._receive(
            ReceivedAlert(
                name,
                key,
                firing=True,
                started=self.now,
                ends=self.now + (LONGEST_ALERT if told else _MINUTES),
                text=text,
                severity=severity,
                until_told=told,
                shown=name.title(),
                rule=name.partition(":")[0],
                rule_shown=name.partition(":")[0].title(),
                episode=episode,
            )
        )

    def is_over(self, name: str = "Slow:bot", key: str = "a", *, episode: datetime | None = None) -> None:
        rule = name.partition(":")[0]
        self._receive(
            ReceivedAlert(name, key, firing=False, started=T0, ends=self.now, text="", rule=rule, episode=episode)
        )

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.board, conditions = alert_board.lapsed(self.board, self.now)
        for one in conditions:
            self._decide(one)

    def restart(self) -> None:
        """The relay, which remembers no more than what is stored."""
        self.state = _State.validate_json(_State.dump_json(self.state))
        self.board = alert_board.remembered(self.state.open.values(), self.now)

    def actions(self) -> list[DecisionAction]:
        return [action for action, _ in self.decided]

    def newest(self) -> Incident:
        return self.decided[-1][1]

    def _receive(self, alert: ReceivedAlert) -> None:
        self.board, condition, dropped = alert_board.received(self.board, alert, self.now)
        self.dropped += dropped
        if condition:
            self._decide(condition)

    def _decide(self, condition: Condition) -> None:
        self.state, decisions = decide(self.state, condition)
        self.decided += [(one.action, one.incident) for one in decisions if one.incident]


@pytest.fixture
def tower() -> Tower:
    return Tower()


def test_it_is_opened_once_and_resolved_when_that_is_told(tower: Tower) -> None:
    for _ in range(10):
        tower.fires()
        tower.wait(60)
    assert tower.actions() == [DecisionAction.OPEN]
    assert tower.newest().subject == "alert:Slow:bot"
    for _ in range(15):  # Prometheus repeats the end, too
        tower.is_over()
        tower.wait(60)
    assert tower.actions() == [DecisionAction.OPEN, DecisionAction.RESOLVE]
    assert (tower.newest().resolution, tower.newest().duration) == (Resolution.CLEARED, timedelta(minutes=10))
    assert title(tower.newest()) == "alert Slow:Bot is over"


def test_a_new_text_is_told_at_most_once_a_minute(tower: Tower) -> None:
    for second in range(0, 180, 15):
        tower.fires(text=f"slow by {second}")
        tower.wait(15)
    assert tower.actions() == [DecisionAction.OPEN, DecisionAction.UPDATE, DecisionAction.UPDATE]


def test_one_that_is_not_repeated_is_no_longer_reported(tower: Tower) -> None:
    tower.fires()
    tower.wait(239)
    assert tower.actions() == [DecisionAction.OPEN]
    tower.wait(1)
    assert tower.actions() == [DecisionAction.OPEN, DecisionAction.RESOLVE]
    assert tower.newest().resolution is Resolution.GONE
    assert title(tower.newest()) == "alert Slow:Bot is no longer reported"


def test_one_whose_sender_names_no_end_stands_until_it_is_told(tower: Tower) -> None:
    tower.fires(told=True)
    for _ in range(23):
        tower.wait(3600)
        tower.restart()
    assert tower.actions() == [DecisionAction.OPEN]
    tower.is_over()
    assert tower.actions() == [DecisionAction.OPEN, DecisionAction.RESOLVE]


def test_a_restarted_relay_repeats_and_loses_nothing(tower: Tower) -> None:
    tower.fires()
    tower.wait(30)
    tower.restart()
    tower.wait(GRACE.total_seconds() - 1)
    tower.fires()
    tower.wait(239)
    assert tower.actions() == [DecisionAction.OPEN]
    tower.restart()
    tower.is_over()
    assert tower.actions() == [DecisionAction.OPEN, DecisionAction.RESOLVE]
    tower.fires()
    tower.restart()
    tower.wait(GRACE.total_seconds())
    assert tower.newest().resolution is Resolution.GONE


def test_what_is_called_alike_is_one_and_told_by_its_worst(tower: Tower) -> None:
    tower.fires(key="userinfo", text="/userinfo is slow", severity=Severity.WARNING)
    tower.wait(60)
    tower.fires(key="rank", text="/rank is slow", severity=Severity.CRITICAL)
    assert [one.text for one in tower.newest().causes] == ["/userinfo is slow", "/rank is slow (and 1 more: 1 warning)"]
    assert payload(telling_of(tower.newest()))["embeds"][0]["color"] == CRITICAL.colour
    tower.wait(60)
    tower.is_over(key="rank")
    assert tower.newest().causes[-1].text == "/userinfo is slow"
    assert payload(telling_of(tower.newest()))["embeds"][0]["color"] == WARNING.colour
    tower.is_over(key="userinfo")
    assert tower.actions() == [
        DecisionAction.OPEN,
        DecisionAction.UPDATE,
        DecisionAction.UPDATE,
        DecisionAction.RESOLVE,
    ]
    assert payload(telling_of(tower.newest()))["embeds"][0]["color"] == OVER.colour


def test_one_without_a_known_severity_is_a_warning(tower: Tower) -> None:
    tower.fires()
    assert payload(telling_of(tower.newest()))["embeds"][0]["color"] == WARNING.colour


def test_of_many_new_names_the_rest_is_told_together(tower: Tower) -> None:
    for number in range(MOST_NEWCOMERS + 7):
        tower.fires(f"N{number}", f"k{number}", text=f"text {number}")
    assert len(tower.state.open) == MOST_NEWCOMERS + 1
    others = tower.state.open[f"alert:{OTHERS}"]
    assert others.causes[0].text == f"N{MOST_NEWCOMERS}: text {MOST_NEWCOMERS}"
    assert others.shown == OTHERS
    tower.is_over("N0", "k0")
    for number in range(MOST_NEWCOMERS, MOST_NEWCOMERS + 7):
        tower.fires(f"N{number}", f"k{number}", text=f"text {number}")  # there is room now, but it stays where it is
        tower.is_over(f"N{number}", f"k{number}")
    assert f"alert:{OTHERS}" not in tower.state.open
    assert tower.actions().count(DecisionAction.OPEN) == MOST_NEWCOMERS + 1


def test_a_flood_of_new_names_takes_no_place_of_a_known_one_and_known_ones_are_not_without_end(tower: Tower) -> None:
    for number in range(MOST_NEWCOMERS):
        tower.fires(f"Known{number}", f"k{number}", told=True)
    tower.wait(SETTLED.total_seconds())
    for number in range(MOST_NEWCOMERS // 2):
        tower.is_over(f"Known{number}", f"k{number}")
    for number in range(5 * MOST_NEWCOMERS):
        tower.fires(f"New{number}", f"n{number}")
    for number in range(MOST_NEWCOMERS):
        tower.fires(f"Known{number}", f"k{number}", told=True)
    own = {one.subject_name for one in tower.state.open.values()}
    assert {f"Known{number}" for number in range(MOST_NEWCOMERS)} < own
    assert len(own) == 2 * MOST_NEWCOMERS + 1
    for round_ in range(9):  # a patient flood becomes known, too, but only so many
        for number in range(MOST_NEWCOMERS):
            tower.fires(f"Round{round_}-{number}", f"r{round_}-{number}", told=True)
        tower.wait(SETTLED.total_seconds())
    assert len(tower.board.known) == MOST_KNOWN
    assert {f"Known{number}" for number in range(MOST_NEWCOMERS)} < tower.board.known
    assert len(tower.state.open) <= MOST_KNOWN + MOST_NEWCOMERS + 1


def test_what_was_open_for_long_is_known_after_a_restart_and_a_flood_is_not(tower: Tower) -> None:
    tower.fires("Known", "k", told=True)
    tower.wait(SETTLED.total_seconds())
    tower.fires("New", "n", told=True)
    tower.restart()
    assert tower.board.known == {"Known"}


def test_of_one_rule_with_many_instances_the_rest_is_told_together(tower: Tower) -> None:
    """And leaves places for other names."""
    for number in range(3 * MOST_OF_ONE_RULE):
        tower.fires(f"Down:db-{number}", f"k{number}", text=f"{number} is down", severity=Severity.WARNING)
    assert len(tower.state.open) == MOST_OF_ONE_RULE + 1
    tower.wait(60)
    tower.fires(f"Down:db-{99}", "k99", text="99 is down", severity=Severity.CRITICAL)
    rest = tower.state.open[f"alert:Down:{OTHERS}"]
    assert rest.causes[-1].text == "Down:Db-99: 99 is down (and 20 more: 20 warning)"
    assert (rest.severity, rest.shown) == (Severity.CRITICAL, f"Down:{OTHERS}")
    tower.fires("Another", "a")
    assert "alert:Another" in tower.state.open


def test_each_severity_of_one_name_is_counted_and_the_worst_is_shown(tower: Tower) -> None:
    severities = [Severity.INFO, Severity.WARNING, Severity.WARNING, None, Severity.CRITICAL, Severity.CRITICAL]
    for number, severity in enumerate(severities):
        tower.fires(key=f"k{number}", text=f"text {number}", severity=severity, told=True)
        tower.wait(60)
    newest = tower.state.open["alert:Slow:bot"]
    counts = "1 critical, 1 without severity, 2 warning, 1 info"
    assert newest.causes[-1].text == f"text 4 (and 5 more: {counts})"
    assert newest.severity is Severity.CRITICAL
    for key in ("k4", "k5", "k3"):
        tower.is_over(key=key)
        tower.wait(60)
    tower.fires(key="k0", text="text 0", severity=Severity.INFO, told=True)
    newest = tower.state.open["alert:Slow:bot"]
    assert newest.severity is Severity.WARNING
    assert newest.causes[-1].text == "text 1 (and 2 more: 1 warning, 1 info)"


def test_a_place_keeps_the_worst_and_says_that_there_are_more(tower: Tower) -> None:
    for number in range(MOST_IN_PLACE + 5):
        tower.fires(key=f"k{number}", severity=Severity.WARNING)
    assert (tower.board.size, tower.dropped, tower.board.full) == (MOST_IN_PLACE, 5, frozenset({"Slow:bot"}))
    tower.wait(60)
    tower.fires(key="worse", text="it is worse", severity=Severity.CRITICAL)
    assert tower.board.size == MOST_IN_PLACE
    newest = tower.state.open["alert:Slow:bot"]
    assert newest.severity is Severity.CRITICAL
    assert newest.causes[-1].text == "it is worse (and 99 more: 99 warning; others are not kept apart)"
    tower.is_over(key="worse")
    assert tower.board.full == frozenset()


def test_what_a_place_did_not_keep_keeps_it_open_until_it_lapses(tower: Tower) -> None:
    for number in range(MOST_IN_PLACE + 5):
        tower.fires(key=f"k{number:03}", severity=Severity.WARNING)
    for number in range(MOST_IN_PLACE):
        tower.is_over(key=f"k{number:03}")
    assert "alert:Slow:bot" in tower.state.open
    tower.wait(60)
    assert "alert:Slow:bot" in tower.state.open
    tower.wait(_MINUTES.total_seconds())
    assert tower.actions()[-1] is DecisionAction.RESOLVE
    assert (tower.state.open, tower.board.size) == ({}, 0)


def test_the_end_of_an_earlier_episode_ends_no_later_one(tower: Tower) -> None:
    tower.fires(episode=T0 + timedelta(seconds=50))
    tower.is_over(episode=T0)
    assert tower.actions() == [DecisionAction.OPEN]
    tower.is_over(episode=T0 + timedelta(seconds=50))
    assert tower.actions() == [DecisionAction.OPEN, DecisionAction.RESOLVE]


def test_a_start_in_the_future_is_the_moment_at_which_it_came(tower: Tower) -> None:
    ahead = T0 + timedelta(days=900)
    tower.fires(episode=ahead)
    tower.wait(60)
    tower.fires(episode=ahead)
    assert next(iter(tower.board.firing["Slow:bot"].values())).started == T0


def test_the_order_in_a_request_changes_nothing() -> None:
    def one(key: str, *, firing: bool, minute: int) -> ReceivedAlert:
        moment = T0 + timedelta(minutes=minute)
        return ReceivedAlert("N", key, firing=firing, started=moment, ends=moment, text="", episode=moment)

    old_end, new, new_end = (
        one("a", firing=False, minute=1),
        one("a", firing=True, minute=2),
        one("a", firing=False, minute=2),
    )
    other = one("b", firing=True, minute=1)
    assert in_order([old_end, new, new]) == in_order([new, old_end]) == [new]
    assert in_order([new_end, new, other]) == in_order([new, other, new_end]) == [other, new_end]


def test_an_end_of_what_did_not_fire_is_nothing(tower: Tower) -> None:
    tower.is_over()
    assert (tower.decided, tower.board) == ([], AlertBoard())


STEPS = st.one_of(
    st.tuples(st.just("fires"), st.sampled_from(["A", "B:bot"]), st.sampled_from("xy")),
    st.tuples(st.just("over"), st.sampled_from(["A", "B:bot"]), st.sampled_from("xy")),
    st.tuples(st.just("wait"), st.sampled_from([1.0, 60.0, 299.0, 300.0]), st.just("")),
    st.tuples(st.just("restart"), st.just(""), st.just("")),
)


@given(st.lists(STEPS, max_size=60))
def test_openings_and_ends_alternate_and_nothing_stays_open_for_ever(steps: list[tuple[str, str | float, str]]) -> None:
    tower = Tower()
    for what, first, key in steps:
        if what == "restart":
            tower.restart()
        elif isinstance(first, float):
            tower.wait(first)
        elif what == "fires":
            tower.fires(first, key)
        else:
            tower.is_over(first, key)
        assert {one.subject_name for one in tower.state.open.values()} == set(tower.board.firing)
    for name in ("A", "B:bot"):
        edges = [
            action in {DecisionAction.OPEN, DecisionAction.REOPEN}
            for action, one in tower.decided
            if one.subject_name == name and action is not DecisionAction.UPDATE
        ]
        assert edges == ([True, False] * len(edges))[: len(edges)]
    tower.wait(GRACE.total_seconds())
    assert tower.state == replace(tower.state, open={})
