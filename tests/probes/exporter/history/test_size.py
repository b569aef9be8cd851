"""How large history.db gets: measured on files in which every row is as large as it can be.

`make bench-history` measures the same with 400 days of an ordinary life.
"""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

from probes.exporter.history import limits
from probes.exporter.history.limits import TEXT_BYTES, WORD_BYTES
from probes.exporter.history.subject_status import SubjectStatus
from probes.exporter.history.tally import SLOT_MS, SLOTS, Tally
from probes.outcome import CheckStatus
from tests.probes.exporter.history.rig import NOON_MS, NOON_SLOT, archive, incident, transition

NAMES = [f"check:{'x' * 80}{number:03}" for number in range(limits.SUBJECTS)]
# a check that takes ten seconds, every five seconds: more cannot be told of five minutes
FULLEST = Tally(SLOT_MS // 3, SLOT_MS // 3, SLOT_MS // 3, 60, 60 * 10_000_000, 10_000_000)


def file_bytes(file: Path) -> int:
    """Once everything has found its way into the file."""
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file.stat().st_size


async def test_tallies_take_no_more_than_is_reckoned_for_them(tmp_path: Path) -> None:
    file = tmp_path / "history.db"
    async with archive(file, keep_days=3) as rig:
        for slot in range(NOON_SLOT - 3 * SLOTS.a_day, NOON_SLOT):
            rig.archive.pending.tallies.update({(slot, name): FULLEST for name in NAMES})
            await rig.archive.write()
        assert rig.archive.bytes() <= file_bytes(file) + limits.WAL
    assert file_bytes(file) <= limits.tally_bytes(2)  # and the day that is under way


async def test_transitions_and_incidents_take_no_more_than_is_reckoned_for_them(tmp_path: Path) -> None:
    """They come in any order, which leaves pages half empty."""
    file, dice = tmp_path / "history.db", random.Random(6)
    words = SubjectStatus(CheckStatus.FAILING, "r" * WORD_BYTES, "d" * TEXT_BYTES)
    flapping = [(name, at) for name in NAMES[:6] for at in range(limits.TRANSITIONS + 200)]
    dice.shuffle(flapping)
    largest = incident()._replace(subject="s" * WORD_BYTES, title="t" * TEXT_BYTES, kind="k" * WORD_BYTES)
    trouble = [largest._replace(number=one, opened_at=NOON_MS + one) for one in range(limits.INCIDENTS + 500)]
    async with archive(file) as rig:
        while flapping or trouble:
            some, flapping = flapping[:700], flapping[700:]
            rig.archive.pending.transitions += [transition(name, NOON_MS + at, words) for name, at in some]
            new, trouble = trouble[:700], trouble[700:]
            rig.archive.pending.incidents.update({one.key: one for one in new})
            await rig.archive.write()
    assert file_bytes(file) <= limits.event_bytes(6)


async def test_new_rows_take_the_room_of_old_ones(tmp_path: Path) -> None:
    file, hour = tmp_path / "history.db", 3_600_000 // SLOT_MS
    sizes: list[int] = []
    async with archive(file, keep_days=1) as rig:
        for slot in range(NOON_SLOT, NOON_SLOT + 4 * SLOTS.a_day, hour):
            rig.clock.go_on(3600)
            rig.archive.pending.tallies.update({(slot + one, name): FULLEST for one in range(hour) for name in NAMES})
            await rig.archive.write()
            sizes.append(file_bytes(file))
    assert sizes[-1] <= 1.1 * sizes[25]  # the hours of the first day, and the one that is being written


def test_the_bound_is_the_sum_of_its_parts() -> None:
    assert limits.most_bytes(400) == limits.tally_bytes(400) + limits.event_bytes(limits.SUBJECTS)
    assert limits.most_bytes(400) < 400_000_000  # what docs/history.md promises
