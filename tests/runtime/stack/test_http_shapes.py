"""The JSON between the programs, to the letter: a reader of another version relies on it."""

import json
from typing import Any

import pytest

from ignis.runtime.stack.http_shapes import (
    ReportedBotState,
    ReportedCheck,
    ReportedCircuit,
    ReportedHealth,
    ReportedHold,
    ReportedIncident,
    ReportedIncidents,
    Shape,
)

CIRCUIT = """{
 "name": "bloxlink", "state": "half_open", "since": "2026-01-02T03:04:05.000600+00:00",
 "until": "2026-01-02T03:04:40+00:00", "failures": 3, "cooldown_s": 30.0, "last_error": "answered 503"
}"""
HOLD = '{"program": "bot", "until": "2026-01-02T03:04:05.700000+00:00", "reason": "budget", "crashes": 4}'
CHECK = """{
 "status": "failing", "reason": "locked", "detail": "someone writes", "since": "2026-01-02T03:04:05+00:00",
 "changed": "2026-01-02T03:04:05+00:00", "latency_s": 0.25, "consecutive_failures": 2,
 "last_run": "2026-01-02T03:04:15+00:00", "next_run": null
}"""
INCIDENT = """{
 "id": 7, "subject": "process:bot", "title": "bot is back", "kind": "crashed", "severity": null, "open": false,
 "opened_at": "2026-01-02T03:04:05+00:00", "resolved_at": "2026-01-02T03:04:45+00:00", "resolution": "back",
 "duration_s": 40.0, "deaths": 2, "died": ["2026-01-02T03:04:05+00:00"],
 "causes": [{"at": "2026-01-02T03:04:05+00:00", "text": "killed by SIGKILL"}], "tried": ["restarted"],
 "last_words": "Traceback", "until": null, "message": "sent",
 "acknowledged_by": "Vulkan", "acknowledged_at": "2026-01-02T03:04:15+00:00"
}"""
OPERATORS = """
 "pause": {"until": "2026-01-02T03:14:05+00:00", "by": "Vulkan", "at": "2026-01-02T03:04:05+00:00", "why": "moving"},
 "quiet_until": "2026-01-02T07:00:00+00:00",
 "silences": [{
  "subject": "check:*", "until": "2026-01-02T03:14:05+00:00", "by": "Vulkan", "at": "2026-01-02T03:04:05+00:00",
  "why": "known"
 }],
 "actions": [{
  "at": "2026-01-02T03:04:05+00:00", "by": "Vulkan", "discord_id": 7, "what": "acknowledge",
  "subject": "process:bot", "incident": 7, "until": null, "why": ""
 }],
 "webhook": {
  "state": "up", "since": "2026-01-02T03:04:05+00:00", "detail": "", "waiting": 0, "stored": true
 },
 "roads": []
"""
EXAMPLES = [
    (ReportedCircuit, CIRCUIT),
    (ReportedHold, HOLD),
    (ReportedCheck, CHECK),
    (ReportedIncident, INCIDENT),
    (ReportedIncidents, f'{{"open": [{INCIDENT}], "recent": [{INCIDENT}, {INCIDENT}], {OPERATORS}}}'),
    (
        ReportedHealth,
        (
            f'{{"status": "failing", "time": "2026-01-02T03:04:05+00:00", "holds": [{HOLD}], '
            f'"checks": {{"disk": {CHECK}}}}}'
        ),
    ),
]


@pytest.mark.parametrize(("shape", "example"), EXAMPLES, ids=lambda one: getattr(one, "__name__", ""))
def test_what_is_read_is_written_again_word_for_word(shape: type[Shape], example: str) -> None:
    found = shape.parse(example)
    assert found is not None
    assert json.dumps(found.to_json()) == json.dumps(json.loads(example))  # the order of the keys as well


@pytest.mark.parametrize(("shape", "example"), EXAMPLES, ids=lambda one: getattr(one, "__name__", ""))
def test_fields_of_another_version_are_ignored(shape: type[Shape], example: str) -> None:
    content: dict[str, Any] = json.loads(example)
    assert shape.from_json(content | {"mood": 1}) == shape.parse(example)


@pytest.mark.parametrize(
    ("shape", "content"),
    [
        (ReportedCircuit, {"name": "roblox", "since": "2026-01-01T00:00:00Z"}),
        (ReportedCircuit, {"name": "roblox", "state": "ajar", "since": "2026-01-01T00:00:00Z"}),
        (ReportedCircuit, {"name": "<@1>", "state": "open", "since": "2026-01-01T00:00:00Z"}),
        (ReportedHold, {"program": "bot", "until": "2026-01-01T00:00:00", "reason": "budget"}),  # no time zone
        (ReportedCheck, {"reason": "none"}),
        (ReportedHealth, {"checks": {}}),
        (ReportedHealth, {"time": "2026-01-01T00:00:00Z", "checks": {"a b": {"status": "ok"}}}),
        (ReportedIncident, json.loads(INCIDENT) | {"id": -1}),
        (ReportedIncident, json.loads(INCIDENT) | {"deaths": 1 << 31}),
        (ReportedIncidents, {"open": "garbage", "recent": []}),
        (ReportedBotState, {"gateway": {"status": "ready"}, "circuits": {}}),
        (ReportedBotState, []),
    ],
)
def test_what_the_program_would_never_say_is_none(shape: type[Shape], content: object) -> None:
    assert shape.from_json(content) is None
    assert shape.parse(json.dumps(content).encode()) is None


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff", b"null"])
def test_what_is_no_json_object_is_none(body: bytes) -> None:
    assert ReportedHealth.parse(body) is None


def test_a_check_is_confirmed_by_a_second_run() -> None:
    found = ReportedCheck.parse(CHECK)
    assert found is not None
    assert found.confirmed
    assert not found.model_copy(update={"last_run": found.since}).confirmed
    assert not ReportedCheck(status="unknown").confirmed


def test_a_path_that_is_no_utf_8_can_still_be_reported() -> None:
    assert json.dumps(ReportedCheck(status="failing", detail="/srv/\udcff is not there").to_json())
