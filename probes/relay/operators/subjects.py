"""Which subjects operators may silence."""

import re
from collections.abc import Collection
from difflib import get_close_matches
from itertools import product
from typing import Final

from probes.companions import COMPANIONS
from probes.relay.incidents.incident import covers
from probes.relay.notify.words.remedies import REMEDIES

KINDS: Final = ("process", "check", "circuit", "memory", "alert", "host", "stack")
"""The parts before the colon."""

_SUBJECT: Final = re.compile(rf"(?:{'|'.join(KINDS)}):\S.*")
_PROGRAMS: Final = ("bot", "exporter", "relay", "sandbox", *COMPANIONS)
# of alerts the names are the senders' own, and of the others there are only one or two
_NAMES_ARE_FREE: Final = frozenset({"alert", "host", "stack"})
# tests prove that every check and every circuit has a remedy
KNOWN: Final = frozenset(
    {one for one in REMEDIES if one.startswith(("check:", "circuit:")) and not one.endswith((":*", ":key"))}
    | {f"{kind}:{name}" for kind, name in product(("process", "memory"), _PROGRAMS)}
)


def problem(subject: str, still_open: Collection[str] = ()) -> str | None:
    """Why `subject` cannot be silenced, for people; None if it can. What is open can be, whatever it is.

    >>> problem("check:disk"), problem("check:*")
    (None, None)
    >>> problem("disk")
    "'disk' is no subject: expected one such as check:disk, process:bot or check:*"
    >>> problem("check:dsk")
    "there is no 'check:dsk'; did you mean check:disk?"
    """
    if subject in {"*", "*:*"}:
        return "to silence everything, pause: `ignis pause 10m --why …`"
    kind, colon, _ = subject.partition(":")
    if _SUBJECT.fullmatch(subject):
        known = {*KNOWN, *still_open}
        if kind in _NAMES_ARE_FREE or any(covers(subject, one) for one in known):
            return None
        return f"there is no {subject!r}; {_meant(subject, sorted(known))}"
    if colon and kind not in KINDS:
        return f"{kind!r} is no kind of subject: there are {', '.join(KINDS)}"
    return f"{subject!r} is no subject: expected one such as check:disk, process:bot or check:*"


def _meant(subject: str, known: list[str]) -> str:
    kind, _, name = subject.partition(":")
    names = [one.partition(":")[2] for one in known if one.startswith(f"{kind}:")]
    if near := get_close_matches(name, names, n=1):
        return f"did you mean {kind}:{near[0]}?"
    return f"there are {', '.join(f'{kind}:{one}' for one in names)}"
