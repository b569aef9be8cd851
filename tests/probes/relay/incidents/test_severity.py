"""How bad an incident is: a row of the table for each subject, and what an alert says of itself."""

import pytest

from probes.relay.incidents.incident import Incident, IncidentKind, Severity, covers
from probes.relay.incidents.severity import RULES, badness, severity_of
from tests.probes.relay.rig import T0

CRITICAL, WARNING, INFO = Severity.CRITICAL, Severity.WARNING, Severity.INFO


def about(subject: str, kind: IncidentKind, severity: Severity | None = None) -> Incident:
    return Incident(1, subject, subject.partition(":")[2], kind, T0, severity=severity)


@pytest.mark.parametrize(
    ("subject", "kind", "expected"),
    [
        ("host:everything", IncidentKind.OUTAGE, CRITICAL),
        ("host:everything", IncidentKind.MACHINE_OFF, CRITICAL),
        ("host:everything", IncidentKind.STANDSTILL, CRITICAL),
        ("host:everything", IncidentKind.ASLEEP, WARNING),
        ("stack:supervisord", IncidentKind.UNSUPERVISED, CRITICAL),
        ("process:bot", IncidentKind.CRASHED, CRITICAL),
        ("process:exporter", IncidentKind.CRASHED, WARNING),
        ("process:exporter", IncidentKind.CONFIG, CRITICAL),
        ("process:relay", IncidentKind.HUNG, WARNING),
        ("process:relay", IncidentKind.CANNOT_START, CRITICAL),
        ("process:grafana", IncidentKind.CRASHED, INFO),
        ("check:database", IncidentKind.CHECK, CRITICAL),
        ("check:disk", IncidentKind.CHECK, CRITICAL),
        ("check:discord_gateway", IncidentKind.CHECK, CRITICAL),
        ("check:roblox", IncidentKind.CHECK, WARNING),
        ("check:one_that_is_new", IncidentKind.CHECK, WARNING),
        ("circuit:discord_rest", IncidentKind.CIRCUIT, WARNING),
        ("circuit:roblox_thumbnails", IncidentKind.CIRCUIT, INFO),
        ("memory:bot", IncidentKind.MEMORY, WARNING),
        ("alert:IgnisNearBan", IncidentKind.ALERT, WARNING),
    ],
)
def test_the_table_says_how_bad_it_is(subject: str, kind: IncidentKind, expected: Severity) -> None:
    assert severity_of(about(subject, kind)) is expected


@pytest.mark.parametrize("own", Severity)
def test_an_alert_brings_its_own(own: Severity) -> None:
    assert severity_of(about("alert:Slow", IncidentKind.ALERT, own)) is own


def test_every_row_can_be_reached_and_the_last_takes_the_rest() -> None:
    assert RULES[-1].subject == "*"
    for place, rule in enumerate(RULES):
        subject = rule.subject.removesuffix("*") + ("x" if rule.subject.endswith("*") else "")
        kind = next(iter(rule.kinds), IncidentKind.CHECK)
        assert not any(above.fits(subject, kind) for above in RULES[:place]), rule


def test_worse_is_higher() -> None:
    assert badness(CRITICAL) > badness(WARNING) > badness(INFO)


def test_a_pattern_covers_one_subject_or_all_that_begin_like_it() -> None:
    assert covers("check:*", "check:disk")
    assert covers("*", "check:disk")
    assert covers("check:disk", "check:disk")
    assert not covers("check:disk", "check:disk2")
    assert not covers("check:", "check:disk")
