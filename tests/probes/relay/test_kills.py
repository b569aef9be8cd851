"""kill -9 at any moment while incidents open and resolve: nothing is lost, and all end as they should.

The relay's own manager, storage and outbox run as a process, over a real relay.db and a real webhook. A message may
come twice only if the relay was killed while it was posted, from when relay.db said so until it held the receipt.
"""

import asyncio
import json
import os
import re
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from probes.database import open_database
from probes.relay.notify.message.looks import OVER
from probes.relay.store import SCHEMA, RelayStore
from tests.probes.relay.rig import FakeDiscord, fake_discord
from tests.support.waiting import eventually

DICE = 20_261_130
LONGEST_RUN = 0.25  # seconds
LONGEST_REQUEST = 0.02


@dataclass
class World:
    """What is wrong, and what the relay has stored of it. `wrong` also holds what was wrong once."""

    file: Path
    wrong: dict[str, bool] = field(default_factory=dict[str, bool])
    since: dict[str, int] = field(default_factory=dict[str, int])
    version: int = 0
    kept: int = -1

    def change(self, name: str, *, wrong: bool) -> None:
        self.version += 1
        self.wrong[name], self.since[name] = wrong, self.version
        self.write()

    def write(self) -> None:
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps({"version": self.version, "wrong": self.wrong}))
        fresh.replace(self.file)

    def known(self) -> list[str]:
        """What is wrong and is stored by the relay: from now on it must be told, whatever happens."""
        return [name for name, wrong in self.wrong.items() if wrong and self.since[name] <= self.kept]


class Runs:
    """Begins and kills one run of the relay after another."""

    def __init__(self, process: asyncio.subprocess.Process, world: World) -> None:
        self._process = process
        self._world = world
        self._pid = 0
        self.over = asyncio.Event()
        self.begun = asyncio.Event()

    async def listen(self) -> None:
        assert self._process.stdout is not None
        while line := (await self._process.stdout.readline()).decode().split():
            match line:
                case ["run", pid]:
                    self._pid = int(pid)
                    self.begun.set()
                case ["kept", version]:
                    self._world.kept = max(self._world.kept, int(version))
                case ["over"]:
                    self.over.set()
                case _:
                    raise AssertionError(line)

    async def begin(self) -> None:
        assert self._process.stdin is not None
        self.begun.clear()
        self._process.stdin.write(b"begin\n")
        await asyncio.wait_for(self.begun.wait(), 30)

    async def kill(self) -> None:
        self.over.clear()
        os.kill(self._pid, signal.SIGKILL)
        await asyncio.wait_for(self.over.wait(), 30)


@asynccontextmanager
async def runs(folder: Path, discord: FakeDiscord, world: World) -> AsyncGenerator[Runs]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.support.programs.relay_runs",
        str(folder),
        discord.address.get_secret_value(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    made = Runs(process, world)
    listening = asyncio.create_task(made.listen())
    try:
        yield made
    finally:
        listening.cancel()
        if process.stdin is not None:
            process.stdin.close()
        await asyncio.wait_for(process.wait(), 30)


class SlowDiscord(FakeDiscord):
    """Takes each request at once and answers a little later, so that many a kill falls between the two."""

    dice = Random(DICE)

    async def handle(self, request: Any) -> Any:
        answer = await super().handle(request)
        await asyncio.sleep(self.dice.uniform(0, LONGEST_REQUEST))
        return answer


def subject(body: dict[str, Any]) -> str:
    found = re.search(r"check:(check \d+)", body["embeds"][0]["footer"]["text"])
    assert found
    return found[1]


def posting(folder: Path) -> list[str]:
    """What was being posted for the first time when the relay was killed: the spare knows, if there is one."""
    file = next(iter(folder.glob("ignis-relay-*/relay.db")), folder / "relay.db")
    with closing(sqlite3.connect(file)) as raw:
        rows = raw.execute("SELECT telling FROM outbox WHERE state = 'in flight' AND message_id IS NULL").fetchall()
    return [json.loads(telling)["incidents"][0]["program"] for (telling,) in rows]


def step(world: World, dice: Random, left: list[str]) -> None:
    """One thing breaks, or one thing that is known to be broken is mended."""
    known = world.known()
    if left and (not known or dice.random() < 0.5):
        world.change(left.pop(), wrong=True)
    elif known:
        world.change(dice.choice(known), wrong=False)


@pytest.mark.parametrize(
    ("kills", "incidents"), [(15, 12), pytest.param(500, 200, marks=[pytest.mark.long, pytest.mark.timeout(1800)])]
)
async def test_nothing_is_lost_and_all_end_as_they_should(tmp_path: Path, kills: int, incidents: int) -> None:
    await hammered(tmp_path, kills, incidents)


async def test_neither_is_it_while_relay_db_cannot_be_written(tmp_path: Path) -> None:
    database, _ = open_database(tmp_path / "relay.db", 1, SCHEMA)
    with closing(sqlite3.connect(tmp_path / "relay.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        await hammered(tmp_path, kills=10, incidents=8, longest_run=3 * LONGEST_RUN)
        other.rollback()
    assert RelayStore(database).load().incidents == {}
    database.close()


async def hammered(folder: Path, kills: int, incidents: int, longest_run: float = LONGEST_RUN) -> None:
    dice, world = Random(DICE), World(folder / "world.json")
    left = [f"check {number}" for number in range(incidents)]
    world.write()
    allowed = Counter[str]()
    async with fake_discord(SlowDiscord()) as discord, runs(folder, discord, world) as relay:
        for _ in range(kills):
            await relay.begin()
            await asyncio.sleep(dice.uniform(0, longest_run / 2))
            for _ in range(-(-2 * incidents // kills)):
                step(world, dice, left)
            await asyncio.sleep(dice.uniform(0, longest_run / 2))
            await relay.kill()
            allowed.update(posting(folder))
        await relay.begin()
        while left or any(world.wrong.values()):
            step(world, dice, left)
            await asyncio.sleep(LONGEST_REQUEST)
        await eventually(lambda: world.kept == world.version, "the whole world is known")
        newest: dict[str, dict[str, Any]] = {}

        def all_over() -> bool:
            newest.update({subject(body): body for body in discord.messages.values()})
            over = [body for body in newest.values() if body["embeds"][0]["color"] == OVER.colour]
            return len(over) == incidents

        await eventually(all_over, "every incident is told, and that it is over")
        await relay.kill()
    posts = Counter(subject(body) for method, _, body in discord.requests if method == "POST")
    assert set(posts) == {f"check {number}" for number in range(incidents)}
    again = posts - Counter(dict.fromkeys(posts, 1))
    assert again <= allowed, f"twice without a reason: {again - allowed}"
    # what came twice is the same incident, and no two incidents have the same number
    footers = {body["embeds"][0]["footer"]["text"] for _, _, body in discord.requests if body}
    assert len(footers) == incidents
    print(f"\n{kills} kills: {sum(allowed.values())} while a message was posted, {sum(again.values())} came twice")
