"""The role sync on the real stack: what people do on Discord, what the database holds, and what Discord was asked for.

Every test has a member of its own, so the order does not matter.
"""

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any

import pytest

from tests.support.programs.stack import Stack, get, post, stack
from tests.support.waiting import wait_until as eventually

pytestmark = pytest.mark.e2e

QUIET = 0.4


@dataclass
class Guild:
    """The server as its people see it, and change it."""

    stack: Stack
    sandbox: str
    bot: str

    def member(self, name: str) -> dict[str, Any]:
        members = get(f"{self.sandbox}/sandbox/state")["members"]
        return next(one for one in members if one["name"] == name)

    def change(self, name: str, *, by: str = "Cassian", **what: object) -> None:
        answer = post(f"{self.sandbox}/sandbox/member", {"actor": by, "member": name, **what})
        assert "error" not in answer, answer

    def swap(self, name: str, old: str, new: str) -> None:
        self.change(name, remove_roles=[old], add_roles=[new])

    def is_called(self, name: str, nickname: str) -> None:
        eventually(
            lambda: self.member(name)["nick"] == nickname,
            f"{name} is called {nickname!r}, not {self.member(name)['nick']!r}\n{self.stack.logs()}",
        )

    def rank(self, name: str) -> str | None:
        rows = self.ask("SELECT rank FROM members WHERE user_id = ?", int(self.member(name)["id"]))
        return rows[0][0] if rows else None

    def causes(self, name: str) -> list[str | None]:
        """Who changed the rank, of each time that it followed the roles."""
        wanted = int(self.member(name)["id"])
        found = self.ask("SELECT actor_id FROM audit WHERE user_id = ? AND action = 'synced' ORDER BY id", wanted)
        names = {int(one["id"]): one["name"] for one in get(f"{self.sandbox}/sandbox/state")["members"]}
        return [names.get(actor) for (actor,) in found]

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.stack.home.ignis_db}?mode=ro", uri=True)) as connection:
            return connection.execute(sql, values).fetchall()

    def writes(self, name: str) -> list[tuple[str, int]]:
        """The bot's requests about one member, and how they were answered."""
        part = f"/members/{self.member(name)['id']}"
        asked = get(f"{self.sandbox}/sandbox/requests")["requests"]
        return [(one["method"], one["status"]) for one in asked if part in one["path"] and one["method"] != "GET"]

    def sync(self) -> dict[str, Any]:
        with suppress(OSError):
            found: dict[str, Any] = get(f"{self.bot}/state")["sync"]
            return found
        return {}

    def at_rest(self) -> None:
        def rests() -> bool:
            found = self.sync()
            return bool(found.get("last_round")) and not (found["quiet"] or found["writing"] or found["failing"])

        eventually(rests, f"nothing is left to write: {self.sync()}")

    def slash(self, persona: str, command: str, **options: object) -> dict[str, Any]:
        body = {"as": persona, "channel": "servitor-terminal", "command": command, "options": options}
        answer: dict[str, Any] = post(f"{self.sandbox}/sandbox/slash", body)
        return answer

    def identifies(self) -> int:
        return int(get(f"{self.sandbox}/sandbox/state")["identifies"])

    def connected(self) -> bool:
        return any(one["connected"] for one in get(f"{self.sandbox}/sandbox/state")["sessions"])


@pytest.fixture(scope="module")
def running() -> Iterator[Guild]:
    with stack({"sync": {"quiet": QUIET}}) as made:
        made.up()
        addresses = made.status()["endpoints"]
        yield Guild(made, addresses["sandbox"], addresses["bot"])


@pytest.fixture
def guild(running: Guild) -> Guild:
    """Every test begins with a bot that has nothing left to do."""
    running.at_rest()
    return running


