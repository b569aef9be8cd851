"""What is wrong, or may surprise, in a role map, seen beside the server that it is for.

A map that contradicts itself is never in force: the reader refuses it. Here is found what a valid map cannot know by
itself: the server's roles, what Discord lets the bot do, and which members hold what. Names are compared without case.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from itertools import pairwise
from types import MappingProxyType

from ignis.domain.members.nickname import Nicknames
from ignis.domain.rules.legion import Legion
from ignis.domain.rules.role_ranks import Ranked
from ignis.domain.write_problem import WriteProblem

Param = str | int | tuple[str, ...]


class Severity(IntEnum):
    """How soon an administrator should look; the greater, the sooner."""

    HINT = 1  # works as written; may not be what was meant
    WARNING = 2  # something of the map has no effect, or another one than it seems
    ERROR = 3  # members do not get what the map promises


class FindingKind(StrEnum):
    """Behind each are the params that its sentence may use."""

    # errors
    NO_MANAGE_ROLES = "no_manage_roles"
    NO_MANAGE_NICKNAMES = "no_manage_nicknames"
    DELETED = "deleted"  # role, rank: the server had it, and has it no more
    MISSING = "missing"  # role, rank: the server has no such role, and none that stands for the rank
    EVERYONE = "everyone"  # rank: the role that all members have decides for all of them
    OUT_OF_REACH = "out_of_reach"  # role: not below the bot's own, so it can neither be given nor taken
    REFUSED = "refused"  # count (of members), problem (a WriteProblem): Discord refused to write what follows
    # warnings
    BLOCKED = "blocked"  # count: of members whom Discord would not let the bot change
    RENAMED = "renamed"  # role (as the map says), name (as the server says)
    TWICE = "twice"  # role, count: one of the server's roles of this name shadows the others
    MANAGED = "managed"  # role: belongs to an integration, which alone gives it
    NOT_MAPPED = "not_mapped"  # role: has a priority, and stands for no rank
    NO_PRIORITY = "no_priority"  # role: counts less than every role that has one
    NO_PREFIX = "no_prefix"  # rank: nicknames of its members go without one
    AGAINST_LADDER = "against_ladder"  # higher, lower: the lower rank's role counts more
    TIGHT = "tight"  # ranks, room: longer account names are cut in the nickname, even without the group's rank
    NO_ROLE = "no_role"  # rank: on a path, and a promotion to it gives no role
    # hints
    NO_AUDIT_LOG = "no_audit_log"
    SPARE = "spare"  # role, rank: the server has no such role, but another that stands for the rank
    SEVERAL = "several"  # rank, roles, given: the one that a promotion gives
    NEVER_DECIDES = "never_decides"  # role, count: all who hold it hold a higher one as well
    NOBODY_BECOMES = "nobody_becomes"  # ranks: off the ladder, and no role stands for them
    OFF_LADDER = "off_ladder"  # ranks: no points lead to them, only their roles
    SHORTENED = "shortened"  # count: of nicknames that do not fit as a whole


_ERRORS = frozenset(
    {
        FindingKind.NO_MANAGE_ROLES,
        FindingKind.NO_MANAGE_NICKNAMES,
        FindingKind.DELETED,
        FindingKind.MISSING,
        FindingKind.EVERYONE,
        FindingKind.OUT_OF_REACH,
        FindingKind.REFUSED,
    }
)
_HINTS = frozenset(
    {
        FindingKind.NO_AUDIT_LOG,
        FindingKind.SPARE,
        FindingKind.SEVERAL,
        FindingKind.NEVER_DECIDES,
        FindingKind.NOBODY_BECOMES,
        FindingKind.OFF_LADDER,
        FindingKind.SHORTENED,
    }
)
_LONGEST_NAME = 20
"""Characters of a Roblox name."""


@dataclass(frozen=True, slots=True)
class Finding:
    found: FindingKind
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
class ServerView:
    """The server's roles from low to high, and what the bot may do there."""

    roles: tuple[ServerRole, ...]
    manages_roles: bool = True
    manages_nicknames: bool = True
    sees_audit_log: bool = True


