"""Cards on the real stack: many strangers at once, sources that are down, `kill -9`; and the card of its health."""

import asyncio
import json
import os
import re
import signal
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ignis.adapters.database.database_file import DatabaseFile
from ignis.adapters.role_map.reader import load_role_map
from ignis.domain.rules.legion import Legion
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.config.settings import project_root
from ignis.sandbox.world import SEED
from probes.outcome import CheckStatus
from tests.support.programs.past import EVERYTHING, Trouble, remember
from tests.support.programs.stack import Stack, post, stack
from tests.support.waiting import wait_until as eventually

pytestmark = pytest.mark.e2e

CHANNEL = "servitor-terminal"
STRANGERS = [member for member in SEED.members if not member.bot][:20]

PAST = (
    Trouble("database", CheckStatus.FAILING, hours_ago=2, minutes=10),  # of 1,440 that is 0.69 %
    Trouble(EVERYTHING, CheckStatus.UNKNOWN, hours_ago=150, minutes=60 * 84),  # half of the week
)


@pytest.fixture(scope="module")
def legion() -> Legion:
    return load_role_map(project_root() / "config" / "roles_ranks.json").legion


@pytest.fixture(scope="module")
def running() -> Iterator[Stack]:
    """Nobody of the sandbox is stored: the demo gives points only where there is no member at all.

    Nor is anybody renamed meanwhile: cards are compared with the names of the seed. The stack has a past.
    """
    with stack({"sync": {"quiet": 600}}) as made:
        asyncio.run(remember(made.home, PAST, SystemClock()))
        settle_somebody_else(made.home.ignis_db)
        made.up()
        yield made


def settle_somebody_else(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    DatabaseFile(file, busy_timeout=1, clock=SystemClock()).prepare()
    with sqlite3.connect(file) as database:
        database.execute(
            "INSERT INTO members (user_id, rank, path, created_at, updated_at) VALUES (1, 'Inductii', NULL, ?, ?)",
            ("2026-01-01T00:00:00+00:00",) * 2,
        )
    database.close()


def card(answer: dict[str, Any]) -> str:
    (message,) = answer["messages"]
    return "\n".join(texts(message["components"]))


def texts(parts: list[dict[str, Any]]) -> Iterator[str]:
    for part in parts:
        yield part.get("content", "").replace("\\", "")
        yield from texts(part.get("components", []))


def custom_id(answer: dict[str, Any], kind: str) -> str:
    (message,) = answer["messages"]
    (row,) = [part for part in message["components"][0]["components"] if part["type"] == 1]
    return next(str(button["custom_id"]) for button in row["components"] if kind in button["custom_id"])


def click(running: Stack, who: str, answer: dict[str, Any], kind: str) -> dict[str, Any]:
    body = {"as": who, "channel": CHANNEL, "message": answer["messages"][0]["id"], "custom_id": custom_id(answer, kind)}
    clicked: dict[str, Any] = post(f"{running.url('sandbox')}/sandbox/click", body)
    return clicked


def test_twenty_strangers_at_once_get_twenty_right_cards(running: Stack, legion: Legion) -> None:
    sandbox = running.url("sandbox")

    def ask(name: str) -> dict[str, Any]:
        body = {"as": name, "channel": CHANNEL, "command": "userinfo", "options": {}}
        answer: dict[str, Any] = post(f"{sandbox}/sandbox/slash", body)
        return answer

    with ThreadPoolExecutor(len(STRANGERS)) as crowd:
        answers = list(crowd.map(ask, [member.display_name for member in STRANGERS]))
    for member, answer in zip(STRANGERS, answers, strict=True):
        ranked = legion.role_ranks.highest(member.roles)
        assert answer["acknowledged"], (member.display_name, answer)
        shown = card(answer)
        assert f"— TERMINAL: {member.nick or member.display_name} —" in shown
        assert f"**Points** · 0\n**Rank** · {ranked.rank if ranked else legion.default_rank}" in shown
    # a picture that is not ready in time is left out, which a busy machine may do to some of them
    assert any(answer["messages"][0]["attachments"] for answer in answers)


def test_health_tells_and_shows_what_the_exporter_remembers(running: Stack) -> None:
    def pictured() -> dict[str, Any] | None:
        answer = running.slash("Zadar", "health")
        return answer if answer["messages"][0]["attachments"] else None

    # as above: a busy machine may need more than one try
    answer = eventually(pictured, "a card with its picture")
    told = r"\*\*99\.[0-3]\d* %\*\* in 24 h · \*\*99\.[0-8]\d* %\*\* in 7 d \(observed (49|50) %\)"
    assert re.search(told, card(answer)), card(answer)
    assert [one["filename"] for one in answer["messages"][0]["attachments"]] == ["health.png"]
    assert "Database 99." in json.dumps(answer["messages"][0]["components"])  # for who cannot see it


@pytest.mark.parametrize(("kind", "name"), [("status-503", "Zadar"), ("timeout", "Ik'ran"), ("garbage", "Sol'va")])
def test_a_source_that_is_down_is_said_and_the_card_is_there(running: Stack, kind: str, name: str) -> None:
    """Each asks about somebody else: an answer that comes too late for one card is there for the next."""
    fault = {"target": "bloxlink", "kind": kind}
    post(f"{running.url('sandbox')}/sandbox/faults", fault | {"seconds": 60})
    answer = running.slash("Vulkan", "userinfo", member=name)
    post(f"{running.url('sandbox')}/sandbox/faults", fault | {"seconds": 0.01})  # the newest is in force
    assert answer["acknowledged"]
    assert "TERMINAL" in card(answer)
    assert "**Roblox** · ⏳ Bloxlink " in card(answer)


def test_whoever_reads_portuguese_gets_portuguese(running: Stack) -> None:
    post(f"{running.url('sandbox')}/sandbox/locale", {"as": "Exor", "locale": "pt-BR"})
    assert "**Patente** · Inductii" in card(running.slash("Exor", "userinfo"))
    assert "**Rank** · Inductii" in card(running.slash("Vulkan", "userinfo", member="Exor"))


def test_the_buttons_work_after_the_bot_was_killed(running: Stack) -> None:
    answer = running.slash("Tu'Shan", "userinfo")
    before = running.pid("bot")
    os.kill(before, signal.SIGKILL)
    running.ready_again("bot", before)
    refreshed = click(running, "Vulkan", answer, "refresh")
    assert refreshed["messages"][0]["id"] == answer["messages"][0]["id"]
    assert refreshed["messages"][0]["edited_timestamp"]
    assert card(refreshed).splitlines()[:3] == card(answer).splitlines()[:3]
    ladder = click(running, "Vulkan", answer, "ladder")
    assert ladder["ephemeral"]
    assert "🔥 **Ashborn Legionary**" in card(ladder)
    own = click(running, "Tu'Shan", answer, "history")
    assert own["acknowledged"]
    assert own["ephemeral"]
