"""What operators do about alerts on the real stack: the command line, `/alerts`, and the buttons below a message."""

import json
import os
import signal
import time
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
    with stack() as made:
        made.up()
        yield made


def incidents(running: Stack) -> dict[str, Any]:
    found: dict[str, Any] = get(f"{running.url('relay')}/incidents")
    return found


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
    assert "The last lines of **exporter**" in press(running, OFFICER, now, "Show log")

    listed = done(running, "alerts", "list")
    assert f"{incident['id']} " in listed
    assert OFFICER in listed
    record = done(running, "alerts", "log")
    assert OFFICER in record
    assert f"): acknowledge check:config of incident {incident['id']}" in record
    assert OFFICER in json.dumps(running.slash(OFFICER, "alerts list"))
    assert running.slash(LEGIONARY, "alerts list")["messages"][0]["content"].startswith("Only the legion's officers")

    running.role_map.write_text(good, encoding="utf-8")
    eventually(lambda: not buttons(about(running, "check:config")[0]), "no button below what is over")
    assert done(running, "alerts", "ack", str(incident["id"])) == f"incident {incident['id']} is over already\n"


def test_nothing_is_told_during_maintenance_and_what_is_still_wrong_after_it(running: Stack) -> None:
    before = {one["id"] for one in running.alerts()}
    told = done(running, "pause", "6s", "--why", "a new role map")
    assert told.startswith("maintenance until ")
    begun = time.monotonic()
    assert ": a new role map (" in done(running, "status")
    os.kill(running.pid("exporter"), signal.SIGKILL)
    good = broken_role_map(running)
    eventually(
        lambda: any(one["subject"] == "check:config" for one in incidents(running)["open"]),
        f"an incident\n{running.logs()}",
    )
    paused = incidents(running)["pause"]
    if time.monotonic() - begun < 5:
        assert paused["why"] == "a new role map"
        assert {one["id"] for one in running.alerts()} == before

    def told_after() -> list[dict[str, Any]] | None:
        return [one for one in about(running, "check:config") if one["id"] not in before] or None

    (message,) = eventually(told_after, f"what is still wrong\n{running.alerts()}\n{running.logs()}")
    assert incidents(running)["pause"] is None
    assert "maintenance until" not in done(running, "status")
    running.role_map.write_text(good, encoding="utf-8")
    eventually(lambda: not buttons(about(running, "check:config")[-1]), "its end")
    assert message["id"] not in before
    assert "pause" in {one["what"] for one in incidents(running)["actions"]}


def test_a_silence_holds_until_it_is_ended_and_a_test_alert_comes_through(running: Stack) -> None:
    before = {one["id"] for one in running.alerts()}
    assert "nothing is told about check:config until" in done(running, "alerts", "silence", "check:config", "1h")
    good = broken_role_map(running)
    eventually(
        lambda: any(one["subject"] == "check:config" for one in incidents(running)["open"]),
        f"an incident\n{running.logs()}",
    )
    assert "a test alert is on its way" in done(running, "alerts", "test")
    # the test's message comes after what would have been told before it
    eventually(lambda: [one for one in about(running, "alert:test") if one["id"] not in before], "the test alert")
    assert [one for one in about(running, "check:config") if one["id"] not in before] == []
    assert done(running, "alerts", "unsilence", "check:config") == "check:config is told about again\n"
    eventually(
        lambda: [one for one in about(running, "check:config") if one["id"] not in before],
        f"what was silenced\n{running.alerts()}\n{running.logs()}",
    )
    running.role_map.write_text(good, encoding="utf-8")
    eventually(lambda: not incidents(running)["open"], f"all is well\n{running.logs()}")
