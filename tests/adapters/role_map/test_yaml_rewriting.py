"""What is written into a YAML text: exactly what was asked for, and nothing else is touched."""

import json
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from ignis.adapters.role_map.yaml_rewriting import render
from ignis.runtime.config import strict_yaml
from ignis.runtime.config.strict_text import TextProblem

LAID_OUT = """\
# The map of the legion
role_to_rank_mapping:
    # ---- officers
    Captain: Flameborne Captain  # may promote
    Primarch: "Primarch"

    # ---- mortals
    Inductii: Inductii
role_priority:
    - Inductii   # low
    - Captain
    - Primarch   # high
specialities: [Chaplain, Techmarine]  # in order
limit:
awards:
  roles: []
  other: {}
steps:
- rank: A   # first
  points: 15
- rank: B
  points: 20
# the end
"""


def rewritten(**fields: Any) -> list[str]:
    """The lines that differ, as a diff shows them."""
    content = strict_yaml.parse(LAID_OUT) | fields
    new = render(content, LAID_OUT)
    assert strict_yaml.parse(new) == content
    before, after = LAID_OUT.splitlines(), new.splitlines()
    return [f"-{line}" for line in before if line not in after] + [f"+{line}" for line in after if line not in before]


def mapped(**changes: str | None) -> dict[str, str]:
    mapping = strict_yaml.parse(LAID_OUT)["role_to_rank_mapping"] | changes
    return {role: rank for role, rank in mapping.items() if rank is not None}


def test_nothing_to_change_changes_nothing() -> None:
    assert render(strict_yaml.parse(LAID_OUT), LAID_OUT) == LAID_OUT


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"role_to_rank_mapping": mapped(Captain="Primarch")}, [
            "-    Captain: Flameborne Captain  # may promote", "+    Captain: Primarch  # may promote",
        ]),
        ({"role_to_rank_mapping": mapped(Primarch=None)}, ['-    Primarch: "Primarch"']),
        ({"role_to_rank_mapping": mapped(Knight="Inductii")}, ["+    Knight: Inductii"]),
        ({"role_to_rank_mapping": mapped(No="1")}, ["+    'No': '1'"]),
        ({"role_priority": ["Inductii", "Knight", "Captain", "Primarch"]}, ["+    - Knight"]),
        ({"role_priority": ["Captain"]}, ["-    - Inductii   # low", "-    - Primarch   # high"]),
        ({"role_priority": []}, [
            "-    - Inductii   # low", "-    - Captain", "-    - Primarch   # high", "+    []   # high",
        ]),
        ({"specialities": ["Chaplain", "No: #1"]}, [
            "-specialities: [Chaplain, Techmarine]  # in order", '+specialities: ["Chaplain", "No: #1"]  # in order',
        ]),
        ({"limit": 3}, ["-limit:", "+limit: 3"]),
        ({"limit": {"a": [1]}}, ["-limit:", "+limit:", "+  a:", "+  - 1"][2:]),
        ({"awards": {"roles": ["Hero"], "other": {"b": "c"}}}, [
            "-  roles: []", "-  other: {}", "+  roles:", "+    - Hero", "+  other:", "+    b: c",
        ]),
        ({"steps": [{"rank": "A", "points": 15}, {"rank": "B", "points": 25, "gate": True}]}, [
            "-  points: 20", "+  points: 25", "+  gate: true",
        ]),
        ({"new": [{"a": 1}]}, ["+new:", "+- a: 1"]),
    ],
)  # fmt: skip
def test_only_the_lines_of_what_changed_are_touched(fields: dict[str, Any], expected: list[str]) -> None:
    assert rewritten(**fields) == expected


def test_a_renamed_key_keeps_its_line_and_remark() -> None:
    mapping = {("Kapitan" if role == "Captain" else role): rank for role, rank in mapped().items()}
    assert rewritten(role_to_rank_mapping=mapping) == [
        "-    Captain: Flameborne Captain  # may promote", "+    Kapitan: Flameborne Captain  # may promote",
    ]  # fmt: skip


def test_without_an_old_text_it_is_plain_yaml() -> None:
    assert render({"a": {"No": [1, "1", None]}}, "") == "a:\n  'No':\n  - 1\n  - '1'\n  - null\n"


def test_a_file_without_an_end_of_line_gets_one() -> None:
    assert render({"a": 1, "b": 2}, "a: 1") == "a: 1\nb: 2\n"


SCALARS = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=12)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
TOP = st.dictionaries(st.text(min_size=1, max_size=8), VALUES, min_size=1, max_size=4)


@settings(max_examples=50)
@given(TOP, TOP)
def test_any_change_is_written_or_refused_never_half(old: dict[str, Any], new: dict[str, Any]) -> None:
    text = render(old, "")
    try:
        result = render(new, text)
    except TextProblem as refused:
        assert "edit it by hand" in str(refused)
    else:
        assert json.dumps(strict_yaml.parse(result), sort_keys=True) == json.dumps(new, sort_keys=True)


NAMES = st.text(min_size=1, max_size=20).filter(lambda name: name.isprintable() and name == name.strip())


@settings(max_examples=50)
@given(st.lists(NAMES, unique=True, min_size=2, max_size=12), st.data())
def test_roles_are_always_added_renamed_and_removed(names: list[str], data: st.DataObject) -> None:
    """What commands do is never refused: block style, roles in a mapping and a list."""
    before = data.draw(st.lists(st.sampled_from(names), unique=True, min_size=1))
    after = data.draw(st.lists(st.sampled_from(names), unique=True, min_size=1))
    text = render({"roles": dict.fromkeys(before, "A"), "priority": before}, "").replace("\n", "  # remark\n")
    content = {"roles": dict.fromkeys(after, "B"), "priority": after}
    assert strict_yaml.parse(render(content, text)) == content
