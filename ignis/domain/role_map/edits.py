"""What can be done to the role map: each edit makes a new document of an old one, or raises Refused."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.document import GIVEN, MAPPING, PRIORITY, ROLE_IDS, Document, same, spelled

_NO_CATEGORY = "Other"
_V = TypeVar("_V")


def add_role(document: Document, role: str, role_id: int | None, rank: str, above: str | None = None) -> Document:
    """Lets `role` stand for `rank`, directly above the role `above`; a role that is mapped already is moved.

    Without `above` a mapped role keeps its place; a new one comes above the others of its rank, else above those of
    the next lower rank of the ladder, else at the bottom, where it changes no member's rank.
    Refused: NOT_A_RANK, ROLE_NOT_MAPPED (`above`), MAP_UNCHANGED.
    """
    known = spelled(rank, document.ranks)
    if known is None:
        raise Refused(Refusal.NOT_A_RANK, rank=rank)
    if above is not None and spelled(above, document.priority) is None:
        raise Refused(Refusal.ROLE_NOT_MAPPED, role=above)
    content = {
        **document.content,
        MAPPING: _mapped(document, role, known, above),
        PRIORITY: _placed(document, role, known, above),
        GIVEN: _given_without(document, role, known),
    }
    if role_id is not None:
        content[ROLE_IDS] = _with_ids(document, {role: role_id})
    return _changed(document, content)


def remove_role(document: Document, role: str) -> Document:
    """Removes `role` from the mapping, the priority and the remembered ids. Refused: ROLE_NOT_MAPPED."""
    if spelled(role, (*document.roles, *document.priority)) is None:
        raise Refused(Refusal.ROLE_NOT_MAPPED, role=role)
    mapping = {name: _without(roles, role) for name, roles in document.categories.items()}
    return _changed(
        document,
        {
            **document.content,
            MAPPING: _in_form(document, {name: roles for name, roles in mapping.items() if roles}),
            PRIORITY: [name for name in document.priority if not same(name, role)],
            GIVEN: _given_without(document, role, None),
            ROLE_IDS: _without(document.content.get(ROLE_IDS, {}), role),
        },
    )


def rename_role(document: Document, old: str, new: str) -> Document:
    """Writes `new` in every place of the role `old`; its rank and its place in the order stay.

    Refused: ROLE_NOT_MAPPED, ROLE_MAPPED when `new` is another mapped role, MAP_UNCHANGED.
    """
    if spelled(old, (*document.roles, *document.priority)) is None:
        raise Refused(Refusal.ROLE_NOT_MAPPED, role=old)
    if not same(old, new) and spelled(new, (*document.roles, *document.priority)) is not None:
        raise Refused(Refusal.ROLE_MAPPED, role=new)
    mapping = {name: _renamed_keys(roles, old, new) for name, roles in document.categories.items()}
    awards = document.content["awards"]
    return _changed(
        document,
        {
            **document.content,
            MAPPING: _in_form(document, mapping),
            PRIORITY: _renamed(document.priority, old, new),
            GIVEN: {rank: new if same(role, old) else role for rank, role in document.content.get(GIVEN, {}).items()},
            "awards": {**awards, "roles": _renamed(awards["roles"], old, new)},
            "specialities": _renamed(document.content["specialities"], old, new),
            ROLE_IDS: _renamed_keys(document.content.get(ROLE_IDS, {}), old, new),
        },
    )


def remember_ids(document: Document, ids: Mapping[str, int]) -> Document:
    """Notes Discord's `ids` of roles, so that a renamed one is recognised. Refused: MAP_UNCHANGED."""
    return _changed(document, {**document.content, ROLE_IDS: _with_ids(document, ids)})


def _mapped(document: Document, role: str, rank: str, above: str | None) -> dict[str, Any]:
    """The mapping with `role`: where it stands already, else behind the role that it is put beside."""
    mapping = document.categories
    home = next((name for name, roles in mapping.items() if spelled(role, roles)), None)
    if home is None:
        beside = above or _beside(document, rank) or next(reversed(document.roles), None)
        home = next((name for name, roles in mapping.items() if beside and spelled(beside, roles)), None)
    if home is None:
        home = "" if not document.by_category else _NO_CATEGORY
    old = spelled(role, mapping.get(home, {})) or role
    mapping[home] = _renamed_keys(mapping.get(home, {}), old, role) | {role: rank}
    return _in_form(document, mapping)


def _placed(document: Document, role: str, rank: str, above: str | None) -> list[str]:
    order = list(document.priority)
    if above is None and (standing := spelled(role, order)) is not None:
        return _renamed(order, standing, role)
    below = above if above is not None else _beside(document, rank)
    order = [name for name in order if not same(name, role)]
    at = next((place for place, name in enumerate(order, 1) if below is not None and same(name, below)), 0)
    return [*order[:at], role, *order[at:]]


def _beside(document: Document, rank: str) -> str | None:
    """The highest role of `rank`, or of the next lower rank of the ladder that has one; None for the bottom."""
    ladder = [name.casefold() for name in document.ladder_ranks]
    place = ladder.index(rank.casefold()) if rank.casefold() in ladder else 0
    ranks = {role.casefold(): stands_for.casefold() for role, stands_for in document.roles.items()}
    for wanted in (rank.casefold(), *reversed(ladder[:place])):
        highest = [role for role in document.priority if ranks.get(role.casefold()) == wanted]
        if highest:
            return highest[-1]
    return None


def _given_without(document: Document, role: str, keep: str | None) -> dict[str, str]:
    """What promotions give, without `role` for any rank but `keep`: it would not stand for that rank."""
    given: Mapping[str, str] = document.content.get(GIVEN, {})
    return {
        rank: named for rank, named in given.items() if not same(named, role) or (keep is not None and same(rank, keep))
    }


def _with_ids(document: Document, ids: Mapping[str, int]) -> dict[str, str]:
    """As text: a number this long is rounded by every editor that reads JSON as JavaScript does."""
    known = {role: str(role_id) for role, role_id in document.role_ids.items()}
    for role, role_id in ids.items():
        known = _renamed_keys(known, spelled(role, known) or role, role) | {role: str(role_id)}
    return known


def _in_form(document: Document, mapping: dict[str, dict[str, str]]) -> dict[str, Any]:
    if document.by_category:
        return dict(mapping)
    return {role: rank for roles in mapping.values() for role, rank in roles.items()}


def _changed(document: Document, content: dict[str, Any]) -> Document:
    """A section that was not there and stays empty is not written."""
    kept = {key: value for key, value in content.items() if value or key in document.content}
    if kept == document.content:
        raise Refused(Refusal.MAP_UNCHANGED)
    return Document(kept)


def _without(mapping: Mapping[str, _V], name: str) -> dict[str, _V]:
    return {key: value for key, value in mapping.items() if not same(key, name)}


def _renamed_keys(mapping: Mapping[str, _V], old: str, new: str) -> dict[str, _V]:
    return {new if same(key, old) else key: value for key, value in mapping.items()}


def _renamed(names: Sequence[str], old: str, new: str) -> list[str]:
    return [new if same(name, old) else name for name in names]
