"""history.db on a real disk: what was written is there, and nothing that befalls the file stops anybody."""

import json
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from ignis.runtime.config.settings import ConfigError
from probes.database import StoreError, open_database
from probes.exporter.history import limits
from probes.exporter.history.archive import Archive
from probes.exporter.history.forgetting import AT_ONCE
from probes.exporter.history.pending import Pending
from probes.exporter.history.reading import MOST
from probes.exporter.history.subject_status import SubjectStatus
from probes.exporter.history.tally import DAY_MS, GRAINS, SLOT_MS, SLOTS, Tally
from probes.exporter.history.window import Window
from probes.exporter.history.writing import write
from probes.outcome import CheckStatus
from tests.probes.exporter.history.rig import (
    NOON_MS,
    NOON_SLOT,
    ArchiveRig,
    archive,
    batch,
    incident,
    transition,
)
from tests.support.programs.small_disk import fill, small_disk

OK, BAD = Tally(ok=SLOT_MS), Tally(failing=SLOT_MS)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


@pytest.fixture
async def rig(file: Path) -> AsyncIterator[ArchiveRig]:
    async with archive(file) as made:
        yield made


async def written(made: Archive, pending: Pending) -> None:
    made.pending = pending
    await made.write()


async def told(made: Archive, window: Window = Window.DAY, *wanted: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(await made.answer(window, (), frozenset(wanted) or None))
    return answer


def rows(file: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(file)) as raw:
        return raw.execute(query).fetchall()


async def test_what_was_written_is_told_in_every_window(rig: ArchiveRig) -> None:
    day = SLOTS.a_day
    await written(
        rig.archive,
        batch(
            {
                (NOON_SLOT - 1, "ignis"): Tally(ok=200_000, degraded=50_000, failing=50_000),
                (NOON_SLOT - day, "ignis"): OK,
                (NOON_SLOT - 6 * day, "ignis"): BAD,
                (NOON_SLOT - 29 * day, "ignis"): OK,
                (NOON_SLOT - 89 * day, "ignis"): BAD,
                (NOON_SLOT - 364 * day, "ignis"): OK,
                (NOON_SLOT - 370 * day, "ignis"): BAD,
            }
        ),
    )
    slots = {Window.DAY: 1, Window.WEEK: 3, Window.MONTH: 4, Window.QUARTER: 5, Window.YEAR: 6}
    for window, number in slots.items():
        answer = await told(rig.archive, window)
        subject, step = answer["subjects"]["ignis"], answer["step_s"]
        assert sum(subject["seconds"].values()) == number * 300
        assert len(answer["times"]) == len(subject["status"]) == len(subject["up"]) == window.steps
        assert all(
            later - earlier == step for earlier, later in zip(answer["times"], answer["times"][1:], strict=False)
        )
        assert answer["times"][0] % step == 0
        assert answer["times"][-1] <= NOON_MS / 1000 < answer["times"][-1] + step
        shown = [status for status in subject["status"] if status]
        assert (len(shown), shown[-1]) == (min(number, window.steps), "failing")
    day_ago = await told(rig.archive)
    (before_noon,) = [up for up in day_ago["subjects"]["ignis"]["up"] if up is not None]
    assert before_noon == day_ago["subjects"]["ignis"]["uptime"] == pytest.approx(250 / 300, abs=1e-5)
    assert day_ago["subjects"]["ignis"]["observed"] == pytest.approx(300 / (287 * 300), abs=1e-5)


async def test_latency_is_told_of_checks_alone(rig: ArchiveRig) -> None:
    answers = Tally(ok=1000, answers=4, latency_sum=2_000_000, latency_max=900_000)
    await written(rig.archive, batch({(NOON_SLOT, "check:roblox"): answers, (NOON_SLOT, "ignis"): OK}))
    subjects = (await told(rig.archive))["subjects"]
    assert (subjects["check:roblox"]["latency_avg_s"][-1], subjects["check:roblox"]["latency_max_s"][-1]) == (0.5, 0.9)
    assert subjects["check:roblox"]["latency_avg_s"][0] is None
    assert "latency_avg_s" not in subjects["ignis"]


async def test_only_the_subjects_that_are_wanted_are_told(rig: ArchiveRig) -> None:
    pending = batch({(NOON_SLOT, name): OK for name in ("ignis", "check:disk", "program:bot")})
    pending.transitions += [transition("check:disk"), transition("program:bot")]
    await written(rig.archive, pending)
    rig.archive.pending = batch({(NOON_SLOT, "circuit:roblox"): OK})
    answer = await told(rig.archive, Window.DAY, "ignis", "program:bot")
    assert list(answer["subjects"]) == ["ignis", "program:bot"]
    assert [one["subject"] for one in answer["transitions"]] == ["program:bot"]


async def test_what_is_not_written_yet_is_told_too_and_counts_once(rig: ArchiveRig) -> None:
    await written(rig.archive, batch({(NOON_SLOT - 1, "ignis"): Tally(ok=100_000)}))
    rig.archive.pending = batch({(NOON_SLOT - 1, "ignis"): Tally(failing=100_000)})
    rig.archive.pending.transitions.append(transition("ignis", NOON_MS))
    rig.archive.pending.incidents[incident().key] = incident()
    for _ in range(2):
        answer = await told(rig.archive)
        assert answer["subjects"]["ignis"]["seconds"] == {"ok": 100, "degraded": 0, "failing": 100}
        assert [one["detail"] for one in answer["transitions"]] == ["someone writes"]
        assert [one["number"] for one in answer["incidents"]] == [1]
        await rig.archive.write()


async def test_incidents_that_touch_the_window_are_told_newest_first(rig: ArchiveRig) -> None:
    ended, long_over = NOON_MS - DAY_MS // 2, NOON_MS - 2 * DAY_MS
    kept = [
        incident(1, long_over, long_over + 5000),
        incident(2, long_over, ended),
        incident(3, long_over + 1),
        incident(4, ended, ended + 5000),
    ]
    pending = batch()
    pending.incidents.update({one.key: one for one in kept})
    await written(rig.archive, pending)
    shown = (await told(rig.archive))["incidents"]
    assert [one["number"] for one in shown] == [4, 3, 2]
    assert (shown[0]["duration_s"], shown[0]["deaths"], shown[1]["resolved_at"]) == (5.0, 1, None)
    rig.archive.pending.incidents[kept[2].key] = kept[2]._replace(resolved_at=NOON_MS)
    await rig.archive.write()
    assert (await told(rig.archive))["incidents"][1]["resolved_at"] == "2026-01-01T12:00:00+00:00"


amounts = st.dictionaries(
    st.tuples(st.integers(NOON_SLOT - 500, NOON_SLOT), st.sampled_from(["ignis", "check:disk"])),
    st.builds(Tally, *[st.integers(0, SLOT_MS)] * 3, *[st.integers(0, 100)] * 3),
    max_size=6,
)


@settings(max_examples=40)
@given(st.lists(amounts, max_size=5))
def test_half_hours_and_days_are_the_sums_of_their_slots_and_no_slot_is_overfull(
    tmp_path_factory: pytest.TempPathFactory, batches: list[dict[tuple[int, str], Tally]]
) -> None:
    file = tmp_path_factory.mktemp("sums") / "history.db"
    database, _ = open_database(file, 0.1, "probes.exporter.history")
    for tallies in batches:
        with database.transaction() as db:
            write(db, batch(tallies) if tallies else Pending())
    database.close()
    figures = "sum(ok), sum(degraded), sum(failing), sum(answers), sum(latency_sum), max(latency_max)"
    summed = {
        grain.table: rows(
            file,
            f"SELECT step / {DAY_MS // grain.ms}, subject, {figures} FROM {grain.table} GROUP BY 1, 2",  # noqa: S608
        )
        for grain in GRAINS
    }
    assert summed["days"] == summed["half_hours"] == summed["slots"]
    assert rows(file, "SELECT * FROM slots WHERE ok + degraded + failing > 300000") == []
    observed = sum(sum(row[2:5]) for row in summed["days"])
    room = len({key for tallies in batches for key in tallies}) * SLOT_MS
    assert observed <= min(room, sum(tally.observed for tallies in batches for tally in tallies.values()))


async def test_a_new_run_knows_what_was_last_found(file: Path) -> None:
    async with archive(file) as first:
        pending = batch()
        pending.transitions += [transition(at=1), transition(at=2, finding=SubjectStatus(CheckStatus.OK))]
        pending.incidents[incident().key] = incident()
        await written(first.archive, pending)
    async with archive(file) as second:
        known = await second.archive.open()
    assert known.statuses == {"check:database": SubjectStatus(CheckStatus.OK)}
    assert known.incidents == {incident().key: incident()}


async def test_a_newer_database_is_refused_and_not_touched(file: Path, rig: ArchiveRig) -> None:
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("PRAGMA user_version = 99")
    before = file.read_bytes()
    with pytest.raises(ConfigError, match=r"history\.db: has schema 99"):
        await rig.archive.open()
    assert file.read_bytes()[100:] == before[100:]


@pytest.mark.parametrize("keep", [0, 100])
async def test_a_damaged_file_is_set_aside_and_begun_anew_with_one_line(file: Path, rig: ArchiveRig, keep: int) -> None:
    """Its head is damaged, or what stands behind a head that is whole."""
    async with archive(file) as before:
        await written(before.archive, batch({(slot, "ignis"): OK for slot in range(NOON_SLOT - 2000, NOON_SLOT)}))
    whole = file.read_bytes()
    file.write_bytes(whole[:keep] + b"\xa5" * (len(whole) - keep))
    rig.archive.pending = batch()
    for _ in range(2):  # the second finds a new file; the first may have been the one that noticed
        if rig.archive.pending:
            try:
                await rig.archive.write()
            except StoreError as error:
                assert error.damaged
    assert not rig.archive.pending
    assert (await told(rig.archive))["subjects"]["ignis"]["seconds"]["ok"] == 1
    assert rig.lines() == ["history.db was damaged and is set aside; the history starts empty"]
    (aside,) = file.parent.glob("history.db.damaged-*")
    assert aside.stat().st_size == len(whole)


async def test_damage_that_is_met_while_the_file_is_in_use_costs_the_file_and_not_what_is_pending(
    file: Path, rig: ArchiveRig
) -> None:
    await written(rig.archive, batch({(slot, "ignis"): OK for slot in range(NOON_SLOT - 4000, NOON_SLOT)}))
    rows(file, "PRAGMA wal_checkpoint(TRUNCATE)")
    size = file.stat().st_size
    with file.open("r+b") as raw:
        raw.seek(4096)
        raw.write(os.urandom(size - 4096))
    with pytest.raises(StoreError):
        await told(rig.archive)
    await written(rig.archive, batch())
    assert (await told(rig.archive))["subjects"]["ignis"]["seconds"]["ok"] == 1


async def test_a_deleted_file_is_begun_anew_with_one_line(file: Path, rig: ArchiveRig) -> None:
    await written(rig.archive, batch())
    file.unlink()
    await written(rig.archive, batch())
    await written(rig.archive, batch())
    assert (await told(rig.archive))["subjects"]["ignis"]["seconds"]["ok"] == 2
    assert [line for line in rig.lines() if "was deleted while it was in use" in line] == rig.lines()
    assert len(rig.lines()) == 1


async def test_a_locked_file_takes_nothing_and_loses_nothing(file: Path, rig: ArchiveRig) -> None:
    await written(rig.archive, batch())
    rig.clock.go_on(60)
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked"):
            await written(rig.archive, batch())
        rig.archive.pending.add(NOON_SLOT, "ignis", Tally(failing=7000))
        assert (await told(rig.archive))["subjects"]["ignis"]["seconds"] == {"ok": 2, "degraded": 0, "failing": 7}
        other.rollback()
    await rig.archive.write()
    assert rows(file, "SELECT ok, failing FROM slots") == [(2000, 7000)]


async def test_a_full_disk_takes_nothing_and_loses_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "1M") as disk:
        async with archive(disk / "history.db") as rig:
            await written(rig.archive, batch())
            fill(disk / "ballast")
            rig.archive.pending = batch({(slot, "ignis"): OK for slot in range(NOON_SLOT - 2000, NOON_SLOT)})
            with pytest.raises(StoreError, match=r"full|disk I/O error"):
                await rig.archive.write()
            assert len(rig.archive.pending.tallies) == 2000
            (disk / "ballast").unlink()
            await rig.archive.write()
            assert len(rows(disk / "history.db", "SELECT * FROM slots")) == 2001


