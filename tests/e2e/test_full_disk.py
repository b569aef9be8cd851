"""The disk under a running stack is filled: the alert about it is in the channel soon, though nothing can be stored.

With the shipped times, because those are what is promised.
"""

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import psutil
import pytest

from ignis.runtime.config.settings import Settings
from probes.relay.notify.message.looks import OVER
from tests.support.programs.small_disk import fill, small_disk
from tests.support.programs.stack import Stack, get, stack
from tests.support.waiting import wait_until as eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

DISK = "24m"
SOON = 15.0  # seconds
SHIPPED = Settings()
TIMES = {
    "checks": {"liveness_every": SHIPPED.checks.liveness_every, "confirm_after": SHIPPED.checks.confirm_after},
    "relay": {"reconcile_every": SHIPPED.relay.reconcile_every},
}


@pytest.fixture
def running() -> Iterator[Stack]:
    with stack(TIMES) as made, small_disk(made.home.root, DISK):
        made.up()
        yield made
        made.end()


def about(made: Stack, subject: str) -> dict[str, Any] | None:
    return next((one for one in made.alerts() if subject in str(one["embeds"])), None)


def test_the_alert_about_a_full_disk_does_not_wait_for_room_on_it(running: Stack) -> None:
    eventually(lambda: running.status()["ready"], f"ready\n{running.logs()}")
    pids = {name: program["pid"] for name, program in running.status()["programs"].items()}
    filled = time.time()
    fill(running.home.root / "rest")
    alert = eventually(lambda: about(running, "check:disk"), f"the alert\n{running.logs()}")
    assert datetime.fromisoformat(alert["timestamp"]).timestamp() - filled <= SOON
    assert alert["embeds"][0]["color"] != OVER.colour
    known = get(f"{running.url('relay')}/incidents")
    assert "check:disk" in [one["subject"] for one in known["open"]]

    psutil.Process(pids["relay"]).kill()
    eventually(
        lambda: about(running, "process:relay"), f"the next relay starts on the full disk, and tells\n{running.logs()}"
    )
    assert about(running, "check:disk") is not None
    assert len([one for one in running.alerts() if "check:disk" in str(one["embeds"])]) == 1, "edited, not told again"

    (running.home.root / "rest").unlink()
    eventually(
        lambda: (about(running, "check:disk") or alert)["embeds"][0]["color"] == OVER.colour, f"over\n{running.logs()}"
    )
    eventually(lambda: get(f"{running.url('relay')}/incidents")["webhook"]["stored"], f"stored\n{running.logs()}")
    eventually(lambda: running.status()["ready"], f"ready again\n{running.logs()}")
    now = {name: program["pid"] for name, program in running.status()["programs"].items()}
    assert {name for name, pid in now.items() if pid != pids[name]} == {"relay"}
