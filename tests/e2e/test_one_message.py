"""On the real stack: what has one cause is one message, from its first post to its last edit."""

import os
import signal
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.programs.stack import Stack, get, post, stack
from tests.support.waiting import wait_until as eventually

pytestmark = pytest.mark.e2e

SETTINGS: dict[str, dict[str, object]] = {
    "circuits": {"failures": 1, "cooldown": 1, "max_cooldown": 2},
    "checks": {"deep_every": 1, "confirm_after": 0.5, "timeout": 2},
}


@pytest.fixture(scope="module")
def running() -> Iterator[Stack]:
    with stack(SETTINGS) as made:
        made.up()
        yield made


def still_open(running: Stack) -> dict[str, Any]:
    """The open incidents, by subject."""
    return {one["subject"]: one for one in get(f"{running.url('relay')}/incidents")["open"]}


def over(running: Stack) -> bool:
    return not still_open(running)


def test_a_dead_roblox_is_one_message_though_its_check_and_its_circuits_are_red(running: Stack) -> None:
    faults, before = f"{running.url('sandbox')}/sandbox/faults", len(running.alerts())
    post(faults, {"target": "roblox", "kind": "status-503", "seconds": 600})

    def all_red() -> bool:
        running.slash("Tu'Shan", "userinfo")
        found = still_open(running)
        return "check:roblox" in found and any(subject.startswith("circuit:roblox_") for subject in found)

    eventually(all_red, f"check and circuit are red\n{running.logs()}")

    def told() -> bool:
        text = str(running.alerts()[before:])
        return "check roblox is red" in text

    eventually(told, f"the check is the cause\n{running.alerts()}")
    request = urllib.request.Request(faults, method="DELETE")  # noqa: S310  the stack's own loopback address
    urllib.request.urlopen(request, timeout=10).close()  # noqa: S310  as above
    eventually(lambda: over(running), f"all is well\n{running.logs()}")
    eventually(lambda: "check roblox is green again" in str(running.alerts()[before:]), "it is over")
    assert len(running.alerts()) == before + 1, running.alerts()


def test_a_crash_loop_is_one_message(running: Stack) -> None:
    before = len(running.alerts())
    for _ in range(4):
        killed(running)
    running.ready_again("bot", 0)
    eventually(lambda: over(running), f"all is well\n{running.logs()}")
    eventually(lambda: "bot is back" in str(running.alerts()[before:]), f"it is over\n{running.alerts()}")
    assert len(running.alerts()) == before + 1, running.alerts()
    (message,) = running.alerts()[before:]
    assert "4 restarts" in str(message), message


def killed(running: Stack) -> None:
    """Kills the bot as soon as it runs again, so that it is never ready."""
    pid = running.pid("bot")
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: running.pid("bot") not in {0, pid}, f"it is started again\n{running.logs()}")
