"""Under which name each role of a server counts, by the rules of `pinned_names`.

Names decide about ranks, companies, specialities and awards. A role that the role map, or Ignis itself, has pinned to
such a name counts under it, whatever it is called now. Another role of that name counts under no name at all.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from ignis.domain.rules.company import title
from ignis.domain.rules.legion import Legion
from ignis.domain.rules.pinned_names import Named, folded

NO_PINS: Final[Mapping[str, int]] = MappingProxyType({})


class DecidingNames:
    """The names of roles by which the legion's rules decide, in their own spelling."""

    def __init__(self, legion: Legion) -> None:
        mapped = (ranked.role for ranked in legion.role_ranks.ranked)
        names = (*legion.awards.roles, *legion.specialities, *mapped)
        self._names = {name.casefold(): name for name in names}
        self._companies = legion.companies

    def all(self) -> tuple[str, ...]:
        """Each in its own spelling, with those of the companies."""
        numbers = range(self._companies.first, self._companies.last + 1)
        return (*self._names.values(), *(title(number) for number in numbers))

    def spelled(self, role: str) -> str | None:
        """The deciding name that a role called `role` has; None if nothing is decided by it."""
        found = self._names.get(role.casefold())
        if found is not None:
            return found
        number = self._companies.of_roles((role,))
        return title(number) if number is not None else None


def counted_roles(
    legion: Legion, roles: Iterable[Named], remembered: Mapping[str, int], pins: Mapping[str, int] = NO_PINS
) -> dict[int, str]:
    """The names by id; roles that count under none are left out.

    `remembered` are the ids in the role map's file, which win over `pins`, those in the database. If the server has
    none of the remembered ones, the file was written for another server, and its ids mean nothing here.

    >>> counted_roles(legion, [GuildRole(1, "Captains"), GuildRole(2, "Captains"), GuildRole(3, "Friends")], {})
    {1: 'Captains', 3: 'Friends'}
    """
    by_age = sorted(roles, key=lambda role: role.id)
    there = {role.id for role in by_age}
    names = DecidingNames(legion)
    known = pinned_names(names, there, remembered, pins)
    counted = {role_id: name for name, role_id in known.items() if role_id in there}
    unpinned = [role for role in by_age if role.id not in counted]
    claimed = set(known)
    exact: dict[str, int] = {}
    others: dict[str, int] = {}
    for role in unpinned:
        name = names.spelled(role.name)
        if name is None:
            exact.setdefault(role.name, role.id)
        elif name not in claimed:
            (exact if role.name == name else others).setdefault(name, role.id)
    return counted | {role_id: name for name, role_id in (others | exact).items()}


def pinned_names(
    names: DecidingNames, there: Iterable[int], remembered: Mapping[str, int], pins: Mapping[str, int]
) -> dict[str, int]:
    """The id of each deciding name that is pinned, also of those that are gone."""
    of_here = not set(there).isdisjoint(remembered.values())
    both = folded(pins) | (folded(remembered) if of_here else {})
    return {name: role_id for known, role_id in both.items() if (name := names.spelled(known)) is not None}
