"""The role map as the file holds it: plain values in the file's order, which edits turn into new ones.

`Legion` is what the same values mean. A document has one of two forms: `role_to_rank_mapping` is flat (role →
rank), or by category, as older files have it (category → role → rank). Edits keep the form. Names are compared
without case.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MAPPING = "role_to_rank_mapping"
PRIORITY = "role_priority"
GIVEN = "role_given_on_promotion"
ROLE_IDS = "role_ids"


@dataclass(frozen=True, slots=True)
class Document:
    """`content` is a whole, valid role map. It is never changed in place: an edit makes a new document."""

    content: Mapping[str, Any]

    @property
    def by_category(self) -> bool:
        return by_category(self.content[MAPPING])

    @property
    def roles(self) -> dict[str, str]:
        """Role → rank, in the file's order, whatever the form."""
        return flat(self.content[MAPPING])

    @property
    def categories(self) -> dict[str, dict[str, str]]:
        """Category → role → rank; the flat form is one category without a name."""
        mapping = self.content[MAPPING]
        return {name: dict(roles) for name, roles in mapping.items()} if self.by_category else {"": dict(mapping)}

    @property
    def priority(self) -> tuple[str, ...]:
        """Roles from low to high."""
        return tuple(self.content[PRIORITY])

    @property
    def role_ids(self) -> dict[str, int]:
        """Discord's id of every role whose id is remembered."""
        return {role: int(role_id) for role, role_id in self.content.get(ROLE_IDS, {}).items()}

    @property
    def ladder_ranks(self) -> tuple[str, ...]:
        """The ranks of the paths, in their order; one that ends a path and begins the next stands once."""
        return tuple(dict.fromkeys(_ranks(self.content["paths"].values())))

    @property
    def ranks(self) -> tuple[str, ...]:
        return (*self.ladder_ranks, *self.content["off_ladder_ranks"])


def by_category(mapping: Mapping[str, Any]) -> bool:
    return any(isinstance(value, Mapping) for value in mapping.values())


def flat(mapping: Mapping[str, Any]) -> dict[str, str]:
    if not by_category(mapping):
        return dict(mapping)
    return {role: rank for roles in mapping.values() for role, rank in roles.items()}


def same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def spelled(name: str, names: Iterable[str]) -> str | None:
    """`name` as it is written among `names`; None when it is not there."""
    return next((other for other in names if same(name, other)), None)


def _ranks(paths: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for path in paths:
        steps: Sequence[Mapping[str, Any]] = path["steps"]
        yield from (step["current_rank"] for step in steps)
        yield path["terminal_rank"]
