"""Secrets in everything that can fail, and nothing of them in anything that can be read."""

import os
import signal
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ignis.runtime.stack import sandbox_info
from tests.support.programs.stack import Stack, get, stack
from tests.support.waiting import wait_until as eventually

pytestmark = pytest.mark.e2e

FAULTS = Path(__file__).parents[1] / "support" / "programs" / "faults"
PROGRAMS = ("bot", "exporter", "relay")
HELD_BY = {"control token": "bot", "alerts token": "relay"}
"""Who alone holds a secret: nobody else could let it out."""
UNREGISTERED = ("canary-known-by-its-key", "canary-known-by-its-place")
PATHS = {
    "bot": ("/livez", "/readyz", "/state", "/metrics", "/traces", "/checks/cache", "/checks/commands"),
    "exporter": ("/", "/health", "/status.json", "/history.json", "/metrics", "/traces.json"),
    "relay": ("/incidents", "/metrics"),
}


def secrets_of(running: Stack) -> dict[str, str]:
    """Every secret that this stack has, by its name."""
    info = sandbox_info.read(running.home)
    assert info is not None
    webhook = info.alert_webhook.get_secret_value()
    return {
        "token": info.token.get_secret_value(),
        "webhook": webhook,
        "webhook's token": webhook.rstrip("/").rsplit("/", 1)[-1],
        "bloxlink key": info.bloxlink_api_key.get_secret_value(),
        "roblox key": info.roblox_api_key.get_secret_value(),
        "control token": running.home.control_token_file.read_text(encoding="ascii").strip(),
        "alerts token": running.home.alerts_token_file.read_text(encoding="ascii").strip(),
    }


@pytest.fixture(scope="module")
def blabbing() -> Iterator[tuple[Stack, dict[str, str]]]:
    """A stack in which everything that fails has all secrets in its text, and in which everything has failed."""
    with stack(environ={"PYTHONPATH": str(FAULTS)}) as made:
        made.up()
        secrets = secrets_of(made)
        for program in PROGRAMS:
            held = [secret for name, secret in secrets.items() if HELD_BY.get(name, program) == program]
            (made.home.root / f"secrets.{program}").write_text(" ".join(held), encoding="utf-8")
            (made.home.root / f"fault.{program}").write_text("blab", encoding="ascii")
            os.kill(made.pid(program), signal.SIGUSR1)
        for program in PROGRAMS:
            eventually(partial(_has_failed, made, program), f"{program} fails\n{made.logs()}")
        made.slash("Vulkan", "userinfo")
        eventually(lambda: "canary check" in str(made.alerts()), f"the alert about the check\n{made.logs()}")
        traces = get(made.url("bot") + "/traces")["traces"]
        assert "error" in {one["status"] for one in traces if one["name"] == "command userinfo"}, traces
        yield made, secrets


def _has_failed(running: Stack, program: str) -> bool:
    return "a callback failed" in (running.home.log / f"{program}.log").read_text("utf-8")


def readable(running: Stack) -> Iterator[tuple[str, str]]:
    """Everything that somebody could read: its name, and its text."""
    for file in sorted(running.home.log.iterdir()):
        yield f"log {file.name}", file.read_text("utf-8", "replace")
    for name in ("relay.db", "relay.db-wal", "history.db", "history.db-wal", "ignis.db", "ignis.db-wal"):
        with suppress(FileNotFoundError):
            yield name, (running.home.root / name).read_text("utf-8", "replace")
    for program, paths in PATHS.items():
        for path in paths:
            yield f"{program} {path}", body(running.url(program) + path)
    for trace in get(running.url("bot") + "/traces")["traces"]:
        yield f"trace {trace['name']}", body(f"{running.url('bot')}/traces/{trace['trace_id']}")
        yield f"page of {trace['name']}", body(f"{running.url('exporter')}/traces/{trace['trace_id']}.json")
    yield "alerts", str(running.alerts())
    yield "ignis status", running.ignis("status").stdout + running.ignis("status", "--json").stdout
    yield "ignis logs", "".join(running.ignis("logs", program).stdout for program in PROGRAMS)


def body(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310  the stack's own loopback address
            text: str = answer.read().decode("utf-8", "replace")
            return text
    except urllib.error.HTTPError as error:
        return error.read().decode("utf-8", "replace")


def test_no_secret_can_be_read_anywhere(blabbing: tuple[Stack, dict[str, str]]) -> None:
    running, secrets = blabbing
    seen = dict(readable(running))
    leaks = [
        f"{name} in {where}"
        for where, text in seen.items()
        for name, secret in [*secrets.items(), *((each, each) for each in UNREGISTERED)]
        if secret in text
    ]
    assert not leaks
    # and all of it was there, and was taken out
    for where in (
        "log bot.log",
        "log exporter.log",
        "log relay.log",
        "exporter /health",
        "exporter /history.json",
        "ignis logs",
    ):
        assert "[redacted]" in seen[where], where
    assert "[redacted]" in seen["trace command userinfo"]
    assert "redacted" in seen["alerts"]  # where brackets are made inert


def test_the_failure_can_still_be_followed(blabbing: tuple[Stack, dict[str, str]]) -> None:
    """What the log says of it names its trace, and the trace names the step."""
    running, _ = blabbing
    lines = running.ignis("logs", "bot", "-n", "200").stdout.splitlines()
    (failed,) = [line for line in lines if "command failed" in line]
    trace_id = failed.partition("trace_id=")[2].split()[0]
    trace: Any = get(f"{running.url('bot')}/traces/{trace_id}")
    steps = {step["name"]: step for step in trace["spans"]}
    assert steps["profiles.show"]["status"] == "error"
    assert steps["profiles.show"]["attributes"] == {"error.type": "RuntimeError"}
    assert steps["command userinfo"]["attributes"]["outcome"] == "failed"
