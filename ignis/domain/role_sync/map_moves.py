"""Members moved by a change of the role map alone, and put back where they were when that change is taken back.

A member's roles stay the same, and another map makes them stand for another rank: the member follows (plan.py). When a
later map makes them stand for what they stood for before, by `/config undo` or by hand, the member never was anywhere
else: rank, promotion queue and what was due are as they were. This holds while the move is the member's last change of
rank: what an officer, the rules or other roles have decided since stays decided.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from ignis.domain.members.change import Change
from ignis.domain.members.member import Member
from ignis.domain.role_map.table import RoleTable
from ignis.domain.role_sync.plan import Account, SeenMember, SyncPlan, plan, same_rank


@dataclass(frozen=True, slots=True)
class NewMap:
    """A role map that takes the place of the one before, both laid over the roles of the server."""

    before: RoleTable
    after: RoleTable


@dataclass(frozen=True, slots=True)
class MapMove:
    """What a member was before a change of the map. `rank` is None for one who was not stored yet.

    `stood_for`: what the member's roles stood for by the map before, None for no rank. `id` is 0 until it is stored.
    """

    user_id: int
    stood_for: str | None
    rank: str | None
    role_rank: str | None
    roles_due: bool
    declined: str | None
    points: int
    id: int = 0

    def is_taken_back(self, maps: NewMap, roles: Collection[int]) -> bool:
        """By the new map, but not by the one it replaces, `roles` stand for what they stood for before the move."""
        stands_for = _rank(maps.after, roles)
        return not same_rank(_rank(maps.before, roles), stands_for) and same_rank(stands_for, self.stood_for)

    def restored(self, stored: Member, table: RoleTable) -> Member:
        """The member as before the move. Points, company and studs stay as they are now.

        What was declined counts until the points rise.
        """
        if self.rank is None:
            rank = self.stood_for or table.legion.rank(table.legion.default_rank) or table.legion.default_rank
            return replace(
                stored, rank=rank, path=table.path(rank), declined=None, role_rank=self.stood_for, roles_due=False
            )
        return replace(
            stored,
            rank=self.rank,
            path=table.path(self.rank),
            declined=self.declined if stored.points <= self.points else None,
            role_rank=self.role_rank,
            roles_due=self.roles_due,
        )


@dataclass(frozen=True, slots=True)
class Adoption:
    """What is stored of a member. `noted` is a move to be kept with it, `taken_back` one that is over."""

    change: Change
    noted: MapMove | None = None
    taken_back: MapMove | None = None


def plan_by_new_map(
    maps: NewMap,
    seen: SeenMember,
    stored: Member | None,
    account: Account | None,
    move: MapMove | None,
    *,
    keep_rank_without_role: bool = True,
) -> SyncPlan:
    """The plan once a new map is in force. `move` is the member's last, if no other change of rank came after it."""
    if move is None or stored is None or not move.is_taken_back(maps, seen.roles):
        return plan(maps.after, seen, stored, account, keep_rank_without_role=keep_rank_without_role)
    restored = move.restored(stored, maps.after)
    keep = keep_rank_without_role
    made = plan(maps.after, seen, restored, account, keep_rank_without_role=keep, shown=stored.rank)
    return replace(made, store=True, restored=restored)


def noted_move(maps: NewMap, seen: SeenMember, stored: Member | None, made: SyncPlan) -> MapMove | None:
    """What has to be kept of a member whom the new map moves; None if it does not, or if the roles changed as well."""
    stood_for = _rank(maps.before, seen.roles)
    if not made.store or made.restored is not None or same_rank(stood_for, _rank(maps.after, seen.roles)):
        return None
    if stored is None:
        return MapMove(seen.user_id, stood_for, None, None, roles_due=False, declined=None, points=0)
    if stood_for is not None and not same_rank(stood_for, stored.role_rank):
        return None
    return MapMove(
        stored.user_id, stood_for, stored.rank, stored.role_rank, stored.roles_due, stored.declined, stored.points
    )


def _rank(table: RoleTable, roles: Collection[int]) -> str | None:
    ranked = table.ranked(roles)
    return ranked.rank if ranked is not None else None
