"""Of several incidents as many are named as fit, and the rest is counted."""

from dataclasses import replace
from datetime import UTC, datetime

from probes.relay.incidents.incident import Incident, IncidentKind, Resolution
from probes.relay.message_limits import length
from probes.relay.notify.message.several import counted, held_back, listed
from probes.relay.notify.message.style import MessageStyle
from probes.relay.notify.words import ENGLISH, PORTUGUESE

T0 = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
STYLE = MessageStyle()
CHECK = Incident(1, "check:disk", "disk", IncidentKind.CHECK, T0)
CIRCUIT = Incident(2, "circuit:roblox_users", "roblox_users", IncidentKind.CIRCUIT, T0)


def test_what_is_open_stands_above_what_is_over() -> None:
    over = replace(CHECK, subject_name="cache").resolved(T0, Resolution.CLEARED)
    assert [line.split(" (")[0] for line in listed([over, CHECK], STYLE).splitlines()] == [
        "🚨 check disk is red",
        "✅ check cache is green again",
    ]


def test_kinds_are_counted_the_most_frequent_first() -> None:
    assert counted([CIRCUIT, CHECK, CHECK], ENGLISH) == "2 checks, 1 circuit"
    assert counted([CIRCUIT, CIRCUIT], PORTUGUESE) == "2 circuitos"


def test_no_list_is_longer_than_its_field_however_long_the_names_are() -> None:
    long = [replace(CHECK, number=number, subject_name=f"{number} {'*' * 300}") for number in range(1000)]
    assert length(listed(long, STYLE)) <= 1024
    assert length(held_back(long, STYLE, root_open=True)) <= 400


def test_symptoms_that_are_over_are_named_only_when_all_are() -> None:
    over = replace(CHECK, subject_name="cache").resolved(T0, Resolution.CLEARED)
    assert held_back([over, CHECK], STYLE, root_open=True) == "Also red because of it: disk"
    assert held_back([over, CHECK], STYLE, root_open=False) == "Not green yet: disk"
    assert held_back([over], STYLE, root_open=False) == "These were red because of it: cache"