def test_rank_and_nickname_follow_a_moderators_change_in_exactly_one_request(guild: Guild) -> None:
    before = guild.writes("Tu'Shan")
    guild.change("Tu'Shan", add_roles=["Legion Veteran"])
    guild.change("Tu'Shan", add_roles=["Legion Elite"], remove_roles=["Legion Veteran", "Legionary"])
    guild.is_called("Tu'Shan", "6. Legion Elite TuShan_Nocturne")
    guild.at_rest()
    assert guild.rank("Tu'Shan") == "Flamehardened Veteran"
    assert guild.causes("Tu'Shan") == ["Cassian"], "of two changes in a row the last one counts"
    assert [*before, ("PATCH", 200)] == guild.writes("Tu'Shan")


def test_an_officers_rank_stands_and_its_role_replaces_all_that_would_outrank_it(guild: Guild) -> None:
    guild.change("Argos", add_roles=["Legion Elite"])
    guild.at_rest()
    answer = guild.slash("Vulkan", "rank set", member="Argos", rank="Ashborn Legionary", reason="by decree")
    assert answer["acknowledged"], answer
    guild.is_called("Argos", "6. Legionary ArgosOfTheForge")
    guild.at_rest()
    assert guild.rank("Argos") == "Ashborn Legionary"
    assert "Legionary" in guild.member("Argos")["roles"]
    assert not {"Techmarine", "Legion Elite"} & set(guild.member("Argos")["roles"])


def test_what_changed_while_the_bot_was_down_is_caught_up(guild: Guild) -> None:
    before = guild.writes("N'keln")
    os.kill(get(f"{guild.sandbox}/sandbox/state")["bot_pid"], signal.SIGKILL)
    guild.swap("N'keln", "Legion Elite", "Techmarine")
    guild.is_called("N'keln", "A. Techmarine NkelnShen")
    guild.at_rest()
    assert guild.rank("N'keln") == "Techmarine"
    assert [*before, ("PATCH", 200)] == guild.writes("N'keln")


def test_what_changed_around_a_reconnect_is_replayed(guild: Guild) -> None:
    before, identified = guild.writes("Cassian"), guild.identifies()
    post(f"{guild.sandbox}/sandbox/reconnect", {})
    guild.change("Cassian", by="Vulkan", remove_roles=["Captain"], add_roles=["Legion Sergeant"])
    guild.is_called("Cassian", "3. Legion Sergeant CassianDracos")
    guild.at_rest()
    assert guild.rank("Cassian") == "Cindershield Sergeant"
    assert [*before, ("PATCH", 200)] == guild.writes("Cassian")
    assert guild.identifies() == identified, "the session was resumed"


def test_what_changed_before_a_new_session_is_caught_up(guild: Guild) -> None:
    before, identified = guild.writes("Ba'ken"), guild.identifies()
    fault = {"target": "discord-gateway", "kind": "invalid-session", "seconds": 0.5}
    post(f"{guild.sandbox}/sandbox/faults", fault)
    eventually(lambda: not guild.connected(), "the session is lost")
    guild.swap("Ba'ken", "1st Lieutenant", "2nd Lieutenant")
    guild.is_called("Ba'ken", "3. 2nd Lieutenant SolBaken")
    guild.at_rest()
    assert guild.rank("Ba'ken") == "2nd Lieutenant (Furnace Warden)"
    assert guild.identifies() > identified
    assert [*before, ("PATCH", 200)] == guild.writes("Ba'ken")


def test_a_second_bot_that_rewrites_a_nickname_is_left_to_it_and_reported(guild: Guild) -> None:
    ours, theirs, before = "3. 2nd Lieutenant HazonDakir", "HazonDakir", guild.writes("Dak'ir")
    for _ in range(2):
        guild.change("Dak'ir", by="Bloxlink", nick=theirs)
        guild.is_called("Dak'ir", ours)
    guild.change("Dak'ir", by="Bloxlink", nick=theirs)
    wanted = [guild.member("Dak'ir")["id"]]
    eventually(lambda: guild.sync().get("contested") == wanted, f"the fight is reported: {guild.sync()}")
    why = str(guild.slash("Cassian", "why", member="Dak'ir")["messages"])
    assert "somebody else keeps changing the nickname back" in why
    assert guild.member("Dak'ir")["nick"] == theirs
    assert [*before, ("PATCH", 200), ("PATCH", 200)] == guild.writes("Dak'ir")
