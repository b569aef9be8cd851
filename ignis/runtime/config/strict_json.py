"""JSON as people edit it, read strictly: every mistake is one line with its place, and nothing is guessed."""

import json
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NoReturn

from ignis.runtime.config.strict_text import DEEPEST, Place, TextProblem, check_depth, check_length, check_utf8

_LARGEST = 1 << 20  # characters; ten thousand roles fit
_DECODER = json.JSONDecoder()
_BLANK = re.compile(r"[ \t\n\r]*")
# the complaints of Python's parser, in words that need no knowledge of it
_WANTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Unterminated string starting at": "the text that begins here is never closed",
        "Expecting value": "expected a value",
        "Expecting property name enclosed in double quotes": "expected a key in double quotes",
        "Expecting ',' delimiter": "expected a comma",
        "Expecting ':' delimiter": "expected a colon",
        "Extra data": "expected nothing more",
        "Invalid control character at": "a text goes on over the end of the line, or holds a control character",
    }
)


def parse(text: str) -> Any:
    """Raises TextProblem for what is not JSON, for a key given twice in one object, and for NaN or Infinity."""
    check_length(text, _LARGEST)
    check_utf8(text)
    try:
        content = json.loads(text, object_pairs_hook=lambda pairs: _unique(pairs, text), parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        wanted = _WANTED.get(error.msg, error.msg)
        raise TextProblem(f"line {error.lineno}, column {error.colno}: not valid JSON: {wanted}") from None
    except ValueError:
        raise TextProblem("holds a number with too many digits") from None
    except RecursionError:
        raise TextProblem("is nested too deeply") from None
    check_depth(content)
    return content


def line_of(text: str, place: Place) -> int:
    """The line of `place`, or of the last part of it that is there, in a `text` that `parse` takes."""
    at = _blank(text, 0)
    for part in place:
        found = next((start for key, start in _members(text, at) if key == part), None)
        if found is None:
            break
        at = found
    return text.count("\n", 0, at) + 1


def _members(text: str, at: int) -> Iterator[tuple[int | str, int]]:
    """Key or index, and where the value begins, of everything in the object or list at `at`."""
    kind, at, index = text[at], _blank(text, at + 1), 0
    while kind in "{[" and text[at] not in "}]":
        key: int | str = index
        if kind == "{":
            key, at = _DECODER.raw_decode(text, at)
            at = _blank(text, _blank(text, at) + 1)  # over the colon
        yield key, at
        _, at = _DECODER.raw_decode(text, at)
        at = _blank(text, at)
        at, index = _blank(text, at + 1) if text[at] == "," else at, index + 1


def _blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _unique(pairs: list[tuple[str, Any]], text: str) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key, value in pairs:
        if key in content:
            raise TextProblem(f"{_lines(text)}the key {key!a} stands twice in one place; keep one of them")
        content[key] = value
    return content


def _lines(text: str) -> str:
    """The lines of the first key that is there twice; the parser does not give them."""
    lines = sorted({text.count("\n", 0, at) + 1 for at in _repeated(text, _blank(text, 0), DEEPEST)})
    return f"line {', '.join(map(str, lines))}: " if lines else ""


def _repeated(text: str, at: int, levels: int) -> list[int]:
    """The places of the first key, in the order in which objects end, that its object holds more than once."""
    places: dict[int | str, list[int]] = {}
    for key, value in _members(text, at) if levels else ():
        if found := _repeated(text, value, levels - 1):
            return found
        places.setdefault(key, []).append(value)
    return next((found for found in places.values() if len(found) > 1), [])


def _no_constant(name: str) -> NoReturn:
    raise TextProblem(f"{name} is not a number here")
