"""JSON as people edit it: every slip is one line that says where, and nothing is guessed."""

import json
import re
from typing import Any, NoReturn

_LARGEST = 1 << 20  # characters; ten thousand roles fit


class JsonProblem(Exception):  # noqa: N818  what is wrong with the text, without the file's name
    """One line: place and what was expected."""


def parse(text: str) -> Any:
    """Raises JsonProblem for what is not JSON, for a key given twice in one object, and for NaN or Infinity."""
    if len(text) > _LARGEST:
        raise JsonProblem(f"expected at most {_LARGEST} characters, found {len(text)}")
    try:
        return json.loads(text, object_pairs_hook=lambda pairs: _unique(pairs, text), parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise JsonProblem(f"line {error.lineno}, column {error.colno}: not valid JSON: {error.msg}") from None
    except ValueError:
        raise JsonProblem("holds a number with too many digits") from None
    except RecursionError:
        raise JsonProblem("is nested too deeply") from None


def _unique(pairs: list[tuple[str, Any]], text: str) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key, value in pairs:
        if key in content:
            raise JsonProblem(f"{_lines(key, text)}the key {key!r} stands twice in one place; keep one of them")
        content[key] = value
    return content


def _lines(key: str, text: str) -> str:
    """Where `key` stands; the parser does not tell, so all its places are named."""
    places = re.finditer(re.escape(json.dumps(key, ensure_ascii=False)) + r"\s*:", text)
    lines = sorted({text.count("\n", 0, place.start()) + 1 for place in places})
    return f"line {', '.join(map(str, lines))}: " if lines else ""


def _no_constant(name: str) -> NoReturn:
    raise JsonProblem(f"{name} is not a number here")
