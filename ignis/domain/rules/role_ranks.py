"""Which rank a member's Discord roles stand for: that of the highest mapped one. Names are compared without case."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Ranked:
    """`role` is in the spelling of the role map."""

    role: str
    rank: str


class RoleRanks:
    def __init__(
        self, mapping: Mapping[str, str], priority: Sequence[str], given: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """`priority` runs from low to high; a mapped role that is missing there counts less than all others.

        If several roles stand for a rank, `given` names the one that a promotion gives.
        """
        self._ranked = {role.casefold(): Ranked(role, rank) for role, rank in mapping.items()}
        self._priority = {role.casefold(): place for place, role in enumerate(priority)}
        self._given = {rank.casefold(): role.casefold() for rank, role in given.items()}
        self.priority = tuple(priority)

    @property
    def ranked(self) -> tuple[Ranked, ...]:
        """Every mapped role with its rank, from low to high."""
        return tuple(self._ranked[key] for key in sorted(self._ranked, key=self._weight))

    def highest(self, roles: Iterable[str]) -> Ranked | None:
        """The mapped role that decides; None if none of `roles` is mapped. The order of `roles` does not matter.

        Example:
            ranked = role_ranks.highest(["Brothers", "Captains"])  # Ranked("Captains", "Captain")
        """
        mapped = {key for role in roles if (key := role.casefold()) in self._ranked}
        if not mapped:
            return None
        return self._ranked[max(mapped, key=self._weight)]

    def ordered(self, roles: Iterable[str]) -> list[str]:
        """From the role that counts least to the one that counts most; each of them once."""
        return sorted(set(roles), key=lambda role: self._weight(role.casefold()))

    def standing_for(self, rank: str) -> tuple[str, ...]:
        """The roles that stand for `rank`: the one that a promotion gives, then the others from low to high."""
        given = self._given.get(rank.casefold())
        keys = [key for key, ranked in self._ranked.items() if ranked.rank.casefold() == rank.casefold()]
        return tuple(self._ranked[key].role for key in sorted(keys, key=lambda key: (key != given, self._weight(key))))

    def below(self, roles: Iterable[str], others: Iterable[str]) -> bool:
        """True if `roles` stand for a lower rank than `others`, by priority.

        Roles without a rank are below all roles with a rank and above none. Two roles of one rank are equal.
        """
        lower, higher = self.highest(roles), self.highest(others)
        if lower is None or higher is None:
            return higher is not None
        same = lower.rank.casefold() == higher.rank.casefold()
        return not same and self._place(lower.role.casefold()) < self._place(higher.role.casefold())

    def _place(self, key: str) -> int:
        return self._priority.get(key, -1)

    def _weight(self, key: str) -> tuple[int, str]:
        return self._place(key), key
