"""A failing service is left alone by the real bot, also over a kill -9, and asked again by itself when it is back."""

import os
import signal
from typing import Any

import pytest

from tests.support.programs.stack import Stack, get, post, stack
from tests.support.waiting import wait_until as eventually

pytestmark = pytest.mark.e2e

SETTINGS: dict[str, dict[str, object]] = {
    "circuits": {"failures": 2, "cooldown": 3, "max_cooldown": 3, "trial_timeout": 5},
    "accounts": {"not_linked_for": 0.1},  # whoever has no account is asked for at every card
}


def bloxlink(running: Stack) -> dict[str, Any]:
    circuits = get(f"{running.url('bot')}/state")["circuits"]
    return next(circuit for circuit in circuits if circuit["name"] == "bloxlink")


def check(running: Stack) -> str:
    return str(get(f"{running.url('exporter')}/health")["checks"]["circuits"]["status"])


def break_bloxlink(running: Stack, *, seconds: float) -> None:
    """The newest fault of a target is the one in force: a short one ends a long one."""
    fault = {"target": "bloxlink", "kind": "disconnect", "seconds": seconds}
    post(f"{running.url('sandbox')}/sandbox/faults", fault)


def opened_by_readers(running: Stack) -> dict[str, Any] | None:
    assert running.slash("Vulkan", "userinfo", member="Lok'ti")["acknowledged"]
    found = bloxlink(running)
    return found if found["state"] != "closed" else None


def test_left_alone_over_a_kill_and_back_without_anybody() -> None:
    with stack(SETTINGS) as running:
        running.up()
        assert bloxlink(running)["state"] == "closed"
        break_bloxlink(running, seconds=600)
        found = eventually(lambda: opened_by_readers(running), "the circuit opened")
        assert found["failures"] >= 2
        assert found["until"]
        assert "Bloxlink could not be reached" in found["last_error"]
        eventually(lambda: check(running) == "degraded", "the check says so")
        kept = running.home.circuits_file("bot")
        eventually(lambda: kept.exists() and "bloxlink" in kept.read_text(encoding="utf-8"), "it is on disk")
        before = running.pid("bot")
        os.kill(before, signal.SIGKILL)
        running.ready_again("bot", before)
        after = bloxlink(running)
        assert after["state"] != "closed"
        assert after["failures"] >= found["failures"]
        assert get(f"{running.url('bot')}/readyz")["ready"]
        break_bloxlink(running, seconds=0.1)
        eventually(lambda: bloxlink(running)["state"] == "closed", "it closed by itself")
        eventually(lambda: check(running) == "ok", "the check says so")
