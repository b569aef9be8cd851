import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ignis.adapters.role_map.reader import load_role_map, parse_role_map
from ignis.domain.rules.role_ranks import Ranked
from ignis.runtime.config.settings import ConfigError, project_root

MAP = Path("map.json")
UNKNOWN = "not a known key; expected one of: "
FIRST = "version, default_rank, role_to_rank_mapping, role_priority"
SHIPPED = project_root() / "config" / "roles_ranks.json"


def content() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return loaded


def problem(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        parse_role_map(text, MAP)
    line = str(caught.value)
    assert "\n" not in line
    return line.removeprefix("map.json: ")


def changed(**fields: object) -> str:
    return json.dumps(content() | fields)


def test_the_shipped_map_knows_the_whole_legion() -> None:
    legion = load_role_map(SHIPPED).legion
    assert len(legion.ladder.ranks) == 13
    assert len(legion.off_ladder) == 17
    assert legion.default_rank == "Civitas Aspirant"
    ranked = legion.role_ranks.highest(["Legionary", "captain", "Gamer"])
    assert ranked is not None
    assert ranked.rank == "Flameborne Captain"
    assert legion.awards.among(["Seal of Nocturne", "SEAL Team", "Unsealed"]) == ("Seal of Nocturne",)


def test_every_mapped_role_leads_to_a_known_rank_and_has_a_priority() -> None:
    mapping, legion = content()["role_to_rank_mapping"], load_role_map(SHIPPED).legion
    assert set(mapping.values()) <= set(legion.ranks)
    assert list(mapping) == content()["role_priority"]


@pytest.mark.design
def test_it_holds_what_the_legion_decided() -> None:
    source = project_root().parent / "shared" / "design" / "legion.json"
    if not source.exists():
        pytest.skip(f"{source} is not on this machine: the shipped role map cannot be compared with its source")
    facts = json.loads(source.read_text(encoding="utf-8"))
    shipped, legion = content(), load_role_map(SHIPPED).legion
    for category in facts["role_to_rank_by_category"].values():
        assert category.items() <= shipped["role_to_rank_mapping"].items()
    listed = facts["role_priority_low_to_high"]
    assert [role for role in shipped["role_priority"] if role in listed] == listed
    assert shipped["off_ladder_ranks"] == facts["off_path_ranks"]
    assert shipped["nickname"]["prefix_by_rank"] == facts["nickname"]["prefix_by_rank"]
    for row in facts["ladder"]:
        standing = legion.ladder.standing(row["rank"], 0)
        assert standing.progress is not None
        assert standing.path == row["path"]
        assert standing.progress.limit == (row["bar_limit"] or facts["flameborne_captain_cap"])
        assert legion.ladder.threshold(row["rank"]) == row["min_exp"]
        following = standing.next
        assert (following.rank if following else None) == row["next_rank"]
        if following is not None:
            assert (following.points, following.requirement) == (row["next_exp"], row["next_requirement"])
            assert following.handpicked == row["next_handpicked"]


def test_the_revision_follows_the_content(tmp_path: Path) -> None:
    path = tmp_path / "roles_ranks.json"
    path.write_text(SHIPPED.read_text(encoding="utf-8"), encoding="utf-8")
    same = load_role_map(path).revision
    assert same == load_role_map(SHIPPED).revision
    path.write_text(changed(specialities=[]), encoding="utf-8")
    assert load_role_map(path).revision != same


def test_a_mark_in_front_of_the_text_is_read_over(tmp_path: Path) -> None:
    path = tmp_path / "roles_ranks.json"
    path.write_bytes(b"\xef\xbb\xbf" + SHIPPED.read_bytes())
    assert load_role_map(path).legion.default_rank == "Civitas Aspirant"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "line 1, column 2: not valid JSON: expected a key in double quotes"),
        (
            '{\n "version": 1,\n "version": 1}',
            "line 2, 3: the key 'version' stands twice in one place; keep one of them",
        ),
        (
            '{"version": 1, "companies": {"first": 1,\n "last": 2,\n "first": 1}}',
            "line 1, 3: the key 'first' stands twice in one place; keep one of them",
        ),
        (
            '{\n "a": "b\n}',
            "line 2, column 9: not valid JSON: a text goes on over the end of the line, or holds a control character",
        ),
        ('{\n "a": "b', "line 2, column 7: not valid JSON: the text that begins here is never closed"),
        (" \n", "is empty"),
        ('{"version": NaN}', "NaN is not a number here"),
        ("1" * 5000, "holds a number with too many digits"),
        ("[" * 100_000, "is nested too deeply"),
        (" " * (1 << 20) + "{}", "expected at most 1048576 characters, found 1048578"),
        ("[]", "expected keys such as `version`, found []"),
    ],
)
def test_what_is_not_json_says_where(text: str, expected: str) -> None:
    assert problem(text) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"version": 2}, "`version`: expected 1, found 2"),
        (
            {"colour": "red"},
            f"`colour`: {UNKNOWN}companies, {FIRST} …",
        ),
        ({"role_priority": "low"}, "`role_priority`: expected a list […], found 'low'"),
        (
            {"default_rank": "Nobody"},
            (
                "`default_rank`: 'Nobody' stands on no path; expected one of: "
                "Civitas Aspirant, Emberbound Initiate, Obsidian Trialborn …"
            ),
        ),
        (
            {"role_to_rank_mapping": {"Captain": "A", "captain": "B"}},
            "`role_to_rank_mapping.captain`: 'captain' stands here twice (case does not matter); keep one of them",
        ),
        (
            {"role_priority": ["Captain", "captain"]},
            "`role_priority[1]`: 'captain' stands here twice (case does not matter); keep one of them",
        ),
        (
            {"off_ladder_ranks": ["inductii"]},
            "`off_ladder_ranks[0]`: 'inductii' stands on a path as well; keep one of them",
        ),
        (
            {"role_to_rank_mapping": {"Captain": "Captein"}},
            "`role_to_rank_mapping.Captain`: 'Captain' stands for 'Captein', which is no rank",
        ),
        (
            {"role_given_on_promotion": {"Inductii": "Captain"}},
            "`role_given_on_promotion.Inductii`: the role 'Captain' does not stand for the rank 'Inductii'",
        ),
        ({"role_ids": {"Captain": 0}}, "`role_ids.Captain`: expected more than 0, found 0"),
        (
            {"specialities": ["x" * 200]},
            f"`specialities[0]`: expected at most 100 characters, found '{'x' * 58}…",
        ),
        (
            {"two\nlines": 1},
            f"`'two\\nlines'`: {UNKNOWN}{FIRST}, role_given_on_promotion …",
        ),
        (
            {"k" * 500: 1},
            f"`{'k' * 59}…`: {UNKNOWN}{FIRST}, role_given_on_promotion …",
        ),
    ],
)
def test_what_does_not_fit_says_place_and_what_was_expected(fields: dict[str, object], expected: str) -> None:
    assert problem(changed(**fields)) == f"line 1: {expected}"


