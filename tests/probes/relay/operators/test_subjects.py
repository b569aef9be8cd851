"""What may be silenced, restarted, and whose log belongs to an incident."""

from dataclasses import replace

import pytest

from probes.relay.operators.subjects import log_of, problem, program_of
from tests.probes.relay.rig import incident


@pytest.mark.parametrize("subject", ["check:disk", "process:bot", "check:*", "alert:Память: a b", "host:machine"])
def test_these_can_be_silenced(subject: str) -> None:
    assert problem(subject) is None


@pytest.mark.parametrize("subject", ["disk", "", ":", "check:", "check: x", ":disk", "*", "*:*", "cheque:disk"])
def test_these_cannot_and_a_line_says_why(subject: str) -> None:
    assert problem(subject)


@pytest.mark.parametrize(
    ("subject", "program", "log"),
    [
        ("process:bot", "bot", "bot"),
        ("memory:exporter", "exporter", "exporter"),
        ("check:disk", None, "exporter"),
        ("circuit:roblox", None, "bot"),
        ("alert:x", None, None),
        ("host:machine", None, None),
    ],
)
def test_programs_and_logs(subject: str, program: str | None, log: str | None) -> None:
    about = replace(incident(), subject=subject, subject_name=subject.partition(":")[2])
    assert (program_of(about), log_of(about)) == (program, log)
