"""A deletion that could not be finished is tried again until it is, logged once for each cause."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from structlog.testing import capture_logs

from ignis.bot.health.erasures import PendingErasures
from ignis.services.ports import StorageError
from tests.bot.conftest import NOON
from tests.support.waiting import eventually


@dataclass
class Erasing:
    """An ErasureStore: the tries fail with `problems`, one after the other, and then succeed."""

    problems: list[str] = field(default_factory=list)
    due: datetime | None = NOON
    tries: int = 0

    async def erasure_due_since(self) -> datetime | None:
        return self.due

    async def erase(self) -> None:
        self.tries += 1
        if self.problems:
            raise StorageError(self.problems.pop(0))
        self.due = None


async def test_it_tries_until_it_is_done_and_then_rests() -> None:
    store = Erasing(["no folder", "no folder", "disk full"])
    with capture_logs() as logged:
        erasures = PendingErasures(store, structlog.stdlib.get_logger("test"), every=0.01)
        running = asyncio.create_task(erasures.run())
        await eventually(lambda: store.due is None and erasures.due_since is None, "done")
        running.cancel()
    assert store.tries == 4
    assert [line.get("problem") for line in logged] == ["no folder", "disk full", None]
    assert erasures.state() == {"erasure_due_since": None, "problem": None}


async def test_meanwhile_it_says_since_when_and_why() -> None:
    erasures = PendingErasures(Erasing(["no folder"]), structlog.stdlib.get_logger("test"))
    await erasures.look()
    assert erasures.state() == {"erasure_due_since": NOON.isoformat(), "problem": "no folder"}
