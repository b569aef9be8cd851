"""The files of versions: what is kept, in which order, and what a crash in between leaves."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ignis.adapters.role_map.versions import KEPT, Versions
from ignis.domain.role_map.format import Format
from ignis.domain.role_map.version import Source, Version

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def version(number: int, by: int | None = 1) -> Version:
    return Version(number, NOON, Source.UNDO, by, "undid", f"r{number - 1}", f"r{number}", Format.YAML, "é: 🔥\n", 1)


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return Versions(tmp_path)


def kept(versions: Versions, *numbers: int) -> None:
    for number in numbers:
        versions.begin(version(number))
        versions.complete(number)


def test_what_is_kept_is_read_again_as_it_was(versions: Versions, tmp_path: Path) -> None:
    kept(versions, 1)
    assert Versions(tmp_path).all() == (version(1),)
    assert [path.name for path in tmp_path.iterdir()] == ["000001.json"]


def test_they_are_in_the_order_of_their_numbers_beyond_the_width_of_a_name(versions: Versions) -> None:
    kept(versions, 1_000_001, 999_999, 1_000_000)
    assert [each.number for each in versions.all()] == [999_999, 1_000_000, 1_000_001]
    assert versions.next_number() == 1_000_002


def test_only_the_newest_are_kept(versions: Versions, tmp_path: Path) -> None:
    kept(versions, *range(1, KEPT + 3))
    assert [each.number for each in versions.all()] == list(range(3, KEPT + 3))
    assert len(list(tmp_path.iterdir())) == KEPT


@pytest.mark.parametrize("content", ["", "{", '{"number": 2}', "null"])
def test_a_damaged_file_is_left_out_and_its_number_is_not_given_again(
    versions: Versions, tmp_path: Path, content: str
) -> None:
    kept(versions, 1, 2)
    (tmp_path / "000002.json").write_text(content, encoding="utf-8")
    assert [each.number for each in versions.all()] == [1]
    assert versions.next_number() == 3


def test_a_file_with_an_unknown_key_is_of_another_ignis_and_left_out(versions: Versions, tmp_path: Path) -> None:
    kept(versions, 1)
    path = tmp_path / "000001.json"
    path.write_text(path.read_text(encoding="utf-8").replace("{", '{"colour": 1,', 1), encoding="utf-8")
    assert versions.all() == ()


def test_a_change_that_was_made_keeps_the_version_that_was_begun(versions: Versions) -> None:
    versions.begin(version(1))
    versions.resolve_pending("r1")
    assert versions.all() == (version(1),)


def test_a_change_that_was_not_made_leaves_no_version(versions: Versions, tmp_path: Path) -> None:
    versions.begin(version(1))
    versions.resolve_pending("r0")
    assert (versions.all(), list(tmp_path.iterdir())) == ((), [])
    versions.resolve_pending("r1")
    assert versions.all() == ()


def test_an_id_is_removed_where_it_stands_and_nowhere_else(versions: Versions) -> None:
    kept(versions, 1, 2)
    versions.begin(version(3, by=2))
    versions.complete(3)
    versions.unsign(1)
    assert versions.all() == (replace(version(1), by=None), replace(version(2), by=None), version(3, by=2))


def test_other_files_of_the_folder_are_none_of_its(versions: Versions, tmp_path: Path) -> None:
    for name in ("lock", "notes.json", "²²².json"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    kept(versions, 1)
    assert versions.all() == (version(1),)
