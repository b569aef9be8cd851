"""The Roblox name in a nickname that Ignis, or Bloxlink by the same rules, has written: of `6. Legionary Emek`, `Emek`.

Only prefixes and ranks of the role map are recognised. `Mr. Beast` is how a person wants to be called, not a rank.
"""

import re
from collections.abc import Iterator

from ignis.domain.members.nickname import abbreviations, size, tidy
from ignis.domain.rules.legion import Legion

_WRITTEN = re.compile(r"(\S{1,8})\. (?:(.*)\s)?([A-Za-z0-9_]{3,20})")  # the shipped format, and Roblox names


class WrittenNicknames:
    """By one role map, and the one before it, so that nicknames follow a change of the map. What is asked of every
    member costs one match and two look-ups.

    Example:
        written = WrittenNicknames(legion)
        written.name_in("6. Legionary Emek")  # "Emek"
        written.name_in("Mr. Beast")  # None
    """

    def __init__(self, legion: Legion, earlier: Legion | None = None) -> None:
        rules = legion.nicknames
        maps = (legion,) if earlier is None else (legion, earlier)
        self._prefixes = frozenset(prefix.casefold() for each in maps for prefix in _prefixes(each))
        forms = [form for each in maps for form in _forms(each)]
        self._forms = frozenset(form.casefold() for each in forms for form in each)
        self._has_rank = "{group_rank}" in rules.format
        # above so many UTF-16 units, one of the ranks does not fit even in its shortest form, and is left out
        self._full = rules.max_length - max((min(map(size, each)) for each in forms if each), default=0) - 1

    def name_in(self, nickname: str | None) -> str | None:
        """None for a nickname that is not of the shipped format, or whose name was cut."""
        found = _WRITTEN.fullmatch(nickname) if nickname is not None else None
        if found is None:
            return None
        prefix, rank, name = found.groups()
        if prefix.casefold() not in self._prefixes:
            return None
        known = rank.casefold() in self._forms if rank else not self._has_rank or len(found[0]) > self._full
        return name if known else None


def _prefixes(legion: Legion) -> Iterator[str]:
    yield from (prefix for prefix in legion.nicknames.prefixes.values() if prefix)
    yield from (str(number) for number in range(legion.companies.first, legion.companies.last + 1))


def _forms(legion: Legion) -> Iterator[tuple[str, ...]]:
    """The forms in which each rank may stand in a nickname."""
    short = {rank.casefold(): form for rank, form in legion.nicknames.abbreviations.items()}
    for rank in (*(ranked.role for ranked in legion.role_ranks.ranked), *legion.ranks):
        yield (*abbreviations(tidy(rank)), *_chosen(short, rank))


def _chosen(short: dict[str, str], rank: str) -> tuple[str, ...]:
    form = short.get(rank.casefold())
    return (tidy(form),) if form else ()
