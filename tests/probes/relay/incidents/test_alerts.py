"""What is accepted from Prometheus and Alertmanager, in which form, and how wrong input is refused."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ignis.runtime.telemetry.redact import Redactor
from probes.relay.incidents.alerts import LONGEST_ALERT, AlertRefused, ReceivedAlert, alerts_in, parse_alert
from probes.relay.incidents.incident import Severity
from probes.relay.message_limits import length
from tests.probes.relay.rig import T0

# as Prometheus 2.42 sends it, nanoseconds and all
PROMETHEUS: dict[str, Any] = {
    "annotations": {"summary": "20% of the commands fail", "description": "Look at `ignis logs bot`."},
    "endsAt": "2026-01-02T03:08:05.123456789Z",
    "startsAt": "2026-01-02T03:00:05.123456789Z",
    "generatorURL": "http://host:9090/graph?g0.expr=up",
    "labels": {"alertname": "IgnisInteractionsFail", "program": "bot", "severity": "critical"},
}
# as Alertmanager's webhook does: while it fires it has no end, which Go writes as the year 1
ALERTMANAGER: dict[str, Any] = {
    "status": "firing",
    "labels": {"alertname": "DiskFull", "instance": "db-1:9100", "severity": "warning"},
    "annotations": {},
    "startsAt": "2026-01-02T03:00:00Z",
    "endsAt": "0001-01-01T00:00:00Z",
    "fingerprint": "f1",
}


REDACTOR = Redactor()
REDACTOR.add("canary")


def take(one: object) -> ReceivedAlert:
    return parse_alert(one, T0, REDACTOR)


def test_an_alert_of_prometheus() -> None:
    alert = take(PROMETHEUS)
    assert (alert.name, alert.firing, alert.severity) == ("IgnisInteractionsFail:bot", True, Severity.CRITICAL)
    assert alert.text == "20% of the commands fail. Look at `ignis logs bot`"
    assert timedelta(minutes=3) < alert.ends - T0 < timedelta(minutes=5)
    assert timedelta(minutes=3) < T0 - alert.started < timedelta(minutes=5)
    assert not alert.until_told


def test_one_that_is_over_says_so_by_its_end() -> None:
    over = take(PROMETHEUS | {"endsAt": "2026-01-02T03:03:00Z"})
    assert not over.firing
    assert over.ends < T0
    assert over.key == take(PROMETHEUS).key


def test_an_alert_of_alertmanager_has_a_status_and_no_end() -> None:
    alert = take(ALERTMANAGER)
    assert (alert.name, alert.firing, alert.until_told) == ("DiskFull:db-1:9100", True, True)
    assert alert.ends == T0 + LONGEST_ALERT
    assert alert.text == "alertname=DiskFull, instance=db-1:9100, severity=warning"
    over = take(ALERTMANAGER | {"status": "resolved", "endsAt": "2026-01-02T03:04:00Z"})
    assert (over.firing, over.until_told) == (False, False)
    assert not take(ALERTMANAGER | {"status": "resolved"}).firing


def test_its_clock_is_not_believed_too_far() -> None:
    ahead = take(PROMETHEUS | {"startsAt": "2031-01-01T00:00:00Z", "endsAt": "9999-12-31T23:59:59-14:00"})
    assert (ahead.started, ahead.ends) == (T0, T0 + LONGEST_ALERT)
    over = take(ALERTMANAGER | {"status": "resolved", "endsAt": "2031-01-01T00:00:00Z"})
    assert over.ends == T0


def test_the_name_is_plain_and_short_and_nothing_secret_is_told() -> None:
    labels = {"alertname": "@everyone <@1> **canary**", "instance": "[::1]:9\n" + "x" * 500}
    alert = take({"labels": labels, "annotations": {"summary": "the token canary\nleaked " + "x" * 5000}})
    assert alert.name.startswith("_everyone___1_____redacted___-")
    assert ":_::1_:9_xx" in alert.name
    assert len(alert.name) <= 121
    assert alert.shown.startswith("@everyone <@1> **[redacted]**:[::1]:9 xxx")
    assert length(alert.shown) <= 121
    assert alert.text.startswith("the token [redacted] leaked ")
    assert length(alert.text) <= 1000


def test_a_severity_that_is_not_known_is_none_and_equal_labels_are_the_same_alert() -> None:
    labels = {"severity": "page", "alertname": "A"}
    assert take({"labels": labels}).severity is None
    assert take({"labels": labels}).key == take({"labels": dict(reversed(labels.items()))}).key
    assert take({"labels": labels}).key != take({"labels": labels | {"command": "rank"}}).key


@pytest.mark.parametrize(
    ("one", "why"),
    [
        ([], "Input should be a valid dictionary or instance of _Sent"),
        ({}, "labels: Field required"),
        ({"labels": {}}, "labels: expected an `alertname`"),
        ({"labels": {"alertname": " "}}, "labels: expected an `alertname`"),
        ({"labels": {"alertname": 5}}, "labels.alertname: Input should be a valid string"),
        (PROMETHEUS | {"startsAt": "yesterday"}, "startsAt: Input should be a valid datetime"),
        (PROMETHEUS | {"endsAt": "2026-01-02T03:08:05"}, "endsAt: Input should have timezone info"),
        (PROMETHEUS | {"status": "odd"}, "status: Input should be 'firing' or 'resolved'"),
    ],
)
def test_one_that_is_wrong_is_refused_with_one_line(one: object, why: str) -> None:
    with pytest.raises(AlertRefused) as caught:
        take(one)
    assert str(caught.value).startswith(why)
    assert "\n" not in str(caught.value)


def test_both_forms_of_a_request() -> None:
    assert alerts_in(json.dumps([PROMETHEUS]).encode()) == [PROMETHEUS]
    assert alerts_in(json.dumps({"version": "4", "alerts": [ALERTMANAGER]}).encode()) == [ALERTMANAGER]
    assert alerts_in(b"[]") == []


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"5", 'expected a list of alerts, or an object with one as "alerts"'),
        (b'{"alerts": {}}', 'expected a list of alerts, or an object with one as "alerts"'),
        (b"[" + b"0," * 1000 + b"0]", "1001 alerts in one request, and 1000 is the most: send fewer at once"),
    ],
)
def test_what_is_neither_is_refused_with_one_line(body: bytes, why: str) -> None:
    with pytest.raises(AlertRefused) as caught:
        alerts_in(body)
    assert str(caught.value) == why


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*PROMETHEUS, "status", "x"]), inner),
    max_leaves=12,
)


@given(JSON, st.datetimes().map(str))
def test_whatever_comes_is_an_alert_or_refused(one: Any, moment: str) -> None:
    for thing in (one, PROMETHEUS | {"startsAt": moment + "+14:00", "endsAt": moment + "-14:00"}):
        try:
            alert = take(thing)
        except AlertRefused:
            continue
        assert alert.started <= T0
        assert (alert.ends > T0) is alert.firing