def test_contradicting_paths_are_refused() -> None:
    paths = content()["paths"]
    paths["legionary"]["steps"][0]["next_rank"] = "Inductii"
    assert "path 'legionary': 'Inductii' leads to 'Inductii', but 'Ashborn Legionary'" in problem(changed(paths=paths))


def test_many_mistakes_are_counted() -> None:
    assert problem("{}").endswith("; and 7 more")
    assert problem("{}").startswith("line 1: `version`: missing, expected a value; ")


def test_a_file_that_is_missing_or_unreadable_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gone\.json: no such file; restore it, or set `bot\.role_map`"):
        load_role_map(tmp_path / "gone.json")
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load_role_map(tmp_path)
    (tmp_path / "latin.json").write_bytes(b'{"a": "\xe9"}')
    with pytest.raises(ConfigError, match="not UTF-8 text"):
        load_role_map(tmp_path / "latin.json")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "map.json")
    with pytest.raises(ConfigError, match=r"map\.json: expected a file, found a pipe"):
        load_role_map(tmp_path / "map.json")


def test_a_file_beyond_any_size_is_not_read_to_its_end(tmp_path: Path) -> None:
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(ConfigError, match="expected at most 4194304 bytes, found more"):
        load_role_map(tmp_path / "huge.json")


def test_an_ending_that_is_neither_json_nor_yaml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"expected a name that ends in \.json, \.yaml, \.yml"):
        load_role_map(tmp_path / "map.toml")


