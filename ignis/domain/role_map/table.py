"""The role map laid over the roles of one server: which of them stands for what, and which go with a rank."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ignis.domain.blocked import Blocked
from ignis.domain.members.nickname import Nicknames
from ignis.domain.members.written_nickname import WrittenNicknames
from ignis.domain.role_map.counted_roles import NO_PINS, counted_roles
from ignis.domain.rules.legion import Legion
from ignis.domain.rules.role_ranks import Ranked


@dataclass(frozen=True, slots=True)
class GuildRole:
    """A role of the server. `givable`: below the bot's highest and not an integration's."""

    id: int
    name: str
    givable: bool = True


@dataclass(frozen=True, slots=True)
class RoleChange:
    give: int | None
    take: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _RolesOfRank:
    role: GuildRole
    ranked: Ranked
    weight: int


class RoleTable:
    """The role map laid over the roles of one server, once per revision and server, so that a member costs no search.

    Which role of the server a name means is decided by `counted_roles`: by id where one is known, and never by look.
    """

    def __init__(
        self,
        legion: Legion,
        roles: Iterable[GuildRole],
        remembered: Mapping[str, int] = NO_PINS,
        pins: Mapping[str, int] = NO_PINS,
        earlier: Legion | None = None,
    ) -> None:
        """`roles` from low to high; `remembered` and `pins` are ids by name, see `counted_roles`.

        `earlier` are the rules before a change of the map: nicknames that were written by them are read, too.
        """
        self.legion = legion
        self.nicknames = Nicknames(legion.nicknames)
        self.written = WrittenNicknames(legion, earlier)
        roles = tuple(roles)
        counted = counted_roles(legion, roles, remembered, pins)
        self._mapped = _mapped(legion, roles, counted)
        self._by_name = {mapped.ranked.role.casefold(): mapped.role for mapped in reversed(self._mapped.values())}
        self._companies = {
            role.id: (place, number)
            for place, role in enumerate(roles)
            if role.id in counted and (number := legion.companies.of_roles((counted[role.id],))) is not None
        }
        # under the spelling of the map, which is asked for most, and without case, for other spellings that are stored
        self._prefixes = {rank.casefold(): prefix for rank, prefix in legion.nicknames.prefixes.items()}
        self._prefixes |= {
            rank: self._prefixes[rank.casefold()] for rank in legion.ranks if rank.casefold() in self._prefixes
        }
        paths = {rank: legion.ladder.standing(rank, 0).path for rank in legion.ranks}
        self._paths = {rank.casefold(): path for rank, path in paths.items()} | paths
        self._on_ladder = frozenset(rank.casefold() for rank in legion.ladder.ranks)

    def ranked(self, roles: Iterable[int]) -> Ranked | None:
        """What the highest mapped of `roles` stands for."""
        best: _RolesOfRank | None = None
        for role in roles:
            mapped = self._mapped.get(role)
            if mapped is not None and (best is None or mapped.weight > best.weight):
                best = mapped
        return best.ranked if best is not None else None

    @property
    def found(self) -> Mapping[str, int]:
        """The server's role for each mapped one that is there, by its name in the map."""
        return {mapped.ranked.role: mapped.role.id for mapped in self._mapped.values()}

    def held(self, roles: Iterable[int]) -> tuple[Ranked, ...]:
        """What each mapped one of `roles` stands for, from the one that decides down."""
        mapped = [found for role in roles if (found := self._mapped.get(role)) is not None]
        return tuple(each.ranked for each in sorted(mapped, key=lambda each: -each.weight))

    def company(self, roles: Iterable[int]) -> int | None:
        """The company that the highest of `roles` which names one names."""
        named = [self._companies[role] for role in roles if role in self._companies]
        return max(named)[1] if named else None

    def prefix(self, rank: str) -> str | None:
        """None where the company's number stands; empty for a rank that the map gives no prefix."""
        return self._prefixes[rank] if rank in self._prefixes else self._prefixes.get(rank.casefold(), "")

    def path(self, rank: str) -> str | None:
        """None off the ladder."""
        return self._paths[rank] if rank in self._paths else self._paths.get(rank.casefold())

    def standing_for(self, rank: str) -> tuple[GuildRole, ...]:
        """The server's roles that stand for `rank`, the one to give first."""
        names = self.legion.role_ranks.standing_for(rank)
        return tuple(self._by_name[name.casefold()] for name in names if name.casefold() in self._by_name)

    def swap(self, roles: Collection[int], rank: str, leaving: str | None = None) -> RoleChange | Blocked | None:
        """What makes `rank` the one that the roles stand for; None when they do already, NO_ROLE when none does.

        Taken are the roles of the ladder, those of the rank that is left, and all that would outrank the new one;
        other offices below it stay. `hindering` says whether the bot may do that.
        """
        wanted = {role.id for role in self.standing_for(rank)}
        if not wanted:
            return Blocked.NO_ROLE
        held = [self._mapped[role] for role in roles if role in self._mapped]
        weight = max((each.weight for each in held if each.role.id in wanted), default=None)
        give = None if weight is not None else self.standing_for(rank)[0]
        if give is not None:
            weight = self._mapped[give.id].weight
        goes = self._on_ladder | {leaving.casefold()} if leaving is not None else self._on_ladder
        take = [
            each.role.id
            for each in held
            if each.role.id not in wanted and (each.weight > (weight or 0) or each.ranked.rank.casefold() in goes)
        ]
        return RoleChange(give.id if give else None, tuple(take)) if take or give else None

    def hindering(self, change: RoleChange) -> GuildRole | None:
        """The first role of `change` that the bot cannot give or take."""
        touched = (*change.take, *([change.give] if change.give is not None else []))
        roles = (self._mapped[role_id].role for role_id in touched)
        return next((role for role in roles if not role.givable), None)


def _mapped(legion: Legion, roles: tuple[GuildRole, ...], counted: Mapping[int, str]) -> dict[int, _RolesOfRank]:
    """By id, from low to high weight."""
    found = [
        (role, Ranked(ranked.role, legion.rank(ranked.rank) or ranked.rank))
        for role in roles
        if role.id in counted and (ranked := legion.role_ranks.highest((counted[role.id],))) is not None
    ]
    order = {key: place for place, key in enumerate(legion.role_ranks.ordered(ranked.role for _, ranked in found))}
    found.sort(key=lambda pair: order[pair[1].role])
    return {role.id: _RolesOfRank(role, ranked, order[ranked.role]) for role, ranked in found}
