"""What may be silenced."""

import pytest

from probes.relay.operators.subjects import problem


@pytest.mark.parametrize("subject", ["check:disk", "process:bot", "check:*", "alert:Память: a b", "host:machine"])
def test_these_can_be_silenced(subject: str) -> None:
    assert problem(subject) is None


@pytest.mark.parametrize("subject", ["disk", "", ":", "check:", "check: x", ":disk", "*", "*:*", "cheque:disk"])
def test_these_cannot_and_a_line_says_why(subject: str) -> None:
    assert problem(subject)
