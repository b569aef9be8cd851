"""What the tests of the history share: an archive on a real file, and things to remember."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from probes.exporter.history.archive import Archive
from probes.exporter.history.past_incident import PastIncident
from probes.exporter.history.pending import Pending, Transition
from probes.exporter.history.subject_status import SubjectStatus
from probes.exporter.history.tally import SLOT_MS, Tally
from probes.outcome import CheckReason, CheckStatus
from tests.probes.relay.rig import readable_log
from tests.probes.stand_ins import HandClock

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
NOON_MS = round(NOON.timestamp() * 1000)
NOON_SLOT = NOON_MS // SLOT_MS
BROKEN = SubjectStatus(CheckStatus.FAILING, CheckReason.LOCKED, "someone writes")


@dataclass
class ArchiveRig:
    """An archive, the clock it goes by, and what it has said."""

    archive: Archive
    clock: HandClock
    said: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def lines(self) -> list[str]:
        return [str(entry["event"]) for entry in self.said]


@asynccontextmanager
async def archive(file: Path, *, keep_days: int = 400) -> AsyncGenerator[ArchiveRig]:
    """It is noon of 1 January 2026."""
    log, said = readable_log()
    clock = HandClock()
    clock.wall = NOON
    made = Archive(file, keep_days=keep_days, busy_timeout_s=0.1, clock=clock, log=log)
    try:
        yield ArchiveRig(made, clock, said)
    finally:
        await made.close()


def batch(tallies: dict[tuple[int, str], Tally] | None = None) -> Pending:
    made = Pending()
    for (slot, subject), tally in (tallies or {(NOON_SLOT, "ignis"): Tally(ok=1000)}).items():
        made.add(slot, subject, tally)
    return made


def transition(subject: str = "check:database", at: int = NOON_MS, finding: SubjectStatus = BROKEN) -> Transition:
    return Transition(subject, at, finding)


def incident(number: int = 1, opened_at: int = NOON_MS, resolved_at: int | None = None) -> PastIncident:
    return PastIncident(opened_at, number, "process:bot", "bot crashed", "crashed", resolved_at, 1)
