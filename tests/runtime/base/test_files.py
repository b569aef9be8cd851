from pathlib import Path

import pytest

from ignis.runtime.base.files import replacement, sweep, write_atomic


class EditedMeanwhileError(Exception):
    pass


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def replace_after_failed_check(file: Path) -> None:
    with replacement(file, "two"):
        assert len(names(file.parent)) == 2, "the new content is written when the check runs"
        raise EditedMeanwhileError


def test_a_written_file_is_private_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a.json", "one")
    write_atomic(tmp_path / "a.json", "two")
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == "two"
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == ["a.json"]


def test_a_failed_write_leaves_the_old_content(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a.json", "one")
    with pytest.raises(UnicodeEncodeError):
        write_atomic(tmp_path / "a.json", "\ud800")
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == "one"
    assert names(tmp_path) == ["a.json"]


def test_a_failed_check_at_the_last_moment_replaces_nothing(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a.json", "one")
    with pytest.raises(EditedMeanwhileError):
        replace_after_failed_check(tmp_path / "a.json")
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == "one"
    assert names(tmp_path) == ["a.json"]


def test_a_writer_that_was_killed_leaves_what_sweep_removes(tmp_path: Path) -> None:
    (tmp_path / "b.json").touch()
    with replacement(tmp_path / "a.json", "one"):
        half_way = next(file for file in tmp_path.iterdir() if file.name.startswith("."))
        left = tmp_path / half_way.name.replace(".a.json.", ".a.json.0")
        left.write_bytes(half_way.read_bytes())  # what a kill at this moment leaves
    assert names(tmp_path) == [left.name, "a.json", "b.json"]
    sweep(tmp_path / "a.json")
    assert names(tmp_path) == ["a.json", "b.json"]
