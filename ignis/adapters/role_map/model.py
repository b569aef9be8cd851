"""What a role map may hold: every key, its type, and which values must agree with each other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import Formatter
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)

from ignis.domain.role_map.document import by_category, flat
from ignis.domain.rules import ladder
from ignis.domain.rules.awards import Awards
from ignis.domain.rules.company import Companies
from ignis.domain.rules.ladder import Ladder
from ignis.domain.rules.legion import Legion, NicknameRules
from ignis.domain.rules.role_ranks import RoleRanks
from ignis.runtime.config.strict_reader import Misplaced
from ignis.runtime.config.strict_text import Place

# Discord's own limit for the name of a role.
Name = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\s\p{Cc}]([^\p{Cc}]*[^\s\p{Cc}])?$")]
Short = Annotated[Name, StringConstraints(max_length=32)]  # what has to fit into a nickname
Points = Annotated[int, Field(ge=0, le=10**9)]

_FLAT, _BY_CATEGORY = "<flat>", "<by category>"
TAGS = frozenset({_FLAT, _BY_CATEGORY})
"""They stand in pydantic's places for the two forms of the mapping; no file holds them."""

_MAX_LISTED = 3
_FILLED = ("prefix", "group_rank", "roblox_username")
_ID_DIGITS = 20  # of the largest number of 64 bits


def _number(value: Any) -> Any:
    """Ids are written as text, because many editors round numbers that long; a number is read as well."""
    is_id = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _ID_DIGITS
    return int(value) if is_id else value


def _form(value: Any) -> str:
    return _BY_CATEGORY if isinstance(value, Mapping) and by_category(value) else _FLAT


RoleId = Annotated[int, BeforeValidator(_number), Field(gt=0, lt=1 << 64)]
# Both forms of `role_to_rank_mapping`.
Mapped = Annotated[
    Annotated[dict[Name, Name], Tag(_FLAT)] | Annotated[dict[Name, dict[Name, Name]], Tag(_BY_CATEGORY)],
    Discriminator(_form),
]


