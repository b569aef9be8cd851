"""Adopting the ranks that members' roles stand for: what a SyncStore asks, member by member, inside its transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ignis.domain.members.member import Member
from ignis.domain.role_map.table import RoleTable
from ignis.domain.role_sync import plan as sync
from ignis.domain.role_sync.map_moves import Adoption, MapMove, NewMap, noted_move, plan_by_new_map
from ignis.domain.role_sync.plan import Account, SeenMember, SyncPlan


@dataclass(frozen=True)
class RankAdoption:
    """An AdoptionOrder. It decides on what is stored by then: an officer may have been quicker.

    `actors` are the people who changed a member's roles, as far as they are known. `maps`: everybody was last gone
    through by another map than this one; None if not, or if that one is not known. `plans` is filled by `decide`.
    """

    table: RoleTable
    seen: Mapping[int, SeenMember]
    accounts: Mapping[int, Account]
    actors: Mapping[int, int]
    at: datetime
    keep_rank_without_role: bool
    maps: NewMap | None = None
    plans: dict[int, SyncPlan] = field(default_factory=dict)

    def decide(self, user_id: int, stored: Member | None, move: MapMove | None) -> Adoption | None:
        seen, account = self.seen[user_id], self.accounts.get(user_id)
        keep = self.keep_rank_without_role
        if self.maps is None:
            plan = sync.plan(self.table, seen, stored, account, keep_rank_without_role=keep)
        else:
            plan = plan_by_new_map(self.maps, seen, stored, account, move, keep_rank_without_role=keep)
        self.plans[user_id] = plan
        if not plan.store:
            return None
        change = sync.adopted(self.table, stored, plan, actor_id=self.actors.get(user_id), at=self.at)
        if self.maps is None:
            return Adoption(change)
        noted = noted_move(self.maps, seen, stored, plan)
        return Adoption(change, noted, move if plan.restored is not None else None)
