"""How large history.db gets in 400 days, and how fast a full one answers: written with the exporter's own code.

    make bench-history

One transaction holds an hour here and half a minute in the exporter; rows and pages come out the same, which the last
day shows: it is written as the exporter does it.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from probes.exporter.history.archive import Archive
from probes.exporter.history.limits import most_bytes
from probes.exporter.history.past_incident import PastIncident
from probes.exporter.history.pending import Pending, Transition
from probes.exporter.history.subject_status import SubjectStatus
from probes.exporter.history.tally import SLOT_MS, SLOTS, Tally, slot_of
from probes.exporter.history.watch import milliseconds
from probes.exporter.history.window import Window
from probes.outcome import CheckStatus

_START = datetime(2026, 1, 1, tzinfo=UTC)
_SLOTS_AT_ONCE = 12
_WRITES_A_SLOT = 10
_TRANSITIONS_A_DAY = 40
_INCIDENTS_A_DAY = 3
_RUNS = 20

_FAST = [f"check:fast_{number}" for number in range(6)]  # every 5 s
_SLOW = [f"check:slow_{number}" for number in range(9)]  # every 300 s
_OTHERS = ["ignis", *(f"program:{number}" for number in range(4)), *(f"circuit:{number}" for number in range(8))]
_SUBJECTS = [*_FAST, *_SLOW, *_OTHERS]


class Calendar:
    """Set by hand."""

    def __init__(self) -> None:
        self.at = _START

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return time.monotonic()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=400)
    days = parser.parse_args().days
    with tempfile.TemporaryDirectory(prefix="ignis-") as folder:
        asyncio.run(_measure(Path(folder) / "history.db", days))


async def _measure(file: Path, days: int) -> None:
    calendar = Calendar()
    archive = Archive(file, keep_days=days, busy_timeout_s=5, clock=calendar, log=structlog.get_logger())
    await archive.open()
    dice, began = random.Random(1), time.monotonic()  # noqa: S311  nothing here is secret
    for batch in _batches(days, dice):
        calendar.at = datetime.fromtimestamp(max(slot for slot, _ in batch.tallies) * SLOT_MS / 1000, UTC)
        archive.pending = batch
        await archive.write()
    rows = days * SLOTS.a_day * len(_SUBJECTS)
    print(f"{days} days of {len(_SUBJECTS)} subjects, written in {time.monotonic() - began:.0f} s")
    print(f"history.db: {archive.bytes() / 1e6:.1f} MB, {archive.bytes() / rows:.1f} bytes for each of {rows:,} slots")
    print(f"it can never be larger than {most_bytes(days) / 1e6:.0f} MB")
    calendar.at = _START + timedelta(days=days)
    for window in Window:
        await _read(archive, window, None)
        await _read(archive, window, frozenset({"ignis"}))
    await archive.close()


def _batches(days: int, dice: random.Random) -> Iterator[Pending]:
    """An hour at a time, and the last day as the exporter writes it."""
    first = slot_of(milliseconds(_START))
    last_day = first + (days - 1) * SLOTS.a_day
    for slot in range(first, last_day, _SLOTS_AT_ONCE):
        yield _batch(range(slot, slot + _SLOTS_AT_ONCE), dice, 1)
    for slot in range(last_day, last_day + SLOTS.a_day):
        for _ in range(_WRITES_A_SLOT):
            yield _batch(range(slot, slot + 1), dice, _WRITES_A_SLOT)


def _batch(slots: range, dice: random.Random, part: int) -> Pending:
    batch = Pending()
    for slot in slots:
        for subject in _SUBJECTS:
            batch.add(slot, subject, _tally(subject, dice, part))
        if dice.random() < _TRANSITIONS_A_DAY / SLOTS.a_day / part:
            found = SubjectStatus(
                CheckStatus.FAILING, "unreachable", "no connection to apis.roblox.com (Connection refused)"
            )
            batch.transitions.append(
                Transition(dice.choice(_SUBJECTS), slot * SLOT_MS + dice.randrange(SLOT_MS), found)
            )
        if dice.random() < _INCIDENTS_A_DAY / SLOTS.a_day / part:
            at = slot * SLOT_MS
            one = PastIncident(at, slot, "process:bot", "bot crashed and is back", "crashed", at + 5000, 1)
            batch.incidents[one.key] = one
    return batch


def _tally(subject: str, dice: random.Random, part: int) -> Tally:
    """A slot in which all is well, but for one in fifty."""
    length = SLOT_MS // part
    failing = dice.randrange(length) if dice.random() < 0.02 else 0
    runs = 60 // part if subject in _FAST else 1
    if not subject.startswith("check:"):
        return Tally(ok=length - failing, failing=failing)
    slowest = dice.randrange(2_000, 400_000)
    return Tally(length - failing, 0, failing, runs, runs * dice.randrange(1_000, slowest), slowest)


async def _read(archive: Archive, window: Window, wanted: frozenset[str] | None) -> None:
    took, size = [], 0
    for _ in range(_RUNS):
        began = time.monotonic()
        size = len(await archive.answer(window, _SUBJECTS, wanted))
        took.append((time.monotonic() - began) * 1000)
    what = "all subjects" if wanted is None else ", ".join(wanted)
    times = f"median {statistics.median(took):6.1f} ms, slowest {max(took):6.1f} ms"
    print(f"{window.label:>5} {what:<13} {times}, {size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
