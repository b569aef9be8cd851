"""What the strict readers of JSON and YAML have in common: places in a text, limits, and one kind of complaint."""

from collections.abc import Mapping, Sequence
from typing import Any

Place = tuple[int | str, ...]
"""Keys and indices that lead from the top of a file to one of its values."""

DEEPEST = 16  # levels; a role map has five


class TextProblem(Exception):  # noqa: N818  what is wrong with the text, without the file's name
    """One line: place and what was expected."""


def check_depth(content: Any) -> None:
    """Raises TextProblem for a value nested so deeply that a recursive walk could overflow the stack."""
    level = [content]
    for _ in range(DEEPEST):
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return
    raise TextProblem(f"is nested too deeply: expected at most {DEEPEST} levels")


def check_utf8(text: str) -> None:
    """Raises TextProblem for half of a character, which no file can hold."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise TextProblem(f"line {line}: holds half of a character, which cannot be saved as UTF-8") from None


def check_length(text: str, most: int) -> None:
    if len(text) > most:
        raise TextProblem(f"expected at most {most} characters, found {len(text)}")


def _inside(value: Any) -> Sequence[Any]:
    if isinstance(value, Mapping):
        return tuple(value.values())
    return value if isinstance(value, list) else ()
