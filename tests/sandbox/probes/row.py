"""A row of the table: one rule of Discord's, what is just within it, and what is one beyond."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

DOCS: Final = "https://discord.com/developers/docs/"
FORM: Final = (400, 50035)
EMPTY: Final = (400, 50006)
MISSING_ACCESS: Final = (403, 50001)
MISSING_PERMISSIONS: Final = (403, 50013)
INVALID_ROLE: Final = (400, 50028)
NOTHING: Final = object()
"""In place of a body: this side of the limit is not asked, because another row asks it or it cannot be reached."""

LONG: Final = "BASE_TYPE_MAX_LENGTH"
LENGTH: Final = "BASE_TYPE_BAD_LENGTH"
REQUIRED: Final = "BASE_TYPE_REQUIRED"
CHOICES: Final = "BASE_TYPE_CHOICES"
SMALL: Final = "NUMBER_TYPE_MIN"
LARGE: Final = "NUMBER_TYPE_MAX"
NUMBER: Final = "NUMBER_TYPE_COERCE"
BOOLEAN: Final = "BOOLEAN_TYPE_CONVERT"
SCHEME: Final = "URL_TYPE_INVALID_SCHEME"
URL: Final = "URL_TYPE_INVALID_URL"
DATE: Final = "DATE_TIME_TYPE_PARSE"
EMOJI: Final = "COMPONENT_INVALID_EMOJI"
UNION: Final = "UNION_TYPE_CHOICES"
IMAGE: Final = "IMAGE_INVALID"
OBJECT: Final = "MODEL_TYPE_CONVERT"
LIST: Final = "LIST_TYPE_CONVERT"


@dataclass(frozen=True)
class Row:
    """`source` is a page and its anchor below DOCS.

    `request` is a method and a path; words in braces are filled in by the world. `taken` and `refused` are bodies, or
    queries where the method is GET. The refusal is `answer` (status and JSON error code) and, for a wrong form, `code`
    at `path`, its steps joined by dots.
    """

    rule: str
    source: str
    request: str
    taken: Any
    refused: Any
    path: str = ""
    code: str = ""
    answer: tuple[int, int] = FORM


@dataclass(frozen=True)
class Told:
    """What a refusal says: where in the body, and Discord's word for it."""

    path: str
    code: str


def told(errors: Mapping[str, Any], at: tuple[str, ...] = ()) -> Iterator[Told]:
    """Every problem in Discord's nested `errors`."""
    for key, value in errors.items():
        if key == "_errors":
            yield from (Told(".".join(at), each["code"]) for each in value)
        else:
            yield from told(value, (*at, key))


def x(number: int) -> str:
    return "x" * number