def test_what_waits_for_the_disk_is_bounded() -> None:
    pending = Pending()
    for number in range(30):
        more = batch({(NOON_SLOT + slot, f"check:{number}"): OK for slot in range(1000)})
        more.transitions += [transition(at=number * 1000 + one) for one in range(1000)]
        more.incidents.update(
            {one.key: one for one in (incident(one, one + 1) for one in range(500 * number, 500 * number + 500))}
        )
        pending = pending.followed_by(more)
    assert len(pending.tallies) == limits.SUBJECTS * SLOTS.a_day
    assert max(slot for slot, _ in pending.tallies) == NOON_SLOT + 999
    assert (len(pending.transitions), pending.transitions[-1].at) == (2000, 29_999)
    assert len(pending.incidents) == 1000


async def test_old_slots_go_an_hour_at_a_time(file: Path) -> None:
    async with archive(file, keep_days=2) as rig:
        first = NOON_SLOT - 4 * SLOTS.a_day
        old = batch({(slot, "ignis"): OK for slot in range(first, NOON_SLOT)})
        old.transitions.append(transition(at=first * SLOT_MS))
        old.incidents[1, 1] = incident(1, 1, 2)
        await written(rig.archive, old)
        assert rows(file, "SELECT min(step) FROM slots") == [(first + AT_ONCE,)]
        for _ in range(4 * SLOTS.a_day // AT_ONCE):
            await written(rig.archive, batch())
    assert rows(file, "SELECT min(step) FROM slots") == [(NOON_SLOT - 2 * SLOTS.a_day,)]
    assert rows(file, "SELECT min(step) FROM half_hours") == [((NOON_SLOT - 2 * SLOTS.a_day) // 6,)]
    assert rows(file, "SELECT min(step) FROM days") == [((NOON_SLOT - 2 * SLOTS.a_day) // SLOTS.a_day,)]
    assert rows(file, "SELECT (SELECT count(*) FROM transitions) + (SELECT count(*) FROM incidents)") == [(0,)]


async def test_a_calendar_that_is_years_ahead_for_an_hour_does_not_cost_years(rig: ArchiveRig) -> None:
    await written(rig.archive, batch({(NOON_SLOT - day * SLOTS.a_day, "ignis"): OK for day in range(300)}))
    rig.clock.go_on(5 * 365 * 86_400)
    ahead = NOON_SLOT + 5 * 365 * SLOTS.a_day
    for write_number in range(120):  # every 30 s
        await written(rig.archive, batch({(ahead + write_number // 10, "ignis"): Tally(ok=30_000)}))
    rig.clock.go_on(-5 * 365 * 86_400)
    left = (await told(rig.archive, Window.YEAR))["subjects"]["ignis"]["status"]
    assert 170 <= sum(one is not None for one in left) <= 300


async def test_a_subject_that_flaps_pushes_out_its_own_transitions_alone(file: Path, rig: ArchiveRig) -> None:
    pending = batch()
    pending.transitions.append(transition("check:clock", 1))
    await written(rig.archive, pending)
    for start in range(0, 3000, 500):
        pending = Pending()
        pending.transitions += [transition("check:disk", NOON_MS - 5000 + start + one) for one in range(500)]
        await written(rig.archive, pending)
    counted = rows(file, "SELECT name, count(*), max(at) FROM transitions JOIN subjects ON id = subject GROUP BY 1")
    assert counted == [("check:clock", 1, 1), ("check:disk", limits.TRANSITIONS, NOON_MS - 2001)]
    assert len((await told(rig.archive))["transitions"]) == MOST


async def test_there_is_room_for_so_many_subjects_and_said_once_when_there_is_none(rig: ArchiveRig) -> None:
    for _ in range(2):
        await written(rig.archive, batch({(NOON_SLOT, f"check:{one}"): OK for one in range(limits.SUBJECTS + 2)}))
    assert len((await told(rig.archive))["subjects"]) == limits.SUBJECTS
    assert [(entry["event"], entry["refused"]) for entry in rig.said] == [
        ("the history has no room for more subjects", f"check:{limits.SUBJECTS}, check:{limits.SUBJECTS + 1}")
    ]


async def test_subjects_that_are_gone_for_good_make_room(file: Path) -> None:
    async with archive(file) as rig:
        await written(rig.archive, batch({(NOON_SLOT, "check:old"): OK, (NOON_SLOT, "check:new"): OK}))
        with closing(sqlite3.connect(file)) as raw, raw:
            raw.execute("DELETE FROM days WHERE subject = (SELECT id FROM subjects WHERE name = 'check:old')")
    async with archive(file) as rig:
        await rig.archive.open()
    assert rows(file, "SELECT name FROM subjects") == [("check:new",)]


async def test_texts_are_cut_to_one_line_of_bounded_bytes(rig: ArchiveRig) -> None:
    pending = batch()
    pending.transitions.append(transition(finding=SubjectStatus(CheckStatus.FAILING, "crashed", "é\n" * 5000)))
    await written(rig.archive, pending)
    (shown,) = (await told(rig.archive))["transitions"]
    assert len(shown["detail"].encode()) <= limits.TEXT_BYTES
    assert shown["detail"].startswith("é é")
    assert shown["detail"].endswith("…")


async def test_a_file_above_its_bound_loses_its_oldest_whatever_its_age(
    file: Path, rig: ArchiveRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    await written(rig.archive, batch({(slot, "ignis"): OK for slot in range(NOON_SLOT - 100, NOON_SLOT)}))
    monkeypatch.setattr(limits, "most_bytes", lambda _days: 4096)
    await written(rig.archive, batch())
    assert rows(file, "SELECT min(step), max(step) FROM slots") == [(NOON_SLOT - 100 + AT_ONCE, NOON_SLOT)]
