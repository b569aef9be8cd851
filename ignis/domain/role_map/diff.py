"""What differs between two role maps, in the terms of the people who edit them."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ignis.domain.role_map.counted_roles import NO_PINS
from ignis.domain.role_map.document import MAPPING, PRIORITY, ROLE_IDS, Document
from ignis.domain.rules.pinned_names import folded

_LISTED = 3  # roles in one line
_SHOWN_BY_ROLES = frozenset({MAPPING, PRIORITY, ROLE_IDS})


@dataclass(frozen=True, slots=True)
class RoleDiff:
    """One role. Ranks are None where it stands for none; places are counted from the highest role, None without one.

    `moved`: its order among the roles that both maps have is another one. `id_after` is set where the
    name means another role of the server than before, `id_before` also where that one is known.
    """

    role: str
    rank_before: str | None
    rank_after: str | None
    place_before: int | None
    place_after: int | None
    moved: bool
    id_before: int | None = None
    id_after: int | None = None


@dataclass(frozen=True, slots=True)
class MapDiff:
    """`sections` are the other keys of the file whose content differs."""

    roles: tuple[RoleDiff, ...]
    sections: tuple[str, ...]


def diff(before: Document, after: Document, pins: Mapping[str, int] = NO_PINS) -> MapDiff:
    """Roles from the highest down, those that are gone last. Another form of the same mapping is no difference.

    `pins` are the ids of the names that a map gives none for, as far as they are known.
    """
    ranks_before, ranks_after = _keyed(before.roles), _keyed(after.roles)
    places_before, places_after = _places(before.priority), _places(after.priority)
    moved = _moved(before.priority, after.priority)
    others = _other_ids(folded(pins) | folded(before.role_ids), folded(pins) | folded(after.role_ids))
    keys = dict.fromkeys([*reversed([name.casefold() for name in after.priority]), *ranks_after, *places_before])
    roles = (
        RoleDiff(
            role=(ranks_after.get(key) or ranks_before.get(key) or (key, ""))[0],
            rank_before=ranks_before[key][1] if key in ranks_before else None,
            rank_after=ranks_after[key][1] if key in ranks_after else None,
            place_before=places_before.get(key),
            place_after=places_after.get(key),
            moved=key in moved,
            id_before=others[key][0] if key in others and key in ranks_before and key in ranks_after else None,
            id_after=others[key][1] if key in others and key in ranks_before and key in ranks_after else None,
        )
        for key in dict.fromkeys([*keys, *ranks_before])
    )
    return MapDiff(tuple(role for role in roles if _differs(role)), _sections(before.content, after.content))


def _differs(role: RoleDiff) -> bool:
    placed = (role.place_before is None) != (role.place_after is None)
    return role.rank_before != role.rank_after or role.moved or placed or role.id_after is not None


def _other_ids(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, tuple[int | None, int]]:
    """Both ids where they differ; None before where the name meant nothing. Left out where it is not known what."""
    return {key: (before[key] or None, new) for key, new in after.items() if before.get(key, new) != new}


def _sections(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, ...]:
    keys = dict.fromkeys([*before, *after])
    return tuple(key for key in keys if key not in _SHOWN_BY_ROLES and before.get(key) != after.get(key))


def _keyed(roles: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    return {role.casefold(): (role, rank) for role, rank in roles.items()}


def _places(priority: Sequence[str]) -> dict[str, int]:
    return {role.casefold(): place for place, role in enumerate(reversed(priority), 1)}


def _moved(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """The fewest roles whose move makes the one order out of the other: all but a longest increasing subsequence."""
    old = {role.casefold(): place for place, role in enumerate(before)}
    common = [key for role in after if (key := role.casefold()) in old]
    tails: list[int] = []  # the smallest old place that a run of each length can end in
    lengths: list[int] = []
    for key in common:
        length = bisect_left(tails, old[key])
        tails[length : length + 1] = [old[key]]
        lengths.append(length)
    kept: set[str] = set()
    wanted = len(tails) - 1
    for key, length in zip(reversed(common), reversed(lengths), strict=True):
        if length == wanted:
            kept.add(key)
            wanted -= 1
    return frozenset(common) - kept


def summary(changes: MapDiff) -> str:
    """One line for the history, in no language: `Captains: Brother → Captain`, `+ Captains → Captain`, `- Captains`."""
    parts = [_line(role) for role in changes.roles]
    shown = [*parts[:_LISTED], *([f"+{len(parts) - _LISTED}"] if len(parts) > _LISTED else []), *changes.sections]
    return "; ".join(shown)


def noted_ids(before: Document, after: Document) -> str:
    """The same line for a change that only notes ids, of roles that had none: `Captains: id 4711`."""
    known = folded(before.role_ids)
    new = [f"{role}: id {role_id}" for role, role_id in after.role_ids.items() if known.get(role.casefold()) != role_id]
    return "; ".join([*new[:_LISTED], *([f"+{len(new) - _LISTED}"] if len(new) > _LISTED else [])])


def _line(role: RoleDiff) -> str:
    if role.rank_after is None:
        return f"- {role.role}"
    place = f" ({role.place_after})" if role.moved or role.rank_before is None else ""
    if role.rank_before is None:
        return f"+ {role.role} → {role.rank_after}{place}"
    changes = [f"id {role.id_before} → {role.id_after}"] if role.id_before is not None else []
    if role.rank_before != role.rank_after:
        changes.append(f"{role.rank_before} → {role.rank_after}{place}")
    elif role.place_before != role.place_after:
        changes.append(f"{role.place_before} → {role.place_after}")
    return f"{role.role}: {', '.join(changes) or f'id {role.id_after}'}"
