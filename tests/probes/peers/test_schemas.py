"""What the exporter and the bot may say of themselves."""

import json

import pytest

from probes.peers.schemas import bot_state, health


@pytest.mark.parametrize("name", ["", "Config", "a b", "x" * 41, "<@1>"])
def test_a_name_that_is_none_of_ours_spoils_the_whole_answer(name: str) -> None:
    check = {"status": "failing", "since": "2026-01-01T00:00:00Z", "last_run": "2026-01-01T00:00:08Z"}
    assert health(json.dumps({"time": "2026-01-01T00:00:09Z", "checks": {name: check}}).encode()) is None


def test_a_bot_without_circuits_says_nothing_of_them() -> None:
    assert bot_state(b'{"gateway": {"status": "ready"}, "circuits": {}}') is None
