"""Whatever stands in the file: a valid map or one clear line, never a crash, never a write."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import structlog
import yaml
from hypothesis import HealthCheck, given, settings, strategies as st

from ignis.adapters.role_map.owner import RoleMapFile
from ignis.adapters.role_map.reader import load_role_map
from ignis.adapters.role_map.text import format_of, parse, render
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.config.settings import ConfigError, project_root

SHIPPED = (project_root() / "config" / "roles_ranks.json").read_text(encoding="utf-8")
CONTENT: dict[str, Any] = json.loads(SHIPPED)
OLDER = CONTENT | {"role_to_rank_mapping": {"All": CONTENT["role_to_rank_mapping"]}}
AS_YAML = yaml.safe_dump(CONTENT, sort_keys=False)

Written = tuple[str, bytes]  # the file's extension, and what stands in it

ODD = st.sampled_from(
    ["\x00", "\ud800", '"\\ud800"', "\u2028", "\x85", "\ufeff", "NaN", "1e999", "-", "9" * 5000, "[" * 2000, "{" * 2000,
     "{}", "null", "true", "'", '"', "\n", "\t", ": ", "- ", "&a ", "*a", "!!python/name:os.system ", "<<: ",
     "%YAML 9\n", '"version": 1,', "version: 1\n", "---\n", "...\n", "? ", "| \n", '"\\UFFFFFFFF"', "#", ",", "}", "]"],
)  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.sampled_from(["\ud800", ""])
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@st.composite
def spliced(draw: st.DrawFn) -> Written:
    """The shipped map with pieces cut out, doubled, or something odd put in."""
    ending, text = draw(st.sampled_from([(".json", SHIPPED), (".yaml", AS_YAML), (".json", json.dumps(OLDER))]))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        upto = min(len(text), at + draw(st.sampled_from([0, 0, 1, 7, 200])))
        new = draw(st.one_of(ODD, st.text(max_size=5), st.just(text[at:upto] * 2)))
        text = text[:at] + new + text[upto:]
    return ending, encoded(text)


@st.composite
def replaced(draw: st.DrawFn) -> Written:
    """The shipped map with a wrong value or an unknown key at some depth: valid JSON or YAML."""
    content: Any = json.loads(json.dumps(draw(st.sampled_from([CONTENT, OLDER]))))
    place: Any = content
    for _ in range(draw(st.integers(0, 4))):
        keys = [key for key, value in _items(place) if isinstance(value, dict | list) and value]
        if not keys:
            break
        place = place[draw(st.sampled_from(keys))]
    keys = [key for key, _ in _items(place)]
    value = draw(VALUES)
    if isinstance(place, dict):
        place[draw(st.sampled_from(keys) | st.text(max_size=5))] = value
    else:
        place[draw(st.sampled_from(keys))] = value
    if draw(st.booleans()):
        return ".json", encoded(json.dumps(content, ensure_ascii=draw(st.booleans())))
    return ".yml", encoded(yaml.safe_dump(content, sort_keys=False))


def _items(place: Any) -> list[tuple[Any, Any]]:
    return list(place.items() if isinstance(place, dict) else enumerate(place))


@st.composite
def huge_or_deep(draw: st.DrawFn) -> Written:
    unit, count = (
        draw(st.sampled_from(["[", '{"a":', "- ", "a: {", "x", " ", "\n", "é"])),
        draw(st.integers(10, 300_000)),
    )
    return draw(st.sampled_from([".json", ".yaml"])), encoded((unit * count)[: (1 << 20) + 10])


DOCUMENTS = st.one_of(
    spliced(),
    replaced(),
    huge_or_deep(),
    st.tuples(st.sampled_from([".json", ".yaml"]), st.binary(max_size=60) | st.text(max_size=60).map(encoded)),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that has seen a good map."""
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "versions").mkdir()
    (folder / "map.json").write_text(SHIPPED, encoding="utf-8")
    RoleMapFile.open(folder / "map.json", folder / "versions", SystemClock(), structlog.stdlib.get_logger())
    return folder


def judge(folder: Path, document: Written) -> None:
    ending, written = document
    path = folder / f"map{ending}"
    path.write_bytes(written)
    refused = _refusal(path)
    with structlog.testing.capture_logs() as log:
        opened = RoleMapFile.open(path, folder / "versions", SystemClock(), structlog.stdlib.get_logger())
    assert opened.problem == refused
    assert opened.current.legion.ranks
    assert [entry["log_level"] for entry in log] == ([] if refused is None else ["error"])
    assert path.read_bytes() == written
    assert not list(folder.glob(".*"))


def _refusal(path: Path) -> str | None:
    try:
        loaded = load_role_map(path)
    except ConfigError as error:
        line = str(error)
        assert line.startswith(f"{path}: ")
        assert line.isprintable(), line
        assert len(line) < len(str(path)) + 700
        return line
    format_ = format_of(path)
    again = render(loaded.document.content, format_, "")
    assert parse(again, format_) == loaded.document.content
    return None


def fuzzed(documents: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return settings(max_examples=documents, deadline=None, suppress_health_check=list(HealthCheck))


@fuzzed(100)
@given(DOCUMENTS)
def test_any_document_is_a_map_or_one_line(folder: Path, document: Written) -> None:
    """A short form of the next."""
    judge(folder, document)


@pytest.mark.long
@pytest.mark.timeout(1200)
@fuzzed(10_000)
@given(DOCUMENTS)
def test_any_of_ten_thousand_documents_is_a_map_or_one_line(folder: Path, document: Written) -> None:
    judge(folder, document)