class MappedRole:
    """The server's role that the map means by a name: the one whose id is remembered, else the highest of that name."""

    def __init__(self, role_ids: Mapping[str, int], server: ServerView) -> None:
        self._ids = {name.casefold(): role_id for name, role_id in role_ids.items()}
        self._by_id = {role.id: role for role in server.roles}
        self._by_name = {role.name.casefold(): role for role in server.roles}
        self._names = Counter(role.name.casefold() for role in server.roles)

    def find(self, role: str) -> ServerRole | None:
        """None if the server has no such role."""
        remembered = self._ids.get(role.casefold())
        by_id = self._by_id.get(remembered) if remembered is not None else None
        return by_id or self._by_name.get(role.casefold())

    def was_there(self, role: str) -> bool:
        return role.casefold() in self._ids

    def count(self, name: str) -> int:
        """How many roles of the server have this name."""
        return self._names[name.casefold()]


class RoleTally:
    """How often each mapped role is held, and how often it decides; by names without case."""

    def __init__(self) -> None:
        self.held: Counter[str] = Counter()
        self.decided: Counter[str] = Counter()

    def add(self, held: Sequence[Ranked]) -> None:
        """Counts one member, by what their roles stand for, from the one that decides down."""
        keys = [ranked.role.casefold() for ranked in held]
        self.held.update(keys)
        self.decided.update(keys[:1])


def findings(
    legion: Legion,
    server: ServerView,
    tally: RoleTally,
    *,
    blocked: int = 0,
    shortened: int = 0,
    refused: Mapping[WriteProblem, int] = MappingProxyType({}),
) -> list[Finding]:
    """The worst first, otherwise in the order of the map, from the highest priority down.

    `blocked` and `shortened` are the counts of a preview of the map in force, `refused` those of members of whom
    Discord refused to write something, by problem.
    """
    found = [
        *_rights(server),
        *_roles(legion, MappedRole(legion.role_ids, server), tally),
        *_priorities(legion),
        *_ranks(legion),
        *_nicknames(legion),
        *(
            Finding(FindingKind.REFUSED, {"count": count, "problem": problem.value})
            for problem, count in refused.items()
        ),
        *([Finding(FindingKind.BLOCKED, {"count": blocked})] if blocked else []),
        *([Finding(FindingKind.SHORTENED, {"count": shortened})] if shortened else []),
    ]
    return sorted(found, key=lambda finding: -finding.severity)


def _rights(server: ServerView) -> Iterator[Finding]:
    if not server.manages_roles:
        yield Finding(FindingKind.NO_MANAGE_ROLES)
    if not server.manages_nicknames:
        yield Finding(FindingKind.NO_MANAGE_NICKNAMES)
    if not server.sees_audit_log:
        yield Finding(FindingKind.NO_AUDIT_LOG)


def _roles(legion: Legion, meant: MappedRole, tally: RoleTally) -> Iterator[Finding]:
    for ranked in reversed(legion.role_ranks.ranked):
        role = meant.find(ranked.role)
        if role is None:
            yield Finding(_gone(legion, meant, ranked), {"role": ranked.role, "rank": ranked.rank})
        else:
            yield from _role(ranked, role, meant)
        held = tally.held[ranked.role.casefold()]
        if held and not tally.decided[ranked.role.casefold()]:
            yield Finding(FindingKind.NEVER_DECIDES, {"role": ranked.role, "count": held})


def _gone(legion: Legion, meant: MappedRole, ranked: Ranked) -> FindingKind:
    if meant.was_there(ranked.role):
        return FindingKind.DELETED
    others = legion.role_ranks.standing_for(ranked.rank)
    return FindingKind.SPARE if any(meant.find(role) is not None for role in others) else FindingKind.MISSING


