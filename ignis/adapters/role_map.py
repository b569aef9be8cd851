"""`config/roles_ranks.json`: which role stands for which rank, and every other rule of the legion."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator, model_validator

from ignis.adapters import strict_json
from ignis.domain import ladder
from ignis.domain.awards import Awards
from ignis.domain.company import Companies
from ignis.domain.ladder import Ladder
from ignis.domain.legion import Legion, NicknameRules
from ignis.domain.roles import RoleRanks
from ignis.runtime.settings import ConfigError, listed

# Discord's own limit for the name of a role.
Name = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^\S(.*\S)?$")]
Points = Annotated[int, Field(ge=0, le=10**9)]

_MAX_LISTED = 3
_SHOWN = 60  # characters of what was found
_REVISION_LENGTH = 12


@dataclass(frozen=True)
class RoleMap:
    """`revision` changes whenever the file's content does."""

    path: Path
    revision: str
    legion: Legion


def load_role_map(path: Path) -> RoleMap:
    """Raises ConfigError with file, place and what was expected."""
    text = _read(path)
    revision = hashlib.sha256(text.encode()).hexdigest()[:_REVISION_LENGTH]
    return RoleMap(path, revision, parse_role_map(text, str(path)))


def parse_role_map(text: str, source: str) -> Legion:
    """The rules in `text`; `source` names the file in error messages."""
    try:
        return _File.model_validate(strict_json.parse(text)).legion()
    except strict_json.JsonProblem as problem:
        raise ConfigError(f"{source}: {problem}") from None
    except ValidationError as error:
        raise ConfigError(f"{source}: {listed(error, _problem)}") from None


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Step(_Section):
    current_rank: Name
    next_rank: Name
    exp_required_for_next: Points
    rank_limit_while_current: Annotated[Points, Field(ge=1)]
    additional_requirement_for_next: Name | None = None
    promotion_to_next_is_handpicked: bool = False

    def step(self) -> ladder.Step:
        return ladder.Step(
            self.current_rank,
            self.next_rank,
            self.exp_required_for_next,
            self.rank_limit_while_current,
            self.additional_requirement_for_next,
            self.promotion_to_next_is_handpicked,
        )


class _Path(_Section):
    display_name: Name
    steps: list[_Step]
    terminal_rank: Name
    terminal_rank_limit: Annotated[Points, Field(ge=1)] | None = None

    def path(self, name: str) -> ladder.Path:
        steps = tuple(step.step() for step in self.steps)
        return ladder.Path(name, self.display_name, steps, self.terminal_rank, self.terminal_rank_limit)


class _Nickname(_Section):
    format: Name
    max_length: Annotated[int, Field(ge=1, le=32)]
    prefix_by_rank: dict[Name, Annotated[str, StringConstraints(min_length=1, max_length=8)] | None]


class _Awards(_Section):
    roles: list[Name]
    keywords: list[Annotated[str, StringConstraints(pattern=r"^\w+$")]]


class _Companies(_Section):
    first: Annotated[int, Field(ge=1, le=999)]
    last: Annotated[int, Field(ge=1, le=999)]


class _File(_Section):
    version: Literal[1]
    default_rank: Name
    role_to_rank_mapping: dict[Name, Name]
    role_priority: list[Name]
    role_given_on_promotion: dict[Name, Name] = {}
    paths: dict[Name, _Path]
    off_ladder_ranks: list[Name]
    nickname: _Nickname
    awards: _Awards
    specialities: list[Name]
    companies: _Companies
    role_ids: dict[Name, Annotated[int, Field(gt=0)]]

    @field_validator(
        "role_to_rank_mapping", "role_priority", "role_given_on_promotion", "off_ladder_ranks", "specialities"
    )
    @classmethod
    def _once(cls, names: Any) -> Any:
        if twice := next(_repeated(names), None):
            raise ValueError(f"{twice!r} stands here twice (case does not matter); keep one of them")
        return names

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        """The ladder says itself what contradicts it."""
        ranks = self._ladder().ranks
        on_ladder = {rank.casefold() for rank in ranks}
        if self.default_rank.casefold() not in on_ladder:
            raise ValueError(
                f"`default_rank`: {self.default_rank!r} stands on no path; expected one of: {_some(ranks)}"
            )
        for rank in self.off_ladder_ranks:
            if rank.casefold() in on_ladder:
                raise ValueError(f"`off_ladder_ranks`: {rank!r} stands on a path as well; keep one of them")
        known = on_ladder | {rank.casefold() for rank in self.off_ladder_ranks}
        for role, rank in self.role_to_rank_mapping.items():
            if rank.casefold() not in known:
                raise ValueError(f"`role_to_rank_mapping`: {role!r} stands for {rank!r}, which is no rank")
        return self

    @model_validator(mode="after")
    def _gives_what_stands_for_the_rank(self) -> Self:
        ranks = {role.casefold(): rank.casefold() for role, rank in self.role_to_rank_mapping.items()}
        for rank, role in self.role_given_on_promotion.items():
            if ranks.get(role.casefold()) != rank.casefold():
                raise ValueError(f"`role_given_on_promotion`: the role {role!r} does not stand for the rank {rank!r}")
        return self

    def legion(self) -> Legion:
        return Legion(
            ladder=self._ladder(),
            role_ranks=RoleRanks(self.role_to_rank_mapping, self.role_priority, self.role_given_on_promotion),
            default_rank=self.default_rank,
            off_ladder=tuple(self.off_ladder_ranks),
            companies=Companies(self.companies.first, self.companies.last),
            awards=Awards(frozenset(self.awards.roles), frozenset(self.awards.keywords)),
            specialities=tuple(self.specialities),
            nicknames=NicknameRules(self.nickname.format, self.nickname.max_length, self.nickname.prefix_by_rank),
        )

    def _ladder(self) -> Ladder:
        return Ladder(path.path(name) for name, path in self.paths.items())


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # editors on Windows put a mark in front
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: no such file; restore config/roles_ranks.json or set `bot.role_map` in ignis.yaml to yours"
        ) from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None


def _repeated(names: Sequence[str] | Mapping[str, str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            yield name
        seen.add(name.casefold())


def _problem(loc: tuple[int | str, ...], kind: str, message: str, value: object) -> str:
    place = f"`{_cut('.'.join(map(_printable, loc)))}`: " if loc else ""
    match kind:
        case "model_type" | "dict_type":
            return f"{place}expected an object {{…}}, found {_shown(value)}"
        case "extra_forbidden":
            return f"{place}not a known key"
        case "missing":
            return f"{place}missing, expected a value"
        case "value_error":
            return f"{place}{message.removeprefix('Value error, ')}"
        case _:
            return f"{place}{message.replace('Input should be', 'expected', 1)}, found {_shown(value)}"


def _shown(value: object) -> str:
    """Short and printable, whatever the file holds."""
    return _cut(ascii(value))


def _printable(part: int | str) -> str:
    """A key stands here as it was written, unless it would break the line."""
    text = str(part)
    return text if text.isprintable() else ascii(text)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_MAX_LISTED]) + (" …" if len(names) > _MAX_LISTED else "")
