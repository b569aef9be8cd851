"""The one strict reader of what operators write: settings in YAML, the role map in JSON or YAML.

A mistake is one line for people: file, line, place, what was expected and what was found. Nothing is guessed: unknown
keys, a key that is there twice, and text in place of a number are mistakes.
"""

from collections.abc import Collection, Generator
from contextlib import contextmanager
from os.path import commonprefix
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ignis.runtime.config.settings import ConfigError
from ignis.runtime.config.strict_text import Place, TextProblem

M = TypeVar("M", bound=BaseModel)

MOST_BYTES: Final = 4 << 20  # four for each character that a text may have
_MAX_LISTED: Final = 3  # mistakes in one line
_MAX_KEYS: Final = 5
_ALLOWED: Final = "; expected one of: "
_SHOWN: Final = 60  # characters of what was found
_KEY_OF_MAPPING: Final = "[key]"  # how pydantic says that a key is wrong, and not its value
_EXPECTED: Final = {
    "dict_type": "an object {{…}}",
    "list_type": "a list […]",
    "tuple_type": "a list […]",
    "too_long": "at most {max_length} entries",
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "string_pattern_mismatch": "text on one line without blanks around it",
    "string_too_short": "text",
    "string_too_long": "at most {max_length} characters",
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
}
"""By pydantic's name for a mistake; filled in with pydantic's context of it."""


class Syntax(Protocol):
    """`strict_json` or `strict_yaml`: where a place is in a text that it has parsed."""

    def line_of(self, text: str, place: Place) -> int: ...


class Misplaced(ValueError):  # noqa: N818  pydantic takes it for a mistake of the file, which it is
    """A mistake that a model finds in another place than the one that it checks."""

    def __init__(self, place: Place, problem: str) -> None:
        super().__init__(problem)
        self.place = place


@contextmanager
def mistakes_in(source: str) -> Generator[None]:
    """Names the file in every mistake that is found meanwhile: raises ConfigError for TextProblem.

    Example:
        with mistakes_in("ignis.yaml"):
            settings = validated(Settings, strict_yaml.parse(text), text, strict_yaml)
    """
    try:
        yield
    except TextProblem as problem:
        raise ConfigError(f"{source}: {problem}") from None


def read_text(path: Path, *, missing: str) -> str:
    """The file's text, with the line ends that Python uses, whatever system wrote it. Raises ConfigError.

    `missing` says what to do if there is no such file.
    """
    if path.is_fifo():  # to open a pipe is to wait for its writer
        raise ConfigError(f"{path}: expected a file, found a pipe")
    try:
        with path.open("rb") as file:
            found = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; {missing}") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    with mistakes_in(str(path)):
        return decoded(found)


def decoded(content: bytes) -> str:
    """Raises TextProblem for what is too long or no UTF-8."""
    if len(content) > MOST_BYTES:
        raise TextProblem(f"expected at most {MOST_BYTES} bytes, found more")
    try:
        text = content.decode("utf-8-sig")  # editors on Windows put a mark in front
    except UnicodeDecodeError:
        raise TextProblem("not UTF-8 text; save it as UTF-8") from None
    return with_plain_ends(text)


def with_plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def validated(model: type[M], content: Any, text: str, syntax: Syntax, tags: Collection[str] = ()) -> M:
    """The `content` of `text` as a `model`. Raises TextProblem with the first three mistakes and how many more.

    `tags` are what the model's tagged unions add to pydantic's places.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        found = error.errors(include_url=False)
    mistakes = [_mistake(item, model, text, syntax, tags) for item in found[:_MAX_LISTED]]
    first = "; ".join(_listed_once(mistakes))
    more = len(found) - _MAX_LISTED
    raise TextProblem(f"{first}; and {more} more" if more > 0 else first)


def _listed_once(mistakes: list[str]) -> Generator[str]:
    """Without the list of allowed keys where the same keys were listed before."""
    listed: list[list[str]] = []
    for mistake in mistakes:
        complaint, found, keys = mistake.partition(_ALLOWED)
        allowed = sorted(keys.split(", "))
        yield complaint if found and allowed in listed else mistake
        listed.append(allowed)


def _mistake(item: ErrorDetails, model: type[BaseModel], text: str, syntax: Syntax, tags: Collection[str]) -> str:
    cause = item.get("ctx", {}).get("error")
    place = (
        cause.place
        if isinstance(cause, Misplaced)
        else tuple(part for part in item["loc"] if part not in tags and part != _KEY_OF_MAPPING)
    )
    complaint = _complaint(item, model, place)
    return f"line {syntax.line_of(text, place)}: `{_cut(_dotted(place))}`: {complaint}" if place else complaint


def _complaint(item: ErrorDetails, model: type[BaseModel], place: Place) -> str:
    match item["type"]:
        case "extra_forbidden":
            return f"not a known key{_ALLOWED}{_one_of(_known_keys(model, place[:-1]), str(place[-1]))}"
        case "missing":
            return "missing, expected a value"
        case "value_error":
            return item["msg"].removeprefix("Value error, ")
        case "model_type":
            expected = f"expected keys such as `{_known_keys(model, place)[0]}`"
        case kind if kind in _EXPECTED:
            expected = f"expected {_EXPECTED[kind].format(**_plain(item.get('ctx', {})))}"
        case _:
            expected = item["msg"].replace("Input should be", "expected", 1)
    quotes = item["type"] == "string_type" and isinstance(item["input"], int | float)
    return f"{expected}, found {_shown(item['input'])}{'; put it in quotes' if quotes else ''}"


def _plain(limits: dict[str, Any]) -> dict[str, Any]:
    """Whole limits without `.0`."""
    return {
        name: int(limit) if isinstance(limit, float) and limit.is_integer() else limit for name, limit in limits.items()
    }


def _known_keys(model: type[BaseModel], place: Place) -> list[str]:
    """The keys of the section at `place`, which may be inside lists and mappings of sections."""
    for part in place:
        field = model.model_fields.get(str(part))  # else an index, or a key of a mapping: the section is its value's
        if field is not None:
            model = next(_sections(field.annotation), model)
    return list(model.model_fields)


def _one_of(keys: list[str], wrong: str) -> str:
    """The first of `keys`; those that begin like the `wrong` key come before the others."""
    likely = sorted(keys, key=lambda key: -len(commonprefix((key, wrong))))  # noqa: RUF071  by characters: no paths
    more = " …" if len(keys) > _MAX_KEYS else ""
    return f"{', '.join(likely[:_MAX_KEYS])}{more}"


def _sections(annotation: Any) -> Generator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _sections(inner)


def _dotted(place: Place) -> str:
    """`paths.legionary.steps[2].next_rank`"""
    parts = [f"[{part}]" if isinstance(part, int) else f".{_printable(part)}" for part in place]
    return "".join(parts).removeprefix(".")


def _shown(value: object) -> str:
    """Short and printable, whatever the file holds, and in the file's words."""
    if value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else _cut(ascii(value))


def _printable(key: str) -> str:
    """The key as it was written, unless that would break the line."""
    return key if key.isprintable() else ascii(key)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
