"""Single values of an outside answer, checked where they enter: what passes fits the database, Discord and a log.

Each function raises LookupError, TypeError or ValueError for anything else, as reading a strange document does.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

LARGEST_ID: Final = 2**63 - 1
"""What the database can hold. Roblox' ids are 64-bit numbers, too."""

_LONGEST_NAME: Final = 100  # characters; Roblox allows 20 for an account, 100 for a role
_LONGEST_URL: Final = 2048  # what Discord takes
_WHOLE: Final = re.compile(r"[1-9][0-9]{0,18}")
_UNSEEN: Final = frozenset({"Cf", "Zl", "Zp"})
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def account_id(value: object) -> int:
    """An id as services send it: a number, or a text of digits.

    >>> account_id("146941966")
    146941966
    >>> account_id("99999999999999999999")
    Traceback (most recent call last):
    ValueError: no id
    """
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        value = int(value)
    if type(value) is not int or not 0 < value <= LARGEST_ID:  # a boolean is an int, and no id
        raise ValueError("no id")
    return value


def text(item: Mapping[str, Any], field: str, most: int = _LONGEST_NAME) -> str:
    """The text of the field: not empty, at most `most` characters, without control characters and halves of letters."""
    value = item[field]
    if not isinstance(value, str) or not 0 < len(value) <= most or _CONTROL.search(value):
        raise ValueError(field)
    value.encode()  # UnicodeEncodeError, a ValueError, for half a surrogate pair
    return value


def account_name(item: Mapping[str, Any], field: str) -> str:
    r"""An account's name without what cannot be seen: marks that turn the direction of a text, gaps without a width.

    >>> account_name({"name": "\u202eVel\u200b"}, "name")
    'Vel'
    """
    seen = "".join(letter for letter in text(item, field) if unicodedata.category(letter) not in _UNSEEN).strip()
    if not seen:
        raise ValueError(field)
    return seen


def url(item: Mapping[str, Any], field: str) -> str:
    """The address of the field, of a kind that Discord shows."""
    value = text(item, field, _LONGEST_URL)
    if not value.startswith(("https://", "http://")):
        raise ValueError(field)
    return value


def number(value: object, lowest: int, highest: int) -> int:
    """A whole number within these bounds, both included."""
    if type(value) is not int or not lowest <= value <= highest:
        raise ValueError("no such number")
    return value
