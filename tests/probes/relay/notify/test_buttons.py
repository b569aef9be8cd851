"""Which buttons an alert has: those that help with what is open, and none once it is over."""

from dataclasses import replace
from typing import Any

import pytest

from probes.relay.incidents.incident import Acknowledgement, Incident, IncidentKind, Resolution
from probes.relay.notices.notice import Notice, NoticeKind, Telling
from probes.relay.notify.buttons import buttons, log_of, program_of
from probes.relay.notify.words import ENGLISH, PORTUGUESE
from tests.probes.relay.rig import T0, incident

_KINDS = {
    "check": IncidentKind.CHECK,
    "circuit": IncidentKind.CIRCUIT,
    "alert": IncidentKind.ALERT,
    "test": IncidentKind.TEST,
    "memory": IncidentKind.MEMORY,
    "host": IncidentKind.MACHINE_OFF,
}


def about(subject: str, number: int = 1) -> Incident:
    room, _, name = subject.partition(":")
    kind = _KINDS.get(room, IncidentKind.CRASHED)
    return replace(incident(number), subject=subject, subject_name=name, kind=kind)


def telling(*incidents: Incident) -> Telling:
    final = not any(one.open for one in incidents)
    numbers = tuple(one.number for one in incidents)
    return Telling(Notice(1, NoticeKind.INCIDENT, numbers, T0, final=final), incidents)


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [button["custom_id"] for row in rows for button in row["components"]]


@pytest.mark.parametrize(
    ("subject", "kinds"),
    [
        ("process:bot", ["ack", "silence", "restart", "log"]),
        ("memory:exporter", ["ack", "silence", "restart", "log"]),
        ("process:relay", ["ack", "silence", "log"]),
        ("check:roblox", ["ack", "silence", "log"]),
        ("check:disk", ["ack", "silence"]),
        ("circuit:roblox_users", ["ack", "silence", "log"]),
        ("alert:x", ["ack", "silence"]),
        ("host:machine", ["ack", "silence"]),
    ],
)
def test_there_are_those_that_help(subject: str, kinds: list[str]) -> None:
    assert ids(buttons(telling(about(subject)), ENGLISH)) == [f"ig:alert-{kind}:1" for kind in kinds]


def test_who_takes_care_of_it_is_asked_once() -> None:
    taken = replace(about("alert:x"), acknowledged=Acknowledgement("Vulkan", T0))
    assert ids(buttons(telling(taken), ENGLISH)) == ["ig:alert-silence:1"]
    both = telling(taken, about("alert:y", 2))
    assert ids(buttons(both, ENGLISH)) == ["ig:alert-ack:1", "ig:alert-silence:1"]


def test_they_are_about_what_is_still_open_and_go_with_the_end() -> None:
    over = about("process:bot").resolved(T0, Resolution.BACK)
    assert ids(buttons(telling(over, about("alert:x", 2)), ENGLISH)) == ["ig:alert-ack:2", "ig:alert-silence:2"]
    assert buttons(telling(over), ENGLISH) == []


@pytest.mark.parametrize("words", [ENGLISH, PORTUGUESE])
def test_each_has_a_label_that_fits(words: Any) -> None:
    (row,) = buttons(telling(about("process:bot")), words)
    labels = [button["label"] for button in row["components"]]
    assert len(set(labels)) == 4
    assert all(0 < len(label) <= 80 for label in labels)


@pytest.mark.parametrize(
    ("subject", "program", "log"),
    [
        ("process:bot", "bot", "bot"),
        ("memory:exporter", "exporter", "exporter"),
        ("check:roblox", None, "bot"),
        ("check:disk", None, None),
        ("circuit:roblox_users", None, "bot"),
        ("circuit:webhook", None, "relay"),
        ("alert:IgnisCheckOverdue", None, "exporter"),
        ("alert:x", None, None),
        ("host:machine", None, None),
    ],
)
def test_programs_and_logs(subject: str, program: str | None, log: str | None) -> None:
    one = about(subject)
    assert (program_of(one), log_of(one)) == (program, log)


def test_a_test_has_none() -> None:
    assert buttons(telling(about("test:030405.000")), ENGLISH) == []