def test_the_form_by_category_says_the_same_as_the_flat_one() -> None:
    shipped = content()["role_to_rank_mapping"]
    halves = [dict(list(shipped.items())[:10]), dict(list(shipped.items())[10:])]
    legion = parse_role_map(changed(role_to_rank_mapping=dict(zip(("A", "B"), halves, strict=True))), MAP).legion
    assert all(legion.role_ranks.highest([role]) == Ranked(role, rank) for role, rank in shipped.items())


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        ({"A": {"Captain": "Primarch"}, "B": "Primarch"},
         "`role_to_rank_mapping.B`: expected an object {…}, found 'Primarch'"),
        ({"A": {"Captain": 3}}, "`role_to_rank_mapping.A.Captain`: expected text, found 3; put it in quotes"),
        ({"A": {"Captain": "Primarch"}, "B": {"captain": "Primarch"}},
         "`role_to_rank_mapping.B.captain`: 'captain' stands here twice (case does not matter); keep one of them"),
        ({"A": {"Captain": "Captein"}},
         "`role_to_rank_mapping.A.Captain`: 'Captain' stands for 'Captein', which is no rank"),
    ],
)  # fmt: skip
def test_the_form_by_category_is_as_strict(mapping: object, expected: str) -> None:
    assert problem(changed(role_to_rank_mapping=mapping)) == f"line 1: {expected}"


def test_a_file_of_the_older_form_says_how_it_is_brought_in() -> None:
    text = json.dumps({"role_to_rank_mapping": {"A": {"Captain": "Primarch"}}, "role_priority": ["Captain"]})
    assert problem(text) == "has no `version`; bring a file of the older form in with /config import"


def test_a_mistake_is_found_on_its_line() -> None:
    text = json.dumps(content(), indent=1).replace('"exp_required_for_next": 30', '"exp_required_for_next": "30"', 1)
    line = text[: text.index('"30"')].count("\n") + 1
    assert problem(text) == (
        f"line {line}: `paths.pre_induction.steps[2].exp_required_for_next`: expected a whole number, found '30'"
    )


@pytest.mark.parametrize(
    ("format_", "expected"),
    [
        ("{roblox_username}{", "not a valid format: Single '{' encountered in format string"),
        ("{roblox_username.__class__}",
         "{roblox_username.__class__} is not known; expected {prefix}, {group_rank}, {roblox_username}"),
        ("{roblox_username:>9}", "{roblox_username} is not known; expected {prefix}, {group_rank}, {roblox_username}"),
        ("{prefix}", "expected {roblox_username} in it"),
    ],
)  # fmt: skip
def test_a_format_that_cannot_be_filled_is_refused(format_: str, expected: str) -> None:
    nickname = content()["nickname"] | {"format": format_}
    assert problem(changed(nickname=nickname)) == f"line 1: `nickname.format`: {expected}"


def test_ids_are_numbers_or_their_digits() -> None:
    ids = {"Captain": 123456789012345678, "Primarch": "123456789012345679"}
    assert parse_role_map(changed(role_ids=ids), MAP).legion.role_ids == {
        "Captain": 123456789012345678, "Primarch": 123456789012345679,
    }  # fmt: skip
    assert problem(changed(role_ids={"Captain": "12a"})).endswith("expected a whole number, found '12a'")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(content())), JSON)
def test_any_value_anywhere_is_a_map_or_one_line(key: str, value: object) -> None:
    try:
        parse_role_map(json.dumps(content() | {key: value}), MAP)
    except ConfigError as error:
        assert "\n" not in str(error)
        str(error).encode()


@given(st.text())
def test_any_text_is_a_map_or_one_line(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_role_map(text, MAP)
