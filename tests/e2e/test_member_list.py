"""The member list on the real stack: after kills so close together that Discord does not give it again, and while it
never comes.
"""

import os
import signal
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.programs.stack import Stack, get, post, stack
from tests.support.waiting import wait_until as eventually

pytestmark = [pytest.mark.e2e, pytest.mark.long]


@pytest.fixture
def running() -> Iterator[Stack]:
    with stack({"sync": {"quiet": 0.4}, "checks": {"confirm_after": 1}}) as made:
        made.up()
        made.everybody_known()
        yield made


def killed(running: Stack) -> None:
    """The bot is killed, and READY again."""
    old = running.pid("bot")
    os.kill(old, signal.SIGKILL)
    running.ready_again("bot", old)


def members(running: Stack) -> dict[str, Any]:
    state: dict[str, Any] = get(f"{running.url('bot')}/state")["members"]
    return state


def nick(running: Stack, name: str) -> str | None:
    found = get(f"{running.url('sandbox')}/sandbox/state")["members"]
    nickname: str | None = next(one["nick"] for one in found if one["name"] == name)
    return nickname


def test_after_a_second_kill_within_30_s_everybody_is_known_and_followed(running: Stack) -> None:
    killed(running)
    post(
        f"{running.url('sandbox')}/sandbox/member",
        {"actor": "Cassian", "member": "Tu'Shan", "remove_roles": ["Legionary"], "add_roles": ["Legion Veteran"]},
    )
    killed(running)
    eventually(lambda: members(running)["whole"], f"everybody is known\n{running.logs()}", within=40)
    known = members(running)
    assert (known["known"], known["total"]) == (known["total"], known["total"])
    assert known["total"] > 30
    eventually(
        lambda: "Legionary" not in (nick(running, "Tu'Shan") or "Legionary"),
        "who was changed between the kills is called by the new rank",
    )


def test_a_list_that_never_comes_is_red_within_a_minute_told_and_mended_by_itself(running: Stack) -> None:
    faults = f"{running.url('sandbox')}/sandbox/faults"
    post(faults, {"target": "member-list", "kind": "never", "seconds": 600})
    pages = "GET /guilds/{g}/members"
    post(faults, {"target": "discord-rest", "kind": "error-50001", "route": pages, "seconds": 600})
    killed(running)
    red = eventually(lambda: told(running, "members"), f"the alert\n{running.logs()}", within=60)
    assert "members are known since" in str(red)
    request = urllib.request.Request(faults, method="DELETE")  # noqa: S310  the stack's own loopback address
    urllib.request.urlopen(request, timeout=10).close()  # noqa: S310  as above
    eventually(lambda: members(running)["whole"], f"everybody is known\n{running.logs()}", within=60)
    eventually(lambda: "green again" in str(told(running, "members")), f"the end\n{running.alerts()}", within=60)


def told(running: Stack, check: str) -> dict[str, Any] | None:
    """The newest message about a check."""
    found = [message for message in running.alerts() if f"check:{check}" in str(message)]
    return found[-1] if found else None
