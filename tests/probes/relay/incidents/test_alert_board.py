"""Each alert opens once and ends once, whatever is repeated, lost or restarted in between."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, strategies as st
from pydantic import TypeAdapter

from probes.relay.incidents import alert_board
from probes.relay.incidents.alert_board import GRACE, MOST_ALERTS, MOST_NAMES, OTHERS, AlertBoard
from probes.relay.incidents.alerts import LONGEST_ALERT, AlertRefused, ReceivedAlert
from probes.relay.incidents.decisions import DecisionAction
from probes.relay.incidents.engine import decide
from probes.relay.incidents.incident import Incident, Resolution, Severity
from probes.relay.incidents.observations import Condition
from probes.relay.incidents.state import EngineState
from probes.relay.notify.message import AMBER, GREEN, RED, payload, title
from tests.probes.relay.rig import T0, telling_of

_State = TypeAdapter(EngineState)
_MINUTES = timedelta(minutes=4)  # how far ahead Prometheus sets the end of one that fires


class Tower:
    """The board with the engine behind it, and a clock that is turned."""

    def __init__(self) -> None:
        self.board, self.state, self.now = AlertBoard(), EngineState(), T0
        self.decided: list[tuple[DecisionAction, Incident]] = []

    def fires(self, name: str = "Slow:bot", key: str = "a", *, text: str = "slow", severity: Severity | None = None,
              told: bool = False) -> None:  # fmt: skip
        ends = self.now + (LONGEST_ALERT if told else _MINUTES)
        self._receive(
            ReceivedAlert(
                name, key, firing=True, started=self.now, ends=ends, text=text, severity=severity, until_told=told
            )
        )

    def is_over(self, name: str = "Slow:bot", key: str = "a") -> None:
        self._receive(ReceivedAlert(name, key, firing=False, started=T0, ends=self.now, text=""))

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
        self.board, condition = alert_board.received(self.board, alert, self.now)
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
    assert title(tower.newest()) == "alert Slow:bot is over"


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
    assert title(tower.newest()) == "alert Slow:bot is no longer reported"


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
    assert [one.text for one in tower.newest().causes] == ["/userinfo is slow", "/rank is slow (and 1 more)"]
    assert payload(telling_of(tower.newest()))["embeds"][0]["color"] == RED
    tower.wait(60)
    tower.is_over(key="rank")
    assert tower.newest().causes[-1].text == "/userinfo is slow"
    assert payload(telling_of(tower.newest()))["embeds"][0]["color"] == AMBER
    tower.is_over(key="userinfo")
    assert tower.actions() == [
        DecisionAction.OPEN,
        DecisionAction.UPDATE,
        DecisionAction.UPDATE,
        DecisionAction.RESOLVE,
    ]
    assert payload(telling_of(tower.newest()))["embeds"][0]["color"] == GREEN


def test_one_without_a_known_severity_is_red(tower: Tower) -> None:
    tower.fires()
    assert payload(telling_of(tower.newest()))["embeds"][0]["color"] == RED


def test_of_many_names_the_rest_is_told_together(tower: Tower) -> None:
    for number in range(MOST_NAMES + 7):
        tower.fires(f"N{number}", f"k{number}", text=f"text {number}")
    assert len(tower.state.open) == MOST_NAMES + 1
    others = tower.state.open[f"alert:{OTHERS}"]
    assert others.causes[0].text == f"N{MOST_NAMES}: text {MOST_NAMES}"
    tower.is_over("N0", "k0")
    for number in range(MOST_NAMES, MOST_NAMES + 7):
        tower.fires(f"N{number}", f"k{number}", text=f"text {number}")  # there is room now, but it stays where it is
        tower.is_over(f"N{number}", f"k{number}")
    assert f"alert:{OTHERS}" not in tower.state.open
    assert tower.actions().count(DecisionAction.OPEN) == MOST_NAMES + 1


def test_more_alerts_than_can_be_told_apart_are_refused_and_the_known_ones_are_not(tower: Tower) -> None:
    for number in range(MOST_ALERTS):
        tower.fires(key=f"k{number}")
    with pytest.raises(AlertRefused, match="1000 alerts fire already"):
        tower.fires(key="one more")
    tower.fires(key="k7")
    tower.is_over(key="k8")
    tower.fires(key="one more")


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
