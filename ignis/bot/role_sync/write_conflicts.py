"""Recognises that somebody else keeps changing back what we write of a member. Pure.

Bloxlink, unless its template says otherwise, writes its own nickname over ours, and a bot or a person may take the role
that we give. Ours would follow, and so on without end, within seconds or once an hour. After two writes of the same
that were changed back, each within the window after the one before, a third is not made: it is contested, and is left
alone for a while. Then it is written once. If that is changed back as well, the rest is twice as long, up to `_LONGEST`
times the first; if it stands for the window, the fight is over.
"""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from ignis.domain.role_map.table import RoleChange

_WRITES: Final = 2
_LONGEST: Final = 24
"""How many times as long as the first rest the longest one is."""
_KEPT: Final = 10_000
"""Members of whom something is remembered."""


@dataclass(frozen=True, slots=True)
class _Written:
    what: str
    at: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """`what` is left alone until `until`. `rests`: how often it was. A first one is news."""

    what: str
    until: float
    rests: int

    @property
    def is_new(self) -> bool:
        return self.rests == 1


class WriteConflicts:
    """Of one kind of writes: nicknames, or ranks that roles are to stand for. Times are seconds of one clock that never
    goes back.

    Example:
        if conflicts.detect(user_id, "6. Legionary Emek", now) is None:
            ...  # write the nickname
            conflicts.record(user_id, "6. Legionary Emek", now)
    """

    def __init__(self, *, window: float, rest: float) -> None:
        """`window` and the first `rest` are in seconds."""
        self._window = window
        self._rest = rest
        self._written: OrderedDict[int, _Written] = OrderedDict()
        self._conflicts: OrderedDict[int, Conflict] = OrderedDict()

    def record(self, user_id: int, what: str, now: float) -> None:
        """`what` was written."""
        before = self._written.pop(user_id, None)
        times = before.at if before is not None and before.what == what else ()
        self._written[user_id] = _Written(what, (*times, now)[-_WRITES:])
        if len(self._written) > _KEPT:
            self._written.popitem(last=False)

    def detect(self, user_id: int, what: str, now: float) -> Conflict | None:
        """The conflict that writing `what` now would continue; from now on the member is contested. None: write it."""
        known = self._conflicts.get(user_id)
        if known is not None and known.what != what:
            self.clear(user_id)
            return None
        if known is not None and now < known.until:
            return known
        written = self._written.get(user_id)
        if known is not None and (written is None or written.at[-1] < known.until):
            return None  # the rest is over: once more
        if written is None or written.what != what or now - written.at[-1] > self._window:
            self.clear(user_id)  # it stood for long enough
            return None
        if known is None and (len(written.at) < _WRITES or written.at[1] - written.at[0] > self._window):
            return None
        return self._begin(user_id, what, 1 if known is None else known.rests + 1, now)

    def _begin(self, user_id: int, what: str, rests: int, now: float) -> Conflict:
        self._conflicts.pop(user_id, None)
        length = self._rest * min(2 ** (rests - 1), _LONGEST)
        made = self._conflicts[user_id] = Conflict(what, now + length, rests)
        if len(self._conflicts) > _KEPT:
            self._conflicts.popitem(last=False)
        return made

    def is_contested(self, user_id: int, now: float) -> bool:
        known = self._conflicts.get(user_id)
        return known is not None and now < known.until

    def clear(self, user_id: int) -> None:
        """The conflict is over: the next write is made."""
        self._conflicts.pop(user_id, None)
        self._written.pop(user_id, None)

    def contested_members(self, now: float) -> tuple[int, ...]:
        return tuple(user_id for user_id in tuple(self._conflicts) if self.is_contested(user_id, now))


@dataclass(frozen=True, slots=True)
class MemberConflicts:
    """`roles` are about the ranks that roles are to stand for: who changes them back may do so with other roles."""

    names: WriteConflicts
    roles: WriteConflicts
    _unseen: dict[int, RoleChange] = field(default_factory=dict[int, RoleChange])

    @classmethod
    def of(cls, *, window: float, rest: float) -> "MemberConflicts":
        """See `WriteConflicts`."""
        return cls(WriteConflicts(window=window, rest=rest), WriteConflicts(window=window, rest=rest))

    def wrote_roles(self, user_id: int, rank: str, change: RoleChange, now: float) -> None:
        """Roles were written. While the gateway has not shown the last ones, it is our own that are written again."""
        if user_id not in self._unseen:
            self.roles.record(user_id, rank.casefold(), now)
        self._unseen[user_id] = change

    def saw_roles(self, user_id: int, roles: Collection[int]) -> None:
        """What the gateway shows of a member."""
        change = self._unseen.get(user_id)
        if change is not None and (change.give is None or change.give in roles) and not {*change.take} & {*roles}:
            del self._unseen[user_id]

    def forget(self, user_id: int) -> None:
        """The member has left."""
        self._unseen.pop(user_id, None)
