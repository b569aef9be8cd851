"""What operators do about alerts on the real stack: the command line, `/alerts`, and the buttons below a message."""

import json
import os
import signal
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.programs.stack import Stack, get, post, stack
from tests.support.waiting import wait_until as eventually

pytestmark = pytest.mark.e2e

ALERTS = "legion-alerts"
OFFICER, LEGIONARY = "Cassian", "Tu'Shan"


@pytest.fixture(scope="module")
def running() -> Iterator[Stack]:
    with stack({"circuits": {"failures": 1, "cooldown": 1, "max_cooldown": 2}}) as made:
        made.up()
        yield made


def incidents(running: Stack) -> dict[str, Any]:
    found: dict[str, Any] = get(f"{running.url('relay')}/incidents")
    return found


def subjects(running: Stack) -> set[str]:
    """What is open."""
    return {one["subject"] for one in incidents(running)["open"]}


def recent(running: Stack, subject: str) -> bool:
    return any(one["subject"] == subject for one in incidents(running)["recent"])


def buttons(message: dict[str, Any]) -> dict[str, str]:
    """Custom ids by label."""
    return {each["label"]: each["custom_id"] for row in message.get("components", []) for each in row["components"]}


def about(running: Stack, subject: str) -> list[dict[str, Any]]:
    """The messages about `subject`, oldest first."""
    return [one for one in running.alerts() if subject in json.dumps(one["embeds"], ensure_ascii=False)]


def press(running: Stack, who: str, message: dict[str, Any], label: str) -> str:
    pressed = {"as": who, "channel": ALERTS, "message": message["id"], "custom_id": buttons(message)[label]}
    answer = post(f"{running.url('sandbox')}/sandbox/click", pressed)
    assert answer.get("acknowledged"), answer
    assert answer["ephemeral"], answer
    return str(answer["messages"][0]["content"])


def done(running: Stack, *arguments: str) -> str:
    """What `ignis` prints, without an error."""
    result = running.ignis(*arguments)
    assert result.returncode == 0, f"{result.stdout}\n{result.stderr}\n{running.logs()}"
    return result.stdout


def broken_role_map(running: Stack) -> str:
    """Makes the check `config` red, and returns what was there."""
    good = running.role_map.read_text(encoding="utf-8")
    running.role_map.write_text("{\n" + good, encoding="utf-8")
    return good


def test_staff_takes_care_of_it_with_a_button_and_the_message_says_so(running: Stack) -> None:
    good = broken_role_map(running)

    def shown() -> dict[str, Any] | None:
        return next((one for one in about(running, "check:config") if "Acknowledge" in buttons(one)), None)

    message = eventually(shown, f"a message with buttons\n{running.alerts()}\n{running.logs()}")
    (incident,) = [one for one in incidents(running)["open"] if one["subject"] == "check:config"]
    assert press(running, LEGIONARY, message, "Acknowledge") == "Only the legion's officers may do this."
    assert [one for one in incidents(running)["actions"] if one["incident"] == incident["id"]] == []
    assert f"incident #{incident['id']}" in press(running, OFFICER, message, "Acknowledge")

    def taken() -> dict[str, Any] | None:
        (now,) = about(running, "check:config")
        return now if OFFICER in now["embeds"][0]["description"] else None

    now = eventually(taken, f"who takes care of it\n{running.alerts()}")
    assert now["id"] == message["id"]
    assert "Acknowledge" not in buttons(now)
    assert "Restart now" not in buttons(now), "a check is no program"
    assert "The last lines of **bot**" in press(running, OFFICER, now, "Show log")

    listed = done(running, "alerts", "list")
    assert f"{incident['id']} " in listed
    assert OFFICER in listed
    record = done(running, "alerts", "log")
    assert OFFICER in record
    assert f"): acknowledge check:config of incident {incident['id']}" in record
    assert OFFICER in json.dumps(running.slash(OFFICER, "alerts list"))
    assert "error" in running.slash(LEGIONARY, "alerts list"), "Discord shows it to staff alone"

    running.role_map.write_text(good, encoding="utf-8")
    eventually(lambda: not buttons(about(running, "check:config")[0]), "no button below what is over")
    assert done(running, "alerts", "ack", str(incident["id"])) == f"incident {incident['id']} is over already\n"


def test_nothing_is_told_during_maintenance_and_what_is_still_wrong_after_it(running: Stack) -> None:
    subject, faults = "circuit:roblox_thumbnails", f"{running.url('sandbox')}/sandbox/faults"
    before = {one["id"] for one in running.alerts()}

    def new() -> list[dict[str, Any]]:
        """Of whatever the message is: what is known to be its cause holds the circuit back."""
        name = subject.partition(":")[2]
        return [one for one in about(running, name) if one["id"] not in before]

    told = done(running, "pause", "8s", "--why", "a new role map")
    assert told.startswith("maintenance until ")
    assert ": a new role map (" in done(running, "status")
    os.kill(running.pid("exporter"), signal.SIGKILL)
    post(faults, {"target": "roblox", "kind": "status-503", "seconds": 600})
    try:
        running.slash(LEGIONARY, "userinfo")
        eventually(lambda: subject in subjects(running), f"an incident\n{running.logs()}")
        untold = {one["id"] for one in running.alerts()} == before
        if incidents(running)["pause"] is not None:  # else a busy machine took longer than maintenance lasts
            assert untold, running.alerts()
        eventually(new, f"what is still wrong\n{running.alerts()}\n{running.logs()}")
        assert incidents(running)["pause"] is None
        assert "maintenance until" not in done(running, "status")
    finally:
        request = urllib.request.Request(faults, method="DELETE")  # noqa: S310  the stack's own loopback address
        urllib.request.urlopen(request, timeout=10).close()  # noqa: S310  as above
    eventually(lambda: not buttons(new()[-1]), f"its end\n{running.logs()}")
    assert "pause" in {one["what"] for one in incidents(running)["actions"]}


def test_a_silence_holds_until_it_is_ended_and_a_test_alert_comes_through(running: Stack) -> None:
    subject = "process:exporter"
    before = {one["id"] for one in running.alerts()}

    def new(subject: str) -> list[dict[str, Any]]:
        return [one for one in about(running, subject) if one["id"] not in before]

    assert f"nothing is told about {subject} until" in done(running, "alerts", "silence", subject, "1h")
    old = running.pid("exporter")
    os.kill(old, signal.SIGKILL)
    running.ready_again("exporter", old)
    eventually(lambda: recent(running, subject) and subject not in subjects(running), f"over\n{running.logs()}")
    assert "a test alert is on its way" in done(running, "alerts", "test")
    # its message would come after one that should not be there
    eventually(lambda: new("test:"), f"the test alert\n{running.alerts()}\n{running.logs()}")
    assert new(subject) == []
    assert "silenced until" in done(running, "alerts", "list")
    assert done(running, "alerts", "unsilence", subject) == f"{subject} is told about again\n"
    assert done(running, "alerts", "unsilence", subject) == f"{subject} is not silenced\n"
    eventually(lambda: not any(one.startswith("test:") for one in subjects(running)), "the end of the test")
