"""What is accepted as a report of the exporter and the bot."""

import json

import pytest

from probes.peers.schemas import parse_bot_state, parse_health


@pytest.mark.parametrize("name", ["", "Config", "a b", "x" * 41, "<@1>"])
def test_an_unknown_kind_of_name_spoils_the_whole_answer(name: str) -> None:
    check = {"status": "failing", "since": "2026-01-01T00:00:00Z", "last_run": "2026-01-01T00:00:08Z"}
    assert parse_health(json.dumps({"time": "2026-01-01T00:00:09Z", "checks": {name: check}}).encode()) is None


def test_a_bot_state_without_circuits_is_refused() -> None:
    assert parse_bot_state(b'{"gateway": {"status": "ready"}, "circuits": {}}') is None