class _MapSection(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _StepSection(_MapSection):
    current_rank: Name
    next_rank: Name
    exp_required_for_next: Points
    rank_limit_while_current: Annotated[Points, Field(ge=1)]
    additional_requirement_for_next: Name | None = None
    promotion_to_next_is_handpicked: bool = False

    def step(self) -> ladder.LadderStep:
        return ladder.LadderStep(
            self.current_rank,
            self.next_rank,
            self.exp_required_for_next,
            self.rank_limit_while_current,
            self.additional_requirement_for_next,
            self.promotion_to_next_is_handpicked,
        )


class _PathSection(_MapSection):
    display_name: Name
    steps: list[_StepSection]
    terminal_rank: Name
    terminal_rank_limit: Annotated[Points, Field(ge=1)] | None = None

    def path(self, name: str) -> ladder.Path:
        steps = tuple(step.step() for step in self.steps)
        return ladder.Path(name, self.display_name, steps, self.terminal_rank, self.terminal_rank_limit)


class _NicknameSection(_MapSection):
    format: Name
    max_length: Annotated[int, Field(ge=1, le=32)]
    prefix_by_rank: dict[Name, Annotated[str, StringConstraints(min_length=1, max_length=8)] | None]
    abbreviations: dict[Name, Short] = {}

    def rules(self) -> NicknameRules:
        return NicknameRules(self.format, self.max_length, self.prefix_by_rank, self.abbreviations)

    @field_validator("format")
    @classmethod
    def _fillable(cls, value: str) -> str:
        """Nothing but the three names, in plain braces: anything else would fail later, when a nickname is built."""
        try:
            fields = [field for field in Formatter().parse(value) if field[1] is not None]
        except ValueError as error:
            raise ValueError(f"not a valid format: {error}") from None
        odd = next((name for _, name, spec, conversion in fields if name not in _FILLED or spec or conversion), None)
        if odd is not None:
            raise ValueError(f"{{{odd}}} is not known; expected {', '.join(f'{{{name}}}' for name in _FILLED)}")
        if "roblox_username" not in {name for _, name, _, _ in fields}:
            raise ValueError("expected {roblox_username} in it")
        return value


class _AwardsSection(_MapSection):
    roles: list[Name]
    keywords: list[Annotated[str, StringConstraints(pattern=r"^\w+$")]]


class _CompaniesSection(_MapSection):
    first: Annotated[int, Field(ge=1, le=999)]
    last: Annotated[int, Field(ge=1, le=999)]


class RoleMapModel(_MapSection):
    version: Literal[1]
    default_rank: Name
    role_to_rank_mapping: Mapped
    role_priority: list[Name]
    role_given_on_promotion: dict[Name, Name] = {}
    paths: dict[Name, _PathSection]
    off_ladder_ranks: list[Name]
    nickname: _NicknameSection
    awards: _AwardsSection
    specialities: list[Name]
    companies: _CompaniesSection
    role_ids: dict[Name, RoleId] = {}

    @field_validator(
        "role_to_rank_mapping", "role_priority", "role_given_on_promotion", "off_ladder_ranks", "specialities"
    )
    @classmethod
    def _once(cls, names: Any, info: ValidationInfo) -> Any:
        if twice := next(_repeated(_listed(names)), None):
            place, name = twice
            problem = f"{name!r} stands here twice (case does not matter); keep one of them"
            raise Misplaced((str(info.field_name), *place), problem)
        return names

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        """The ladder reports its own contradictions."""
        try:
            ranks = self._ladder().ranks
        except ValueError as error:
            raise Misplaced(("paths",), str(error)) from None
        on_ladder = {rank.casefold() for rank in ranks}
        if self.default_rank.casefold() not in on_ladder:
            raise Misplaced(
                ("default_rank",), f"{self.default_rank!r} stands on no path; expected one of: {_some(ranks)}"
            )
        for index, rank in enumerate(self.off_ladder_ranks):
            if rank.casefold() in on_ladder:
                raise Misplaced(("off_ladder_ranks", index), f"{rank!r} stands on a path as well; keep one of them")
        self._check_ranks(on_ladder | {rank.casefold() for rank in self.off_ladder_ranks})
        return self

    def _check_ranks(self, known: set[str]) -> None:
        for place, role, rank in _mapped(self.role_to_rank_mapping):
            if rank.casefold() not in known:
                raise Misplaced(("role_to_rank_mapping", *place), f"{role!r} stands for {rank!r}, which is no rank")

    @model_validator(mode="after")
    def _gives_what_stands_for_the_rank(self) -> Self:
        ranks = {role.casefold(): rank.casefold() for role, rank in flat(self.role_to_rank_mapping).items()}
        for rank, role in self.role_given_on_promotion.items():
            if ranks.get(role.casefold()) != rank.casefold():
                place = ("role_given_on_promotion", rank)
                raise Misplaced(place, f"the role {role!r} does not stand for the rank {rank!r}")
        return self

    def legion(self) -> Legion:
        return Legion(
            ladder=self._ladder(),
            role_ranks=RoleRanks(flat(self.role_to_rank_mapping), self.role_priority, self.role_given_on_promotion),
            default_rank=self.default_rank,
            off_ladder=tuple(self.off_ladder_ranks),
            companies=Companies(self.companies.first, self.companies.last),
            awards=Awards(frozenset(self.awards.roles), frozenset(self.awards.keywords)),
            specialities=tuple(self.specialities),
            nicknames=self.nickname.rules(),
            role_ids=self.role_ids,
        )

    def _ladder(self) -> Ladder:
        return Ladder(path.path(name) for name, path in self.paths.items())


def _mapped(mapping: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Place, role and rank of everything in a mapping of either form."""
    for key, value in mapping.items():
        if isinstance(value, str):
            yield (key,), key, value
        else:
            yield from (((key, role), role, rank) for role, rank in value.items())


def _listed(names: Sequence[str] | Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """The names that must differ, each behind its place: of a mapping by category, those inside the categories."""
    if not isinstance(names, Mapping):
        yield from (((index,), name) for index, name in enumerate(names))
    elif by_category(names):
        yield from (((category, role), role) for category, roles in names.items() for role in roles)
    else:
        yield from (((role,), role) for role in names)


def _repeated(names: Iterable[tuple[Place, str]]) -> Iterator[tuple[Place, str]]:
    seen: set[str] = set()
    for place, name in names:
        if name.casefold() in seen:
            yield place, name
        seen.add(name.casefold())


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_MAX_LISTED]) + (" …" if len(names) > _MAX_LISTED else "")
