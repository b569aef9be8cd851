"""The folders show the architecture: none is a drawer, and none has a name that tools hide."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from ignis.runtime.config.settings import project_root
from tests.structure.sources import modules

_UNLIKE = 16
"""At most so many Python files of unlike kinds in a folder of source."""

_ALIKE = {
    "probes/checks": "one check a file",
    "ignis/bot/commands": "one group of commands a file",
    "ignis/services/ports": "one port a file",
}
"""Folders whose files are all of one kind may have more; with the kind."""

_TOPS = ("ignis", "probes", "ops", "tests", "benchmarks", "docs", "config")


def test_no_folder_holds_more_than_16_files_of_unlike_kinds() -> None:
    assert _full(one.path for one in modules().values()) == {}


def test_each_folder_whose_files_are_alike_is_there() -> None:
    folders = {one.path.parent.as_posix() for one in modules().values()}
    assert _ALIKE.keys() <= folders


def test_no_folder_is_called_build() -> None:
    """Pytest skips such a folder, and editors and .gitignore files hide it."""
    assert [str(found) for top in _TOPS for found in (project_root() / top).rglob("build") if found.is_dir()] == []


def test_a_folder_of_17_files_is_full_one_of_alike_files_is_not_and_the_face_of_a_package_does_not_count() -> None:
    drawer = [Path("ignis/drawer") / f"file{number}.py" for number in range(17)]
    room = [Path("ignis/room") / f"file{number}.py" for number in range(16)]
    checks = [Path("probes/checks") / f"check{number}.py" for number in range(30)]
    assert _full([*drawer, *room, Path("ignis/room/__init__.py"), *checks]) == {"ignis/drawer": 17}


def _full(files: Iterable[Path]) -> Mapping[str, int]:
    count = Counter(file.parent.as_posix() for file in files if file.name != "__init__.py")
    return {folder: files for folder, files in count.items() if files > _UNLIKE and folder not in _ALIKE}
