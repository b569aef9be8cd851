"""What is wrong, or may surprise, in a role map, seen beside the server that it is for.

A map that contradicts itself is never in force; that is the loader's business. What is found here is whatever a valid
map cannot know by itself: the server's roles, what Discord lets the bot do, and who holds what. Names are compared
without case.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from itertools import pairwise

from ignis.domain.legion import Legion
from ignis.domain.roles import Ranked, RoleRanks

Param = str | int | tuple[str, ...]


class Severity(IntEnum):
    """How soon somebody should look; the greater the sooner."""

    HINT = 1  # works as written; may not be what was meant
    WARNING = 2  # something of the map has no effect, or another one than it seems
    ERROR = 3  # members do not get what the map promises


class Found(StrEnum):
    """Behind each are the params that its sentence may use."""

    # errors
    NO_MANAGE_ROLES = "no_manage_roles"
    NO_MANAGE_NICKNAMES = "no_manage_nicknames"
    DELETED = "deleted"  # role, rank: the server had it, and has it no more
    MISSING = "missing"  # role, rank: the server has no such role
    EVERYONE = "everyone"  # rank: the role that all members have decides for all of them
    OUT_OF_REACH = "out_of_reach"  # role: not below the bot's own, so it can neither be given nor taken
    # warnings
    RENAMED = "renamed"  # role (as the map says), name (as the server says)
    TWICE = "twice"  # role, count: one of the server's roles of this name shadows the others
    MANAGED = "managed"  # role: belongs to an integration, which alone gives it
    NOT_MAPPED = "not_mapped"  # role: has a priority, and stands for no rank
    NO_PRIORITY = "no_priority"  # role: counts less than every role that has one
    NO_PREFIX = "no_prefix"  # rank: nicknames of its members stay as they are
    AGAINST_LADDER = "against_ladder"  # higher, lower: the lower rank's role counts more
    NO_ROLE = "no_role"  # rank: on a path, and a promotion to it gives no role
    # hints
    NO_AUDIT_LOG = "no_audit_log"
    SEVERAL = "several"  # rank, roles, given: the one that a promotion gives
    NEVER_DECIDES = "never_decides"  # role, count: all who hold it hold a higher one as well
    NOBODY_BECOMES = "nobody_becomes"  # ranks: off the ladder, and no role stands for them
    OFF_LADDER = "off_ladder"  # ranks: no points lead to them, only their roles
    TIGHT = "tight"  # ranks, room: longer account names shorten or drop the rank in the nickname


_ERRORS = frozenset(
    {Found.NO_MANAGE_ROLES, Found.NO_MANAGE_NICKNAMES, Found.DELETED, Found.MISSING, Found.EVERYONE, Found.OUT_OF_REACH}
)
_HINTS = frozenset(
    {Found.NO_AUDIT_LOG, Found.SEVERAL, Found.NEVER_DECIDES, Found.NOBODY_BECOMES, Found.OFF_LADDER, Found.TIGHT}
)


@dataclass(frozen=True, slots=True)
class Finding:
    found: Found
    params: Mapping[str, Param] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        if self.found in _ERRORS:
            return Severity.ERROR
        return Severity.HINT if self.found in _HINTS else Severity.WARNING


@dataclass(frozen=True, slots=True)
class ServerRole:
    """`within_reach`: below the bot's highest role. `managed`: given by an integration alone."""

    id: int
    name: str
    within_reach: bool = True
    managed: bool = False
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Server:
    """The server's roles from low to high, and what the bot may do there."""

    roles: tuple[ServerRole, ...]
    manages_roles: bool = True
    manages_nicknames: bool = True
    sees_audit_log: bool = True

    def named(self, name: str) -> tuple[ServerRole, ...]:
        return tuple(role for role in self.roles if role.name.casefold() == name.casefold())

    def by_id(self, role_id: int | None) -> ServerRole | None:
        return next((role for role in self.roles if role.id == role_id), None)


class Tally:
    """How often each mapped role is held, and how often it decides."""

    def __init__(self, role_ranks: RoleRanks) -> None:
        self._role_ranks = role_ranks
        self._mapped = {ranked.role.casefold() for ranked in role_ranks.ranked}
        self.held: Counter[str] = Counter()
        self.decided: Counter[str] = Counter()

    def add(self, roles: Iterable[str]) -> None:
        """Counts one member, by the names of their roles."""
        held = [key for role in roles if (key := role.casefold()) in self._mapped]
        self.held.update(held)
        if (highest := self._role_ranks.highest(held)) is not None:
            self.decided[highest.role.casefold()] += 1


Room = Callable[[str], int | None]
"""How many characters of an account's name the nickname of a rank leaves room for; None: the rank has no prefix."""


