"""A test stands beside its file by name: `ignis/bot/start.py` is tested by `tests/bot/test_start.py`."""

from collections.abc import Iterable
from pathlib import Path

from ignis.runtime.config.settings import project_root
from tests.structure.sources import Module, made_up, modules

_SHORT = 60
"""A file of this many lines, or fewer, may be tested by the tests of its neighbours."""


def test_every_longer_file_has_a_test_of_its_name_in_the_same_place() -> None:
    assert sorted(_untested(modules().values(), project_root())) == []


def test_a_long_file_without_its_test_is_found_and_a_short_one_is_not(tmp_path: Path) -> None:
    long, short = "x = 1\n" * 61, "x = 1\n" * 60
    known = made_up(ignis__bot__seen=long, ignis__bot__unseen=long, ignis__bot__short=short, probes__relay__seen=long)
    for test in ("bot/test_seen.py", "probes/relay/test_seen.py", "relay/test_unseen.py"):
        (tmp_path / "tests" / test).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tests" / test).write_text("def test_it() -> None: ...\n", encoding="utf-8")
    assert _untested(known.values(), tmp_path) == {"ignis/bot/unseen.py"}


def test_a_test_file_without_a_test_counts_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_seen.py").write_text('"""To come."""\n', encoding="utf-8")
    assert _untested(made_up(ignis__seen="x = 1\n" * 61).values(), tmp_path) == {"ignis/seen.py"}


def _untested(sources: Iterable[Module], base: Path) -> set[str]:
    return {one.path.as_posix() for one in sources if _is_long(one) and not _has_tests(base / _test_of(one.path))}


def _is_long(one: Module) -> bool:
    return len(one.source.splitlines()) > _SHORT and not one.path.name.startswith("__")


def _has_tests(file: Path) -> bool:
    return file.is_file() and "def test_" in file.read_text(encoding="utf-8")


def _test_of(path: Path) -> Path:
    place = path.relative_to("ignis") if path.parts[0] == "ignis" else path
    return Path("tests") / place.with_name(f"test_{path.name}")