def _role(ranked: Ranked, role: ServerRole, meant: MappedRole) -> Iterator[Finding]:
    if role.everyone:
        yield Finding(FindingKind.EVERYONE, {"rank": ranked.rank})
        return
    if role.name.casefold() != ranked.role.casefold():
        yield Finding(FindingKind.RENAMED, {"role": ranked.role, "name": role.name})
    if (count := meant.count(role.name)) > 1:
        yield Finding(FindingKind.TWICE, {"role": role.name, "count": count})
    if role.managed:
        yield Finding(FindingKind.MANAGED, {"role": role.name})
    elif not role.within_reach:
        yield Finding(FindingKind.OUT_OF_REACH, {"role": role.name})


def _priorities(legion: Legion) -> Iterator[Finding]:
    mapped = {ranked.role.casefold() for ranked in legion.role_ranks.ranked}
    placed = {role.casefold() for role in legion.role_ranks.priority}
    for role in legion.role_ranks.priority:
        if role.casefold() not in mapped:
            yield Finding(FindingKind.NOT_MAPPED, {"role": role})
    for ranked in legion.role_ranks.ranked:
        if ranked.role.casefold() not in placed:
            yield Finding(FindingKind.NO_PRIORITY, {"role": ranked.role})
    yield from _against_ladder(legion)


def _against_ladder(legion: Legion) -> Iterator[Finding]:
    """A rank whose best role counts less than the least role of the rank before it on the ladder."""
    places = {ranked.role: place for place, ranked in enumerate(legion.role_ranks.ranked)}
    of_rank = [(rank, legion.role_ranks.standing_for(rank)) for rank in legion.ladder.ranks]
    for (lower, beneath), (higher, above) in pairwise((rank, roles) for rank, roles in of_rank if roles):
        if max(places[role] for role in above) < min(places[role] for role in beneath):
            yield Finding(FindingKind.AGAINST_LADDER, {"higher": higher, "lower": lower})


def _ranks(legion: Legion) -> Iterator[Finding]:
    for rank in legion.ladder.ranks:
        roles = legion.role_ranks.standing_for(rank)
        if not roles:
            yield Finding(FindingKind.NO_ROLE, {"rank": rank})
        elif len(roles) > 1:
            yield Finding(FindingKind.SEVERAL, {"rank": rank, "roles": roles, "given": roles[0]})
    stood_for = tuple(rank for rank in legion.off_ladder if legion.role_ranks.standing_for(rank))
    if unreachable := tuple(rank for rank in legion.off_ladder if rank not in stood_for):
        yield Finding(FindingKind.NOBODY_BECOMES, {"ranks": unreachable})
    if stood_for:
        yield Finding(FindingKind.OFF_LADDER, {"ranks": stood_for})


def _nicknames(legion: Legion) -> Iterator[Finding]:
    nicknames, tight = Nicknames(legion.nicknames), dict[int, list[str]]()
    prefixes = {rank.casefold(): prefix for rank, prefix in legion.nicknames.prefixes.items()}
    for rank in dict.fromkeys(ranked.rank for ranked in reversed(legion.role_ranks.ranked)):
        if rank.casefold() not in prefixes:
            yield Finding(FindingKind.NO_PREFIX, {"rank": rank})
        prefix = prefixes.get(rank.casefold(), "")
        room = _room(nicknames, str(legion.companies.last) if prefix is None else prefix)
        if room < _LONGEST_NAME:
            tight.setdefault(room, []).append(rank)
    for room in sorted(tight):
        yield Finding(FindingKind.TIGHT, {"ranks": tuple(tight[room]), "room": room})


def _room(nicknames: Nicknames, prefix: str) -> int:
    """How many characters of an account's name fit when the rank in the group is left out."""
    for length in range(_LONGEST_NAME, 0, -1):
        made = nicknames.of(prefix, "", "x" * length)
        if made is not None and not made.shortened:
            return length
    return 0
