"""Keeps secrets out of every text that leaves the process."""

import json
import re

_MARK = "[redacted]"
_SHORTEST = 6  # a shorter "secret" would blot out ordinary words

# What looks like a secret even when nobody registered it: addresses that carry a token in their path, and headers.
_SHAPES = (
    re.compile(r"(?<=/webhooks/)(\d+/)[\w.-]+"),
    re.compile(r"(?<=/interactions/)(\d+/)[^/\s\"']+"),
    re.compile(r"((?:Bot|Bearer) )[\w.~+/=-]{16,}"),
)


class Redactor:
    """Replaces every registered secret, raw or as JSON writes it, and everything shaped like one."""

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
