"""Keeps secrets out of every text that leaves the process."""

import json
import re
from collections.abc import Mapping
from typing import Any

_MARK = "[redacted]"
_DEEPEST = 4  # a value nested deeper is shown as text, and the redactor sees that text
_SHORTEST = 6  # a shorter "secret" would hide ordinary words

# What looks like a secret although it was not registered: addresses that carry a token in their path,
# headers, and a token in the text of a whole answer.
_SHAPES = (
    re.compile(r"(?<=/webhooks/)(\d+/)[\w.-]+"),
    re.compile(r"(?<=/interactions/)(\d+/)[^/\s\"']+"),
    re.compile(r"((?:Bot|Bearer) )[\w.~+/=-]{16,}"),
    re.compile(r"""(\\?["']\w*token\\?["']: ?\\?["'])[^"'\\]+"""),
)

# Keys whose values are secret whatever they look like. Not "key" alone: it names many a harmless thing.
_SECRET_KEYS = re.compile(
    r"(?:^|[_-])(?:token|secret|password|passwd|passphrase|authorization|cookie|credentials?|webhook)s?$|api[_-]?key$",
    re.IGNORECASE,
)


def masked(key: str, value: Any) -> Any:
    """`value` as it may be shown under `key`. Only the name of the key decides, at every depth. Numbers stay."""
    return _masked(key, value, _DEEPEST)


def _masked(key: str, value: Any, deeper: int) -> Any:
    if isinstance(value, str | bytes):
        return _MARK if value and _SECRET_KEYS.search(key) else value
    if not deeper:
        return value
    if isinstance(value, Mapping):
        return {name: _masked(str(name), inner, deeper - 1) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(key, inner, deeper - 1) for inner in value]
    return value


class Redactor:
    """Replaces every registered secret, raw or as JSON writes it, and everything that looks like one.

    >>> redact = Redactor()
    >>> redact.add("s3cret-token")
    >>> redact("refused: s3cret-token")
    'refused: [redacted]'
    """

    def __init__(self) -> None:
        self._known: set[str] = set()

    def add(self, secret: str) -> None:
        if len(secret) >= _SHORTEST:
            self._known |= {secret, json.dumps(secret)[1:-1]}
        # An address is secret by its last part, which libraries also show alone.
        tail = secret.rstrip("/").rsplit("/", 1)[-1] if "/" in secret else ""
        if len(tail) >= _SHORTEST:
            self._known.add(tail)

    def __call__(self, text: str) -> str:
        # longest first: one secret may be the beginning of another
        for secret in sorted(self._known, key=len, reverse=True):
            text = text.replace(secret, _MARK)
        for shape in _SHAPES:
            text = shape.sub(rf"\g<1>{_MARK}", text)
        return text
