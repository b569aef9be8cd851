"""A supervisord that stands still is told, and so is a bot that dies meanwhile; both are over when it goes on."""

import os
import signal
from datetime import UTC, datetime
from typing import Any

import pytest

from ignis.runtime.base.life import read_lives
from tests.support.programs.stack import Stack, get, stack
from tests.support.waiting import wait_until as eventually

pytestmark = pytest.mark.e2e

SUPERVISORD, BOT = "stack:supervisord", "process:bot"


def incidents(made: Stack) -> dict[str, dict[str, Any]]:
    return {one["subject"]: one for one in get(f"{made.url('relay')}/incidents")["recent"]}


def told(made: Stack, *titles: str) -> bool:
    return all(title in str(made.alerts()) for title in titles)


def test_a_bot_that_dies_while_supervisord_stands_still_is_told() -> None:
    with stack() as made:
        made.up()
        eventually(lambda: made.status()["ready"], f"ready\n{made.logs()}")
        bot = read_lives(made.home.heartbeat("bot"))[-1].pid
        made.supervisord().suspend()
        began = datetime.now(UTC)
        os.kill(bot, signal.SIGKILL)
        eventually(lambda: {SUPERVISORD, BOT} <= incidents(made).keys(), f"both known\n{made.logs()}")
        eventually(lambda: told(made, "supervisord does not answer", "bot crashed"), f"both told\n{made.alerts()}")
        for one in incidents(made).values():
            assert one["open"], one
            assert abs((datetime.fromisoformat(one["opened_at"]) - began).total_seconds()) < 5, (one, began)
        made.supervisord().resume()
        eventually(lambda: not any(one["open"] for one in incidents(made).values()), f"both over\n{made.logs()}")
        known = incidents(made)
        assert set(known) == {SUPERVISORD, BOT}, made.logs()
        assert known[BOT]["deaths"] == 1, made.logs()
        eventually(lambda: told(made, "supervisord answers again", "bot is back"), f"both told\n{made.alerts()}")