def findings(
    legion: Legion, role_ids: Mapping[str, int], server: Server, tally: Tally, room: Room, *, longest_name: int
) -> list[Finding]:
    """The worst first, otherwise in the order of the map, from the highest priority down.

    `role_ids` are the ids remembered for the map's roles; `longest_name` is the most characters an account's name has.
    """
    found = [
        *_rights(server),
        *_roles(legion, role_ids, server, tally),
        *_priorities(legion),
        *_ranks(legion),
        *_nicknames(legion, room, longest_name),
    ]
    return sorted(found, key=lambda finding: -finding.severity)


def meant(role: str, role_ids: Mapping[str, int], server: Server) -> ServerRole | None:
    """The server's role that the map means by `role`: the one whose id is remembered, else the highest of that name."""
    remembered = next((role_id for name, role_id in role_ids.items() if name.casefold() == role.casefold()), None)
    return server.by_id(remembered) or next(iter(reversed(server.named(role))), None)


def _rights(server: Server) -> Iterator[Finding]:
    if not server.manages_roles:
        yield Finding(Found.NO_MANAGE_ROLES)
    if not server.manages_nicknames:
        yield Finding(Found.NO_MANAGE_NICKNAMES)
    if not server.sees_audit_log:
        yield Finding(Found.NO_AUDIT_LOG)


def _roles(legion: Legion, role_ids: Mapping[str, int], server: Server, tally: Tally) -> Iterator[Finding]:
    remembered = {name.casefold() for name in role_ids}
    for ranked in reversed(legion.role_ranks.ranked):
        role = meant(ranked.role, role_ids, server)
        if role is None:
            gone = Found.DELETED if ranked.role.casefold() in remembered else Found.MISSING
            yield Finding(gone, {"role": ranked.role, "rank": ranked.rank})
        else:
            yield from _role(ranked, role, server)
        held = tally.held[ranked.role.casefold()]
        if held and not tally.decided[ranked.role.casefold()]:
            yield Finding(Found.NEVER_DECIDES, {"role": ranked.role, "count": held})


def _role(ranked: Ranked, role: ServerRole, server: Server) -> Iterator[Finding]:
    if role.everyone:
        yield Finding(Found.EVERYONE, {"rank": ranked.rank})
        return
    if role.name.casefold() != ranked.role.casefold():
        yield Finding(Found.RENAMED, {"role": ranked.role, "name": role.name})
    if (count := len(server.named(role.name))) > 1:
        yield Finding(Found.TWICE, {"role": role.name, "count": count})
    if role.managed:
        yield Finding(Found.MANAGED, {"role": role.name})
    elif not role.within_reach:
        yield Finding(Found.OUT_OF_REACH, {"role": role.name})


def _priorities(legion: Legion) -> Iterator[Finding]:
    mapped = {ranked.role.casefold() for ranked in legion.role_ranks.ranked}
    placed = {role.casefold() for role in legion.role_ranks.priority}
    for role in legion.role_ranks.priority:
        if role.casefold() not in mapped:
            yield Finding(Found.NOT_MAPPED, {"role": role})
    for ranked in legion.role_ranks.ranked:
        if ranked.role.casefold() not in placed:
            yield Finding(Found.NO_PRIORITY, {"role": ranked.role})
    yield from _against_ladder(legion)


def _against_ladder(legion: Legion) -> Iterator[Finding]:
    """A rank whose best role counts less than the least role of the rank before it on the ladder."""
    places = {ranked.role: place for place, ranked in enumerate(legion.role_ranks.ranked)}
    of_rank = [(rank, legion.role_ranks.standing_for(rank)) for rank in legion.ladder.ranks]
    for (lower, beneath), (higher, above) in pairwise((rank, roles) for rank, roles in of_rank if roles):
        if max(places[role] for role in above) < min(places[role] for role in beneath):
            yield Finding(Found.AGAINST_LADDER, {"higher": higher, "lower": lower})


def _ranks(legion: Legion) -> Iterator[Finding]:
    for rank in legion.ladder.ranks:
        roles = legion.role_ranks.standing_for(rank)
        if not roles:
            yield Finding(Found.NO_ROLE, {"rank": rank})
        elif len(roles) > 1:
            yield Finding(Found.SEVERAL, {"rank": rank, "roles": roles, "given": roles[0]})
    stood_for = tuple(rank for rank in legion.off_ladder if legion.role_ranks.standing_for(rank))
    if unreachable := tuple(rank for rank in legion.off_ladder if rank not in stood_for):
        yield Finding(Found.NOBODY_BECOMES, {"ranks": unreachable})
    if stood_for:
        yield Finding(Found.OFF_LADDER, {"ranks": stood_for})


def _nicknames(legion: Legion, room: Room, longest_name: int) -> Iterator[Finding]:
    tight: dict[int, list[str]] = {}
    for rank in dict.fromkeys(ranked.rank for ranked in reversed(legion.role_ranks.ranked)):
        left = room(rank)
        if left is None:
            yield Finding(Found.NO_PREFIX, {"rank": rank})
        elif left < longest_name:
            tight.setdefault(left, []).append(rank)
    for left in sorted(tight):
        yield Finding(Found.TIGHT, {"ranks": tuple(tight[left]), "room": left})
