"""What is wrong, or may surprise, in a role map, seen beside the server that it is for.

A map that contradicts itself is never in force: the reader refuses it. Here is found what a valid map cannot know by
itself: the server's roles, what Discord lets the bot do, and which members hold what. Names are compared without case.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from ignis.domain.members.nickname import Nicknames
from ignis.domain.role_map.counted_roles import DecidingNames, counted_roles, pinned_names
from ignis.domain.role_map.finding import Finding, FindingKind
from ignis.domain.role_map.namesakes import names_in_settings, namesakes
from ignis.domain.role_map.server_view import ServerRole, ServerView
from ignis.domain.rules.legion import Legion
from ignis.domain.rules.pinned_names import NOBODY, folded
from ignis.domain.rules.role_ranks import Ranked
from ignis.domain.write_problem import WriteProblem

_LONGEST_NAME = 20
"""Characters of a Roblox name."""


class MappedRole:
    """The server's role that the map means by a name: see `counted_roles`."""

    def __init__(self, legion: Legion, server: ServerView) -> None:
        by_id = {role.id: role for role in server.roles}
        counted = counted_roles(legion, server.roles, legion.role_ids, server.pins)
        self._by_name = {name.casefold(): by_id[role_id] for role_id, name in counted.items()}
        self._pinned = folded(pinned_names(DecidingNames(legion), by_id, legion.role_ids, server.pins))

    def find(self, role: str) -> ServerRole | None:
        """None if the server has no such role."""
        return self._by_name.get(role.casefold())

    def lost(self, role: str) -> bool:
        """Whether it was deleted: the name means it, and no other."""
        return self.was_there(role) and self.find(role) is None

    def was_there(self, role: str) -> bool:
        return self._pinned.get(role.casefold(), NOBODY) != NOBODY


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
        *names_in_settings(server),
        *_roles(legion, MappedRole(legion, server), tally),
        *namesakes(legion, server),
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
            yield from _role(ranked, role)
        held = tally.held[ranked.role.casefold()]
        if held and not tally.decided[ranked.role.casefold()]:
            yield Finding(FindingKind.NEVER_DECIDES, {"role": ranked.role, "count": held})


def _gone(legion: Legion, meant: MappedRole, ranked: Ranked) -> FindingKind:
    if meant.was_there(ranked.role):
        return FindingKind.DELETED
    others = legion.role_ranks.standing_for(ranked.rank)
    return FindingKind.SPARE if any(meant.find(role) is not None for role in others) else FindingKind.MISSING


def _role(ranked: Ranked, role: ServerRole) -> Iterator[Finding]:
    if role.everyone:
        yield Finding(FindingKind.EVERYONE, {"rank": ranked.rank})
        return
    if role.name.casefold() != ranked.role.casefold():
        yield Finding(FindingKind.RENAMED, {"role": ranked.role, "name": role.name})
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
