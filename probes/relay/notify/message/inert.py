"""Text from outside that Discord shows literally: no formatting, no link, no mention, no turn of direction. Pure."""

import re
import unicodedata
from typing import Final

from probes.relay.message_limits import cut, length

_ZERO_WIDTH: Final = "\u200b"
_ISOLATE: Final = "\u2068"
_END: Final = "\u2069"
# an underscore inside of a word, as in `discord_rest`, formats nothing
_SPECIAL: Final = re.compile(r"[\\*`~|<>\[\]#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|^[-+=]|(?<=^\d)\.")
_MENTION: Final = re.compile(r"@(?=everyone|here)")
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})


def inert(text: str, limit: int) -> str:
    r"""`text`, which is tidy already, on one line of at most `limit` units.

    What is written from right to left is set apart, so that it leaves the order of what stands beside it alone.

    Example:
        >>> print(inert("**bot** or [link]", 40))
        \*\*bot\*\* or \[link\]
    """
    line = " ".join(text.split())
    if _turns(line):
        return f"{_ISOLATE}{_shown(line, limit - 2)}{_END}"
    return _shown(line, limit)


def _shown(line: str, limit: int) -> str:
    """Escapes make a text longer, and must not be cut in two: the text is cut until it fits."""
    room = limit
    while length(shown := _escaped(cut(line, room))) > limit:
        room -= max(1, (length(shown) - limit) // 2)
    return shown


def _escaped(line: str) -> str:
    safe = _MENTION.sub(f"@{_ZERO_WIDTH}", _SPECIAL.sub(r"\\\g<0>", line))
    return safe.replace("://", f":{_ZERO_WIDTH}//")


def _turns(line: str) -> bool:
    return not line.isascii() and any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in line)
