"""Text from outside, made safe to show and to compare. Pure.

It keeps every script. What it loses is what can deceive: control characters, marks that reverse the direction of text,
towers of combining marks, and links: whoever can send an alert must not be able to send staff to a page.
"""

import hashlib
import re
import unicodedata
from typing import Final

from probes.relay.message_limits import clip, tidy

_LINK = re.compile(r"\b([a-z][a-z0-9+.-]*):(?=//)|\b(mailto|javascript|data|tel|sms):(?=\S)", re.IGNORECASE)
_BARE_LINK = re.compile(r"\b(www|discord|discordapp)\.(?=\w)", re.IGNORECASE)
_PLAIN: Final = frozenset("_.:-")
_FINGERPRINT = 8


def shown(text: str, limit: int) -> str:
    r"""One line for people, of at most `limit` units.

    Example:
        >>> shown("see\nhttps://example.com/x", 100)
        'see https[:]//example.com/x'
        >>> shown("Память", 100)
        'Память'
    """
    return clip(without_links(_visible(text)), limit)


def without_links(text: str) -> str:
    """`text` in which nothing is taken for a link any more, neither by Discord nor by a mail program."""
    return _BARE_LINK.sub(r"\1[.]", _LINK.sub(lambda found: f"{found[1] or found[2]}[:]", text))


def identity(text: str, limit: int) -> str:
    """A name to compare: letters, marks and digits of every script, and `_.:-`. Alike only for texts that are alike.

    Where a character is replaced or cut off, a fingerprint of the whole text is added.

    Example:
        >>> identity("Сервер", 60), identity("db-1:9100", 60)
        ('Сервер', 'db-1:9100')
        >>> identity("a b", 60) == identity("a_b", 60)
        False
    """
    composed = unicodedata.normalize("NFC", text)
    plain = "".join(char if _is_plain(char) else "_" for char in _visible(text))
    if plain == composed and len(plain) <= limit:
        return plain
    fingerprint = hashlib.sha256(composed.encode("utf-8", "replace")).hexdigest()[:_FINGERPRINT]
    return f"{plain[: limit - _FINGERPRINT - 1]}-{fingerprint}"


def _is_plain(char: str) -> bool:
    return char.isalnum() or char in _PLAIN or unicodedata.category(char) in {"Mn", "Mc"}


def _visible(text: str) -> str:
    """On one line, without what cannot be seen, with one spelling of each letter."""
    return " ".join(tidy(unicodedata.normalize("NFC", text)).split())
