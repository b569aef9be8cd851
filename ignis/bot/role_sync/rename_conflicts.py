"""Recognises that somebody else keeps rewriting a nickname of ours. Pure.

Bloxlink, unless its template says otherwise, writes its own nickname over ours. Ours would follow, and so on without
end. After two rewrites to the same text within the window, a third is not made: the nickname is contested, and is left
alone for a while.
"""

from collections import OrderedDict
from dataclasses import dataclass

_REWRITES = 2
_KEPT = 10_000  # members whose last rewrites are remembered


@dataclass(frozen=True, slots=True)
class _Rewrite:
    text: str
    at: tuple[float, ...]


class RenameConflicts:
    """Times are seconds of one clock that never goes back.

    Example:
        if not conflicts.detect(user_id, "6. Legionary Emek", now):
            ...  # write the nickname
            conflicts.record(user_id, "6. Legionary Emek", now)
    """

    def __init__(self, *, window: float, rest: float) -> None:
        """A conflict is two rewrites within `window` seconds; then the nickname is left alone for `rest` seconds."""
        self._window = window
        self._rest = rest
        self._written: OrderedDict[int, _Rewrite] = OrderedDict()
        self._contested_until: dict[int, float] = {}

    def record(self, user_id: int, text: str, now: float) -> None:
        """The nickname `text` was written."""
        before = self._written.pop(user_id, None)
        times = before.at if before is not None and before.text == text else ()
        self._written[user_id] = _Rewrite(text, (*times, now)[-_REWRITES:])
        if len(self._written) > _KEPT:
            self._written.popitem(last=False)

    def detect(self, user_id: int, text: str, now: float) -> bool:
        """Whether writing `text` once more would continue a conflict. If so, the member is contested from now on."""
        written = self._written.get(user_id)
        if written is None or written.text != text or len(written.at) < _REWRITES:
            return False
        if now - written.at[0] > self._window:
            return False
        self._contested_until[user_id] = now + self._rest
        return True

    def is_contested(self, user_id: int, now: float) -> bool:
        until = self._contested_until.get(user_id)
        if until is None:
            return False
        if now < until:
            return True
        self.clear(user_id)
        return False

    def clear(self, user_id: int) -> None:
        """The conflict is over: the next nickname is written again."""
        self._contested_until.pop(user_id, None)
        self._written.pop(user_id, None)

    def contested_members(self, now: float) -> tuple[int, ...]:
        return tuple(user_id for user_id in tuple(self._contested_until) if self.is_contested(user_id, now))
