"""Single values that have a form: addresses, points in time, ids, permission sets, pictures, yes and no.

https://discord.com/developers/docs/reference: "Snowflakes", "ISO8601 Date/Time", "Image Data"; the codes are those that
the API answers with.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from ignis.sandbox.rules.errors import Problem, Problems
from ignis.sandbox.rules.text import Path, as_list, required

WEB: Final = ("http", "https")
WEB_OR_UPLOAD: Final = ("http", "https", "attachment")
WEB_OR_DISCORD: Final = ("http", "https", "discord")
_LARGEST_SNOWFLAKE: Final = 2**63 - 1
_HOST: Final = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)*[^\W_](?:[\w-]*[^\W_])?\.?")
_BRACKETS: Final = re.compile(r"\[[0-9A-Fa-f:.]+\]")
_BLANKS: Final = re.compile(r"[\s\x00-\x1f<>]")
_IMAGE: Final = re.compile(r"data:image/(?:png|jpe?g|gif|webp|avif);base64,[A-Za-z0-9+/]+={0,2}")
_Owner = Mapping[str, Any]


def address(
    owner: _Owner, key: str, path: Path, *, schemes: tuple[str, ...] = WEB, most: int = 2048, needed: bool = False
) -> Problems:
    """The URL at `owner[key]`. An empty one is refused for its scheme, as Discord does since 2023."""
    place, value = (*path, key), owner.get(key)
    if value is None:
        if needed:
            yield required(place)
        return
    if not isinstance(value, str):
        yield Problem(place, "STRING_TYPE_CONVERT", "Could not interpret the value as string.")
        return
    if len(value) > most:
        yield Problem(place, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        return
    scheme, colon, _ = value.partition(":")
    scheme = scheme.lower() if colon else ""
    if scheme not in schemes:
        told = ", ".join(map(repr, schemes))
        message = f'Scheme "{scheme[:100]}" is not supported. Scheme must be one of ({told}).'
        yield Problem(place, "URL_TYPE_INVALID_SCHEME", message)
    elif not _well_formed(value, scheme):
        yield Problem(place, "URL_TYPE_INVALID_URL", "Not a well formed URL.")


def _well_formed(url: str, scheme: str) -> bool:
    if not url[len(scheme) :].startswith("://") or _BLANKS.search(url):
        return False
    if scheme == "attachment":
        return len(url) > len("attachment://")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port  # the port is read for its error
    except ValueError:
        return False
    if scheme == "discord" or _BRACKETS.search(parts.netloc):
        return bool(parts.netloc)
    # a name without a dot, "localhost" as well, is nothing that Discord could fetch or a browser elsewhere open
    return bool(_HOST.fullmatch(host)) and "." in host.rstrip(".")


def point_in_time(owner: _Owner, key: str, path: Path) -> Problems:
    """The ISO 8601 date and time at `owner[key]`, when there is one."""
    value = owner.get(key)
    if value is not None and parsed_time(value) is None:
        yield Problem((*path, key), "DATE_TIME_TYPE_PARSE", f"Could not parse {str(value)[:100]}. Should be ISO8601.")


def parsed_time(value: object) -> datetime | None:
    """The moment, in UTC where the text names no zone; None for a text that is no date, or no text."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def is_snowflake(value: object) -> bool:
    """An id: a whole number from 0 to 2**63 - 1, or its digits in a text."""
    if isinstance(value, str):
        return value.isascii() and value.isdecimal() and int(value[:20]) <= _LARGEST_SNOWFLAKE and len(value) <= 20  # noqa: PLR2004 (digits of 2**63)
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST_SNOWFLAKE


def no_snowflake(value: object, path: Path) -> Problem:
    return Problem(path, "NUMBER_TYPE_COERCE", f'Value "{str(value)[:100]}" is not snowflake.')


def snowflake(owner: _Owner, key: str, path: Path, *, needed: bool = False) -> Problems:
    value = owner.get(key)
    if value is None:
        if needed:
            yield required((*path, key))
    elif not is_snowflake(value):
        yield no_snowflake(value, (*path, key))


def snowflakes(owner: _Owner, key: str, path: Path) -> Problems:
    """Every item of the list at `owner[key]`; how many there may be is for `count` to say."""
    for index, value in enumerate(as_list(owner.get(key))):
        if not is_snowflake(value):
            yield no_snowflake(value, (*path, key, index))


def bit_set(owner: _Owner, key: str, path: Path) -> Problems:
    """A permission set: a whole number that is not negative, as digits in a text (or, as v6 had it, a number)."""
    value = owner.get(key)
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return
    if not (isinstance(value, str) and value.isascii() and value.isdecimal()):
        yield Problem((*path, key), "NUMBER_TYPE_COERCE", f'Value "{str(value)[:100]}" is not int.')


def yes_or_no(owner: _Owner, key: str, path: Path) -> Problems:
    if owner.get(key) is not None and not isinstance(owner[key], bool):
        yield Problem((*path, key), "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")


def image(owner: _Owner, key: str, path: Path) -> Problems:
    """A picture in the body: a data URI in base64. https://discord.com/developers/docs/reference#image-data."""
    value = owner.get(key)
    if value is not None and not (isinstance(value, str) and _IMAGE.fullmatch(value)):
        yield Problem((*path, key), "IMAGE_INVALID", "Invalid image data")
