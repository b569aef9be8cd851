"""The whole loop on the real stack: it starts, answers, is killed, reports it, and comes back.

Each test that kills has a program of its own: who dies twice within ten minutes "comes and goes" in the alert channel.
"""

import json
import os
import signal
import stat
import urllib.request
from collections.abc import Iterator
from ipaddress import ip_address

import psutil
import pytest

from ignis.runtime.stack import sandbox_info
from tests.support.programs.alert_channel import about, ids, resolved
from tests.support.programs.stack import Stack, get, stack
from tests.support.waiting import wait_until as eventually

pytestmark = pytest.mark.e2e

CANARIES = {"BLOXLINK_API_KEY": "canary-bloxlink-key", "ROBLOX_API_KEY": "canary-roblox-key"}


@pytest.fixture(scope="module")
def running() -> Iterator[Stack]:
    with stack(environ=CANARIES) as made:
        made.up()
        yield made


@pytest.fixture(autouse=True)
def calm(running: Stack) -> None:
    """Every test begins with a stack that is well."""
    eventually(lambda: running.status()["ready"], f"ready\n{running.logs()}")


def test_status_tells_programs_addresses_and_readiness(running: Stack) -> None:
    status = running.status()
    assert set(status["programs"]) == {"sandbox", "bot", "exporter", "relay"}
    for program in status["programs"].values():
        assert program["state"] == "RUNNING"
        assert psutil.pid_exists(program["pid"])
        assert program["since"]
    assert set(status["endpoints"]) == {"sandbox", "ui", "bot", "exporter", "relay"}
    assert "ready" in running.ignis("status").stdout


def test_every_program_answers(running: Stack) -> None:
    assert get(f"{running.url('bot')}/livez")
    assert get(f"{running.url('bot')}/state")["gateway"]["status"] == "ready"
    assert get(f"{running.url('exporter')}/health")["checks"].keys() >= {
        "bot_liveness",
        "discord_gateway",
        "database",
        "process_state",
    }
    assert get(f"{running.url('relay')}/incidents")
    for name in ("bot", "exporter", "relay"):
        with urllib.request.urlopen(f"{running.url(name)}/metrics", timeout=10) as answer:  # noqa: S310  loopback
            assert b"ignis_build_info" in answer.read()


def test_all_checks_turn_green(running: Stack) -> None:
    def green() -> bool:
        checks = get(f"{running.url('exporter')}/health")["checks"]
        return all(check["status"] == "ok" for check in checks.values())

    eventually(green, "every check ok")


def test_userinfo_shows_a_members_card(running: Stack) -> None:
    answer = running.slash("Tu'Shan", "userinfo")
    assert answer["acknowledged"]
    shown = json.dumps(answer["messages"], ensure_ascii=False)
    assert "— TERMINAL:" in shown
    assert "ladder.png" in shown


def test_a_slip_in_the_command_is_one_line(running: Stack) -> None:
    assert "userinf" in running.slash("Tu'Shan", "userinf")["error"]
    assert "Nobody" in json.dumps(running.slash("Tu'Shan", "userinfo", member="Nobody"))


def test_a_killed_bot_is_reported_and_comes_back(running: Stack) -> None:
    before, known = running.pid("bot"), ids(running.alerts())
    os.kill(before, signal.SIGKILL)
    alert = eventually(lambda: about(running, "bot", known), "an alert about the bot")
    running.ready_again("bot", before)
    assert resolved(running, alert)["edited_timestamp"]
    assert running.slash("Vulkan", "userinfo")["acknowledged"]


@pytest.mark.parametrize("program", ["exporter", "relay", "sandbox"])
def test_every_other_program_comes_back(running: Stack, program: str) -> None:
    before = running.pid(program)
    os.kill(before, signal.SIGKILL)
    running.ready_again(program, before)
    alert = eventually(lambda: about(running, program, set()), f"an alert about the {program}")
    resolved(running, alert)


def test_a_restart_that_was_asked_for_alarms_nobody(running: Stack) -> None:
    before, known = running.pid("bot"), ids(running.alerts())
    assert "bot was started again" in running.ignis("restart", "bot").stdout
    running.ready_again("bot", before)
    # one reconcile round later the relay would have spoken
    incidents = get(f"{running.url('relay')}/incidents")
    assert not [one for one in incidents["open"] if one["subject"] == "process:bot"]
    assert ids(running.alerts()) == known


def test_it_listens_on_loopback_only(running: Stack) -> None:
    family = running.supervisord().children(recursive=True)
    listening = [
        connection.laddr
        for process in family
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert len(listening) >= 4
    assert {address.ip for address in listening if not ip_address(address.ip).is_loopback} == set()


def test_nothing_it_wrote_is_for_others_to_read(running: Stack) -> None:
    open_to_others = [
        file
        for file in running.home.root.rglob("*")
        if stat.S_IMODE(file.lstat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    assert open_to_others == []


def test_no_secret_shows_anywhere(running: Stack) -> None:
    info = sandbox_info.read(running.home)
    assert info is not None
    hook = info.alert_webhook.get_secret_value()
    canaries = [*CANARIES.values(), info.token.get_secret_value(), hook.rsplit("/", 1)[-1]]
    running.slash("Tu'Shan", "userinfo")
    for place, text in shown(running):
        for canary in canaries:
            assert canary not in text, f"a secret stands in {place}"


def test_logs_are_shown_readable_and_a_wrong_name_is_one_line(running: Stack) -> None:
    assert running.ignis("logs", "bot", "-n", "5").stdout
    wrong = running.ignis("logs", "robot")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)
    wrong = running.ignis("restart", "robot")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)


def test_a_second_up_says_that_it_runs_already(running: Stack) -> None:
    again = running.ignis("up", "--detach")
    assert again.returncode == 0
    assert "already runs" in again.stdout
    assert running.url("ui") in again.stdout


def shown(running: Stack) -> Iterator[tuple[str, str]]:
    """Everything that a stack shows to anybody."""
    for file in running.home.log.iterdir():
        yield file.name, file.read_text("utf-8", "replace")
    yield "incidents", json.dumps(get(f"{running.url('relay')}/incidents"))
    yield "health", json.dumps(get(f"{running.url('exporter')}/health"))
    yield "state", json.dumps(get(f"{running.url('bot')}/state"))
    yield "alerts", json.dumps(running.alerts())
    for name in ("bot", "exporter", "relay"):
        with urllib.request.urlopen(f"{running.url(name)}/metrics", timeout=10) as answer:  # noqa: S310  loopback
            yield f"{name} metrics", answer.read().decode()
