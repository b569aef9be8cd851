"""Telling when somebody else keeps rewriting a nickname of ours. Pure.

Bloxlink, unless its template says otherwise, writes its own nickname over ours, and ours would follow for ever. Two
rewrites to the same text within the window, and a third that would be needed: we stop, for that member.
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
    """Times are seconds of one clock that never goes back."""

    def __init__(self, *, window: float, rest: float) -> None:
        """Within `window` two rewrites are a fight; `rest` is for how long we then leave the nickname alone."""
        self._window = window
        self._rest = rest
        self._written: OrderedDict[int, _Rewrite] = OrderedDict()
        self._until: dict[int, float] = {}

    def wrote(self, user_id: int, text: str, now: float) -> None:
        before = self._written.pop(user_id, None)
        times = before.at if before is not None and before.text == text else ()
        self._written[user_id] = _Rewrite(text, (*times, now)[-_REWRITES:])
        if len(self._written) > _KEPT:
            self._written.popitem(last=False)

    def begins(self, user_id: int, text: str, now: float) -> bool:
        """Whether to write `text` once more would be a fight. If so, the member is contested from now on."""
        written = self._written.get(user_id)
        if written is None or written.text != text or len(written.at) < _REWRITES:
            return False
        if now - written.at[0] > self._window:
            return False
        self._until[user_id] = now + self._rest
        return True

    def contested(self, user_id: int, now: float) -> bool:
        until = self._until.get(user_id)
        if until is None:
            return False
        if now < until:
            return True
        self.settle(user_id)
        return False

    def settle(self, user_id: int) -> None:
        """Somebody says that it is over: the next nickname is written again."""
        self._until.pop(user_id, None)
        self._written.pop(user_id, None)

    def members(self, now: float) -> tuple[int, ...]:
        """Whose nickname is left alone just now."""
        return tuple(user_id for user_id in tuple(self._until) if self.contested(user_id, now))
