"""Backups that fail are remembered until one is made."""

from dataclasses import dataclass, field
from pathlib import Path

import structlog

from ignis.bot.health.backup_schedule import BackupSchedule
from ignis.services.ports import StorageError
from tests.support.fakes.turned_clock import T0, TurnedClock


@dataclass(frozen=True)
class Made:
    path: Path = Path("ignis-000000000001-20260101T120000Z.db")
    number: int = 1


@dataclass
class Backing:
    """A BackedUpDatabase; `problems` are what the next attempts fail with."""

    problems: list[str] = field(default_factory=list[str])
    due: bool = True
    made: int = 0

    def is_backup_due(self, every: float, now: float, most: int) -> bool:
        assert (every, now > every, most > 0) == (3600, True, True)
        return self.due

    async def back_up(self, keep: int) -> Made:
        assert keep == 3
        if self.problems:
            raise StorageError(self.problems.pop(0))
        self.made += 1
        return Made()


def schedule(database: Backing, clock: TurnedClock) -> BackupSchedule:
    return BackupSchedule(database, clock, structlog.stdlib.get_logger("test"), every=3600, keep=3)


async def test_a_failure_is_told_since_the_first_one_until_a_backup_is_made() -> None:
    database, clock = Backing(["no folder", "still none"]), TurnedClock()
    backups = schedule(database, clock)
    await backups.look()
    await clock.turn(30)
    await backups.look()
    assert backups.state() == {"failing_since": T0.isoformat(), "problem": "still none"}
    await backups.look()
    assert (backups.state(), database.made) == ({"failing_since": None, "problem": None}, 1)


async def test_none_is_made_while_none_is_due_and_an_old_failure_is_forgotten() -> None:
    database = Backing(["no folder"])
    backups = schedule(database, TurnedClock())
    await backups.look()
    database.due = False
    await backups.look()
    assert (backups.state(), database.made) == ({"failing_since": None, "problem": None}, 0)
