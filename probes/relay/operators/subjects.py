"""Which subjects operators may silence."""

import re
from typing import Final

KINDS: Final = ("process", "check", "circuit", "memory", "alert", "host", "stack")
"""The parts before the colon."""

_SUBJECT: Final = re.compile(rf"(?:{'|'.join(KINDS)}):\S.*")


def problem(subject: str) -> str | None:
    """Why `subject` cannot be silenced, for people; None if it can.

    >>> problem("check:disk"), problem("check:*")
    (None, None)
    >>> problem("disk")
    "'disk' is no subject: expected one such as check:disk, process:bot or check:*"
    """
    if subject in {"*", "*:*"}:
        return "to silence everything, pause: `ignis pause 10m --why …`"
    if _SUBJECT.fullmatch(subject):
        return None
    kind, colon, _ = subject.partition(":")
    if colon and kind not in KINDS:
        return f"{kind!r} is no kind of subject: there are {', '.join(KINDS)}"
    return f"{subject!r} is no subject: expected one such as check:disk, process:bot or check:*"
