"""The one wording of mistakes: file, line, place, what was expected, what was found."""

from pathlib import Path
from typing import Annotated

import pytest
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from ignis.runtime.config import strict_json, strict_yaml
from ignis.runtime.config.settings import ConfigError
from ignis.runtime.config.strict_reader import MOST_BYTES, Misplaced, decoded, mistakes_in, read_text, validated
from ignis.runtime.config.strict_text import TextProblem


class Section(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Step(Section):
    rank: Annotated[str, StringConstraints(max_length=8)]
    points: Annotated[int, Field(gt=0, lt=100)] = 1


class Track(Section):
    steps: list[Step] = []
    limits: dict[str, int] = {}


class Model(Section):
    paths: dict[str, Track] = {}
    share: Annotated[float, Field(ge=0, le=1)] = 0.5
    open: bool = True
    names: list[str] = []

    @field_validator("names")
    @classmethod
    def _once(cls, names: list[str]) -> list[str]:
        if len(set(names)) < len(names):
            raise Misplaced(("names", names.index(names[-1])), f"{names[-1]!r} stands here twice")
        return names


def mistake(text: str) -> str:
    with pytest.raises(TextProblem) as caught:
        validated(Model, strict_yaml.parse(text, decimals=True), text, strict_yaml)
    return str(caught.value)


def test_a_text_without_mistakes_is_the_model() -> None:
    text = "paths:\n  first: {steps: [{rank: A}], limits: {A: 3}}\nshare: .25\n"
    model = validated(Model, strict_yaml.parse(text, decimals=True), text, strict_yaml)
    assert (model.share, model.paths["first"].steps[0].rank) == (0.25, "A")


def test_allowed_keys_are_listed_once() -> None:
    found = mistake("\n".join(f"wrong{number}: 1" for number in range(9)))
    assert found.count("expected one of: ") == 1
    assert found.count("not a known key") == 3
    assert found.endswith("; and 6 more")
    assert mistake("shar: 1\npaths: {first: {step: 1}}").count("expected one of: ") == 2, "of different sections"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("share: 2", "line 1: `share`: expected at most 1, found 2"),
        ("\nopen: 1", "line 2: `open`: expected true or false, found 1"),
        ("names: [1]", "line 1: `names[0]`: expected text, found 1; put it in quotes"),
        ("names: [1.5]", "line 1: `names[0]`: expected text, found 1.5; put it in quotes"),
        ("names: ~", "line 1: `names`: expected a list […], found nothing"),
        ("names:\n- a\n- b\n- a", "line 2: `names[0]`: 'a' stands here twice"),
        ("paths: []", "line 1: `paths`: expected an object {…}, found []"),
        ("paths: {a: 3}", "line 1: `paths.a`: expected keys such as `steps`, found 3"),
        ("paths:\n  a:\n    steps:\n    - {}", "line 4: `paths.a.steps[0].rank`: missing, expected a value"),
        (
            "paths:\n  a:\n    steps:\n    - rank: A\n      pionts: 1",
            "line 5: `paths.a.steps[0].pionts`: not a known key; expected one of: points, rank",
        ),
        ("paths: {a: {stpes: []}}", "line 1: `paths.a.stpes`: not a known key; expected one of: steps, limits"),
        ("paths: {a: {limits: {A: x}}}", "line 1: `paths.a.limits.A`: expected a whole number, found 'x'"),
        ("paths: {a: {steps: [{rank: ABCDEFGHI}]}}",
         "line 1: `paths.a.steps[0].rank`: expected at most 8 characters, found 'ABCDEFGHI'"),
        ("5", "expected keys such as `paths`, found 5"),
    ],
)  # fmt: skip
def test_a_mistake_says_line_place_and_what_was_expected(text: str, expected: str) -> None:
    assert mistake(text) == expected


def test_of_many_mistakes_three_are_listed() -> None:
    line = mistake("a: 1\nb: 2\nc: 3\nd: 4\ne: 5")
    assert line.startswith("line 1: `a`: not a known key; ")
    assert line.endswith("; and 2 more")
    assert line.count("not a known key") == 3


def test_the_line_is_that_of_the_format() -> None:
    text = '{\n "open":\n  "x"\n}'
    with pytest.raises(TextProblem, match=r"^line 3: `open`: expected true or false, found 'x'$"):
        validated(Model, strict_json.parse(text), text, strict_json)


def test_the_tags_of_a_union_are_no_part_of_the_place() -> None:
    class Tagged(Section):
        names: dict[str, int]

    text = "names: {a: x}"
    with pytest.raises(TextProblem, match=r"^line 1: `names`: expected a whole number"):
        validated(Tagged, strict_yaml.parse(text), text, strict_yaml, tags={"a"})


def test_a_mistake_gets_the_name_of_its_file() -> None:
    with pytest.raises(ConfigError, match=r"^conf/a\.yaml: line 2: oops$"), mistakes_in("conf/a.yaml"):
        raise TextProblem("line 2: oops")


def test_a_file_is_read_with_plain_line_ends_and_without_its_mark(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\rc: 3\n")
    assert read_text(tmp_path / "a.yaml", missing="") == "a: 1\nb: 2\nc: 3\n"


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gone\.yaml: no such file; make one$"):
        read_text(tmp_path / "gone.yaml", missing="make one")


def test_bytes_that_are_no_text_or_too_many() -> None:
    with pytest.raises(TextProblem, match=r"^not UTF-8 text; save it as UTF-8$"):
        decoded(b"\xff")
    assert len(decoded(b" " * MOST_BYTES)) == MOST_BYTES
    with pytest.raises(TextProblem, match=f"^expected at most {MOST_BYTES} bytes, found more$"):
        decoded(b" " * (MOST_BYTES + 1))
