"""Adopting the ranks that members' roles stand for: what a SyncStore asks, member by member, inside its transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ignis.domain.members.change import Change
from ignis.domain.members.member import Member
from ignis.domain.role_map.table import RoleTable
from ignis.domain.role_sync import plan as sync
from ignis.domain.role_sync.plan import Account, SeenMember, SyncPlan


@dataclass(frozen=True)
class RankAdoption:
    """An AdoptionOrder. It decides on what is stored by then: an officer may have been quicker.

    `actors` are the people who changed a member's roles, as far as they are known. `plans` is filled by `decide`.
    """

    table: RoleTable
    seen: Mapping[int, SeenMember]
    accounts: Mapping[int, Account]
    actors: Mapping[int, int]
    at: datetime
    keep_rank_without_role: bool
    plans: dict[int, SyncPlan] = field(default_factory=dict)

    def decide(self, user_id: int, stored: Member | None) -> Change | None:
        seen, account = self.seen[user_id], self.accounts.get(user_id)
        plan = sync.plan(self.table, seen, stored, account, keep_rank_without_role=self.keep_rank_without_role)
        self.plans[user_id] = plan
        if not plan.store:
            return None
        return sync.adopted(self.table, stored, plan, actor_id=self.actors.get(user_id), at=self.at)
