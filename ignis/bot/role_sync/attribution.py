"""Who changed a member's roles, as the audit log says. Its entry comes before the member's update or after it. Pure.

An entry of the log signs only the change that it fits: the same roles given and taken, at the same moment. An entry may
be late or missing, so that the newest one need not belong to the newest change. Nobody is named rather than the wrong
person.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter
from typing import Final, NamedTuple, Protocol

from ignis.domain.rules.role_ranks import Ranked

BLOXLINK: Final = 426537812993638401  # docs/integrations.md

SAME_MOMENT: Final = 10.0
"""Seconds between the moment in an entry's id, by Discord's clock, and the moment an update came in, by ours."""

_KEPT_FOR: Final = 120.0
"""Seconds. An entry that is later than this fits nothing."""
_MEMBERS: Final = 20_000
_EACH: Final = 20
"""Changes, and entries, of one member."""


_at = attrgetter("at")


class RoleChangeAuthor(StrEnum):
    """A metric's label."""

    BLOXLINK = "bloxlink"
    MODERATOR = "moderator"
    IGNIS = "ignis"
    UNKNOWN = "unknown"


class RankedRoles(Protocol):
    """`ignis.domain.role_map.table.RoleTable` is one."""

    def ranked(self, roles: Iterable[int]) -> Ranked | None:
        """What the highest mapped of `roles` stands for."""
        ...


@dataclass(slots=True, eq=False)
class RoleUpdate:
    """A member's roles before and after, as the gateway showed them. `at` is when that was, in seconds of the epoch."""

    user_id: int
    before: Collection[int]
    after: Collection[int]
    at: float
    author: int | None = None
    taken: bool = False
    """A record accounts for it. It is kept so that its entry, if late, is not taken for that of another change."""


class RoleEntry(NamedTuple):
    """An entry of the audit log about one member's roles. `at` is the moment in its id, in seconds of the epoch."""

    author: int
    given: frozenset[int]
    taken: frozenset[int]
    at: float


@dataclass(slots=True)
class _Known:
    """What has come in of one member, the oldest first."""

    at: float
    updates: list[RoleUpdate] = field(default_factory=list)
    entries: list[RoleEntry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a record takes: the authors by member, and the updates that it accounts for."""

    authors: Mapping[int, int]
    updates: Sequence[RoleUpdate]


class Attribution:
    """Example:
    attribution.updated(RoleUpdate(member_id, before, after, now))
    attribution.audited(member_id, RoleEntry(moderator_id, given, taken, at), now)
    attribution.take([member_id], table, now).authors  # {member_id: moderator_id}
    attribution.take([member_id], table, now).authors  # {}
    """

    def __init__(self) -> None:
        self._known: OrderedDict[int, _Known] = OrderedDict()

    def updated(self, update: RoleUpdate) -> None:
        updates = self._of(update.user_id, update.at).updates
        updates.append(update)
        del updates[:-_EACH]

    def audited(self, user_id: int, entry: RoleEntry, now: float) -> None:
        entries = self._of(user_id, now).entries
        entries.append(entry)
        del entries[:-_EACH]

    def take(self, user_ids: Iterable[int], table: RankedRoles, now: float) -> Taken:
        """Who made the last change that moved what a member's roles stand for, of those that were not taken before."""
        authors: dict[int, int] = {}
        updates: list[RoleUpdate] = []
        for user_id in user_ids:
            known = self._known.get(user_id)
            if known is None:
                continue
            _match(known)
            new = [update for update in known.updates if not update.taken]
            if (author := _author(new, table)) is not None:
                authors[user_id] = author
            for update in new:
                update.taken = True
            updates += new
            if not known.entries and all(update.author is not None for update in known.updates):
                del self._known[user_id]
        while self._known and now - next(iter(self._known.values())).at > _KEPT_FOR:
            self._known.popitem(last=False)
        return Taken(authors, updates)

    def give_back(self, taken: Taken, now: float) -> None:
        """It was not stored: whoever tries again must find it."""
        for update in taken.updates:
            update.taken = False
            known = self._of(update.user_id, now)
            if update not in known.updates:
                known.updates.append(update)
                known.updates.sort(key=_at)

    def __len__(self) -> int:
        """Members of whom something is kept."""
        return len(self._known)

    def forget(self) -> None:
        """A new session: updates may have been missed in between."""
        self._known.clear()

    def _of(self, user_id: int, now: float) -> _Known:
        known = self._known.get(user_id)
        if known is None:
            known = self._known[user_id] = _Known(now)
            if len(self._known) > _MEMBERS:
                self._known.popitem(last=False)
        else:
            known.at = now
            self._known.move_to_end(user_id)
        return known


def _author(new: Sequence[RoleUpdate], table: RankedRoles) -> int | None:
    if len(new) == 1:
        return new[0].author
    moving = (each for each in reversed(new) if table.ranked(each.before) != table.ranked(each.after))
    last = next(moving, None)
    return last.author if last is not None else None


def _match(known: _Known) -> None:
    """Lets every entry sign the update of the same roles that is nearest to its moment. Each signs one, and is gone."""
    left: list[RoleEntry] = []
    for entry in known.entries:
        fitting = [
            update
            for update in known.updates
            if update.author is None and abs(update.at - entry.at) <= SAME_MOMENT and _fits(entry, update)
        ]
        if not fitting:
            left.append(entry)
        elif len(fitting) == 1:
            fitting[0].author = entry.author
        else:
            min(fitting, key=lambda update: abs(update.at - entry.at)).author = entry.author
    known.entries = left


def _fits(entry: RoleEntry, update: RoleUpdate) -> bool:
    before, after = frozenset(update.before), frozenset(update.after)
    return entry.given == after - before and entry.taken == before - after


def kind_of_author(author_id: int | None, own_id: int | None) -> RoleChangeAuthor:
    """`own_id` is the bot's."""
    match author_id:
        case None:
            return RoleChangeAuthor.UNKNOWN
        case _ if author_id == own_id:
            return RoleChangeAuthor.IGNIS
        case _ if author_id == BLOXLINK:
            return RoleChangeAuthor.BLOXLINK
        case _:
            return RoleChangeAuthor.MODERATOR
