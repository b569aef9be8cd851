import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from ignis.adapters.database.journal import Journal, JournalEntry, JournalGap
from ignis.adapters.database.transaction import Statement, Value

VALUES = st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text() | st.binary()
STATEMENTS = st.lists(st.builds(Statement, st.text(), st.lists(VALUES).map(tuple)))


def entry(number: int, *values: Value) -> JournalEntry:
    return JournalEntry(number, "test", [Statement("INSERT", values)])


def begun(folder: Path, *numbers: int, after: int = 0) -> Journal:
    journal = Journal(folder)
    journal.begin(after, 1)
    for number in numbers:
        journal.append(entry(number, number))
    return journal


def numbers(journal: Journal, after: int = 0) -> list[int]:
    return [one.number for _, one in journal.read(after)]


@settings(max_examples=50, deadline=None)
@given(written=st.lists(STATEMENTS, max_size=3))
def test_what_is_read_is_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, written: list[list[Statement]]
) -> None:
    journal = Journal(tmp_path_factory.mktemp("journal"))
    journal.begin(0, 4)
    entries = [JournalEntry(number, "name", statements) for number, statements in enumerate(written, 1)]
    for one in entries:
        journal.append(one)
    assert list(journal.read(0)) == [(4, one) for one in entries]


def test_a_journal_without_a_file_has_nothing_to_forget(tmp_path: Path) -> None:
    assert begun(tmp_path, after=7).forget(7) == ()


def test_segments_follow_each_other(tmp_path: Path) -> None:
    begun(tmp_path, 1, 2)
    journal = begun(tmp_path, 3, after=2)
    assert [segment.first for segment in journal.segments()] == [1, 3]
    assert (numbers(journal), numbers(journal, after=2), journal.last()) == ([1, 2, 3], [3], 3)


def test_an_entry_that_was_not_committed_is_taken_back(tmp_path: Path) -> None:
    journal = begun(tmp_path, 1, 2)
    journal.take_back(1)
    assert numbers(journal) == [1, 2], "it is not the last"
    journal.take_back(2)
    journal.take_back(2)
    assert numbers(journal) == [1]
    journal.append(entry(2, "again"))
    assert [one.statements[0].values for _, one in journal.read(1)] == [("again",)]


@pytest.mark.parametrize("cut", [1, 5, 20])
def test_half_a_line_was_never_acknowledged(tmp_path: Path, cut: int) -> None:
    (segment,) = begun(tmp_path, 1, 2).segments()
    segment.path.write_bytes(segment.path.read_bytes()[:-cut])
    assert numbers(Journal(tmp_path)) == [1]
    assert numbers(begun(tmp_path, 2, after=1)) == [1, 2], "the next start goes on behind it"


def test_a_hole_is_said(tmp_path: Path) -> None:
    journal = begun(tmp_path, 1, 2)
    begun(tmp_path, 5, after=4)
    with pytest.raises(JournalGap, match="lacks writes 3 to 4"):
        numbers(journal)


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_a_segment_that_is_lost_in_use_is_noticed_and_the_next_entry_is_kept(tmp_path: Path, damage: object) -> None:
    journal = begun(tmp_path, 1)
    assert callable(damage)
    damage(journal.segments()[0].path)
    journal.append(entry(2))
    assert journal.torn
    assert numbers(journal, after=1) == [2]


def test_what_a_backup_makes_needless_can_go(tmp_path: Path) -> None:
    begun(tmp_path, 1, 2)
    journal = begun(tmp_path, 3, 4, after=2)
    journal.begin(4, 1)
    assert [path.name for path in journal.forget(2)] == ["000000000001-v1.jsonl"]
    assert [path.name for path in journal.forget(3)] == ["000000000001-v1.jsonl"]
    assert len(journal.forget(4)) == 2


def test_what_is_set_aside_is_not_read_and_not_written_over(tmp_path: Path) -> None:
    for _ in range(2):
        journal = begun(tmp_path, 1)
        journal.set_aside()
        assert numbers(journal) == []
    assert len(list(journal.lost())) == 2


def test_a_full_disk_leaves_the_journal_as_it_was(tmp_path: Path) -> None:
    """A folder where the segment should be: the nearest to a disk that does not take it, whoever runs the test."""
    journal = begun(tmp_path, 1)
    journal.begin(1, 1)
    (tmp_path / "000000000002-v1.jsonl").mkdir()
    with pytest.raises(IsADirectoryError):
        journal.append(entry(2))
    (tmp_path / "000000000002-v1.jsonl").rmdir()
    journal.append(entry(2))
    assert numbers(journal) == [1, 2]


def test_sqlite_takes_every_kind_of_value_back(tmp_path: Path) -> None:
    journal = begun(tmp_path)
    values: tuple[Value, ...] = (None, 2**62, 0.1 + 0.2, "Vulk'an\x00\ud83d", b"\x00\xff")
    journal.append(entry(1, *values[:3], "Vulk'an\x00", values[4]))
    ((_, read),) = journal.read(0)
    with closing(sqlite3.connect(":memory:")) as connection:
        assert connection.execute("SELECT ?, ?, ?, ?, ?", read.statements[0].values).fetchone() == (
            None,
            2**62,
            0.1 + 0.2,
            "Vulk'an\x00",
            b"\x00\xff",
        )


def test_segments_of_long_ago_are_not_read(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for number in range(1, 4):
        journal.begin(number - 1, 1)
        journal.append(entry(number))
    journal.segments()[0].path.write_bytes(b"spoilt")
    assert [found.number for _, found in journal.read(1)] == [2, 3]
    with pytest.raises(JournalGap):
        list(journal.read(0))
