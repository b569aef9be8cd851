"""What is wrong with names: roles that look like one that counts, and names that nothing of the server is meant by."""

from collections.abc import Collection, Iterator, Mapping

from ignis.domain.role_map.counted_roles import DecidingNames, counted_roles, pinned_names
from ignis.domain.role_map.finding import Finding, FindingKind
from ignis.domain.role_map.server_view import ServerRole, ServerView
from ignis.domain.rules.company import title
from ignis.domain.rules.legion import Legion
from ignis.domain.rules.look_alikes import skeleton
from ignis.domain.rules.pinned_names import NOBODY, doubles


def namesakes(legion: Legion, server: ServerView) -> Iterator[Finding]:
    """Roles that look like one by which something is decided, and pinned ones without a rank that were deleted."""
    deciding = DecidingNames(legion)
    counted = counted_roles(legion, server.roles, legion.role_ids, server.pins)
    counted = {role_id: name for role_id, name in counted.items() if deciding.spelled(name) is not None}
    own = set(counted) | {each.found for each in server.staff if each.found is not None}
    there = {role.id for role in server.roles}
    named = {role.name for role in server.roles if role.id not in own}
    awaited = _awaited(server)
    for name, role_id in pinned_names(deciding, there, legion.role_ids, server.pins).items():
        if role_id == NOBODY:
            awaited |= {name} & named
            if name in named:
                yield Finding(FindingKind.AWAITED, {"role": name})
        elif role_id not in there and legion.role_ranks.highest((name,)) is None:
            yield Finding(FindingKind.NAME_DELETED, {"role": name})
    passed_over = _PassedOver(counted, server, there)
    copies: dict[tuple[FindingKind | None, str], list[ServerRole]] = {}
    names = {skeleton(name): name for name in reversed(_names(legion, server))}
    for role in sorted(server.roles, key=lambda role: role.id):
        looks_like = names.get(skeleton(role.name))
        if looks_like is not None and role.id not in own and not role.everyone and role.name not in awaited:
            copies.setdefault((passed_over.kind(role, looks_like), looks_like), []).append(role)
    for (kind, name), roles in copies.items():
        if kind is None:
            continue
        others = tuple(role.name for role in roles)
        yield Finding(kind, {"role": name, "others": others, "count": len(roles)})


class _PassedOver:
    """What is said of a role that looks like one that counts: nobody is told to delete one that was or may be meant."""

    def __init__(self, counted: Mapping[int, str], server: ServerView, there: Collection[int]) -> None:
        called = {role.id: role.name for role in server.roles}
        self._meant = {name.casefold(): called[role_id] for role_id, name in counted.items()}
        self._meant |= {
            str(each.reference).casefold(): called[each.found] for each in server.staff if each.found in called
        }
        self._pinned = {role_id for role_id in server.pins.values() if role_id in there}

    def kind(self, role: ServerRole, name: str) -> FindingKind | None:
        """None where what is said of the name itself, whose role was deleted, is advice enough."""
        meant, pinned = self._meant.get(name.casefold()), role.id in self._pinned
        if meant is None:
            return None if pinned or role.name == name else FindingKind.TWICE
        return FindingKind.PASSED_OVER if pinned or (role.name == name != meant) else FindingKind.TWICE


def names_in_settings(server: ServerView) -> Iterator[Finding]:
    """Roles of staff and channels of commands, and where else the bot is."""
    for each in server.staff:
        name = str(each.reference)
        if each.found is None and name in _awaited(server):
            yield Finding(FindingKind.STAFF_AWAITED, {"role": name})
        elif each.found is None:
            yield Finding(FindingKind.STAFF_DELETED if each.lost else FindingKind.STAFF_MISSING, {"role": name})
        elif isinstance(each.reference, str) and each.called is not None and not _same(each.called, name):
            yield Finding(FindingKind.STAFF_RENAMED, {"role": name, "name": each.called})
    found = {each.found for each in server.command_channels if each.found is not None}
    for each in server.command_channels:
        name = str(each.reference)
        if each.lost:
            yield Finding(FindingKind.CHANNEL_DELETED, {"channel": name})
        elif each.found is not None and (count := len(doubles(each.called or name, server.channels, found))):
            yield Finding(FindingKind.CHANNEL_TWICE, {"channel": name, "count": count})
    if server.other_servers:
        yield Finding(FindingKind.ELSEWHERE, {"count": server.other_servers})


def _awaited(server: ServerView) -> set[str]:
    """Names of staff's roles that nothing is meant by, though the server has such a role now."""
    there = {role.name for role in server.roles}
    return {str(each.reference) for each in server.staff if each.found is None and not each.lost} & there


def _names(legion: Legion, server: ServerView) -> list[str]:
    """Every name by which something is decided, those that matter most first."""
    staff = [each.reference for each in server.staff if isinstance(each.reference, str)]
    mapped = [ranked.role for ranked in reversed(legion.role_ranks.ranked)]
    companies = [title(number) for number in range(legion.companies.first, legion.companies.last + 1)]
    return [*staff, *mapped, *legion.awards.roles, *legion.specialities, *companies]


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
