"""What may be silenced."""

import pytest

from probes.relay.operators.subjects import problem


@pytest.mark.parametrize(
    "subject",
    ["check:disk", "process:bot", "check:*", "circuit:roblox_*", "memory:relay", "alert:Память: a b", "host:machine"],
)
def test_these_can_be_silenced(subject: str) -> None:
    assert problem(subject) is None


def test_what_is_open_can_be_silenced_whatever_it_is() -> None:
    assert problem("check:of_a_newer_version", {"check:of_a_newer_version": 1}) is None
    assert problem("check:of_*", ["check:of_a_newer_version"]) is None


@pytest.mark.parametrize(
    ("subject", "line"),
    [
        ("check:dsk", "there is no 'check:dsk'; did you mean check:disk?"),
        ("process:bto", "there is no 'process:bto'; did you mean process:bot?"),
        ("circuit:blox", "there is no 'circuit:blox'; did you mean circuit:bloxlink?"),
        ("check:zzz*", "there is no 'check:zzz*'; there are check:alerts, check:background, "),
    ],
)
def test_a_misspelled_one_is_refused_with_what_was_meant(subject: str, line: str) -> None:
    assert (problem(subject) or "").startswith(line)


@pytest.mark.parametrize("subject", ["disk", "", ":", "check:", "check: x", ":disk", "*", "*:*", "cheque:disk"])
def test_these_cannot_and_a_line_says_why(subject: str) -> None:
    assert problem(subject)
