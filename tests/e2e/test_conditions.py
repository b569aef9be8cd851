"""What is no process and goes wrong on the real stack: told once when it begins, edited to its end when it is over."""

import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.programs.stack import Stack, post, stack
from tests.support.waiting import wait_until as eventually

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def running() -> Iterator[Stack]:
    with stack({"circuits": {"failures": 1, "cooldown": 1, "max_cooldown": 2}}) as made:
        made.up()
        yield made


def about(running: Stack, subject: str) -> list[dict[str, Any]]:
    """The embeds of every message about `subject`, oldest first."""
    embeds = [embed for message in running.alerts() for embed in message["embeds"]]
    return [embed for embed in embeds if f" · {subject}" in embed["footer"]["text"]]


def titled(running: Stack, subject: str, title: str) -> dict[str, Any]:
    """The one message about `subject`, once it has this title."""

    def found() -> dict[str, Any] | None:
        embeds = about(running, subject)
        assert len(embeds) <= 1, embeds
        return next((embed for embed in embeds if embed["title"].endswith(f" {title}")), None)

    return eventually(found, f"{title!r}\n{running.alerts()}\n{running.logs()}")


def test_a_bad_edit_of_the_role_map_is_told_with_line_and_reason_and_its_end_too(running: Stack) -> None:
    role_map = running.role_map
    good = role_map.read_text(encoding="utf-8")
    bad = "{\n" + good
    role_map.write_text(bad, encoding="utf-8")
    shown = titled(running, "check:config", "check config is red")
    assert "line 2, column 1" in shown["description"]
    assert role_map.read_text(encoding="utf-8") == bad, "the file on disk is never overwritten"
    role_map.write_text(good, encoding="utf-8")
    over = titled(running, "check:config", "check config is green again")
    assert "It lasted" in over["description"]


def test_a_circuit_is_told_once_when_it_opens_and_once_when_it_closes_by_itself(running: Stack) -> None:
    faults = f"{running.url('sandbox')}/sandbox/faults"
    post(faults, {"target": "roblox", "kind": "status-503", "seconds": 600})
    running.slash("Tu'Shan", "userinfo")
    shown = titled(running, "circuit:roblox_", "is open")  # the first circuit stands for the others of Roblox
    assert "503" in shown["description"]
    assert "It is tried again at" in str(shown["fields"])
    request = urllib.request.Request(faults, method="DELETE")  # noqa: S310  the stack's own loopback address
    urllib.request.urlopen(request, timeout=10).close()  # noqa: S310  as above
    titled(running, "circuit:roblox_", "is closed again")
