"""One dependency breaks: its check turns red in one round, the others stay green, the bot stays READY, and when the
cause goes everything is green again by itself.

One stack for all; the normal run breaks each dependency in one way, `make test-long` each in every way.
"""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from ignis.runtime.stack import endpoints, sandbox_info
from tests.support.programs.stack import Stack, get, post, stack
from tests.support.waiting import wait_until as eventually

pytestmark = pytest.mark.e2e

ROUND = 1.0  # seconds between two runs of a deep check
TIMEOUT = 2.0  # a check gives up a little before; what is slow in the sandbox takes 4 s
# of the sandbox's faults
BLACK_HOLED, REFUSING, SLOW, GARBAGE = "timeout", "disconnect", "slow", "garbage"
CHECKS = {
    "discord-rest": "discord_api",
    "bloxlink": "bloxlink",
    "roblox": "roblox",
    "discord-gateway": "discord_gateway",
}
SHORT = [
    ("discord-rest", BLACK_HOLED),
    ("bloxlink", GARBAGE),
    ("roblox", SLOW),
    ("discord-gateway", REFUSING),
]
EVERY_WAY = [
    *((service, kind) for service in CHECKS for kind in (BLACK_HOLED, REFUSING, SLOW, GARBAGE)),
]
IMPOSSIBLE = {
    ("discord-gateway", BLACK_HOLED),  # strikes only new connections; those that stand fall silent, see below
    ("discord-gateway", SLOW),
}
LONG = [case for case in EVERY_WAY if case not in SHORT and case not in IMPOSSIBLE]


class Watch:
    """Looks at a stack's checks and readiness, by addresses that do not change while nothing is restarted."""

    def __init__(self, running: Stack) -> None:
        found = endpoints.read(running.home)
        self._sandbox, self._exporter, self._bot = (found[name].url for name in ("sandbox", "exporter", "bot"))

    def checks(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = get(f"{self._exporter}/health")["checks"]
        return found

    def troubles(self) -> dict[str, str]:
        """What is not ok, by check, in its own words."""
        return {
            name: f"{check['status']} ({check['reason']}): {check['detail']}"
            for name, check in self.checks().items()
            if check["status"] != "ok"
        }

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self._bot}/readyz", timeout=10):  # noqa: S310  loopback
                return True
        except urllib.error.HTTPError:
            return False

    def well(self) -> bool:
        return self.ready() and not self.troubles()

    def break_(self, target: str, kind: str) -> float:
        """Breaks it until it is mended; returns the time from which on every question finds it broken."""
        assert "error" not in post(f"{self._sandbox}/sandbox/faults", {"target": target, "kind": kind, "seconds": 300})
        return time.time()

    def mend(self) -> None:
        request = urllib.request.Request(f"{self._sandbox}/sandbox/faults", method="DELETE")  # noqa: S310  loopback
        urllib.request.urlopen(request, timeout=10).close()  # noqa: S310


@pytest.fixture(scope="module")
def running() -> Iterator[Stack]:
    settings: dict[str, dict[str, object]] = {"circuits": {"cooldown": 1, "max_cooldown": 2}}
    settings |= {"checks": {"deep_every": ROUND, "confirm_after": 0.5, "timeout": TIMEOUT}}
    with stack(settings) as made:
        made.up()
        yield made


@pytest.fixture
def watch(running: Stack) -> Iterator[Watch]:
    watch = Watch(running)
    eventually(watch.well, f"green before anything is broken\n{running.logs()}")
    yield watch
    watch.mend()


def begun(check: dict[str, Any]) -> float:
    """When the run began whose result this is."""
    return datetime.fromisoformat(check["last_run"]).timestamp() - (check["latency_s"] or 0.0)


def break_and_mend(running: Stack, watch: Watch, target: str, kind: str) -> None:
    red, without = CHECKS[target], target != "discord-gateway"
    broken_at = watch.break_(target, kind)

    def failing() -> bool:
        check = watch.checks()[red]
        assert check["status"] == "failing" or not without or begun(check) <= broken_at, "a round later it is not red"
        return bool(check["status"] == "failing")

    eventually(failing, f"{red} turns red\n{running.logs()}")
    assert_nothing_else_breaks(running, watch, red, ready=without)
    watch.mend()
    eventually(watch.well, f"all green again\n{watch.troubles()}\n{running.logs()}")


def assert_nothing_else_breaks(running: Stack, watch: Watch, red: str, *, ready: bool) -> None:
    """Until every other check has been asked twice more while `red` is broken.

    `circuits` may say that the bot leaves the broken one alone: that is its work.
    """
    asked = {name: set[str]() for name in watch.checks() if name != red}

    def all_asked() -> bool:
        checks = watch.checks()
        assert watch.troubles().keys() <= {red, "circuits"}, watch.troubles()
        assert watch.ready() or not ready, "the bot is no longer ready"
        for name, runs in asked.items():
            runs.add(checks[name]["last_run"])
        return all(len(runs) > 2 for runs in asked.values())

    eventually(all_asked, f"every check asked again: {asked}\n{running.logs()}")


@pytest.mark.parametrize(("target", "kind"), SHORT)
def test_one_that_breaks_is_red_alone_and_mends_by_itself(running: Stack, watch: Watch, target: str, kind: str) -> None:
    break_and_mend(running, watch, target, kind)


@pytest.mark.long
@pytest.mark.parametrize(("target", "kind"), LONG)
def test_however_it_breaks_it_is_red_alone_and_mends_by_itself(
    running: Stack, watch: Watch, target: str, kind: str
) -> None:
    break_and_mend(running, watch, target, kind)


@pytest.mark.long
def test_a_gateway_that_falls_silent_is_red_within_a_heartbeat(running: Stack, watch: Watch) -> None:
    """Black-holed while it is connected. Heartbeats are 41 s apart, and nobody can know sooner."""
    watch.break_("discord-gateway", "no-ack")
    eventually(lambda: watch.checks()["discord_gateway"]["reason"] == "no_ack", "silence is noticed", within=75)
    assert watch.troubles().keys() == {"discord_gateway"}
    assert watch.ready(), "only the heartbeats are lost so far"
    watch.mend()
    eventually(watch.well, f"all green again\n{running.logs()}", within=75)


@pytest.mark.long
def test_commands_that_somebody_deletes_come_back(running: Stack, watch: Watch) -> None:
    """By the round of recoveries or by the check, whichever looks first."""
    info = sandbox_info.read(running.home)
    assert info is not None
    url = f"{info.api_url}/applications/{info.application_id}/guilds/{info.guild_id}/commands"
    headers = {"Authorization": f"Bot {info.token.get_secret_value()}", "Content-Type": "application/json"}

    def registered(method: str, body: bytes | None = None) -> int:
        request = urllib.request.Request(url, data=body, method=method, headers=headers)  # noqa: S310  loopback
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return len(json.load(answer))

    before = registered("GET")
    assert registered("PUT", b"[]") == 0
    eventually(lambda: registered("GET") == before, "they are back", within=90)  # two writes a minute are allowed
    eventually(watch.well, f"all green again\n{running.logs()}")
    assert running.slash("Vulkan", "userinfo")["acknowledged"]
