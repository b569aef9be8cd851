"""The legion's rules in one value: what `config/roles_ranks.json` says, ready for use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ignis.domain.rules.awards import Awards
from ignis.domain.rules.company import Companies
from ignis.domain.rules.ladder import Ladder
from ignis.domain.rules.role_ranks import RoleRanks


@dataclass(frozen=True, slots=True)
class NicknameRules:
    """`prefixes` by rank; None means the number of the member's company. Other numbers mean no company.

    `abbreviations` are short forms of group ranks, for nicknames that would be longer than `max_length`.
    """

    format: str
    max_length: int
    prefixes: Mapping[str, str | None]
    abbreviations: Mapping[str, str] = field(default_factory=dict)

    def name_company(self, rank: str) -> bool:
        """True if the nickname of a member of `rank` begins with the number of the company."""
        return any(prefix is None and rank.casefold() == named.casefold() for named, prefix in self.prefixes.items())


@dataclass(frozen=True, slots=True)
class Legion:
    """`role_ids` are Discord's ids of mapped roles, as far as they are known: a renamed role keeps its id."""

    ladder: Ladder
    role_ranks: RoleRanks
    default_rank: str
    off_ladder: tuple[str, ...]
    companies: Companies
    awards: Awards
    specialities: tuple[str, ...]
    nicknames: NicknameRules
    role_ids: Mapping[str, int] = field(default_factory=dict)

    @property
    def ranks(self) -> tuple[str, ...]:
        """Every rank there is: those on the ladder, then those off it."""
        return (*self.ladder.ranks, *self.off_ladder)

    def rank(self, name: str) -> str | None:
        """The rank called `name`, in the spelling of the configuration; None if there is none."""
        return next((rank for rank in self.ranks if rank.casefold() == name.strip().casefold()), None)

    def specialities_among(self, roles: Iterable[str]) -> tuple[str, ...]:
        """The specialities among `roles`, in the order of the configuration."""
        held = {role.casefold() for role in roles}
        return tuple(name for name in self.specialities if name.casefold() in held)
