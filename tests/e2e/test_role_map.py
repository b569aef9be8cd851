"""The role map on the real stack: edited by hand and by command, refused, previewed, and killed in between."""

import json
import os
import re
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.programs.stack import Stack, get, stack
from tests.support.waiting import wait_until as eventually

pytestmark = pytest.mark.e2e

ROLE = "Civitas Aspirant"


@pytest.fixture(scope="module")
def running() -> Iterator[Stack]:
    with stack() as made:
        made.up()
        yield made


@pytest.fixture
def file(running: Stack) -> Path:
    return running.role_map


def said(answer: dict[str, Any]) -> str:
    assert answer.get("acknowledged"), answer
    assert answer["ephemeral"]
    (message,) = answer["messages"]
    parts = [message.get("content") or "", *texts(message.get("components", []))]
    return "\n".join(filter(None, parts))


def texts(components: list[dict[str, Any]]) -> Iterator[str]:
    for component in components:
        yield component.get("content", "")
        yield from texts(component.get("components", []))


def config(running: Stack, command: str, **options: object) -> str:
    return said(running.slash("Vulkan", f"config {command}", **options))


def state(running: Stack) -> dict[str, Any]:
    found: dict[str, Any] = get(f"{running.url('bot')}/state")["config"]
    return found


def check(running: Stack) -> dict[str, Any]:
    checks: dict[str, Any] = get(f"{running.url('exporter')}/health")["checks"]
    found: dict[str, Any] = checks["config"]
    return found


def ask_database(running: Stack, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{running.home.ignis_db}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def edit(file: Path, **changes: object) -> str:
    """Saves the file as an editor does, and returns what it holds now."""
    text = json.dumps(json.loads(file.read_text(encoding="utf-8")) | changes, indent=2)
    file.write_text(text, encoding="utf-8")
    return text


def kill_bot(running: Stack) -> None:
    before = running.pid("bot")
    os.kill(before, signal.SIGKILL)
    running.ready_again("bot", before)


def test_an_edit_by_hand_is_in_force_and_stands_in_history_and_audit(running: Stack, file: Path) -> None:
    before = state(running)["revision"]
    edit(file, companies={"first": 1, "last": 12})
    after = eventually(lambda: found if (found := state(running)["revision"]) != before else None, "a new revision")
    assert "by hand · edited the file" in config(running, "history")
    noted = f"SELECT before FROM audit WHERE action = 'role_map' AND after = '{after}'"  # noqa: S608  our own revision
    assert eventually(lambda: ask_database(running, noted), "the hand edit in the audit") == [(before,)]


def test_a_bad_edit_is_refused_and_told_and_nothing_is_written_over_it(running: Stack, file: Path) -> None:
    good, revision = file.read_text(encoding="utf-8"), state(running)["revision"]
    bad = edit(file, default_rank="Warmaster")
    eventually(lambda: state(running)["problem"], "the problem of the file")
    eventually(lambda: check(running)["status"] == "failing", "the check config turns red")
    assert state(running)["revision"] == revision
    assert "Warmaster" in running.status()["red_checks"]["config"]
    assert "check config is red: " in running.ignis("status").stdout
    told = config(running, "role add", role="Legion Officer", rank="Inductii")
    assert told.startswith("The role map cannot be used like this: ")
    assert "Warmaster" in told
    assert config(running, "role list").startswith("⚠ The file on disk is not in use")
    assert file.read_text(encoding="utf-8") == bad
    file.write_text(good, encoding="utf-8")
    eventually(lambda: state(running)["problem"] is None, "the file is taken again")
    eventually(lambda: check(running)["status"] == "ok", "the check config turns green")


def test_a_command_tells_what_follows_and_the_members_follow(running: Stack, file: Path) -> None:
    """What the preview says is what the sync then does: as many members, with the rank that was told."""
    ranked = "SELECT count(*) FROM members WHERE rank = 'Emberbound Initiate'"
    ((before,),) = ask_database(running, ranked)
    foreseen = config(running, "preview", role=ROLE, rank="Emberbound Initiate")
    told = config(running, "role add", role=ROLE, rank="Emberbound Initiate")
    assert f"{ROLE}: Civitas Aspirant → Emberbound Initiate" in told
    assert json.loads(file.read_text(encoding="utf-8"))["role_to_rank_mapping"][ROLE] == "Emberbound Initiate"
    changing = re.search(r"\*\*(\d+) members? change", told)
    assert changing is not None
    assert changing[0] in foreseen
    assert int(changing[1]) > 0
    expected = [(before + int(changing[1]),)]
    eventually(lambda: ask_database(running, ranked) == expected, "as many members follow as were told")
    vulkan = next(one for one in get(f"{running.url('sandbox')}/sandbox/state")["members"] if one["name"] == "Vulkan")
    line = (int(vulkan["id"]), f"command: {ROLE}: Civitas Aspirant → Emberbound Initiate")
    noted = "SELECT actor_id, reason FROM audit WHERE action = 'role_map'"
    eventually(lambda: line in ask_database(running, noted), "the change in the audit")


def test_what_was_acknowledged_outlives_a_kill_and_can_be_undone(running: Stack, file: Path) -> None:
    before = file.read_text(encoding="utf-8")
    assert "Role map: version" in config(running, "role add", role="Legion Officer", rank="Inductii")
    kill_bot(running)
    assert json.loads(file.read_text(encoding="utf-8"))["role_to_rank_mapping"]["Legion Officer"] == "Inductii"
    running.everybody_known()
    told = config(running, "undo")
    assert "\N{MINUS SIGN} Legion Officer, which stood for Inductii" in told
    assert json.loads(file.read_text(encoding="utf-8")) == json.loads(before)


def test_officers_have_no_say(running: Stack) -> None:
    answer = running.slash("Cassian", "config role list")
    assert "not visible to this user" in answer["error"]
